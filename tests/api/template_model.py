"""What the API must answer through the life of card templates: the rules again, in plain data."""

import unicodedata
from dataclasses import dataclass, field
from typing import Any

BUILT_IN_TYPES = {
    "ISO_CARD": "L",
    "ISO_CARD_STANDARD": "L",
    "CR79": "L",
    "CR100": "L",
    "EVENT_BADGE": "P",
}
CONTENT = {
    "card_type": "standard",
    "double_sided": False,
    "default_template": False,
    "template_objects": "[]",
    "editable_by": "account_admins",
}
SIDES = ("front", "back")

# What clients send, and what comes back.
TIMES = {
    "2026-06-14": "2026-06-14T00:00:00.000000Z",
    "2026-06-14T09:30:00+02:00": "2026-06-14T07:30:00.000000Z",
}
OBJECTS = {
    "[]": "[]",
    ' [ {"b": 1E2, "a": 0.10} ] ': '[{"b":1E2,"a":0.10}]',
    '[{"a": 100.0}, {"text": "a, b"}]': '[{"a":100.0},{"text":"a, b"}]',
    '[{"big":1152921504606846976}]': '[{"big":1152921504606846976}]',
}


class Refused(Exception):
    """What is asked for must be refused, for these fields where the status is 422."""

    def __init__(self, status: int, fields: set[str] | None = None) -> None:
        super().__init__(status, fields)
        self.status = status
        self.fields = fields or set()


@dataclass(eq=False)
class Caller:
    """Somebody with a token, or nobody."""

    account: str = ""
    user_id: int = 0
    is_admin: bool = False
    may_write: bool = False

    def require_write(self) -> None:
        """Refuse who has no token, or one that only reads."""
        if not self.account:
            raise Refused(401)
        if not self.may_write:
            raise Refused(403)

    def require_admin(self) -> None:
        if not self.is_admin:
            raise Refused(403)


@dataclass(eq=False)
class File:
    """A linked file."""

    uuid: str
    role: str
    content: bytes
    content_type: str
    created_at: str = ""
    updated_at: str = ""


@dataclass(eq=False)
class Template:
    """A card template: `shown` is its JSON, but for its id, stamps, files and URLs."""

    shown: dict[str, Any]
    create_request: dict[str, Any]
    id: int = 0
    created_at: str = ""
    updated_at: str = ""
    backgrounds: dict[str, bytes] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    moves: bool = False
    """Whether its `updated_at` must be a later one when it is next read."""

    @property
    def is_live(self) -> bool:
        return self.shown["deleted_at"] is None

    def file(self, uuid: str) -> File | None:
        return next((one for one in self.files if one.uuid.lower() == uuid.lower()), None)

    def require_edit(self, caller: Caller) -> None:
        caller.require_admin()
        is_closed = self.shown["editable_by"] == "owner_only"
        if is_closed and self.shown["owner_id"] != caller.user_id:
            raise Refused(403)


