"""The bytes of files, from one storage into another."""

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from cardwright.files.verification import ExpectedBlob, damage_of
from cardwright.installation.manifest import CopyRefused, Told
from cardwright.storage import Storage

AT_A_TIME = 8


@dataclass
class CopiedFiles:
    """How many files were copied, of how many bytes, and what is wrong with the others by key."""

    count: int = 0
    byte_size: int = 0
    damaged: dict[str, str] = field(default_factory=dict)


def copy_files(
    blobs: Iterable[ExpectedBlob], total: int, source: Storage, target: Storage, told: Told
) -> CopiedFiles:
    """Copy the bytes of some blobs, several at a time. What is there already is only compared.

    Bytes that are not what their row tells are not copied. Raises CopyRefused where the target has
    other bytes under a key.
    """
    copied = CopiedFiles()
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        waiting = iter(blobs)
        running = _begun(threads, islice(waiting, AT_A_TIME), source, target)
        done = 0
        while running:
            blob, copying = running.pop(0)
            try:
                damage = copying.result()
            except BaseException:
                threads.shutdown(cancel_futures=True)
                raise
            if damage:
                copied.damaged[blob.key] = damage
            else:
                copied.count, copied.byte_size = copied.count + 1, copied.byte_size + blob.byte_size
            done += 1
            told("Files", done, total)
            running += _begun(threads, islice(waiting, 1), source, target)
    return copied


_Running = list[tuple[ExpectedBlob, "Future[str | None]"]]


def _begun(
    threads: ThreadPoolExecutor, blobs: Iterator[ExpectedBlob], source: Storage, target: Storage
) -> _Running:
    return [(blob, threads.submit(_copy, blob, source, target)) for blob in blobs]


def _copy(blob: ExpectedBlob, source: Storage, target: Storage) -> str | None:
    """Copy one blob; return what is wrong with it at its source."""
    try:
        target.size(blob.key)
    except FileNotFoundError:
        return _copy_anew(blob, source, target)
    if damage_of(target, blob):
        raise CopyRefused(f"{blob.key} is taken by something else where the files are to go")
    return None


def _copy_anew(blob: ExpectedBlob, source: Storage, target: Storage) -> str | None:
    incoming, digest = target.incoming(), hashlib.sha256()
    try:
        # A byte more than there should be, to see that there is none.
        for piece in source.read(blob.key, 0, blob.byte_size + 1):
            digest.update(piece)
            incoming.write(piece)
        if (incoming.size, digest.hexdigest()) != (blob.byte_size, blob.sha256):
            return damage_of(source, blob) or "changed while it was read"
        target.keep(incoming, blob.key)
    except FileNotFoundError:
        return "is missing"
    finally:
        incoming.discard()
    if damage := damage_of(target, blob):
        raise CopyRefused(f"{blob.key} is not the same after it was written: it {damage}")
    return None
