"""At most one live default template in an account (contract 3.7, API decision A26)."""

from concurrent.futures import ThreadPoolExecutor

from tests.service import Account, path_of

TEMPLATES = "/api/3/card_templates"


def defaults(account: Account) -> list[int]:
    """Return the ids of the default templates of an account."""
    listed = account.admin.http.get(TEMPLATES, params={"include_deleted": "true"}).json()
    return [one["id"] for one in listed if one["default_template"]]


def test_setting_a_default_takes_it_from_the_one_that_had_it(account: Account) -> None:
    first = account.admin.create_template(default_template=True)
    second = account.admin.create_template()

    set_second = account.admin.update(second, default_template=True).json()

    assert defaults(account) == [second["id"]]
    lost = account.admin.http.get(path_of(first)).json()
    assert lost["updated_at"] > first["updated_at"]
    assert lost["updated_at"] != set_second["updated_at"]
    assert {**lost, "updated_at": "", "default_template": True} == {**first, "updated_at": ""}


def test_creating_a_default_takes_it_from_the_one_that_had_it(account: Account) -> None:
    first = account.admin.create_template(default_template=True)

    second = account.admin.create_template(default_template=True)

    assert defaults(account) == [second["id"]]
    assert account.admin.http.get(path_of(first)).json()["updated_at"] > first["updated_at"]


def test_a_follower_sees_the_template_that_lost_the_default(account: Account) -> None:
    first = account.admin.create_template(default_template=True)
    second = account.admin.create_template()
    account.admin.update(second, default_template=True)

    followed = account.admin.http.get(TEMPLATES, params={"updated_since": second["updated_at"]})

    assert {one["id"]: one["default_template"] for one in followed.json()} == {
        first["id"]: False,
        second["id"]: True,
    }


def test_the_default_can_be_given_up_without_another(account: Account) -> None:
    created = account.admin.create_template(default_template=True)

    answer = account.admin.update(created, default_template=False)

    assert answer.json()["default_template"] is False
    assert defaults(account) == []


def test_setting_the_default_again_moves_nothing(account: Account) -> None:
    created = account.admin.create_template(default_template=True)
    other = account.admin.create_template()

    answer = account.admin.update(created, default_template=True)

    assert answer.json() == created
    assert account.admin.http.get(TEMPLATES).json() == [created, other]


def test_a_refused_update_leaves_the_default_where_it_was(account: Account) -> None:
    first = account.admin.create_template(default_template=True)
    second = account.admin.create_template()

    answer = account.admin.update(second, default_template=True, name=first["name"])

    assert answer.status_code == 422
    assert account.admin.http.get(TEMPLATES).json() == [first, second]


def test_a_default_may_be_taken_from_a_template_that_only_its_owner_edits(
    account: Account,
) -> None:
    first = account.admin.create_template(default_template=True, editable_by="owner_only")
    colleague = account.create_person(is_admin=True)
    second = colleague.create_template()

    answer = colleague.update(second, default_template=True)

    assert answer.status_code == 200
    assert account.admin.http.get(path_of(first)).json()["default_template"] is False


def test_a_restored_template_can_become_the_default_in_the_same_request(account: Account) -> None:
    first = account.admin.create_template(default_template=True)
    account.admin.update(first, deleted_at="2026-06-14")
    second = account.admin.create_template(default_template=True)

    answer = account.admin.update(first, deleted_at=None, default_template=True)

    assert answer.status_code == 200
    assert defaults(account) == [first["id"]]
    assert account.admin.http.get(path_of(second)).json()["default_template"] is False


def test_accounts_have_their_own_defaults(account: Account, stranger: Account) -> None:
    mine = account.admin.create_template(default_template=True)

    theirs = stranger.admin.create_template(default_template=True)

    assert (defaults(account), defaults(stranger)) == ([mine["id"]], [theirs["id"]])
    assert account.admin.http.get(path_of(mine)).json() == mine


def test_of_many_that_become_the_default_at_once_one_stays_it(account: Account) -> None:
    created = [account.admin.create_template() for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda one: account.admin.update(one, default_template=True), created)
        )

    assert [answer.status_code for answer in answers] == [200] * 8
    assert len(defaults(account)) == 1
