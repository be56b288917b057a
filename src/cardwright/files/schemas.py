"""Linked files as the API shows them (contract 2c)."""

from typing import Annotated

from msgspec import Meta, Struct

TIME_EXAMPLE = "2026-06-14T09:30:00.123456Z"
URL_EXAMPLE = (
    "https://cards.example.com/files/Hq7XbKd4mRtz/0192f3a1c55e7b44b3f0a6f1d2c8e917"
    "?expires=1781434800&signature=V0Y5b0hRk3p2cWJ5d1h6eUtMTm9QcXJzdHV2d3h5ejA"
)

Time = Annotated[str, Meta(description="ISO 8601 time in UTC", examples=[TIME_EXAMPLE])]


class LinkedFileView(Struct, frozen=True, gc=False):
    """A file that a card template uses: an image, a font, or anything else."""

    uuid: Annotated[
        str,
        Meta(
            description="UUID that the client gave the file",
            examples=["6F9619FF-8B86-D011-B42D-00CF4FC964FF"],
        ),
    ]
    entity_type: Annotated[
        str, Meta(description="What the file belongs to", examples=["CardTemplate"])
    ]
    entity_uuid: Annotated[
        str,
        Meta(
            description="UUID of the card template",
            examples=["550E8400-E29B-41D4-A716-446655440000"],
        ),
    ]
    file_role: Annotated[str, Meta(description="What the file is for", examples=["logo"])]
    url: Annotated[
        str | None,
        Meta(description="Signed download URL, good for one to two hours", examples=[URL_EXAMPLE]),
    ]
    content_type: Annotated[
        str, Meta(description="MIME type, decided by content", examples=["image/png"])
    ]
    created_at: Time
    updated_at: Time
