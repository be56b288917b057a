"""Lists of card templates: pages, headers, filters, orders and links (contract 3.16 to 3.19)."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from tests.service import Account, Person

LIST = "/api/3/card_templates"
LARGEST_PAGE = 2**31 - 1


def listed(person: Person, **params: Any) -> httpx.Response:
    """Ask for a list, which has to be there."""
    answer = person.http.get(LIST, params=params)
    assert answer.status_code == 200, answer.text
    return answer


def ids(answer: httpx.Response) -> list[int]:
    return [shown["id"] for shown in answer.json()]


def create_several(person: Person, count: int) -> list[dict[str, Any]]:
    return [person.create_template() for _ in range(count)]


def soft_delete(person: Person, card_template: dict[str, Any]) -> None:
    answer = person.update(card_template, deleted_at="2026-06-14T09:30:00Z")
    assert answer.status_code == 200, answer.text


def moment(text: str) -> datetime:
    """Read a time as the service writes it."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def test_a_list_tells_where_it_is_in_five_headers(account: Account) -> None:
    created = create_several(account.admin, 3)

    answer = listed(account.admin, page=2, per_page=2)

    assert ids(answer) == [created[2]["id"]]
    told = {
        name: answer.headers[name]
        for name in ("X-Page", "X-Per-Page", "X-Total-Results", "Total", "Per-Page")
    }
    assert told == {
        "X-Page": "2",
        "X-Per-Page": "2",
        "X-Total-Results": "3",
        "Total": "3",
        "Per-Page": "2",
    }


def test_a_list_is_the_first_fifty_unless_asked(account: Account) -> None:
    created = create_several(account.admin, 51)

    answer = listed(account.admin)

    assert ids(answer) == [one["id"] for one in created[:50]]
    assert (answer.headers["X-Page"], answer.headers["X-Per-Page"]) == ("1", "50")
    assert (answer.headers["Total"], answer.headers["Per-Page"]) == ("51", "50")
    assert ids(listed(account.admin, page=2)) == [created[50]["id"]]


def test_the_list_of_an_empty_account_is_an_empty_array(account: Account) -> None:
    answer = listed(account.admin)

    assert answer.json() == []
    assert answer.headers["X-Total-Results"] == "0"
    assert "Link" not in answer.headers


@pytest.mark.parametrize("asked", ["200", "201", "1000", "9" * 40])
def test_more_than_two_hundred_a_page_is_two_hundred_and_says_so(
    account: Account, asked: str
) -> None:
    create_several(account.admin, 1)

    answer = listed(account.admin, per_page=asked)

    assert answer.headers["X-Per-Page"] == answer.headers["Per-Page"] == "200"
    assert len(answer.json()) == 1


@pytest.mark.parametrize("page", [3, 4, LARGEST_PAGE])
def test_a_page_past_the_end_is_empty_and_tells_the_total(account: Account, page: int) -> None:
    create_several(account.admin, 4)

    answer = listed(account.admin, page=page, per_page=2)

    assert answer.json() == []
    assert answer.headers["X-Page"] == str(page)
    assert answer.headers["X-Total-Results"] == "4"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("page", value) for value in ("", "0", "-1", "x", "1.5", " 1", "+1", "1e2", "\u0661")),
        *(("page", value) for value in ("0x1", str(LARGEST_PAGE + 1), "9" * 40, "1\x00")),
        *(("per_page", value) for value in ("", "0", "-1", "-" + "9" * 40, "x", "1.5", "50 ")),
        *(("updated_since", value) for value in ("", "x", "yesterday", "2026-13-01", "2026-02-30")),
        *(("updated_since", f"2026-06-14T{rest}") for rest in ("25:00:00Z", "09:30:00+99:00")),
        *(("updated_since", value) for value in ("0000-01-01", "10000-01-01", "9" * 40)),
        ("updated_since", "9999-12-31T23:59:59-14:00"),
        ("updated_since", "0001-01-01T00:00:00+14:00"),
        *(("include_deleted", value) for value in ("", "yes", "2", "null", "truefalse")),
    ],
)
def test_a_parameter_that_cannot_be_understood_is_refused_by_name(
    account: Account, name: str, value: str
) -> None:
    answer = account.admin.http.get(LIST, params={name: value})

    assert answer.status_code == 422
    body = answer.json()
    assert list(body["errors"]) == [name]
    assert body["error"] == "validation_failed"
    assert all(isinstance(message, str) and message for message in body["errors"][name])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("page", ["1", "2"]),
        ("per_page", ["5", "5"]),
        ("updated_since", ["1970-01-01", "2026-06-14"]),
        ("include_deleted", ["true", "false"]),
    ],
)
def test_a_parameter_that_is_repeated_is_refused_by_name(
    account: Account, name: str, values: list[str]
) -> None:
    answer = account.admin.http.get(LIST, params={name: values})

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [name]


def test_all_parameters_that_are_wrong_are_named_at_once(account: Account) -> None:
    wrong = {"page": "0", "per_page": "x", "updated_since": "x", "include_deleted": "x"}

    answer = account.admin.http.get(LIST, params=wrong)

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == set(wrong)


def test_a_parameter_that_nobody_knows_is_ignored(account: Account) -> None:
    created = account.admin.create_template()

    assert ids(listed(account.admin, skip_pagination="true", q="")) == [created["id"]]


