"""With thousands of card templates a page of the gallery reads what it shows, and names once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text

from cardwright import migrations
from cardwright.accounts import actions as accounts
from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.database import Database, open_database
from cardwright.designer.gallery.asking import Asked
from cardwright.designer.gallery.listing import ON_A_PAGE, KeptNames, Listed, list_cards

MANY = 10_000
Many = tuple[Database, Visitor]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Many]:
    """A database that nobody serves, and an admin of an account with many card templates."""
    folder: Path = tmp_path_factory.mktemp("many")
    database = open_database(f"sqlite:///{folder / 'cardwright.db'}")
    migrations.upgrade(database)
    with database.writing() as session:
        account = accounts.create_account(session, "Acme")
        user = accounts.create_user(session, account, "a@example.com", "Ada Byron", is_admin=True)
        type_id = session.scalars(select(CardTemplateType.id)).first()
        usual: dict[str, Any] = {
            "account_id": account.id,
            "template_type_id": type_id,
            "card_type": "standard",
            "double_sided": False,
            "orientation_front": "L",
            "orientation_back": "L",
            "default_template": False,
            "template_objects": "[]",
            "owner_id": user.id,
            "editable_by": "account_admins",
            "create_hash": b"",
        }
        rows = [
            {
                **usual,
                "uuid": str(number),
                "uuid_key": str(number),
                "name": f"{'Staff' if number % 8 == 0 else 'Visitor'} {number}",
                "created_at": number,
                "updated_at": number,
            }
            for number in range(1, MANY + 1)
        ]
        session.execute(insert(CardTemplate), rows)
        visitor = visitor_of(account.id, user.id)
    yield database, visitor
    database.close()


def visitor_of(account_id: int, user_id: int, version: int = 1) -> Visitor:
    return Visitor(
        sign_in_id=1,
        last_seen_at=0,
        created_at=0,
        expires_at=0,
        user_id=user_id,
        is_admin=True,
        email="a@example.com",
        first_name="Ada",
        last_name="Byron",
        account_id=account_id,
        account_hashid="x",
        account_version=version,
        account_name="Acme",
        time_zone="UTC",
    )


@pytest.fixture
def kept() -> KeptNames:
    """What a service keeps of names: nothing yet."""
    return KeptNames(64 * 1024 * 1024)


def listed(many: Many, kept: KeptNames, asked: Asked) -> tuple[Listed, list[str]]:
    """Return a page, and how SQLite finds what it asks for."""
    database, visitor = many
    statements: list[tuple[str, Any]] = []

    def remember(_: Any, __: Any, statement: str, parameters: Any, *rest: Any) -> None:
        statements.append((statement, parameters))

    with database.reading() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", remember)
        page = list_cards(session, visitor, asked, kept)
        event.remove(connection, "before_cursor_execute", remember)
        plans = []
        for statement, given in statements:
            steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            plans.append(" ".join(str(step[3]) for step in steps))
    return page, plans


@pytest.mark.parametrize("sort", ["changed", "created"])
def test_a_page_is_read_from_an_index_where_it_begins(
    many: Many, kept: KeptNames, sort: Any
) -> None:
    for after in (None, MANY // 2):
        page, plans = listed(many, kept, Asked(sort=sort, after=after))

        first = MANY if after is None else after - 1
        assert [card.version for card in page.cards] == list(range(first, first - ON_A_PAGE, -1))
        assert page.total == MANY
        assert not [plan for plan in plans if "TEMP B-TREE" in plan or "SCAN card_template" in plan]
        assert all("SEARCH card_template USING" in plan for plan in plans)


def test_names_are_read_once_for_each_version_of_the_account(many: Many, kept: KeptNames) -> None:
    asked = Asked(search="staff", sort="name")
    first, plans = listed(many, kept, asked)
    again, plans_again = listed(many, kept, asked)
    other, plans_of_other = listed(many, kept, Asked(search="staff 77", sort="name"))

    assert again == first
    assert first.total == MANY // 8
    assert [card.name for card in other.cards][:2] == ["Staff 776", "Staff 1776"]
    assert len(plans) - 1 == len(plans_again) == len(plans_of_other)
    database, visitor = many
    changed = visitor_of(visitor.account_id, visitor.user_id, version=2)
    with database.writing() as session:
        session.execute(text("UPDATE card_template SET name = 'Staff 0' WHERE name = 'Staff 8'"))
    later, _ = listed((database, changed), kept, asked)

    assert [card.name for card in later.cards][:2] == ["Staff 0", "Staff 16"]


def test_what_one_person_owns_is_not_kept_for_another(many: Many, kept: KeptNames) -> None:
    database, visitor = many
    asked = Asked(search="staff", shown="mine")

    mine, _ = listed(many, kept, asked)
    theirs, _ = listed((database, visitor_of(visitor.account_id, visitor.user_id + 1)), kept, asked)

    assert (mine.total, theirs.total) == (MANY // 8, 0)
