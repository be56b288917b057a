"""Request bodies, read within a limit: JSON into memory, files into the storage."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, TypeVar, TypeVarTuple

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from cardwright import tallies
from cardwright.errors import BadRequest, Invalid, PayloadTooLarge
from cardwright.storage import Incoming, Storage
from cardwright.storage.incoming import faults_as_unavailable

PIECE = 512 * 1024
"""Bytes of a form's file that are taken in at a time."""

ENVELOPE = 64 * 1024
"""How many bytes a multipart body may have on top of its file: boundaries, headers, fields."""

MOST_FIELDS = 16
LONGEST_NUMBER = 100
MEBIBYTE = 1024 * 1024

_LEAVE_OUT_CHARSET = "could not be read from the multipart body: leave out its charset"

Result = TypeVar("Result")
Arguments = TypeVarTuple("Arguments")


class Run(Protocol):
    """How blocking work leaves the event loop: `await run(function, *arguments)`.

    `anyio.to_thread.run_sync` has this form.
    """

    def __call__(
        self, function: Callable[[*Arguments], Result], /, *arguments: *Arguments
    ) -> Awaitable[Result]: ...


@dataclass
class Upload:
    """A received file; whoever receives it must keep or discard `incoming`."""

    incoming: Incoming
    declared_type: str | None
    """The media type that the client gave, in lower case without parameters; only a hint."""
    fields: dict[str, str] = field(default_factory=dict)
    """The text fields that came with the file in a multipart body."""


@dataclass
class Parts:
    """The parts of a form; whoever receives them must `discard` them."""

    text: bytes
    files: dict[str, Incoming]
    """By the names of their parts."""

    def discard(self) -> None:
        """Remove the files."""
        for incoming in self.files.values():
            incoming.discard()


async def read_body(request: Request, limit: int) -> bytes:
    """Return the body; PayloadTooLarge if it has more than `limit` bytes."""
    _refuse_announced(request, limit, limit)
    body = bytearray()
    async for chunk in _bounded(request, limit, limit):
        body += chunk
    return bytes(body)


async def receive_file(request: Request, storage: Storage, run: Run, limit: int) -> Upload:
    """Take in the one file of the request: a raw body, or the file part of multipart/form-data.

    Raises Invalid for `file` where there is no file, an empty one or several, PayloadTooLarge
    where it has more than `limit` bytes, and ClientDisconnect where the client goes away. After
    any exception nothing of it is left in the storage.
    """
    _refuse_announced(request, limit + ENVELOPE if is_form(request) else limit, limit)
    incoming = storage.incoming()
    try:
        if is_form(request):
            upload = await _receive_part(request, incoming, run, limit)
        else:
            upload = await _receive_raw(request, incoming, run, limit)
        if not incoming.size:
            raise Invalid.field("file", "can't be blank")
        tallies.add(tallies.UPLOADED_BYTES, incoming.size)
    except BaseException:
        # Not handed to a thread: a request that is being cancelled may not wait for anything.
        incoming.discard()
        raise
    return upload


async def receive_parts(
    request: Request, storage: Storage, run: Run, text_name: str, text_limit: int, limit: int
) -> Parts:
    """Take in multipart/form-data of files, and of one text under the name `text_name`.

    The files together may have `limit` bytes, and the text `text_limit`. Raises Invalid for the
    part that is wrong, and PayloadTooLarge. After any exception nothing of it is left.
    """
    most = limit + text_limit + ENVELOPE
    _refuse_announced(request, most, limit)
    try:
        with faults_as_unavailable():
            async with aclosing(_bounded(request, most, limit)) as stream:
                form = await _FormParser(request.headers, stream, text_limit).parse()
    except MultiPartException as failure:
        problem = f"could not be read from the multipart body: {failure.message}"
        raise Invalid.field(text_name, problem) from None
    except ValueError:
        raise Invalid.field(text_name, _LEAVE_OUT_CHARSET) from None
    parts = Parts(b"", {})
    try:
        for name, value in form.multi_items():
            await _take_part(parts, storage, run, name, value, text_name)
        if not parts.text:
            raise Invalid.field(text_name, "can't be blank: it is a part of the multipart body")
        if len(parts.text) > text_limit:
            raise _too_large(text_limit)
        if sum(incoming.size for incoming in parts.files.values()) > limit:
            raise _too_large(limit)
        tallies.add(tallies.UPLOADED_BYTES, sum(file.size for file in parts.files.values()))
    except BaseException:
        parts.discard()
        raise
    finally:
        await form.close()
    return parts


