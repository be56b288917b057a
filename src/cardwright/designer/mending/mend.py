"""A change to one object that mends a finding."""

from typing import Any

from msgspec import Struct, field


class Mend(Struct, frozen=True, omit_defaults=True):
    """What the script of the designer does to the object of a finding.

    `does` is a text of `[designer.mend]`. `choose_picture` and `own_id` are done by the script,
    which asks for a file, or makes an id.
    """

    does: str
    set: dict[str, Any] = field(default_factory=dict)
    unset: list[str] = field(default_factory=list)
    is_on_top: bool = False
    """Whether it comes before all others of its side, too."""
