"""Bytes in an S3-compatible object store.

    s3://<bucket>/<prefix>/<account>/<name>      kept bytes, one object a key

Bytes come in through a folder of this machine, because they are looked at before they are kept.
Nothing depends on conditional puts, or on what a store says of an object's ETag: servers differ in
both. Keys are random and never reused, so nobody ever writes one twice.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_address
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, GenericError
from obstore.store import S3Store

from cardwright import tallies
from cardwright.errors import Unavailable
from cardwright.storage.incoming import Spool, SpooledIncoming, faults_as_unavailable
from cardwright.storage.keys import checked_key

if TYPE_CHECKING:
    from cardwright.storage.place import Incoming

PIECE = 256 * 1024
PART = 5 * 1024 * 1024
"""The smallest part of a multipart upload that stores accept; what is shorter goes in one."""

SMALL = 1024 * 1024
"""Bytes that even a slow line carries within `ANSWER_SECONDS`."""

CONNECT_SECONDS = 1
ANSWER_SECONDS = 2
"""How long the store may be silent: before an answer, and between two reads of its body."""
PART_SECONDS = 10
"""How long a request may take that carries a part of more than `SMALL` bytes."""
SILENCE_SECONDS = 1.0
"""How long nobody asks a store that has just not answered: a queue would wait for it in turn."""
RETRY_SECONDS = 1
"""How long after the first attempt another one is begun."""
DOWNLOAD_SECONDS = 60 * 60
"""How long a download may take, however slow the client is that it is passed on to."""

_NOTHING = "probe-that-is-never-written"
_NO_ANSWER = "The object store does not answer: try again later"


class ObjectStorage:
    """A bucket; see `cardwright.storage.Storage` for what each method promises."""

    is_quick = False

    def __init__(self, bucket: str, prefix: str, spool: Path) -> None:
        """Open a bucket that exists.

        Keys, region and endpoint come from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
        `AWS_REGION` and `AWS_ENDPOINT_URL`. Raises ValueError when they make no sense.
        """
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._spool = Spool(spool)
        self._prefix = f"{prefix}/" if prefix else ""
        # A client waits for each answer as long as its requests may take at worst: what carries
        # much has one of its own.
        self._store = _opened(bucket, read=ANSWER_SECONDS, whole=DOWNLOAD_SECONDS)
        self._is_silent_until = 0.0
        self._store_for_parts = _opened(bucket, read=PART_SECONDS, whole=PART_SECONDS)

    def incoming(self) -> SpooledIncoming:
        return self._spool.incoming()

    def keep(self, incoming: "Incoming", key: str) -> None:
        if not isinstance(incoming, SpooledIncoming):
            raise TypeError("These bytes came in through another storage")
        name = self._name(key)
        with faults_as_unavailable(), self._asking():
            incoming.finish()
            if incoming.size > SMALL:
                # So that nobody waits for long before it shows that nobody is there.
                self._ask()
            with incoming.path.open("rb") as file:
                self._put(name, file, incoming.size)
        incoming.discard()

    def read(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        name = self._name(key)
        with self._asking():
            if start >= stop:
                obstore.head(self._store, name)
                return iter(())
            pieces, skipped = self._stream(name, start, stop)
            # The first piece is asked for now: a store that fails should do so before the headers
            # of an answer are sent.
            first = next(pieces, b"")
        return _pieces(chain([first], pieces), skipped, stop - start)

    def local_file(self, key: str) -> None:
        checked_key(key)

    def _put(self, name: str, file: BinaryIO, size: int) -> None:
        try:
            obstore.put(
                self._store if size <= SMALL else self._store_for_parts,
                name,
                file,
                use_multipart=size > PART,
                chunk_size=PART,
                max_concurrency=2,
            )
        except FileNotFoundError as failure:
            tallies.add(tallies.STORAGE_ERRORS)
            raise Unavailable("The object store does not have the bucket") from failure

    def _stream(self, name: str, start: int, stop: int) -> tuple[Iterator[bytes], int]:
        """Return what the store sends, and how many of its bytes come before `start`."""
        if start:
            try:
                found = obstore.get(self._store, name, options={"range": (start, stop)})
                return iter(found.stream(min_chunk_size=PIECE)), 0
            except GenericError as failure:
                # Some servers send the whole object with status 200, which HTTP allows them.
                if "non-partial" not in str(failure):
                    raise
        return iter(obstore.get(self._store, name).stream(min_chunk_size=PIECE)), start

    def size(self, key: str) -> int:
        with self._asking():
            return obstore.head(self._store, self._name(key))["size"]

    def kept_at(self, key: str) -> float:
        with self._asking():
            return obstore.head(self._store, self._name(key))["last_modified"].timestamp()

    def remove(self, key: str) -> None:
        with self._asking():
            try:
                obstore.delete(self._store, self._name(key))
            except FileNotFoundError:
                return

    def keys(self) -> Iterator[str]:
        with self._asking():
            for batch in obstore.list(self._store, self._prefix or None, chunk_size=1000):
                for entry in batch:
                    yield entry["path"].removeprefix(self._prefix)

    def check(self) -> None:
        self._spool.check()
        try:
            self._ask()
        except BaseError as failure:
            raise OSError(str(failure)) from failure

    def _ask(self) -> None:
        """Ask the store for something that costs it little; raises BaseError without an answer."""
        # Not a question for one object: where the bucket is missing, that is missing, too.
        next(iter(obstore.list(self._store, self._prefix + _NOTHING)), None)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn what the store or the network refuses into Unavailable; see `SILENCE_SECONDS`."""
        if time.monotonic() < self._is_silent_until:
            tallies.add(tallies.STORAGE_ERRORS)
            raise Unavailable(_NO_ANSWER)
        try:
            yield
        except FileNotFoundError:
            raise
        except BaseError as failure:
            self._is_silent_until = time.monotonic() + SILENCE_SECONDS
            tallies.add(tallies.STORAGE_ERRORS)
            raise Unavailable(_NO_ANSWER) from failure

    def _name(self, key: str) -> str:
        return self._prefix + checked_key(key)