async def _take_part(
    parts: Parts, storage: Storage, run: Run, name: str, value: UploadFile | str, text_name: str
) -> None:
    if name in parts.files or (name == text_name and parts.text):
        raise Invalid.field(name, "must be given once")
    if name == text_name:
        parts.text = value.encode() if isinstance(value, str) else await value.read()
    elif isinstance(value, str):
        raise Invalid.field(name, "must be a file: give its part a filename")
    elif value.filename or value.size:
        parts.files[name] = incoming = storage.incoming()
        await run(_copy, value.file, incoming)
        if not incoming.size:
            raise Invalid.field(name, "can't be blank")


def is_form(request: Request) -> bool:
    """Say whether the body is multipart/form-data."""
    return _media_type(request.headers.get("content-type")) == "multipart/form-data"


async def _receive_raw(request: Request, incoming: Incoming, run: Run, limit: int) -> Upload:
    """Take in a raw body, each chunk as it comes.

    Where writing is quick it is done here: in a thread, on another core, the bytes would have left
    that core's caches, and copying and hashing them took three times as long (measured).
    """
    async for chunk in _bounded(request, limit, limit):
        if incoming.is_quick:
            incoming.write(chunk)
        else:
            await run(incoming.write, chunk)
    return Upload(incoming, _media_type(request.headers.get("content-type")))


async def _receive_part(request: Request, incoming: Incoming, run: Run, limit: int) -> Upload:
    try:
        # The parser, too, writes long parts to a disk of this machine.
        with faults_as_unavailable():
            async with aclosing(_bounded(request, limit + ENVELOPE, limit)) as stream:
                form = await _FormParser(request.headers, stream).parse()
    except MultiPartException as failure:
        raise Invalid.field(
            "file", f"could not be read from the multipart body: {failure.message}"
        ) from None
    except ValueError:
        # Some charset names of the Content-Type are codecs that refuse what the fields hold.
        raise Invalid.field("file", _LEAVE_OUT_CHARSET) from None
    try:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        # A browser sends an input in which no file is chosen without a name and without bytes.
        chosen = [value for value in files if value.filename or value.size] or files[:1]
        if not chosen:
            raise Invalid.field(
                "file", "can't be blank: the multipart body needs one part with a filename"
            )
        if len(chosen) > 1:
            raise Invalid.field("file", "must be one file: the multipart body holds several")
        (part,) = chosen
        if (part.size or 0) > limit:
            raise _too_large(limit)
        await run(_copy, part.file, incoming)
        fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        return Upload(incoming, _media_type(part.content_type), fields)
    finally:
        await form.close()


class _FormParser(MultiPartParser):
    """Refuses a body that stops before its last boundary; its base returns what it has of it."""

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        longest_field: int = ENVELOPE,
    ) -> None:
        super().__init__(
            headers,
            self._to_the_end(stream),
            max_files=MOST_FIELDS,
            max_fields=MOST_FIELDS,
            max_part_size=longest_field,
        )
        self._is_complete = False

    def on_end(self) -> None:
        self._is_complete = True

    async def _to_the_end(self, stream: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
        async for chunk in stream:
            yield chunk
        # Raised while the base still reads, so that it closes the files it has opened.
        if not self._is_complete:
            raise MultiPartException("It ends before its last boundary.")


def _copy(source: BinaryIO, incoming: Incoming) -> None:
    while piece := source.read(PIECE):
        incoming.write(piece)


async def _bounded(request: Request, most: int, limit: int) -> AsyncGenerator[bytes, None]:
    """Pass the body on while it has at most `most` bytes; else PayloadTooLarge naming `limit`."""
    received = 0
    async with aclosing(request.stream()) as stream:
        async for chunk in stream:
            received += len(chunk)
            if received > most:
                raise _too_large(limit)
            yield chunk


def _refuse_announced(request: Request, most: int, limit: int) -> None:
    """Refuse a body whose Content-Length is beyond `most`, before any of it is read."""
    text = request.headers.get("content-length", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise BadRequest("The Content-Length header must be a number of bytes")
    if int(text) > most:
        raise _too_large(limit)


def _too_large(limit: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"The request body may have at most {limit / MEBIBYTE:g} MiB")


def _media_type(content_type: str | None) -> str | None:
    return (content_type or "").partition(";")[0].strip().lower() or None
