"""Renaming, handing over, the edit rule, the default, the trash, and deleting for good."""

from typing import Any

import pytest

from tests.designer.gallery.seen import now, send, shown, version_on
from tests.pages.html import Page
from tests.pages.visits import Browser, person_of, signed_in
from tests.service import Account, Person, path_of

GONE = "2026-06-14T09:30:00Z"
RULE = {"editable_by": "account_admins"}


@pytest.fixture
def me(account: Account) -> tuple[Browser, Person]:
    """An admin who is signed in."""
    return signed_in(account)


def described(html: str, name: str) -> str:
    """Return what the page says of a field that is wrong."""
    page = Page(html)
    [given] = [given for _, given in page.attributes if given.get("name") == name]
    assert given["aria-invalid"] == "true"
    assert f"{name}-error" in given["aria-describedby"].split()
    return page.text


def test_a_card_template_is_renamed(me: tuple[Browser, Person]) -> None:
    browser, person = me
    created = person.create_template(name="Staff", default_template=True)

    answer = send(browser, created, name="  Staff Card ", default_template="1", **RULE)

    assert answer.status_code == 303
    assert "Saved." in browser.page(answer.headers["location"]).text
    after = now(person, created)
    assert after["name"] == "Staff Card"
    assert {**after, "name": "", "updated_at": ""} == {**created, "name": "", "updated_at": ""}


def test_a_name_that_is_taken_is_told_at_its_field(me: tuple[Browser, Person]) -> None:
    browser, person = me
    person.create_template(name="Taken")
    created = person.create_template(name="Mine")

    answer = send(browser, created, name="Taken", **RULE)

    assert answer.status_code == 422
    assert "already in use" in described(answer.text, "name")
    assert 'value="Taken"' in answer.text
    assert now(person, created) == created


@pytest.mark.parametrize("name", ["", "  ", "x" * 256, "a\0b"])
def test_what_is_no_name_is_refused(me: tuple[Browser, Person], name: str) -> None:
    browser, person = me
    created = person.create_template()

    answer = send(browser, created, name=name, **RULE)

    assert answer.status_code == 422
    described(answer.text, "name")
    assert now(person, created) == created


def test_the_edit_rule_and_the_default_are_set_and_taken_away(me: tuple[Browser, Person]) -> None:
    browser, person = me
    created, other = person.create_template(), person.create_template(default_template=True)

    send(browser, created, name="A", editable_by="owner_only", default_template="1")

    after = now(person, created)
    assert (after["editable_by"], after["default_template"]) == ("owner_only", True)
    assert not now(person, other)["default_template"]
    send(browser, created, name="A", editable_by="account_admins")
    after = now(person, created)
    assert (after["editable_by"], after["default_template"]) == ("account_admins", False)


def test_a_card_is_made_the_default_from_the_gallery(me: tuple[Browser, Person]) -> None:
    browser, person = me
    created = person.create_template(name="Visitor")

    answer = send(browser, created, "default", back="/templates?sort=name")

    assert answer.headers["location"].startswith("/templates?sort=name&done=default")
    assert "Visitor is the default now." in browser.page(answer.headers["location"]).text
    assert now(person, created)["default_template"]


def test_a_card_template_is_handed_over_and_then_is_the_others(
    me: tuple[Browser, Person], account: Account
) -> None:
    browser, person = me
    created = person.create_template(name="Mine", editable_by="owner_only")
    heir = person_of(account)

    send(browser, created, name="Mine", editable_by="owner_only", owner_id=str(heir.id))

    assert now(person, created)["owner_id"] == heir.id
    page = browser.page(f"/templates/{created['id']}")
    assert "Only its owner may change this template" in page.text
    assert "name" not in page.form(f"/templates/{created['id']}").fields
    assert send(browser, created, name="Stolen").status_code == 403
    assert now(person, created)["name"] == "Mine"
    assert send(browser, created, owner_id=str(person.id)).status_code == 303
    assert now(person, created)["owner_id"] == person.id


@pytest.mark.parametrize("owner", ["0", "999999999", "x", "99999999999999999999"])
def test_only_an_admin_of_the_account_can_own(me: tuple[Browser, Person], owner: str) -> None:
    browser, person = me
    created = person.create_template()

    answer = send(browser, created, owner_id=owner)

    assert answer.status_code == 422
    assert "Choose an admin of your account." in described(answer.text, "owner_id")
    assert now(person, created) == created


def test_an_owner_who_is_no_admin_may_hand_over_and_nothing_else(account: Account) -> None:
    browser, reader = signed_in(account, is_admin=False)
    created = account.admin.create_template()
    heir = account.admin
    with account.service.database.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql(
            f"UPDATE card_template SET owner_id = {reader.id} WHERE id = {created['id']}"  # noqa: S608
        )

    page = browser.page(f"/templates/{created['id']}")

    assert "you may hand it over" in page.text
    assert send(browser, created, name="X").status_code == 403
    assert send(browser, created, owner_id=str(heir.id)).status_code == 303
    assert now(heir, created)["owner_id"] == heir.id


