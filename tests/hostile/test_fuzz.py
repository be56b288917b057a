"""Whatever comes in, the parsers answer it, or refuse it in the words of `cardwright.errors`."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from cardwright.errors import BadRequest, Invalid, PayloadTooLarge, RangeNotSatisfiable
from cardwright.files.urls import FileUrls
from cardwright.storage import open_storage
from cardwright.times import format_time, parse_time
from cardwright.web.json_text import keep_objects, parse_object
from cardwright.web.query import Query
from cardwright.web.ranges import matches_if_range, parse_range
from cardwright.web.threads import Threads
from cardwright.web.uploads import receive_file

LIMIT = 2000
YEARS_1_TO_9999 = range(-62_135_596_800_000_000, 253_402_300_800_000_000)
FEW = 300
MANY_IN_ALL = 100_000

# Mostly the pieces that a grammar is made of, in any order, and now and then anything.
JSON_PIECES = [
    *'{}[]:,"\\ \n-+.eE019',
    '{"card_template":',
    '{"template_objects":[{',
    '"a":',
    "null",
    "true",
    "NaN",
    "-Infinity",
    "1e999",
    '"\\ud800"',
    '"\\u0000"',
    "\0",
    "\ufeff",
    "[" * 2000,
    "]" * 2000,
    "9" * 400,
]
FORM_PIECES = [
    b"--b",
    b"--b--",
    b"\r\n",
    b"\r\n\r\n",
    b"\n",
    b"\0",
    b'Content-Disposition: form-data; name="f"',
    b'; filename="x"',
    b"; filename*=utf-8''%FF",
    b"Content-Type: image/png; charset=\xff",
    b"Content-Transfer-Encoding: base64",
    b": : ;",
    b"x" * 500,
]
QUERY_PIECES = [
    b"page=",
    b"per_page=",
    b"updated_since=",
    b"include_deleted=",
    b"after=",
    b"before=",
    b"&",
    b"=",
    b"%",
    b"%FF",
    b"%00",
    b"-",
    b"1",
    b"9" * 30,
    b"true",
    b"2026-06-14T09:30:00Z",
]


def texts(*pieces: str) -> st.SearchStrategy[str]:
    anything = st.text(st.characters(), max_size=20)
    return st.lists(st.sampled_from(pieces) | anything, max_size=20).map("".join)


def binaries(*pieces: bytes) -> st.SearchStrategy[bytes]:
    return st.lists(st.sampled_from(pieces) | st.binary(max_size=20), max_size=20).map(b"".join)


def surrogates() -> st.SearchStrategy[str]:
    """Text with halves of surrogate pairs, as Python decodes headers and paths."""
    return st.binary(max_size=60).map(lambda sent: sent.decode("utf-8", "surrogateescape"))


def check_json(body: bytes, _: Path) -> None:
    try:
        sent = parse_object(body, "card_template", nested="template_objects")
    except (BadRequest, Invalid):
        return
    assert set(sent.values) == set(sent.texts)
    for name, value in sent.values.items():
        try:
            kept = keep_objects(value, sent.texts[name])
        except ValueError:
            continue
        assert json.loads(kept) == value
        assert keep_objects(value, kept) == kept


def check_range(sent: tuple[str, str, int], _: Path) -> None:
    header, condition, size = sent
    matches_if_range(condition, '"a"')
    try:
        selected = parse_range(header, size)
    except RangeNotSatisfiable:
        return
    if selected is not None:
        assert 0 <= selected[0] < selected[1] <= size


def check_signed_url(sent: tuple[str, str, str, str], _: Path) -> None:
    assert FileUrls("k" * 32, "http://localhost").is_signed(*sent) is False


def check_time(text: str, _: Path) -> None:
    try:
        moment = parse_time(text)
    except ValueError:
        return
    assert moment in YEARS_1_TO_9999
    assert parse_time(format_time(moment)) == moment


def check_query(query: bytes, _: Path) -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": query}
    asked = Query(Request(scope))
    page = asked.page()
    asked.time("updated_since")
    asked.boolean("include_deleted")
    with suppress(Invalid):
        asked.check()
    assert page.page >= 1
    assert 1 <= page.per_page <= 200
    assert page.offset >= 0


def check_upload(sent: tuple[bytes, bytes, list[int]], folder: Path) -> None:
    content_type, body, cuts = sent
    ends = sorted({*(cut % (len(body) + 1) for cut in cuts), len(body)})
    pieces = [body[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    headers = [(b"content-type", content_type)]
    scope = {"type": "http", "method": "PUT", "path": "/", "headers": headers}
    storage = open_storage(folder.as_uri(), folder)

    async def receive() -> Message:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def upload() -> None:
        threads = Threads()
        try:
            received = await receive_file(Request(scope, receive), storage, threads.write, LIMIT)
            assert 0 < received.incoming.size <= LIMIT
            received.incoming.discard()
        except (BadRequest, Invalid, PayloadTooLarge):
            pass
        finally:
            threads.close()

    asyncio.run(upload())
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@dataclass(frozen=True)
class Fuzz:
    """A check of one parser, and what it is fed with."""

    check: Callable[[Any, Path], None]
    inputs: st.SearchStrategy[Any]
    many: int
    """How often the slow test runs it: what is cheap, more often."""


HEADERS = texts("bytes", "=", "-", ",", " ", "0", "1", "99999999999999999999", '"a"', "W/")
RANGES = HEADERS | st.from_regex(r"bytes=[0-9]{0,2}-[0-9]{0,2}").map(str)
FORM_TYPES = [b"multipart/form-data; boundary=b", b"multipart/form-data", b"image/png", b"\xff"]
CHARSETS = [b"; charset=idna", b"; charset=no-such", b"; charset=utf-7", b"; boundary=\xff", b""]
FUZZED = {
    "json-text": Fuzz(
        check_json,
        texts(*JSON_PIECES).map(lambda text: text.encode("utf-8", "surrogatepass"))
        | st.binary(max_size=100),
        many=25_000,
    ),
    "json-values": Fuzz(
        check_json,
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters()), inner),
        ).map(lambda value: json.dumps({"card_template": {"template_objects": [value]}}).encode()),
        many=3_000,
    ),
    "range": Fuzz(check_range, st.tuples(RANGES, HEADERS, st.integers(0, 20)), many=10_000),
    "signed-url": Fuzz(
        check_signed_url,
        st.tuples(
            surrogates(),
            surrogates(),
            st.text() | st.integers().map(str) | st.just("\u0663"),
            surrogates() | st.text(),
        ),
        many=25_000,
    ),
    "time": Fuzz(
        check_time,
        texts(
            "2026", "0001", "9999", "-", ":", "T", "W", "06-14", "09:30", ".5", "Z", "+23:59", " "
        )
        | st.datetimes(timezones=st.none() | st.timezones()).map(lambda moment: moment.isoformat()),
        many=10_000,
    ),
    "query": Fuzz(check_query, binaries(*QUERY_PIECES), many=15_000),
    "escaped-query": Fuzz(
        check_query,
        binaries(*QUERY_PIECES).map(lambda text: quote_from_bytes(text, "&=").encode()),
        many=10_000,
    ),
    "upload": Fuzz(
        check_upload,
        st.tuples(
            st.tuples(st.sampled_from(FORM_TYPES), st.sampled_from(CHARSETS)).map(b"".join),
            binaries(*FORM_PIECES)
            | binaries(*FORM_PIECES).map(
                lambda inside: (
                    b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"'
                    b"\r\n\r\n" + inside + b"\r\n--b--\r\n"
                )
            ),
            st.lists(st.integers(0, 4000), max_size=4),
        ),
        many=3_000,
    ),
}


def fuzz(name: str, examples: int, folder: Path) -> None:
    folder.mkdir()

    @settings(
        max_examples=examples,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(FUZZED[name].inputs)
    def run(value: Any) -> None:
        FUZZED[name].check(value, folder)

    run()


@pytest.mark.hypothesis
@pytest.mark.parametrize("name", FUZZED)
def test_a_parser_refuses_what_it_cannot_read(name: str, tmp_path: Path) -> None:
    fuzz(name, FEW, tmp_path / "blobs")


def test_the_slow_runs_come_to_what_was_promised() -> None:
    assert sum(fuzzed.many for fuzzed in FUZZED.values()) >= MANY_IN_ALL


@pytest.mark.slow
@pytest.mark.hypothesis
@pytest.mark.parametrize("name", FUZZED)
def test_a_parser_refuses_what_it_cannot_read_for_long(name: str, tmp_path: Path) -> None:
    fuzz(name, FUZZED[name].many, tmp_path / "blobs")
