"""One card template of the source into the account, in one transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

import msgspec
from sqlalchemy.orm import Session

from cardwright.accounts import clock, usage
from cardwright.accounts.usage import Usage
from cardwright.card_templates.actions import stored, types
from cardwright.card_templates.actions.stored import StoredTemplate
from cardwright.card_templates.schemas import LONGEST_NAME
from cardwright.database import Rows
from cardwright.errors import Invalid, NotFound
from cardwright.files import actions as files
from cardwright.pulling import here, records
from cardwright.pulling.downloads import Brought, FileFact, TryAgain
from cardwright.pulling.here import HereFile
from cardwright.pulling.models import PulledTemplate
from cardwright.pulling.shown import ShownTemplate
from cardwright.pulling.target import Target

KEPT = "was changed here, and is kept"
KEPT_DELETED = "was deleted here, and stays so"


class Done(Enum):
    """What has become of a card template."""

    ADDED = auto()
    CHANGED = auto()
    SAME = auto()
    KEPT = auto()


class ChangedMeanwhile(TryAgain):
    """A file that was to stay is no longer what it was when this was planned."""


@dataclass(frozen=True)
class Written:
    """What was done, and what there is to say about it."""

    done: Done
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def is_changed_here(
    rows: Rows, record: PulledTemplate | None, local: StoredTemplate | None
) -> bool:
    """Say whether somebody here has changed or deleted it, or has made one of its UUID."""
    if local is None:
        return record is not None and record.here_hash is not None
    return record is None or record.here_hash != here.digest_of_stored(rows, local)


def write(
    session: Session,
    target: Target,
    source_id: int,
    shown: ShownTemplate,
    brought: Brought,
    *,
    overwrites: bool,
) -> Written:
    """Make the card template here what it is at the source, and note that.

    Raises Invalid where it cannot be (`quota` among the reasons), and ChangedMeanwhile.
    """
    return _Writing(session, target, source_id, shown, brought).run(overwrites=overwrites)


def note_problem(
    session: Session, account_id: int, source_id: int, there: tuple[int, str], problem: str
) -> None:
    """Note that a card template (its id and the key of its UUID) could not be taken, and why."""
    clock.lock(Rows.of(session), account_id)
    record = records.find(session, source_id, there[1])
    if record is None:
        record = PulledTemplate(
            pull_source_id=source_id,
            uuid_key=there[1],
            there_updated_at=0,
            card_template_id=None,
            here_hash=None,
            files="{}",
        )
        session.add(record)
    record.there_id, record.there_hash, record.problem = there[0], b"", problem
    session.flush()


def facts_of(record: PulledTemplate | None) -> dict[str, FileFact]:
    """Return what was noted of the files of a card template."""
    if record is None:
        return {}
    return msgspec.json.decode(record.files, type=dict[str, FileFact])


class _Writing:
    """One card template, in one transaction that holds the lock of the account."""

    def __init__(
        self,
        session: Session,
        target: Target,
        source_id: int,
        shown: ShownTemplate,
        brought: Brought,
    ) -> None:
        self.session, self.rows = session, Rows.of(session)
        self.caller, self.quotas = target.caller, target.quotas
        self.source_id, self.shown, self.brought = source_id, shown, brought
        clock.lock(self.rows, self.caller.account_id)
        self.record = records.find(session, source_id, shown.uuid_key)
        self.local = stored.find_by_uuid(self.rows, self.caller, shown.uuid_key)
        self.here = here.files_of(self.rows, self.local.id) if self.local else {}
        self.notes: list[str] = []
        self.problems = dict(brought.problems)

    def run(self, *, overwrites: bool) -> Written:
        if self.record is not None and self.record.there_updated_at > self.shown.updated_at:
            return Written(Done.SAME)  # Another pull beside this one has seen a later state.
        self._require_unchanged_files()
        values = self._values()
        local = self.local
        name, holder = self._choose_name(str(values["name"]), is_live=not values["deleted_at"])
        values["name"] = name
        wanted = self._wanted_files()
        is_same = (
            local is not None
            and here.digest_of(values, wanted) == here.digest_of_stored(self.rows, local)
            and bool(local.default_template) == values["default_template"]
        )
        if not is_same and not overwrites and is_changed_here(self.rows, self.record, local):
            return self._keep()
        if holder is not None:
            self._rename_away(holder)
        wanted = self._settle_files(wanted)
        done = Done.SAME if is_same else self._write(values, wanted)
        self._note()
        if name != self.shown.fields.name:
            self.notes.append(f"{self._told()} is called {name!r} here, where its name is taken")
        return Written(done, self.notes, self._told_problems())

    def _require_unchanged_files(self) -> None:
        for key, fact in self.brought.facts.items():
            found = self.here.get(key)
            if key not in self.brought.kept and (found is None or found.sha256 != fact.sha256):
                raise ChangedMeanwhile

    def _values(self) -> dict[str, object]:
        """Return the columns that the source decides."""
        fields = self.shown.fields
        try:
            template_type = types.find_type(self.session, self.caller, fields.template_type_code)
        except NotFound:
            raise Invalid.field(
                "template_type_code", f"{fields.template_type_code!r} is no card template type here"
            ) from None
        values: dict[str, object] = {
            name: getattr(fields, name) for name in here.COMPARED if name != "template_type_id"
        }
        for side in ("orientation_front", "orientation_back"):
            if side not in fields.model_fields_set:
                values[side] = template_type.orientation_default
        values["template_type_id"] = template_type.id
        values["default_template"] = fields.default_template
        return values

    def _choose_name(self, wanted: str, *, is_live: bool) -> tuple[str, StoredTemplate | None]:
        """Return the name it gets, and the card template that has to make way for it.

        One that came from the source has another name there by now, or is gone for good: names
        are unique there. Everybody else's card template keeps its name.
        """
        name, number = wanted, 2
        while is_live:
            found = stored.find_by_name(self.rows, self.caller, name)
            if found is None or found.id == (self.local.id if self.local else None):
                break
            if name == wanted and self._is_as_taken(found):
                return name, found
            suffix = f" ({number})"
            name, number = wanted[: LONGEST_NAME - len(suffix)] + suffix, number + 1
        return name, None

    def _is_as_taken(self, card_template: StoredTemplate) -> bool:
        """Say whether a card template came from this source, and is as it was left then."""
        record = records.find_of(self.session, self.source_id, card_template.id)
        return record is not None and not is_changed_here(self.rows, record, card_template)

    def _rename_away(self, holder: StoredTemplate) -> None:
        number = 2
        while True:
            suffix = f" ({number})"
            name, number = holder.name[: LONGEST_NAME - len(suffix)] + suffix, number + 1
            if not stored.is_name_taken(self.rows, self.caller, name):
                break
        self._change_other(holder.id, {"name": name})

    def _change_other(self, card_template_id: int, changes: Mapping[str, object]) -> None:
        """Change another card template of the source, which is to be looked at again."""
        at = self._tick()
        stored.change(self.rows, card_template_id, {**changes, "updated_at": at})
        changed = stored.find(self.rows, self.caller, card_template_id)
        record = records.find_of(self.session, self.source_id, card_template_id)
        if record is not None:
            record.here_hash = here.digest_of_stored(self.rows, changed)
            record.there_hash, record.there_updated_at = b"", 0
            self.session.flush()

    def _wanted_files(self) -> dict[str, HereFile]:
        """Return the files that it is to have: what could not be had stays as it is here."""
        wanted: dict[str, HereFile] = {}
        for file in self.shown.files:
            fact = self.brought.facts.get(file.key)
            if fact is not None:
                wanted[file.key] = HereFile(fact.sha256, file.uuid, file.file_role)
            elif file.key in self.here:
                wanted[file.key] = self.here[file.key]
        return wanted

    def _settle_files(self, wanted: dict[str, HereFile]) -> dict[str, HereFile]:
        """Return those files whose UUIDs are free, once files that moved were taken away."""
        settled = dict(wanted)
        for key, file in wanted.items():
            if not file.uuid:
                continue
            found = files.find_linked_file(self.rows, self.caller.account_id, file.uuid)
            if found is None or (self.local and found.card_template_id == self.local.id):
                continue
            holder = stored.find(self.rows, self.caller, found.card_template_id)
            if self._is_as_taken(holder):
                less = files.delete_linked_file(self.rows, found, self._tick())
                usage.give_back(self.rows, self.caller.account_id, less)
                self._change_other(holder.id, {})
            else:
                del settled[key]
                self.problems[key] = f"its UUID is that of a file of {holder.name!r} here"
        return settled

    def _write(self, values: dict[str, object], wanted: Mapping[str, HereFile]) -> Done:
        if values["default_template"]:
            self._unset_default()
        at = self._tick()
        deleted_at = values["deleted_at"]
        if self.local is None:
            usage.take(self.rows, self.caller.account_id, Usage(card_templates=1), self.quotas)
            card_template_id = stored.add(self.rows, values | self._first_values(at, deleted_at))
        else:
            card_template_id = self.local.id
            if deleted_at != self.local.deleted_at:
                values["deleted_by_id"] = self.caller.user_id if deleted_at else None
            stored.change(self.rows, card_template_id, values | {"updated_at": at})
        self._write_files(card_template_id, wanted, at)
        done = Done.ADDED if self.local is None else Done.CHANGED
        self.local = stored.find(self.rows, self.caller, card_template_id)
        return done

    def _first_values(self, at: int, deleted_at: object) -> dict[str, object]:
        created_at = self.shown.created_at
        return {
            "account_id": self.caller.account_id,
            "uuid": self.shown.fields.uuid,
            "uuid_key": self.shown.uuid_key,
            "owner_id": self.caller.user_id,
            "deleted_by_id": self.caller.user_id if deleted_at else None,
            "create_hash": self.shown.fields.fingerprint(),
            "created_at": at if created_at is None else min(created_at, at),
            "updated_at": at,
        }

    def _unset_default(self) -> None:
        previous = stored.find_default(self.rows, self.caller)
        if previous is not None and (self.local is None or previous != self.local.id):
            changes = {"default_template": False, "updated_at": self._tick()}
            stored.change(self.rows, previous, changes)

    def _write_files(self, card_template_id: int, wanted: Mapping[str, HereFile], at: int) -> None:
        account_id, more = self.caller.account_id, []
        for key, old in self.here.items():
            if key not in wanted:
                more.append(self._delete_file(card_template_id, key, old, at))
        for key, file in wanted.items():
            if self.here.get(key) != file:
                more.append(self._put_file(card_template_id, key, file, at))
        # What is freed counts first: it may be what makes room.
        for one in sorted(more, key=lambda change: (change.file_bytes, change.files)):
            usage.take(self.rows, account_id, one, self.quotas)

    def _delete_file(self, card_template_id: int, key: str, old: HereFile, at: int) -> Usage:
        if old.uuid:
            linked = files.find_linked_file(self.rows, self.caller.account_id, old.uuid)
            return files.delete_linked_file(self.rows, linked, at) if linked else Usage()
        side = key.rpartition("/")[2]
        found = files.find_background(self.rows, card_template_id, side)
        return files.delete_background(self.rows, found, at) if found else Usage()

    def _put_file(self, card_template_id: int, key: str, file: HereFile, at: int) -> Usage:
        rows, account_id = self.rows, self.caller.account_id
        kept = self.brought.kept.get(key)
        if not file.uuid:
            side = key.rpartition("/")[2]
            found = files.find_background(rows, card_template_id, side)
            if kept is None:
                raise ChangedMeanwhile
            return files.put_background(rows, account_id, card_template_id, side, kept, found, at)
        found = files.find_linked_file(rows, account_id, file.uuid)
        if found is None and kept is not None:
            return files.add_linked_file(
                rows, account_id, card_template_id, file.uuid, file.file_role, kept, at
            )
        if found is None:
            raise ChangedMeanwhile
        if kept is None:
            # Only its role has changed: what is kept counts as what it has.
            kept = files.KeptBlob("", found.byte_size, found.sha256)
        return files.replace_linked_file(rows, account_id, found, file.file_role, kept, at)

    def _keep(self) -> Written:
        problem = KEPT if self.local is not None else KEPT_DELETED
        there = self.shown.id, self.shown.uuid_key
        note_problem(self.session, self.caller.account_id, self.source_id, there, problem)
        return Written(Done.KEPT, [f"{self._told()} {problem}"])

    def _note(self) -> None:
        record = self.record
        if record is None:
            record = PulledTemplate(pull_source_id=self.source_id, uuid_key=self.shown.uuid_key)
            self.session.add(record)
        local = self.local
        record.there_id = self.shown.id
        record.there_updated_at = self.shown.updated_at
        record.there_hash = self.shown.digest
        record.card_template_id = local.id if local else None
        record.here_hash = here.digest_of_stored(self.rows, local) if local else None
        record.files = json.dumps(msgspec.to_builtins(self.brought.facts))
        record.problem = "; ".join(self._told_problems()) or None
        self.session.flush()

    def _tick(self) -> int:
        return clock.tick(self.rows, self.caller.account_id)

    def _told(self) -> str:
        return f"{self.shown.fields.name!r} ({self.shown.fields.uuid})"

    def _told_problems(self) -> list[str]:
        return [f"{self._told()}: {key}: {why}" for key, why in self.problems.items()]
