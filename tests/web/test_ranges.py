"""Range and If-Range, against RFC 9110 and a model that spells every byte out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardwright.errors import RangeNotSatisfiable
from cardwright.web.ranges import matches_if_range, parse_range

ETAG = '"5891b5b5"'

sizes = st.integers(0, 12)
positions = st.integers(0, 15)


@given(first=positions, last=positions | st.none(), size=sizes)
def test_a_range_from_a_position_selects_the_bytes_it_names(
    first: int, last: int | None, size: int
) -> None:
    header = f"bytes={first}-{'' if last is None else last}"
    named = [n for n in range(size) if first <= n and (last is None or n <= last)]

    if last is not None and last < first:
        assert parse_range(header, size) is None
    elif named:
        assert parse_range(header, size) == (named[0], named[-1] + 1)
    else:
        with pytest.raises(RangeNotSatisfiable) as refusal:
            parse_range(header, size)
        assert refusal.value.headers() == {"Content-Range": f"bytes */{size}"}


@given(count=positions, size=sizes)
def test_a_suffix_selects_the_last_bytes(count: int, size: int) -> None:
    header = f"bytes=-{count}"
    named = list(range(size))[-count:] if count else []

    if count == 0:
        with pytest.raises(RangeNotSatisfiable):
            parse_range(header, size)
    elif size == 0:
        assert parse_range(header, size) is None
    else:
        assert parse_range(header, size) == (named[0], named[-1] + 1)


@given(st.text(alphabet="bytes=0123456789-, \t", max_size=20), sizes)
def test_any_header_selects_a_part_of_the_file_or_all_of_it(header: str, size: int) -> None:
    for text in (header, "bytes=" + header):
        try:
            selected = parse_range(text, size)
        except RangeNotSatisfiable:
            continue
        if selected is not None:
            start, stop = selected
            assert 0 <= start < stop <= size


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=,",
        "bytes=0-1,3-4",
        "bytes=a-b",
        "bytes=1",
        "bytes=1-2-3",
        "bytes=+1-2",
        "bytes=0x1-2",
        "bytes=1 - 2",
        "bytes=\u0661-\u0662",
        "bytes=" + "9" * 5000 + "-",
        "items=0-1",
        "0-1",
    ],
)
def test_what_is_not_one_well_formed_range_of_bytes_means_the_whole_file(
    header: str | None,
) -> None:
    assert parse_range(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=2-4", "Bytes=2-4", "bytes= 2-4 ", "bytes=,2-4,"])
def test_case_space_and_empty_list_members_do_not_matter(header: str) -> None:
    assert parse_range(header, 10) == (2, 5)


def test_a_last_position_beyond_any_size_means_the_end() -> None:
    assert parse_range("bytes=2-99999999999999999999", 10) == (2, 10)


@pytest.mark.parametrize("header", [None, ETAG, f" {ETAG} "])
def test_a_range_counts_without_if_range_or_with_the_tag_of_the_file(header: str | None) -> None:
    assert matches_if_range(header, ETAG)


@pytest.mark.parametrize(
    "header",
    [
        '"other"',
        f"W/{ETAG}",
        "5891b5b5",
        "",
        "*",
        f"{ETAG}, {ETAG}",
        "Sat, 29 Oct 1994 19:43:31 GMT",
    ],
)
def test_a_range_does_not_count_for_another_tag_a_weak_one_or_a_date(header: str) -> None:
    assert not matches_if_range(header, ETAG)


def test_a_weak_tag_does_not_even_match_itself() -> None:
    assert not matches_if_range('W/"1"', 'W/"1"')
