"""What the children that decode uploads are asked, and answer."""

from msgspec import Struct


class Claim(Struct, frozen=True):
    """A file, and what it claims to be."""

    path: str
    content_type: str


class Problem(Struct, frozen=True):
    """What is wrong with the file and what to do, if anything."""

    problem: str | None = None
