"""New card templates: empty ones, starters, copies, and what is imported."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from cardwright import starters
from tests.designer.gallery.seen import now, send, version_on
from tests.pages.html import Page
from tests.pages.visits import Browser, signed_in
from tests.service import Account, Person, Service, a_png, path_of


@pytest.fixture
def me(account: Account) -> tuple[Browser, Person]:
    """An admin who is signed in."""
    return signed_in(account)


def make(browser: Browser, **fields: str) -> httpx.Response:
    token = browser.page("/templates/new").form("/templates/new").fields["csrf_token"]
    return browser.post("/templates/new", {"csrf_token": token, "start": "blank", **fields})


def made(person: Person, answer: httpx.Response) -> dict[str, Any]:
    """Return the card template that the answer leads to."""
    assert answer.status_code == 303, answer.text
    where, _, number = answer.headers["location"].rpartition("/")
    assert where == "/designer"
    return now(person, {"id": number})


def with_files(person: Person) -> dict[str, Any]:
    """Return a card template with a background image, and a linked file that it names twice."""
    uuid = str(uuid4()).upper()
    escaped = f"\\u{ord(uuid[0]):04x}{uuid[1:].lower()}"
    objects = (
        f'[{{"v":1,"type":"image","src":"{uuid}","n":1.50,"x":"{escaped}"}},'
        f'{{"odd":1e2,"{uuid}":"ü\\n"}}]'
    )
    created = person.create_template(name="Staff", double_sided=True, card_type="glossy")
    body = f'{{"card_template":{{"template_objects":{objects}}}}}'
    person.http.patch(
        path_of(created), content=body, headers={"Content-Type": "application/json"}
    ).raise_for_status()
    person.http.put(
        path_of(created, "background_image", "front"), files={"file": ("a.png", a_png("red"))}
    ).raise_for_status()
    person.http.put(
        path_of(created, "files", uuid),
        files={"file": ("logo.png", a_png("green"))},
        data={"file_role": "logo"},
    ).raise_for_status()
    return now(person, created)


def content(person: Person, url: str | None) -> bytes:
    assert url is not None
    answer = person.http.get(url)
    answer.raise_for_status()
    return answer.content


def test_an_empty_card_is_of_the_type_and_orientation_that_are_chosen(
    me: tuple[Browser, Person],
) -> None:
    browser, person = me

    answer = make(browser, name="Badge", type="EVENT_BADGE", orientation="P", sides="2")

    created = made(person, answer)
    assert created["name"] == "Badge"
    assert created["template_type_code"] == "EVENT_BADGE"
    assert (created["orientation_front"], created["orientation_back"]) == ("P", "P")
    assert created["double_sided"] is True
    assert created["template_objects"] == []
    assert created["owner_id"] == person.id


@pytest.mark.parametrize("starter", starters.all(), ids=lambda one: one.key)
def test_a_card_begins_as_a_starter(me: tuple[Browser, Person], starter: starters.Starter) -> None:
    browser, person = me

    first = made(person, make(browser, name="First", start=starter.key))
    second = made(person, make(browser, name="Second", start=starter.key))

    for created in (first, second):
        assert created["template_type_code"] == starter.template_type_code
        assert created["double_sided"] == starter.double_sided
        assert len(created["template_objects"]) == len(json.loads(starter.template_objects))
        assert [one["file_role"] for one in created["linked_files"]] == [
            one.file_role for one in starter.files
        ]
        for linked, file in zip(created["linked_files"], starter.files, strict=True):
            assert content(person, linked["url"]) == file.content()
            assert linked["uuid"] in json.dumps(created["template_objects"])
        for side in starter.background_images:
            url = created[f"background_image_{side}_url"]
            assert content(person, url) == starter.background_image(side)
        answer = person.http.get(path_of(created, "preview", "front"))
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("name", ["", "Taken"])
def test_a_name_that_will_not_do_is_told_at_its_field(
    me: tuple[Browser, Person], name: str
) -> None:
    browser, person = me
    person.create_template(name="Taken")

    answer = make(browser, name=name, start="staff", orientation="P")

    assert answer.status_code == 422
    page = Page(answer.text)
    [given] = [given for _, given in page.attributes if given.get("name") == "name"]
    assert "name-error" in given["aria-describedby"]
    assert given["value"] == name
    chosen = [one["value"] for _, one in page.attributes if "checked" in one]
    assert chosen[0] == "staff"


@pytest.mark.parametrize(
    "fields", [{"start": "nothing"}, {"type": "NOTHING"}, {"type": "ISO_CARD", "orientation": "X"}]
)
def test_what_is_not_offered_is_refused(me: tuple[Browser, Person], fields: dict[str, str]) -> None:
    browser, person = me

    answer = make(browser, name="A", **fields)

    assert answer.status_code == 422
    assert person.http.get("/api/3/card_templates").json() == []


def test_a_full_account_is_told_and_nothing_is_left_behind(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("full")
    with Service(folder, trusted_proxies="127.0.0.1", quota_files="1") as service:
        account = service.create_account()
        browser, person = signed_in(account)
        created = with_one_file(person)

        refused = send(browser, created, "duplicate")

        assert refused.status_code == 422
        assert "Your account is full" in Page(refused.text).text
        assert len(person.http.get("/api/3/card_templates").json()) == 1
        assert len(service.stored_files(account.hashid)) == 1


def with_one_file(person: Person) -> dict[str, Any]:
    created = person.create_template()
    person.http.put(
        path_of(created, "background_image", "front"), files={"file": ("a.png", a_png())}
    ).raise_for_status()
    return now(person, created)


def test_a_copy_has_files_of_its_own(me: tuple[Browser, Person], account: Account) -> None:
    browser, person = me
    source = with_files(person)

    answer = send(browser, source, "duplicate")

    assert "Staff (copy) is made." in browser.page(answer.headers["location"]).text
    copied = next(
        one
        for one in person.http.get("/api/3/card_templates").json()
        if one["name"] == "Staff (copy)"
    )
    same = ("template_type_code", "card_type", "double_sided", "orientation_front", "editable_by")
    assert {k: copied[k] for k in same} == {k: source[k] for k in same}
    assert copied["owner_id"] == person.id
    [before], [after] = source["linked_files"], copied["linked_files"]
    assert before["uuid"].lower() != after["uuid"].lower()
    assert after["file_role"] == "logo"
    assert content(person, after["url"]) == a_png("green")
    assert content(person, copied["background_image_front_url"]) == a_png("red")
    first, second = copied["template_objects"]
    assert (first["src"].lower(), first["x"].lower()) == (after["uuid"], after["uuid"])
    assert after["uuid"] in second
    [stored], [origin] = (
        account.service.rows(
            "SELECT template_objects FROM card_template WHERE id = :i", i=one["id"]
        )
        for one in (copied, source)
    )
    assert '"n":1.50' in stored[0]
    assert '"odd":1e2' in stored[0]
    assert '"ü\\n"' in stored[0]
    assert len(stored[0]) == len(origin[0]) - len("\\u0000") + 1

    person.http.delete(path_of(source)).raise_for_status()
    assert content(person, after["url"]) == a_png("green")
    assert content(person, copied["background_image_front_url"]) == a_png("red")


def test_copies_are_numbered_and_the_source_is_left_alone(me: tuple[Browser, Person]) -> None:
    browser, person = me
    source = person.create_template(name="x" * 255, default_template=True)

    for _ in range(3):
        assert send(browser, source, "duplicate").status_code == 303

    listed = person.http.get("/api/3/card_templates").json()
    assert [one["name"][-9:] for one in listed[1:]] == ["xx (copy)", " (copy 2)", " (copy 3)"]
    assert {len(one["name"]) for one in listed} == {255}
    assert not any(one["default_template"] for one in listed[1:])
    assert listed[0] == source


def test_a_card_template_is_exported_and_imported(
    me: tuple[Browser, Person], stranger: Account
) -> None:
    browser, person = me
    source = with_files(person)
    bundle = browser.http.get(f"/api/3/card_templates/{source['id']}/bundle")
    assert bundle.status_code == 200
    other_browser, other = signed_in(stranger)

    answer = bring(other_browser, bundle.content)

    assert answer.status_code == 303, answer.text
    assert "Staff is imported." in other_browser.page(answer.headers["location"]).text
    [brought] = other.http.get("/api/3/card_templates").json()
    assert brought["template_objects"] == source["template_objects"]
    assert content(other, brought["background_image_front_url"]) == a_png("red")


def bring(browser: Browser, sent: bytes, **changed: str) -> httpx.Response:
    form = browser.page("/templates/import").form("/templates/import")
    return browser.http.post(
        "/templates/import",
        data={"csrf_token": form.fields["csrf_token"], **changed},
        files={"file": ("card.zip", sent)},
        headers={"Origin": browser.service.url, "Sec-Fetch-Site": "same-origin"},
    )


@pytest.mark.parametrize("sent", [b"", b"PK no zip", a_png()])
def test_what_is_no_bundle_is_told_at_the_field(
    me: tuple[Browser, Person], account: Account, sent: bytes
) -> None:
    browser, person = me

    answer = bring(browser, sent)

    assert answer.status_code == 422
    page = Page(answer.text)
    [given] = [given for _, given in page.attributes if given.get("name") == "file"]
    assert "file-error" in given["aria-describedby"]
    assert "cannot be imported" in page.text
    assert person.http.get("/api/3/card_templates").json() == []
    assert account.service.stored_files(account.hashid) == set()


def test_only_an_admin_with_a_form_of_ours_imports(
    me: tuple[Browser, Person], account: Account
) -> None:
    browser, person = me
    reader, _ = signed_in(account, is_admin=False)

    assert bring(browser, b"x", csrf_token="x").status_code == 403
    plain = browser.post("/templates/import", {"csrf_token": "x"})
    assert plain.status_code == 400
    assert reader.get("/templates/import").status_code == 403
    assert reader.get("/templates/new").status_code == 403
    token = reader.page("/templates").form("/sign-out").fields
    assert reader.post("/templates/new", {**token, "name": "A"}).status_code == 403
    signed_out = Browser(account.service).post("/templates/import", {})
    assert signed_out.headers["location"].startswith("/sign-in")
    assert person.http.get("/api/3/card_templates").json() == []


def test_starters_have_pictures_for_who_is_signed_in(me: tuple[Browser, Person]) -> None:
    browser, _ = me
    page = browser.page("/templates/new")
    pictures = [
        given["src"]
        for tag, given in page.attributes
        if tag == "img" and given["src"].startswith("/templates/starters/")
    ]

    answers = [browser.get(src) for src in pictures]

    assert len(pictures) == len(starters.all())
    assert {one.headers["content-type"] for one in answers} == {"image/png"}
    assert len({one.content for one in answers}) == len(pictures)
    again = browser.http.get(pictures[0], headers={"If-None-Match": answers[0].headers["etag"]})
    assert again.status_code == 304
    assert browser.get("/templates/starters/nothing.png").status_code == 404
    assert browser.get(f"{pictures[0]}0000").status_code == 422
    outside = Browser(browser.service).http.get(pictures[0])
    assert outside.headers["location"].startswith("/sign-in")


def test_a_copy_of_what_is_gone_is_not_found(me: tuple[Browser, Person]) -> None:
    browser, person = me
    created = person.create_template()
    fields = version_on(browser, created)
    person.http.delete(path_of(created)).raise_for_status()

    assert browser.post(f"/templates/{created['id']}/duplicate", fields).status_code == 404
