"""Names are unique among the live templates of an account (contract 3.8, API decision A25)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.service import Account, a_template, path_of

TEMPLATES = "/api/3/card_templates"
TAKEN = {"name": ["has already been taken"]}


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ("Staff Card", "Staff Card"),
        ("Staff Card", "  Staff Card\n"),
        ("Caf\u00e9", "Cafe\u0301"),
        ("Cafe\u0301", "Caf\u00e9"),
    ],
    ids=["same", "blanks", "decomposed", "composed"],
)
def test_a_name_that_is_taken_is_refused(account: Account, held: str, asked: str) -> None:
    first = account.admin.create_template(name=held)
    second = account.admin.create_template()

    created = account.admin.http.post(TEMPLATES, json=a_template(name=asked))
    renamed = account.admin.update(second, name=asked, card_type="changed")

    assert (created.status_code, created.json()["errors"]) == (422, TAKEN)
    assert (renamed.status_code, renamed.json()["errors"]) == (422, TAKEN)
    assert account.admin.http.get(TEMPLATES).json() == [first, second]


@pytest.mark.parametrize(
    "other",
    ["staff card", "STAFF CARD", "Staff  Card", "Staff-Card", "Staff Card 2", "\uff33taff Card"],
)
def test_names_that_differ_in_any_character_live_side_by_side(account: Account, other: str) -> None:
    account.admin.create_template(name="Staff Card")

    assert account.admin.create_template(name=other)["name"] == other


def test_a_template_keeps_its_own_name_without_a_clash(account: Account) -> None:
    created = account.admin.create_template(name="Staff Card")

    answer = account.admin.update(created, name=" Staff Card ", card_type="matte")

    assert (answer.status_code, answer.json()["name"]) == (200, "Staff Card")


def test_a_name_that_was_given_up_is_free(account: Account) -> None:
    first = account.admin.create_template(name="Staff Card")
    account.admin.update(first, name="Former Staff Card")

    second = account.admin.create_template(name="Staff Card")

    assert second["name"] == "Staff Card"


def test_the_names_of_another_account_do_not_matter(account: Account, stranger: Account) -> None:
    stranger.admin.create_template(name="Staff Card")

    created = account.admin.create_template(name="Staff Card")

    assert account.admin.http.get(path_of(created)).json()["name"] == "Staff Card"


def test_of_sixteen_templates_of_one_name_at_once_one_is_created(account: Account) -> None:
    http = account.admin.http
    bodies = [a_template(name="Staff Card") for _ in range(16)]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda body: http.post(TEMPLATES, json=body), bodies))

    assert sorted(answer.status_code for answer in answers) == [201] + [422] * 15
    assert all(one.json()["errors"] == TAKEN for one in answers if one.status_code == 422)
    assert [one["name"] for one in http.get(TEMPLATES).json()] == ["Staff Card"]


def test_of_many_templates_renamed_alike_at_once_one_has_the_name(account: Account) -> None:
    created = [account.admin.create_template() for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: account.admin.update(one, name="Same"), created))

    assert sorted(answer.status_code for answer in answers) == [200] + [422] * 7
    names = [one["name"] for one in account.admin.http.get(TEMPLATES).json()]
    assert names.count("Same") == 1
