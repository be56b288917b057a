"""The files of one card template on their way: downloaded, looked at as uploads are, and kept."""

import tempfile
from collections.abc import Mapping
from types import TracebackType
from typing import IO

from msgspec import Struct

from cardwright.client import Client, Refused, UnusableAnswer
from cardwright.errors import CardwrightError, Invalid, Unavailable
from cardwright.files.actions import KeptBlob, storage_key
from cardwright.files.content import BACKGROUND_TYPES, claimed_type
from cardwright.files.intake import LARGEST_UPLOAD
from cardwright.pulling.here import HereFile
from cardwright.pulling.shown import ShownFile
from cardwright.pulling.target import Target
from cardwright.storage.place import Incoming

_UNKNOWN = "application/octet-stream"
_IN_MEMORY = 1024 * 1024
_GONE = frozenset({401, 403, 404, 410})
_LATER = frozenset({429, 503})


class FileFact(Struct, frozen=True, kw_only=True):
    """What is known of a file that was taken, by which the next download may be spared."""

    sha256: str
    etag: str | None = None
    changed_at: str = ""


class TryAgain(Exception):
    """The card template has changed, here or there, while it was on its way; nothing is written."""


class FileGone(TryAgain):
    """A URL has ended: its file was replaced or deleted meanwhile, or it took too long."""


class Brought:
    """The files of a card template, for the block that downloads them and writes their rows.

    Leaving the block removes what no row refers to. After a fault the bytes stay, because then it
    is not known whether the rows were written.
    """

    def __init__(self, source: Client, target: Target) -> None:
        self._source, self._target = source, target
        self._incoming: dict[str, tuple[Incoming, str]] = {}
        self.kept: dict[str, KeptBlob] = {}
        """The new bytes, by the keys of their files."""
        self.facts: dict[str, FileFact] = {}
        """Of all files that could be had, those that are here already included."""
        self.problems: dict[str, str] = {}
        """Why the others could not."""

    def __enter__(self) -> "Brought":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for incoming, _ in self._incoming.values():
            incoming.discard()
        is_refused = isinstance(error, CardwrightError | TryAgain)
        if isinstance(error, Unavailable) or (error is not None and not is_refused):
            return
        for blob in self.kept.values():
            if is_refused or not blob.is_used:
                self._target.storage.remove(self._storage_key(blob))

    def fetch(
        self,
        files: list[ShownFile],
        facts: Mapping[str, FileFact],
        here: Mapping[str, HereFile],
        *,
        may_be_gone: bool,
    ) -> None:
        """Download what is not `here` as the `facts` say, and make it safe.

        Raises FileGone, unless that `may_be_gone`, and ClientError where the source is away.
        """
        for file in files:
            try:
                self._fetch_one(file, facts.get(file.key), here.get(file.key))
            except (Invalid, UnusableAnswer) as fault:
                self.problems[file.key] = _reason(fault)
            except Refused as refusal:
                if refusal.status in _LATER:
                    raise
                if refusal.status in _GONE and not may_be_gone:
                    raise FileGone from None
                self.problems[file.key] = str(refusal)
        # All at once: a row must follow its bytes soon.
        for key, (incoming, content_type) in self._incoming.items():
            blob = KeptBlob(content_type, incoming.size, incoming.sha256())
            self.kept[key] = blob
            self._target.storage.keep(incoming, self._storage_key(blob))

    def _fetch_one(self, file: ShownFile, fact: FileFact | None, here: HereFile | None) -> None:
        known = fact if fact and here and here.sha256 == fact.sha256 else None
        if known and file.changed_at and file.changed_at == known.changed_at:
            self.facts[file.key] = known
            return
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as buffer:
            etag = known.etag if known else None
            came = self._source.download(file.url, buffer, etag=etag, largest=LARGEST_UPLOAD)
            if came is None and known:
                self.facts[file.key] = FileFact(
                    sha256=known.sha256, etag=known.etag, changed_at=file.changed_at
                )
                return
            if came is None or not came.byte_size:
                raise Invalid.field("file", "is empty")
            if here is None or here.sha256 != came.sha256:
                buffer.seek(0)
                self._take_in(file, buffer)
        self.facts[file.key] = FileFact(
            sha256=came.sha256, etag=came.etag, changed_at=file.changed_at
        )

    def _take_in(self, file: ShownFile, buffer: IO[bytes]) -> None:
        incoming = self._target.storage.incoming()
        try:
            while piece := buffer.read(256 * 1024):
                incoming.write(piece)
            content_type = claimed_type(incoming.head) or _UNKNOWN
            if file.side is not None and content_type not in BACKGROUND_TYPES:
                names = ", ".join(
                    sorted(name.rpartition("/")[2].upper() for name in BACKGROUND_TYPES)
                )
                raise Invalid.field("file", f"is an image of none of these kinds: {names}")
            self._target.inspect(incoming.path, content_type)
        except BaseException:
            incoming.discard()
            raise
        self._incoming[file.key] = incoming, content_type

    def _storage_key(self, blob: KeptBlob) -> str:
        return storage_key(self._target.caller.account_hashid, blob.id)


def _reason(fault: Invalid | UnusableAnswer) -> str:
    if isinstance(fault, Invalid):
        return "; ".join(message for messages in fault.errors.values() for message in messages)
    return str(fault)
