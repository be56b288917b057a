"""When an object is shown: `visible_if` compares a field of the record with a value."""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from cardwright.layout.values import LONGEST_NAME, Scalar, as_text, canonical_name, check_name

FieldName = Annotated[
    str, Meta(min_length=1, max_length=LONGEST_NAME, description="Letters, digits and _")
]


class VisibleIf(Struct, frozen=True):
    """A comparison as text, in exact case; a field that is missing is an empty text."""

    field: FieldName
    op: Literal["equals", "not_equals", "in", "empty", "not_empty"]
    value: Annotated[
        Scalar | list[Scalar | None] | None,
        Meta(description="A list for `in`; nothing for `empty` and `not_empty`"),
    ] = None

    def __post_init__(self) -> None:
        check_name(self.field)
        if self.op == "in" and not isinstance(self.value, list):
            raise ValueError("`value` must be a list for the op `in`")
        if self.op in {"equals", "not_equals"} and isinstance(self.value, list):
            raise ValueError(f"`value` must not be a list for the op `{self.op}`")

    def holds(self, values: Mapping[str, str]) -> bool:
        """Say whether it is true of a record (`values.read_values`)."""
        present = values.get(canonical_name(self.field), "")
        if self.op == "empty":
            return not present
        if self.op == "not_empty":
            return bool(present)
        if isinstance(self.value, list):
            return present in {as_text(one) for one in self.value}
        return (present == as_text(self.value)) == (self.op == "equals")