def _opened(bucket: str, *, read: int, whole: int) -> S3Store:
    """Return a client of the store that waits `read` seconds for an answer, or more of one.

    `whole` are the seconds that a request may take in all. Raises ValueError.
    """
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    try:
        return S3Store(
            bucket,
            endpoint=endpoint,
            region=os.environ.get("AWS_REGION") or "us-east-1",
            virtual_hosted_style_request=endpoint is None,
            client_options={
                "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                "read_timeout": timedelta(seconds=read),
                "timeout": timedelta(seconds=whole),
                "allow_http": _may_be_plain(endpoint),
            },
            retry_config={
                "max_retries": 2,
                "retry_timeout": timedelta(seconds=RETRY_SECONDS),
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(milliseconds=500),
                    "base": 2,
                },
            },
        )
    except BaseError as problem:
        raise ValueError(f"The object store cannot be used: {problem}") from None


def _pieces(pieces: Iterator[bytes], skipped: int, length: int) -> Iterator[bytes]:
    """Cut `length` bytes of what the store sends into pieces of the promised length.

    The first `skipped` bytes are passed over.
    """
    try:
        for received in pieces:
            whole = memoryview(received)
            wanted = whole[skipped : skipped + length]
            skipped -= min(skipped, len(whole))
            length -= len(wanted)
            for at in range(0, len(wanted), PIECE):
                yield bytes(wanted[at : at + PIECE])
            if not length:
                return
    except BaseError as failure:
        tallies.add(tallies.STORAGE_ERRORS)
        raise Unavailable(_NO_ANSWER) from failure


def _may_be_plain(endpoint: str | None) -> bool:
    """Say whether HTTP without TLS will do: to this machine, or where it is asked for."""
    if os.environ.get("AWS_ALLOW_HTTP", "").lower() in {"1", "true"}:
        return True
    host = urlsplit(endpoint or "").hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
