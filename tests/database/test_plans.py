"""Every index is needed and used, on either database, and what is asked often is never a scan."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import UniqueConstraint

from cardwright import migrations
from cardwright.database import Database, open_database
from cardwright.migrations.tables import metadata
from tests import scaled
from tests.database.plans import Plans, plans_of
from tests.database.questions import QUESTIONS, Question
from tests.database.rows import fill


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    path: Path = tmp_path_factory.mktemp("plans") / "cardwright.db"
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{path}" if is_sqlite else scaled.new_database()
    opened = open_database(url)
    migrations.upgrade(opened)
    fill(opened)
    if not is_sqlite:
        # The server does so by itself; on SQLite nobody does.
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
    yield opened
    opened.close()


class _Undone(Exception):
    """Ends a write transaction of which nothing is to stay."""


def answered(database: Database, question: Question) -> Plans:
    found = []

    def ask() -> None:
        with database.writing() as session:
            found.append(plans_of(session, question.ask))
            raise _Undone

    with pytest.raises(_Undone):
        ask()
    return found[0]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_question_is_answered_by_its_indexes(database: Database, question: Question) -> None:
    plans = answered(database, question)

    told = "\n".join(plans.told)
    assert told, "nothing was asked"
    assert question.uses <= plans.sought, told
    assert not question.is_hot or not plans.scanned, told


def test_every_index_has_a_question_that_needs_it() -> None:
    there = set()
    for table in metadata.tables.values():
        there |= {str(index.name) for index in table.indexes}
        there |= {str(one.name) for one in table.constraints if isinstance(one, UniqueConstraint)}

    used = {index for question in QUESTIONS for index in question.uses}

    assert used == there
