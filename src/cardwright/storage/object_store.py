"""Bytes in an S3-compatible object store.

    s3://<bucket>/<prefix>/<account>/<name>      kept bytes, one object a key

Bytes come in through a folder of this machine, because they are looked at before they are kept.
Nothing depends on conditional puts, or on what a store says of an object's ETag: servers differ in
both. Keys are random and never reused, so nobody ever writes one twice.
"""

import os
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

from cardwright.errors import Unavailable
from cardwright.storage.incoming import Spool, SpooledIncoming, faults_as_unavailable
from cardwright.storage.keys import checked_key

if TYPE_CHECKING:
    from cardwright.storage.place import Incoming

PIECE = 256 * 1024
PART = 5 * 1024 * 1024
"""The smallest part of a multipart upload that stores accept; what is shorter goes in one."""

CONNECT_SECONDS = 1
REQUEST_SECONDS = 10
"""How long one request may take, with at most one part in it."""
RETRY_SECONDS = 2
"""How long after the first attempt another one is begun."""

_NOTHING = "probe-that-is-never-written"


class ObjectStorage:
    """A bucket; see `cardwright.storage.Storage` for what each method promises."""

    def __init__(self, bucket: str, prefix: str, spool: Path) -> None:
        """Open a bucket that exists.

        Keys, region and endpoint come from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
        `AWS_REGION` and `AWS_ENDPOINT_URL`. Raises ValueError when they make no sense.
        """
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._spool = Spool(spool)
        self._prefix = f"{prefix}/" if prefix else ""
        endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        try:
            self._store = S3Store(
                bucket,
                endpoint=endpoint,
                region=os.environ.get("AWS_REGION") or "us-east-1",
                virtual_hosted_style_request=endpoint is None,
                client_options={
                    "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                    "timeout": timedelta(seconds=REQUEST_SECONDS),
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

    def incoming(self) -> SpooledIncoming:
        return self._spool.incoming()

    def keep(self, incoming: "Incoming", key: str) -> None:
        if not isinstance(incoming, SpooledIncoming):
            raise TypeError("These bytes came in through another storage")
        name = self._name(key)
        with faults_as_unavailable(), _refusals_as_unavailable():
            incoming.finish(is_lasting=False)
            with incoming.path.open("rb") as file:
                self._put(name, file, is_long=incoming.size > PART)
        incoming.discard()

    def read(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        name = self._name(key)
        with _refusals_as_unavailable():
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

    def _put(self, name: str, file: BinaryIO, *, is_long: bool) -> None:
        try:
            obstore.put(
                self._store,
                name,
                file,
                use_multipart=is_long,
                chunk_size=PART,
                max_concurrency=2,
            )
        except FileNotFoundError as failure:
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
        with _refusals_as_unavailable():
            return obstore.head(self._store, self._name(key))["size"]

    def kept_at(self, key: str) -> float:
        with _refusals_as_unavailable():
            return obstore.head(self._store, self._name(key))["last_modified"].timestamp()

    def remove(self, key: str) -> None:
        with _refusals_as_unavailable():
            try:
                obstore.delete(self._store, self._name(key))
            except FileNotFoundError:
                return

    def keys(self) -> Iterator[str]:
        with _refusals_as_unavailable():
            for batch in obstore.list(self._store, self._prefix or None, chunk_size=1000):
                for entry in batch:
                    yield entry["path"].removeprefix(self._prefix)

    def check(self) -> None:
        self._spool.check()
        try:
            # Not a question for one object: where the bucket is missing, that is missing, too.
            next(iter(obstore.list(self._store, self._prefix + _NOTHING)), None)
        except BaseError as failure:
            raise OSError(str(failure)) from failure

    def _name(self, key: str) -> str:
        return self._prefix + checked_key(key)


def _pieces(pieces: Iterator[bytes], skipped: int, length: int) -> Iterator[bytes]:
    """Cut `length` bytes of what the store sends into pieces of the promised length.

    The first `skipped` bytes are passed over.
    """
    with _refusals_as_unavailable():
        for received in pieces:
            whole = memoryview(received)
            wanted = whole[skipped : skipped + length]
            skipped -= min(skipped, len(whole))
            length -= len(wanted)
            for at in range(0, len(wanted), PIECE):
                yield bytes(wanted[at : at + PIECE])
            if not length:
                return


@contextmanager
def _refusals_as_unavailable() -> Iterator[None]:
    """Turn what the store or the network refuses into Unavailable; what is missing is missing."""
    try:
        yield
    except FileNotFoundError:
        raise
    except BaseError as failure:
        raise Unavailable("The object store does not answer: try again later") from failure


def _may_be_plain(endpoint: str | None) -> bool:
    """Say whether HTTP without TLS will do: to this machine, or where it is asked for."""
    if os.environ.get("AWS_ALLOW_HTTP", "").lower() in {"1", "true"}:
        return True
    host = urlsplit(endpoint or "").hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