def test_two_people_do_not_overwrite_each_other(me: tuple[Browser, Person]) -> None:
    browser, person = me
    created = person.create_template(name="First")
    opened = version_on(browser, created)
    person.update(created, name="Theirs")

    answer = browser.post(f"/templates/{created['id']}", {**opened, "name": "Mine", **RULE})

    assert answer.status_code == 412
    page = Page(answer.text)
    assert "Somebody changed this template meanwhile" in page.text
    assert "You had entered: Name: Mine" in page.text
    form = page.form(f"/templates/{created['id']}")
    assert form.fields["name"] == "Theirs"
    assert now(person, created)["name"] == "Theirs"
    again = browser.post(form.action, {**form.fields, "name": "Mine", **RULE})
    assert again.status_code == 303
    assert now(person, created)["name"] == "Mine"


@pytest.mark.parametrize("what", ["", "default", "trash", "restore"])
@pytest.mark.parametrize("version", ["1", "", "x", None])
def test_a_form_of_another_version_does_nothing(
    me: tuple[Browser, Person], what: str, version: str | None
) -> None:
    browser, person = me
    created = person.create_template()
    fields = version_on(browser, created) | {"name": "Other", "version": version or ""}
    if version is None:
        del fields["version"]

    answer = browser.post(f"/templates/{created['id']}/{what}".rstrip("/"), fields)

    assert answer.status_code == 412
    assert now(person, created) == created


def test_a_card_goes_to_the_trash_and_comes_back_by_undo(me: tuple[Browser, Person]) -> None:
    browser, person = me
    created = person.create_template(name="Old Badge")

    answer = send(browser, created, "trash", back="/templates?q=old")

    told = browser.page(answer.headers["location"])
    assert "Old Badge is in the trash." in told.text
    assert now(person, created)["deleted_by_id"] == person.id
    assert shown(browser) == []
    undo = told.form(f"/templates/{created['id']}/restore")
    back = browser.post(undo.action, undo.fields)
    assert "Old Badge is restored." in browser.page(back.headers["location"]).text
    assert shown(browser) == ["Old Badge"]


def test_a_card_whose_name_is_taken_meanwhile_comes_back_under_another(
    me: tuple[Browser, Person],
) -> None:
    browser, person = me
    created = person.create_template(name="Staff")
    person.update(created, deleted_at=GONE)
    person.create_template(name="Staff")

    refused = send(browser, created, "restore")
    renamed = send(browser, created, "restore", name="Staff 2")

    assert refused.status_code == 422
    assert "already in use" in described(refused.text, "name")
    assert renamed.status_code == 303
    assert now(person, created)["name"] == "Staff 2"
    assert now(person, created)["deleted_at"] is None


def test_the_trash_is_emptied_after_a_question(me: tuple[Browser, Person]) -> None:
    browser, person = me
    created = person.create_template(name="Old Badge")
    path = f"/templates/{created['id']}/delete"
    too_early = send(browser, created, "delete")
    assert too_early.headers["location"] == f"/templates/{created['id']}"
    assert now(person, created) == created
    assert browser.http.get(path).headers["location"] == f"/templates/{created['id']}"
    person.update(created, deleted_at=GONE)

    question = browser.page(path)
    assert "Delete Old Badge for good?" in question.text
    answer = browser.post(path, question.form(path).fields)

    assert answer.headers["location"] == "/templates?show=trash&done=removed"
    assert "deleted for good" in browser.page(answer.headers["location"]).text
    assert person.http.get(path_of(created)).status_code == 404
    assert browser.get(path).status_code == 404


def test_what_changed_after_the_question_is_not_deleted(me: tuple[Browser, Person]) -> None:
    browser, person = me
    created = person.create_template()
    person.update(created, deleted_at=GONE)
    path = f"/templates/{created['id']}/delete"
    fields = browser.page(path).form(path).fields
    person.update(created, card_type="glossy")

    answer = browser.post(path, fields)

    assert answer.status_code == 412
    assert "Somebody changed this template meanwhile" in Page(answer.text).text
    assert now(person, created)["card_type"] == "glossy"


EVERYTHING = ["", "default", "trash", "restore", "delete", "duplicate"]


@pytest.mark.parametrize("what", EVERYTHING)
def test_who_may_not_does_not(account: Account, stranger: Account, what: str) -> None:
    created: dict[str, Any] = account.admin.create_template()
    reader, _ = signed_in(account, is_admin=False)
    other, _ = signed_in(stranger)
    token = other.page("/templates").form("/sign-out").fields
    path = f"/templates/{created['id']}/{what}".rstrip("/")

    assert send(reader, created, what, name="Mine").status_code == 403
    assert other.post(path, {**token, "name": "Mine"}).status_code == 404
    assert other.get(path).status_code in (404, 405)
    assert now(account.admin, created) == created


@pytest.mark.parametrize("what", [*EVERYTHING, "/templates/new"])
def test_other_sites_cannot_send_the_forms(me: tuple[Browser, Person], what: str) -> None:
    browser, person = me
    created = person.create_template()
    path = what if what.startswith("/") else f"/templates/{created['id']}/{what}".rstrip("/")
    fields = {**version_on(browser, created), "name": "Theirs"}

    elsewhere = browser.post(path, fields, Origin="https://evil.example")
    without = browser.post(path, {**fields, "csrf_token": ""})

    assert (elsewhere.status_code, without.status_code) == (403, 403)
    assert now(person, created) == created


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/templates/../x", ""])
def test_a_form_leads_back_to_the_gallery_only(me: tuple[Browser, Person], back: str) -> None:
    browser, person = me
    created = person.create_template()

    answer = send(browser, created, "trash", back=back)

    assert answer.headers["location"] == f"/templates?done=trashed&template={created['id']}"
