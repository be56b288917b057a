"""Card templates as the API shows and takes them (contract 2a and 2b)."""

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from pydantic import Field, ValidationInfo, WithJsonSchema, field_validator

from cardwright import times
from cardwright.files.schemas import TIME_EXAMPLE, URL_EXAMPLE, LinkedFileView, Time
from cardwright.ids import is_uuid
from cardwright.web.input import Input
from cardwright.web.json_text import check_text, keep_objects, normalized

LONGEST_NAME = 255
LONGEST_CARD_TYPE = 255
OWNER_ONLY = "owner_only"
ACCOUNT_ADMINS = "account_admins"

Orientation = Literal["P", "L"]
Objects = Annotated[
    msgspec.Raw, Meta(extra_json_schema={"type": "array", "items": {"type": "object"}})
]


class CardTemplateView(Struct, frozen=True, gc=False):
    """The design of a card."""

    id: Annotated[int, Meta(description="Server-assigned identifier", examples=[42])]
    uuid: Annotated[
        str,
        Meta(
            description="UUID that the client gave the template",
            examples=["550E8400-E29B-41D4-A716-446655440000"],
        ),
    ]
    name: Annotated[
        str,
        Meta(description="Display name, unique among live templates", examples=["Staff Card"]),
    ]
    template_type_code: Annotated[
        str, Meta(description="Code of the card template type", examples=["ISO_CARD"])
    ]
    card_type: Annotated[str, Meta(description="Card finish or format", examples=["standard"])]
    double_sided: Annotated[bool, Meta(description="Whether the card has a reverse side")]
    orientation_front: Annotated[
        str, Meta(description="P is portrait, L landscape", examples=["P"])
    ]
    orientation_back: Annotated[str, Meta(description="P is portrait, L landscape", examples=["L"])]
    default_template: Annotated[
        bool, Meta(description="Whether this is the default template of the account")
    ]
    background_image_front_url: Annotated[
        str | None,
        Meta(description="URL of the image behind the front, if set", examples=[URL_EXAMPLE]),
    ]
    background_image_back_url: Annotated[
        str | None, Meta(description="URL of the image behind the back, if set", examples=[None])
    ]
    template_objects: Annotated[
        Objects,
        Meta(description="What is on the card: free-form objects, kept token for token"),
    ]
    owner_id: Annotated[
        int | None, Meta(description="Id of the user who owns the template, if any", examples=[7])
    ]
    editable_by: Annotated[
        str,
        Meta(
            description="Who may change the content: account_admins or owner_only",
            examples=[ACCOUNT_ADMINS],
        ),
    ]
    deleted_at: Annotated[
        str | None, Meta(description="When it was soft-deleted; null is live", examples=[None])
    ]
    deleted_by_id: Annotated[
        int | None, Meta(description="Id of the user who soft-deleted it", examples=[None])
    ]
    linked_files: Annotated[list[LinkedFileView], Meta(description="Files that the template uses")]
    created_at: Time
    updated_at: Time


class CardTemplateInput(Input):
    """The members of `card_template` in a request.

    Create fills in what is left out; update leaves it as it is.
    """

    uuid: Annotated[
        str, Field(description="UUID of the client's choice; required to create, then fixed")
    ] = ""
    name: Annotated[
        str, Field(description="1 to 255 characters, unique among live templates of the account")
    ] = ""
    template_type_id: Annotated[
        int, Field(description="Internal number of the type; template_type_code wins")
    ] = 0
    template_type_code: Annotated[
        str, Field(description="Code of the card template type", examples=["ISO_CARD"])
    ] = ""
    card_type: Annotated[
        str,
        Field(max_length=LONGEST_CARD_TYPE, description="Card finish or format; first: standard"),
    ] = "standard"
    double_sided: Annotated[
        bool, Field(description="Whether the card has a reverse side; first: false")
    ] = False
    orientation_front: Annotated[
        Orientation, Field(description="P is portrait, L landscape; first: that of the type")
    ] = "L"
    orientation_back: Annotated[
        Orientation, Field(description="P is portrait, L landscape; first: that of the type")
    ] = "L"
    default_template: Annotated[
        bool, Field(description="Setting it takes it from the template that had it; first: false")
    ] = False
    template_objects: Annotated[
        Any,
        Field(description="Replaces the whole array; kept token for token; first: []"),
        WithJsonSchema({"type": "array", "items": {"type": "object"}}),
    ] = "[]"
    editable_by: Annotated[
        Literal["account_admins", "owner_only"],
        Field(description="Who may change the content; first: account_admins"),
    ] = "account_admins"
    owner_id: Annotated[
        int | None,
        Field(description="Id of an admin of the account; create sets it to the caller"),
    ] = None
    deleted_at: Annotated[
        str | int | None,
        Field(description="A time soft-deletes, null restores", examples=[TIME_EXAMPLE]),
        WithJsonSchema({"type": ["string", "null"], "format": "date-time"}),
    ] = None

    @field_validator("uuid")
    @classmethod
    def _is_uuid(cls, uuid: str) -> str:
        if not uuid.strip():
            raise ValueError("can't be blank")
        if not is_uuid(uuid):
            raise ValueError("must be a UUID, such as 550e8400-e29b-41d4-a716-446655440000")
        return uuid

    @field_validator("name")
    @classmethod
    def _is_name(cls, name: str) -> str:
        return checked_name(name)

    @field_validator("template_type_code", "card_type")
    @classmethod
    def _is_text(cls, text: str) -> str:
        return check_text(text)

    @field_validator("template_objects", mode="plain")
    @classmethod
    def _is_kept(cls, value: Any, info: ValidationInfo) -> str:
        return keep_objects(value, (info.context or {})["template_objects"])

    @field_validator("deleted_at", mode="plain")
    @classmethod
    def _is_time(cls, value: Any) -> int | None:
        if value is None:
            return None
        try:
            if isinstance(value, str):
                return times.parse_time(value)
        except ValueError:
            pass
        raise ValueError("must be an ISO 8601 time, such as 2026-06-14T09:30:00Z, or null")

    def fingerprint(self) -> bytes:
        """Return the SHA-256 of what was submitted, by which a repeated create is known."""
        sent = sorted(self.model_fields_set - {"uuid", "owner_id"})
        parts = [(name, getattr(self, name)) for name in sent]
        return hashlib.sha256(msgspec.json.encode(parts)).digest()


CARD_TEMPLATE_EXAMPLE: dict[str, object] = {
    "id": 42,
    "uuid": "550E8400-E29B-41D4-A716-446655440000",
    "name": "Staff Card",
    "template_type_code": "ISO_CARD",
    "card_type": "standard",
    "double_sided": True,
    "orientation_front": "P",
    "orientation_back": "L",
    "default_template": False,
    "background_image_front_url": URL_EXAMPLE,
    "background_image_back_url": None,
    "template_objects": [{"v": 1, "type": "text", "text": "{{first_name}}"}],
    "owner_id": 7,
    "editable_by": ACCOUNT_ADMINS,
    "deleted_at": None,
    "deleted_by_id": None,
    "linked_files": [],
    "created_at": TIME_EXAMPLE,
    "updated_at": TIME_EXAMPLE,
}


def checked_name(name: str) -> str:
    """Return a name as it is kept. Raises ValueError for one that is blank or too long."""
    name = normalized(name)
    if not name:
        raise ValueError("can't be blank")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"is too long (maximum is {LONGEST_NAME} characters)")
    return name