@dataclass(eq=False)
class Account:
    """The templates and types of one account."""

    people: list[Caller] = field(default_factory=list)
    templates: list[Template] = field(default_factory=list)
    types: dict[str, dict[str, Any]] = field(default_factory=dict)
    moved_types: set[str] = field(default_factory=set)
    """Those whose `updated_at` must be a later one when they are next read."""
    changes: int = 0
    """How many times something has changed."""

    def usage(self) -> tuple[int, int, int]:
        """Return how many templates, files and bytes of files count towards the quotas."""
        contents = [
            content
            for one in self.templates
            for content in (*one.backgrounds.values(), *(file.content for file in one.files))
        ]
        return len(self.templates), len(contents), sum(map(len, contents))

    def create(self, caller: Caller, sent: dict[str, Any], faults: set[str]) -> Template:
        """Add a template, or return the one that the same request made before."""
        caller.require_write()
        caller.require_admin()
        if faults:
            raise Refused(422, faults)
        fields = as_kept(sent)
        errors = {name for name in ("uuid", "name") if name not in fields}
        existing = self._by_uuid(fields.get("uuid", ""))
        request = {k: v for k, v in fields.items() if k not in ("uuid", "owner_id")}
        if existing is not None and existing.create_request == request:
            return existing
        if existing is not None:
            errors.add("uuid")
        orientation = self._orientation(fields.get("template_type_code"))
        if orientation is None:
            errors.add("template_type_code")
        deleted_at = fields.get("deleted_at")
        if deleted_at is None and self._has_live(fields.get("name")):
            errors.add("name")
        if deleted_at is not None and fields.get("default_template"):
            errors.add("default_template")
        if errors:
            raise Refused(422, errors)
        first = {**CONTENT, "orientation_front": orientation, "orientation_back": orientation}
        ours = {
            "owner_id": caller.user_id,
            "deleted_at": deleted_at,
            "deleted_by_id": None if deleted_at is None else caller.user_id,
        }
        created = Template({**first, **fields, **ours}, request)
        if created.shown["default_template"]:
            self._unset_default()
        self.templates.append(created)
        self._move(created)
        return created

    def update(
        self,
        caller: Caller,
        template: Template,
        sent: dict[str, Any],
        faults: set[str],
        is_expected: bool,
    ) -> None:
        """Change what differs of what was sent, or refuse all of it."""
        caller.require_write()
        if faults:
            raise Refused(422, faults)
        self._require_own(template)
        wanted = as_kept(sent)
        errors = set()
        if wanted.pop("uuid", template.shown["uuid"]).lower() != template.shown["uuid"].lower():
            errors.add("uuid")
        if "template_type_code" in wanted and not self._orientation(wanted["template_type_code"]):
            errors.add("template_type_code")
            del wanted["template_type_code"]
        if "deleted_at" in wanted:
            wanted["deleted_by_id"] = None if wanted["deleted_at"] is None else caller.user_id
        changes = {k: v for k, v in wanted.items() if template.shown[k] != v}
        _require_may_change(caller, template, {*changes, *errors})
        if not is_expected:
            raise Refused(412)
        after = {**template.shown, **changes}
        errors |= self._impossible(template, changes, after)
        if errors:
            raise Refused(422, errors)
        if not changes:
            return
        if changes.get("default_template"):
            self._unset_default()
        if after["deleted_at"] is not None:
            after["default_template"] = False
        template.shown = after
        self._move(template)

    def delete(self, caller: Caller, template: Template, is_expected: bool) -> None:
        """Delete a template for good."""
        caller.require_write()
        self._require_own(template)
        caller.require_admin()
        if not is_expected:
            raise Refused(412)
        self.templates.remove(template)
        self.changes += 1

    def put_background(
        self,
        caller: Caller,
        template: Template,
        side: str,
        content: bytes,
        is_picture: bool,
        is_expected: bool,
    ) -> None:
        """Set or replace a background image."""
        caller.require_write()
        if side not in SIDES:
            raise Refused(404)
        if not is_picture:
            raise Refused(422, {"file"})
        self._find_to_edit(caller, template, is_expected)
        if template.backgrounds.get(side) != content:
            template.backgrounds[side] = content
            self._move(template)

    def delete_background(
        self, caller: Caller, template: Template, side: str, is_expected: bool
    ) -> None:
        """Take a background image away, if there is one."""
        caller.require_write()
        if side not in SIDES:
            raise Refused(404)
        self._find_to_edit(caller, template, is_expected)
        if template.backgrounds.pop(side, None) is not None:
            self._move(template)

    def put_file(
        self,
        caller: Caller,
        template: Template,
        file: File,
        is_expected: bool,
    ) -> None:
        """Add or replace a linked file."""
        caller.require_write()
        if not file.role.strip():
            raise Refused(422, {"file_role"})
        self._find_to_edit(caller, template, is_expected)
        if any(one.file(file.uuid) for one in self.templates if one is not template):
            raise Refused(422, {"uuid"})
        found = template.file(file.uuid)
        if found is None:
            template.files.append(file)
        elif (found.content, found.role) == (file.content, file.role):
            return
        else:
            found.content, found.content_type = file.content, file.content_type
            found.role, found.updated_at = file.role, ""
        self._move(template)

    def delete_file(self, caller: Caller, template: Template, uuid: str, is_expected: bool) -> None:
        """Take a linked file away."""
        caller.require_write()
        self._require_own(template)
        found = template.file(uuid)
        if found is None:
            raise Refused(404)
        self._find_to_edit(caller, template, is_expected)
        template.files.remove(found)
        self._move(template)

    def create_type(self, caller: Caller, sent: dict[str, Any]) -> None:
        """Add a card template type."""
        caller.require_write()
        caller.require_admin()
        errors = {k for k in ("code", "name", "width_mm", "height_mm") if k not in sent}
        if self._orientation(sent.get("code")):
            errors.add("code")
        if errors:
            raise Refused(422, errors)
        first = {"page_size": sent["code"], "orientation_default": "L", "non_printable_zones": []}
        self.types[sent["code"]] = {**first, **sent, "preview_image_url": None}
        self._move_type(sent["code"])

    def update_type(self, caller: Caller, code: str, sent: dict[str, Any]) -> None:
        """Change a card template type of the account."""
        self._require_own_type(caller, code)
        if sent.get("code", code) != code:
            raise Refused(422, {"code"})
        if self.types[code] != {**self.types[code], **sent}:
            self.types[code] |= sent
            self._move_type(code)

    def delete_type(self, caller: Caller, code: str) -> None:
        """Delete a card template type that no template is of."""
        self._require_own_type(caller, code)
        if any(one.shown["template_type_code"] == code for one in self.templates):
            raise Refused(409)
        del self.types[code]
        self.changes += 1

    def _move(self, template: Template) -> None:
        template.moves = True
        self.changes += 1

    def _move_type(self, code: str) -> None:
        self.moved_types.add(code)
        self.changes += 1

    def _require_own(self, template: Template) -> None:
        if template not in self.templates:
            raise Refused(404)

    def _require_own_type(self, caller: Caller, code: str) -> None:
        caller.require_write()
        if self._orientation(code) is None:
            raise Refused(404)
        caller.require_admin()
        if code in BUILT_IN_TYPES:
            raise Refused(403)

    def _find_to_edit(self, caller: Caller, template: Template, is_expected: bool) -> None:
        self._require_own(template)
        template.require_edit(caller)
        if not is_expected:
            raise Refused(412)

    def _by_uuid(self, uuid: str) -> Template | None:
        same = (one for one in self.templates if one.shown["uuid"].lower() == uuid.lower())
        return next(same, None)

    def _orientation(self, code: str | None) -> str | None:
        """Return the default orientation of a type that the account sees."""
        own = self.types.get(code or "", {})
        return own.get("orientation_default") or BUILT_IN_TYPES.get(code or "")

    def _has_live(self, name: str | None, but: Template | None = None) -> bool:
        others = (one for one in self.templates if one is not but and one.is_live)
        return any(one.shown["name"] == name for one in others)

    def _impossible(
        self, template: Template, changes: dict[str, Any], after: dict[str, Any]
    ) -> set[str]:
        """Return the fields of an update that cannot be what they would be after it."""
        errors = set()
        admins = {one.user_id for one in self.people if one.is_admin}
        if "owner_id" in changes and changes["owner_id"] not in admins:
            errors.add("owner_id")
        if after["deleted_at"] is None and self._has_live(after["name"], but=template):
            errors.add("name")
        if after["deleted_at"] is not None and changes.get("default_template"):
            errors.add("default_template")
        return errors

    def _unset_default(self) -> None:
        for one in self.templates:
            if one.shown["default_template"]:
                one.shown["default_template"] = False
                self._move(one)


def as_kept(sent: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a request as they come back."""
    kept = dict(sent)
    if "name" in kept:
        kept["name"] = unicodedata.normalize("NFC", kept["name"]).strip()
    if "template_objects" in kept:
        kept["template_objects"] = OBJECTS.get(kept["template_objects"], kept["template_objects"])
    if "deleted_at" in kept:
        kept["deleted_at"] = TIMES.get(kept["deleted_at"], kept["deleted_at"])
    return kept


def _require_may_change(caller: Caller, template: Template, fields: set[str]) -> None:
    is_owner = template.shown["owner_id"] == caller.user_id
    if not caller.is_admin and not (is_owner and fields <= {"owner_id"}):
        raise Refused(403)
    if fields - {"owner_id", "deleted_at", "deleted_by_id"}:
        template.require_edit(caller)
