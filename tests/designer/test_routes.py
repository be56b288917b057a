"""What the script of the designer asks for: rules, versions, sizes, and nothing lost."""

import json
from typing import Any

import httpx
import pytest

from cardwright.designer.fonts import FAMILIES
from cardwright.rendering.fonts import FAMILIES as DRAWN
from tests.designer.cards import CARD, OBJECTS
from tests.pages.visits import signed_in
from tests.service import TEMPLATES_READONLY, Account, Person, path_of

KEPT = '{"type":"hologram","n":1.50,"e":"\\u00e9"},{"v":1,"type":"rect","x_mm":1.0,"their":1e2}'


@pytest.fixture
def stored(account: Account) -> tuple[Person, dict[str, Any], str]:
    """A template whose objects are spelled as a script would never spell them."""
    created = account.admin.create_template()
    body = f'{{"card_template":{{"template_objects":[{KEPT}]}}}}'
    answer = account.admin.http.patch(path_of(created), content=body)
    assert answer.status_code == 200
    return account.admin, created, answer.headers["ETag"]


def save(person: Person, created: dict[str, Any], etag: str, *objects: Any) -> httpx.Response:
    headers = {"If-Match": etag} if etag else {}
    body = {"objects": list(objects)}
    return person.http.put(f"/designer/{created['id']}/objects", json=body, headers=headers)


def test_everything_that_is_not_edited_stays_as_it_was(
    stored: tuple[Person, dict[str, Any], str],
) -> None:
    person, created, etag = stored

    answer = save(person, created, etag, 0, {"index": 1, "set": {"fill": "#000000"}})

    assert answer.status_code == 200, answer.text
    shown = person.http.get(path_of(created))
    assert f'"template_objects":[{KEPT[:-1]},"fill":"#000000"}}]' in shown.text
    assert answer.headers["ETag"] == shown.headers["ETag"]


def test_the_same_again_changes_nothing(stored: tuple[Person, dict[str, Any], str]) -> None:
    person, created, etag = stored
    assert save(person, created, etag, 0, 1).headers["ETag"] == etag


@pytest.mark.parametrize("etag", ["", "*", '"1-2"', 'W/"1"'])
def test_the_version_that_was_edited_must_be_named(
    stored: tuple[Person, dict[str, Any], str], etag: str
) -> None:
    person, created, _ = stored
    answer = save(person, created, etag, 0)
    assert (answer.status_code, answer.json()["error"]) == (412, "precondition_failed")
    assert KEPT in person.http.get(path_of(created)).text


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '{"objects":[{"index":0}]}',
        '{"objects":["a"]}',
        '{"objects":[9]}',
        '{"objects":[-1]}',
        '{"objects":[{"set":{"a":"\\u0000"}}]}',
        '{"objects":[{"set":{"a":1e999}}]}',
        '{"objects":[{"set":{"a":{"b":1,"b":2}}}]}',
        '{"objects":[{"set":{"a":' + "[" * 80 + "]" * 80 + "}}]}",
        '{"objects":[{"set":{"a":' + "[" * 5000 + "]" * 5000 + "}}]}",
        '{"objects":[{"set":{"a":"\\ud800"}}]}',
        '{"objects":[{"set":{"a":NaN}}]}',
    ],
)
def test_what_cannot_be_kept_is_refused(
    stored: tuple[Person, dict[str, Any], str], body: str
) -> None:
    person, created, etag = stored
    path = f"/designer/{created['id']}/objects"

    answer = person.http.put(path, content=body, headers={"If-Match": etag})

    assert answer.status_code in (400, 422), answer.text
    assert person.http.get(path_of(created)).headers["ETag"] == etag


def test_the_rules_are_those_of_the_api(account: Account, stranger: Account) -> None:
    created = account.admin.create_template(**CARD, editable_by="owner_only")
    etag = account.admin.http.get(path_of(created)).headers["ETag"]
    colleague = account.create_person(is_admin=True)
    reader = account.admin.with_scope(TEMPLATES_READONLY)

    assert save(colleague, created, etag, 0).status_code == 403
    assert save(account.create_person(), created, etag, 0).status_code == 403
    assert save(reader, created, etag, 0).status_code == 403
    assert save(stranger.admin, created, etag, 0).status_code == 404
    assert account.service.client().put(f"/designer/{created['id']}/objects").status_code == 401
    assert save(account.admin, created, etag, 0).status_code == 200


def draw(person: Person, created: dict[str, Any], **body: Any) -> httpx.Response:
    asked = {"side": "front", "objects": OBJECTS, **body}
    return person.http.post(f"/designer/{created['id']}/fragments", json=asked)


def test_objects_that_are_not_saved_are_drawn(account: Account) -> None:
    created = account.admin.create_template()

    answer = draw(account.admin, created)

    assert answer.status_code == 200, answer.text
    fragments = answer.json()["fragments"]
    assert [one["object"] for one in fragments] == [one["id"] for one in OBJECTS[:-1]]
    assert all(one["svg"].startswith("<g>") for one in fragments)
    assert account.admin.http.get(path_of(created)).json()["template_objects"] == []


def test_fragments_show_the_record_that_is_sent(account: Account) -> None:
    created = account.admin.create_template()
    name = [OBJECTS[3]]
    drawn = [
        draw(account.admin, created, objects=name, data=data).json()["fragments"][0]["svg"]
        for data in (None, {"first_name": "Ada"}, {"first_name": "Bo"}, {"first_name": "Ada"})
    ]
    assert drawn[1] == drawn[3]
    assert len(set(drawn)) == 3


def test_readers_may_look_and_strangers_may_not(account: Account, stranger: Account) -> None:
    created = account.admin.create_template()
    assert draw(account.create_person(scope=TEMPLATES_READONLY), created).status_code == 200
    assert draw(stranger.admin, created).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"side": "top"}, 422),
        ({"objects": {}}, 422),
        ({"objects": "x"}, 422),
        ({"data": {"a": [1]}}, 422),
        ({"more": 1}, 422),
        ({"objects": [{"a": "x" * 3_000_000}]}, 413),
        ({"objects": [{}] * 501}, 422),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    account: Account, body: dict[str, Any], status: int
) -> None:
    created = account.admin.create_template()
    answer = draw(account.admin, created, **body)
    assert answer.status_code == status, answer.text
    assert answer.json()["error_description"]


def test_the_fonts_that_are_offered_are_those_that_are_drawn() -> None:
    assert tuple(DRAWN) == FAMILIES


def test_json_of_the_page_cannot_end_its_script(account: Account) -> None:
    browser, person = signed_in(account)
    created = person.create_template(name="</script><script>alert(1)</script>")
    answer = browser.get(f"/designer/{created['id']}")
    assert "<script>alert" not in answer.text
    assert answer.text.count("</script>") == 3
    start = answer.text.partition('id="start">')[2].partition("</script>")[0]
    assert json.loads(start)["id"] == created["id"]