def test_soft_deleted_templates_are_listed_only_when_asked_for(account: Account) -> None:
    live, deleted = create_several(account.admin, 2)
    soft_delete(account.admin, deleted)

    without, with_them = listed(account.admin), listed(account.admin, include_deleted="true")

    assert (ids(without), without.headers["Total"]) == ([live["id"]], "1")
    assert ids(with_them) == [live["id"], deleted["id"]]
    assert with_them.headers["Total"] == "2"
    assert [one["deleted_at"] is None for one in with_them.json()] == [True, False]


@pytest.mark.parametrize(
    ("text", "is_included"),
    [("true", True), ("1", True), ("TRUE", True), ("false", False), ("0", False), ("False", False)],
)
def test_include_deleted_is_read_as_clients_write_booleans(
    account: Account, text: str, is_included: bool
) -> None:
    soft_delete(account.admin, account.admin.create_template())

    assert len(ids(listed(account.admin, include_deleted=text))) == is_included


def test_updated_since_means_strictly_after(account: Account) -> None:
    first, second, third = create_several(account.admin, 3)
    just_before = moment(second["updated_at"]) - timedelta(microseconds=1)

    at_it = listed(account.admin, updated_since=second["updated_at"])
    before_it = listed(account.admin, updated_since=just_before.isoformat())

    assert ids(at_it) == [third["id"]]
    assert ids(before_it) == [third["id"], second["id"]]
    assert at_it.headers["X-Total-Results"] == "1"
    assert ids(listed(account.admin, updated_since=third["updated_at"])) == []
    assert first["updated_at"] < second["updated_at"] < third["updated_at"]


@pytest.mark.parametrize(
    ("hours", "written"),
    [
        (0, "%Y-%m-%dT%H:%M:%S.%fZ"),
        (0, "%Y-%m-%dt%H:%M:%S.%fz"),
        (0, "%Y-%m-%dT%H:%M:%S.%f"),
        (0, "%Y-%m-%d %H:%M:%S.%f"),
        (0, "%Y%m%dT%H%M%S.%fZ"),
        (0, "%Y-%m-%dT%H:%M:%S.%f999Z"),
        (0, "%Y-%m-%dT%H:%M:%S,%fZ"),
        (2, "%Y-%m-%dT%H:%M:%S.%f%%2B02:00"),
        (2, "%Y-%m-%dT%H:%M:%S.%f+02:00"),
        (2, "%Y-%m-%dT%H:%M:%S.%f+0200"),
        (2, "%Y-%m-%dT%H:%M:%S.%f+02"),
        (-5.5, "%Y-%m-%dT%H:%M:%S.%f-05:30"),
        (14, "%Y-%m-%dT%H:%M:%S.%f%%2B14:00"),
    ],
    ids=lambda value: str(value).replace("%", ""),
)
def test_updated_since_takes_any_zone_even_with_an_unescaped_plus(
    account: Account, hours: float, written: str
) -> None:
    first, second = create_several(account.admin, 2)
    there = moment(first["updated_at"]).astimezone(timezone(timedelta(hours=hours)))

    # Sent as it stands: httpx leaves a plus in a finished URL alone.
    answer = account.admin.http.get(f"{LIST}?updated_since={there.strftime(written)}")

    assert ids(answer) == [second["id"]]


def test_updated_since_takes_a_date_which_begins_at_midnight_utc(account: Account) -> None:
    created = account.admin.create_template()
    day = moment(created["updated_at"]).date()

    assert ids(listed(account.admin, updated_since=day.isoformat())) == [created["id"]]
    assert ids(listed(account.admin, updated_since="1970-01-01")) == [created["id"]]
    assert ids(listed(account.admin, updated_since=(day + timedelta(days=1)).isoformat())) == []


def test_times_are_written_in_utc_with_microseconds(account: Account) -> None:
    created = account.admin.create_template()
    account.admin.update(created, deleted_at="2026-06-14T11:30:00.5+02:00")

    [shown] = listed(account.admin, include_deleted="true").json()

    form = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
    assert all(form.fullmatch(shown[name]) for name in ("created_at", "updated_at", "deleted_at"))
    assert shown["deleted_at"] == "2026-06-14T09:30:00.500000Z"
    assert abs(datetime.now(UTC) - moment(shown["created_at"])) < timedelta(minutes=1)


def test_the_plain_list_is_ordered_by_id_whatever_changes(account: Account) -> None:
    created = create_several(account.admin, 4)
    account.admin.update(created[2], name="Changed last")

    assert ids(listed(account.admin)) == [one["id"] for one in created]


def test_the_list_of_changes_begins_with_the_last_change(account: Account) -> None:
    created = create_several(account.admin, 4)
    for index in (2, 0):
        account.admin.update(created[index], name=f"Changed {index}")

    answer = listed(account.admin, updated_since="1970-01-01")

    assert ids(answer) == [created[index]["id"] for index in (0, 2, 3, 1)]
    stamps = [one["updated_at"] for one in answer.json()]
    assert stamps == sorted(stamps, reverse=True)


def test_an_unchanged_list_is_not_sent_again(account: Account) -> None:
    created = account.admin.create_template()
    etag = listed(account.admin).headers["ETag"]

    again = account.admin.http.get(LIST, headers={"If-None-Match": etag})
    account.admin.update(created, name="Changed")
    changed = account.admin.http.get(LIST, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag
