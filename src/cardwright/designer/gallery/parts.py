"""Files of a card template to be: kept in the storage first, then given to it with its rows."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from cardwright.accounts.usage import Quotas
from cardwright.card_templates.actions import contents
from cardwright.database import Rows
from cardwright.errors import Unavailable
from cardwright.files.actions import KeptBlob, storage_key
from cardwright.layout.objects.box import Side
from cardwright.oauth.caller import Caller
from cardwright.storage import Storage


class NewPart(Struct, frozen=True, kw_only=True):
    """A background image or a linked file, and where its bytes come from."""

    content_type: str
    pieces: Callable[[], Iterable[bytes]]
    sha256: str | None = None
    """What the bytes must be, where they are those of another file."""
    side: Side | None = None
    """Of a background image; None for a linked file."""
    uuid: str = ""
    file_role: str = ""


class KeptParts:
    """The bytes of new parts, in the storage from `keep` on."""

    def __init__(self, storage: Storage, account_hashid: str, parts: Sequence[NewPart]) -> None:
        self._storage, self._account_hashid, self._parts = storage, account_hashid, parts
        self._kept: list[tuple[NewPart, KeptBlob]] = []

    def keep(self) -> None:
        """Make the bytes safe; to be called in a thread. Raises Unavailable."""
        for part in self._parts:
            self._kept.append((part, self._keep_one(part)))

    def forget(self) -> None:
        """Remove the bytes; no row may refer to them."""
        for _, blob in self._kept:
            self._storage.remove(storage_key(self._account_hashid, blob.id))

    def give_to(self, rows: Rows, caller: Caller, card_template_id: int, quotas: Quotas) -> None:
        """Write the rows of the parts of a new card template."""
        for part, blob in self._kept:
            if part.side is not None:
                contents.put_background(
                    rows, caller, card_template_id, part.side, blob, _any_version, quotas
                )
            else:
                contents.put_linked_file(
                    rows,
                    caller,
                    card_template_id,
                    part.uuid,
                    part.file_role,
                    blob,
                    _any_version,
                    quotas,
                )

    def _keep_one(self, part: NewPart) -> KeptBlob:
        incoming = self._storage.incoming()
        try:
            for piece in part.pieces():
                incoming.write(piece)
            digest = incoming.sha256()
            if part.sha256 is not None and digest != part.sha256:
                raise Unavailable("A file of the card template cannot be read")
            blob = KeptBlob(part.content_type, incoming.size, digest)
            self._storage.keep(incoming, storage_key(self._account_hashid, blob.id))
        except FileNotFoundError as failure:
            raise Unavailable("The card template is changing: try again shortly") from failure
        finally:
            incoming.discard()
        return blob


def _any_version(_: int) -> None:
    """Expect nothing: the card template is new."""
