"""A pull, round by round: what has changed at the source since the last one, to its end."""

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from cardwright import times
from cardwright.audit import actions as audit_log
from cardwright.card_templates.actions import stored
from cardwright.client import CardTemplate, Client, Refused
from cardwright.database import Rows
from cardwright.errors import Invalid
from cardwright.ids import uuid_key
from cardwright.pulling import here, missing, records, types, writing
from cardwright.pulling import shown as reading
from cardwright.pulling.downloads import Brought, FileFact, TryAgain
from cardwright.pulling.here import HereFile
from cardwright.pulling.models import PullSource
from cardwright.pulling.outcome import Outcome
from cardwright.pulling.shown import ShownTemplate
from cardwright.pulling.target import Target
from cardwright.pulling.writing import Done, Written

Told = Callable[[str, int, int], None]
"""Is told what is under way, how much of it is done, and how much there is."""

OVERLAP_SECONDS = 60
"""How far a round reaches back before the last one.

The recipe needs none where stamps become visible in their order, as here. Another server may stamp
when a write begins, or in milliseconds; what was seen before is passed over anyway.
"""
MOST_ATTEMPTS = 4
PER_PAGE = 50


class Pull:
    """Copies what the token of `source` sees into the account of `target`.

    With `overwrites` the source wins where something was changed here as well.
    """

    def __init__(
        self,
        source: Client,
        target: Target,
        told: Told = lambda what, done, total: None,
        *,
        overwrites: bool = False,
    ) -> None:
        self.outcome = Outcome()
        self._source, self._target, self._told = source, target, told
        self._overwrites = overwrites
        self._source_id = 0
        self._seen: set[str] = set()
        """The UUIDs that this round has looked at."""

    def round(self) -> None:
        """Take what has changed. May be killed at any moment, and simply begun again.

        Raises ClientError when the source does not answer, and Invalid (`quota`).
        """
        before = self.outcome.moves()
        try:
            is_first = not self._source_id
            since = self._begin()
            types.take_all(
                self._source,
                self._target,
                self._source_id,
                self.outcome,
                overwrites=self._overwrites,
            )
            self._follow(since)
            if is_first:
                self._try_again()
        finally:
            if self.outcome.moves() != before:
                self._target.database.write(self._record)

    def delete_missing(self) -> None:
        """Soft-delete here what was deleted for good at the source, which no round can see."""
        before = self.outcome.moves()
        if not self._source_id:
            self._begin()
        missing.delete_missing(
            self._source, self._target, self._source_id, self.outcome, overwrites=self._overwrites
        )
        if self.outcome.moves() != before:
            self._target.database.write(self._record)

    def count(self) -> int:
        """Return how many card templates of the source are here."""
        with self._target.database.reading() as session:
            return len(records.taken(session, self._source_id))

    def _begin(self) -> int:
        """Return from when on to ask, by the clock of the source."""
        there = self._source.account()
        self._seen = set()
        with self._target.database.writing() as session:
            source = records.open_source(
                session, self._target.caller.account_id, self._source.url, str(there.id)
            )
            self._source_id = source.id
            return max(0, source.followed_until - OVERLAP_SECONDS * times.MICROSECONDS)

    def _follow(self, since: int) -> None:
        """Read all pages, and only then note how far that was."""
        done, total, newest = 0, 0, 0
        for page in self._source.card_template_pages(
            updated_since=times.format_time(since), include_deleted=True, per_page=PER_PAGE
        ):
            total = max(total, page.total or 0)
            for shown in page.items:
                newest = max(newest, reading.updated_at(shown))
                self._take(shown)
                done += 1
                self._told("Card templates", done, max(done, total))
        with self._target.database.writing() as session:
            source = session.get_one(PullSource, self._source_id)
            source.followed_until = max(source.followed_until, newest)

    def _try_again(self) -> None:
        """Look again at what could not be taken by an earlier pull."""
        with self._target.database.reading() as session:
            left = records.with_problem(session, self._source_id)
        for noted in left:
            if noted.uuid_key not in self._seen:
                shown = self._shown_again(noted.there_id)
                if shown is not None:
                    self._take(shown)

    def _take(self, shown: CardTemplate) -> None:
        self._seen.add(uuid_key(shown.uuid))
        try:
            written = self._copy(shown)
        except Invalid as fault:
            if "quota" in fault.errors:
                raise
            problem = f"{shown.name!r} ({shown.uuid}) was not taken: {fault}"
            there = shown.id, uuid_key(shown.uuid)
            self._target.database.write(
                partial(
                    writing.note_problem,
                    account_id=self._target.caller.account_id,
                    source_id=self._source_id,
                    there=there,
                    problem=problem,
                )
            )
            written = Written(Done.KEPT, problems=[problem])
        self.outcome.added += written.done is Done.ADDED
        self.outcome.changed += written.done is Done.CHANGED
        self.outcome.say(written.notes, written.problems)

    def _copy(self, first: CardTemplate) -> Written:
        """Make one card template here what it is there; it may change there meanwhile."""
        shown: CardTemplate | None = first
        for attempt in range(1, MOST_ATTEMPTS + 1):
            if shown is None:
                return Written(Done.SAME)  # It is gone for good.
            try:
                return self._copy_state(shown, is_last=attempt == MOST_ATTEMPTS)
            except TryAgain:
                shown = self._shown_again(first.id)
        raise Invalid.field("files", "changed again and again while they were downloaded")

    def _copy_state(self, shown: CardTemplate, *, is_last: bool) -> Written:
        there = reading.read(shown)
        facts, files, is_settled = self._known(there)
        if is_settled is not None:
            return is_settled
        code = there.fields.template_type_code
        types.take_missing(self._source, self._target, self._source_id, code, self.outcome)
        with Brought(self._source, self._target) as brought:
            brought.fetch(there.files, facts, files, may_be_gone=is_last)
            written = self._target.database.write(
                lambda session: writing.write(
                    session,
                    self._target,
                    self._source_id,
                    there,
                    brought,
                    overwrites=self._overwrites,
                )
            )
        new = [blob.byte_size for blob in brought.kept.values() if blob.is_used]
        self.outcome.files += len(new)
        self.outcome.file_bytes += sum(new)
        return written

    def _known(
        self, there: ShownTemplate
    ) -> tuple[dict[str, FileFact], dict[str, HereFile], Written | None]:
        """Return what spares downloads, and what is to be done where that is nothing at all."""
        caller = self._target.caller
        with self._target.database.reading() as session:
            rows = Rows.of(session)
            record = records.find(session, self._source_id, there.uuid_key)
            if record is not None and record.there_hash == there.digest and not record.problem:
                return {}, {}, Written(Done.SAME)
            local = stored.find_by_uuid(rows, caller, there.uuid_key)
            files = here.files_of(rows, local.id) if local else {}
            return writing.facts_of(record), files, None

    def _shown_again(self, card_template_id: int) -> CardTemplate | None:
        try:
            return self._source.card_template(card_template_id)
        except Refused as refusal:
            if refusal.status != 404:
                raise
            return None

    def _record(self, session: Session) -> None:
        """Add what was done so far by this pull to the audit log."""
        outcome, caller = self.outcome, self._target.caller
        audit_log.record(
            session,
            event="card_template.pulled",
            account_id=caller.account_id,
            actor_id=caller.user_id,
            details={
                "from": self._source.url,
                "added": outcome.added,
                "changed": outcome.changed,
                "deleted": outcome.deleted,
                "types": outcome.types,
            },
        )
