"""The Link header of a list: `next` and `prev` walk all of it (RFC 8288)."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.service import Account, Person

LIST = "/api/3/card_templates"
COUNT = 7


def walk(person: Person, relation: str, answer: httpx.Response) -> Iterator[httpx.Response]:
    """Yield `answer`, and then every page that the links of that relation lead to."""
    yield answer
    while found := answer.links.get(relation):
        answer = person.http.get(found["url"])
        assert answer.status_code == 200, answer.text
        yield answer


def ids(answer: httpx.Response) -> list[int]:
    return [shown["id"] for shown in answer.json()]


@pytest.fixture
def expected(account: Account) -> dict[str, list[int]]:
    """The ids in both orders of an account with 7 templates, of which 2 are soft-deleted."""
    created = [account.admin.create_template() for _ in range(COUNT)]
    for index in (5, 1):
        account.admin.update(created[index], deleted_at="2026-06-14T09:30:00Z")
    return {
        "by id": [one["id"] for one in created],
        "by change": [created[index]["id"] for index in (1, 5, 6, 4, 3, 2, 0)],
    }


ORDERS: dict[str, dict[str, Any]] = {"by id": {}, "by change": {"updated_since": "1970-01-01"}}


@pytest.mark.parametrize("suffix", ["", ".json"])
@pytest.mark.parametrize("per_page", [1, 2, 3, 6, 7, 8])
@pytest.mark.parametrize("order", ORDERS)
def test_next_walks_a_list_to_its_end_and_prev_back_to_its_start(
    account: Account, expected: dict[str, list[int]], order: str, per_page: int, suffix: str
) -> None:
    params = ORDERS[order] | {"include_deleted": "true", "per_page": per_page}
    first = account.admin.http.get(LIST + suffix, params=params)

    forth = list(walk(account.admin, "next", first))
    back = list(walk(account.admin, "prev", forth[-1]))

    pages = [expected[order][at : at + per_page] for at in range(0, COUNT, per_page)]
    assert [ids(page) for page in forth] == pages
    assert [one for page in reversed(back) for one in ids(page)] == expected[order]
    assert all(len(ids(page)) == per_page for page in back[1:-1])
    assert {page.headers["X-Total-Results"] for page in forth + back} == {str(COUNT)}
    assert {page.headers["X-Per-Page"] for page in forth + back} == {str(per_page)}
    assert [page.headers["X-Page"] for page in forth] == [str(n + 1) for n in range(len(pages))]


@pytest.mark.parametrize("order", ORDERS)
def test_links_can_be_taken_in_any_direction_from_a_numbered_page(
    account: Account, expected: dict[str, list[int]], order: str
) -> None:
    params = ORDERS[order] | {"include_deleted": "true", "per_page": 2}
    second = account.admin.http.get(LIST, params=params | {"page": 2})

    previous = account.admin.http.get(second.links["prev"]["url"])
    following = account.admin.http.get(second.links["next"]["url"])

    assert ids(previous) == expected[order][:2]
    assert ids(following) == expected[order][4:6]
    assert ids(account.admin.http.get(following.links["prev"]["url"])) == expected[order][2:4]
    assert ids(account.admin.http.get(previous.links["next"]["url"])) == expected[order][2:4]


def test_a_list_on_one_page_has_no_links(account: Account, expected: dict[str, list[int]]) -> None:
    answer = account.admin.http.get(LIST)

    assert len(ids(answer)) == len(expected["by id"]) - 2
    assert answer.links == {}


def test_links_are_absolute_and_keep_what_was_asked(
    account: Account, expected: dict[str, list[int]]
) -> None:
    since = "2026-06-14T09:30:00+02:00"
    params: dict[str, str | int]
    params = {"updated_since": since, "include_deleted": "false", "per_page": 2, "mine": "a&b"}

    link = httpx.URL(account.admin.http.get(LIST, params=params).links["next"]["url"])

    assert str(link).startswith(f"{account.service.url}{LIST}?")
    kept = {name: link.params[name] for name in params}
    assert kept == {name: str(value) for name, value in params.items()}
    assert len(ids(account.admin.http.get(link))) == 2
    assert len(expected["by id"]) == COUNT


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize("value", ["", "x", "-", "1.5", "9" * 19, "--1"])
def test_a_made_up_link_is_refused_by_the_name_of_its_parameter(
    account: Account, name: str, value: str
) -> None:
    answer = account.admin.http.get(LIST, params={name: value})

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [name]


def test_a_parameter_that_is_repeated_and_unknown_survives_in_the_links(
    account: Account, expected: dict[str, list[int]]
) -> None:
    answer = account.admin.http.get(f"{LIST}?tag=a&per_page=2&tag=b&tag=a&page=2")

    for relation in ("next", "prev"):
        link = httpx.URL(answer.links[relation]["url"])
        assert link.params.get_list("tag") == ["a", "b", "a"]
        assert link.params.get_list("page") == [{"next": "3", "prev": "1"}[relation]]
    assert len(expected["by id"]) == COUNT


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("page", [5, 6, 2**31 - 1])
def test_a_page_past_the_end_leads_back_to_the_last_one(
    account: Account, expected: dict[str, list[int]], order: str, page: int
) -> None:
    params = ORDERS[order] | {"include_deleted": "true", "per_page": 2, "mine": "a&b"}

    past = account.admin.http.get(LIST, params=params | {"page": page})

    assert (past.status_code, ids(past), list(past.links)) == (200, [], ["prev"])
    last = account.admin.http.get(past.links["prev"]["url"])
    assert ids(last) == expected[order][6:]
    assert httpx.URL(past.links["prev"]["url"]).params["mine"] == "a&b"


def test_an_empty_list_leads_nowhere(account: Account) -> None:
    answer = account.admin.http.get(LIST, params={"page": 3})

    assert (answer.json(), answer.links) == ([], {})
