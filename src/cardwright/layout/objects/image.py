"""A picture in a box: a linked file of the template, or a field of the record."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from cardwright.layout.conditions import FieldName
from cardwright.layout.objects.box import Box, FileUuid, Length, Share
from cardwright.layout.values import check_name


class ImageSource(Struct, frozen=True, omit_defaults=True):
    """Where a picture comes from: either a linked file or a field, never both."""

    file: Annotated[FileUuid, Meta(description="The uuid of a linked file")] | UnsetType = UNSET
    field: Annotated[FieldName, Meta(description="A field of the record")] | UnsetType = UNSET

    def __post_init__(self) -> None:
        if (self.file is UNSET) == (self.field is UNSET):
            raise ValueError('must be either {"file": "<uuid>"} or {"field": "<name>"}')
        if self.field is not UNSET:
            check_name(self.field)


class Image(Box, frozen=True, kw_only=True, tag="image"):
    """A picture that fills its box, or lies in the middle of it."""

    source: ImageSource
    fit: Annotated[
        Literal["cover", "contain", "stretch"],
        Meta(description="cover crops, contain leaves room, stretch distorts"),
    ] = "cover"
    focus: Annotated[
        tuple[Share, Share],
        Meta(description="What stays in view when it is cropped: from the left, from the top"),
    ] = (0.5, 0.5)
    radius_mm: Annotated[Length, Meta(description="Rounds the corners of the box")] = 0.0
