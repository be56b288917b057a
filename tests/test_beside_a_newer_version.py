"""While machines are upgraded one by one, the earlier version serves on the newer one's schema.

What the guide to deploying promises: a process that runs goes on, on a database that a newer
version has brought up to date, as long as that only adds to it; one that is started says why not.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from cardwright import migrations
from cardwright.migrations.tables import metadata
from tests import scaled
from tests.service import Person, Service, a_png, path_of

NEWER = "9999"
TABLES = ("account", "user_", "card_template", "linked_file", "background_image", "blob")


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[Service]:
    """A service of the test's own, on either kind of database."""
    settings = scaled.new_settings() if request.param == "postgresql" else {}
    with Service(data_dir, **settings) as running:
        yield running


def upgrade_to_a_newer_version(service: Service) -> None:
    """Do what a step of a newer version may do: tables, columns and indexes are added."""
    with service.database.migrating() as connection:
        for table in TABLES:
            assert table in metadata.tables
            connection.execute(text(f"ALTER TABLE {table} ADD COLUMN newer_text TEXT"))
            added = f"ALTER TABLE {table} ADD COLUMN newer_count BIGINT NOT NULL DEFAULT 0"
            if service.settings.get("database_url"):
                connection.execute(text(added))
            else:
                connection.execute(text(added.replace("BIGINT", "INTEGER")))
            connection.execute(text(f"CREATE INDEX ix_newer_{table} ON {table} (newer_count)"))
        connection.execute(text("CREATE TABLE newer (id INTEGER NOT NULL PRIMARY KEY)"))
        newer = text("UPDATE alembic_version SET version_num = :newer")
        connection.execute(newer, {"newer": NEWER})


def work(person: Person) -> None:
    """Do a little of everything that clients do."""
    created = person.create_template(template_objects=[{"text": "Ada"}])
    background = path_of(created, "background_image", "front")
    person.http.put(background, content=a_png()).raise_for_status()
    person.update(created, double_sided=True).raise_for_status()
    page = person.http.get("/api/3/card_templates", params={"per_page": 100})
    assert created["id"] in [one["id"] for one in page.raise_for_status().json()]
    assert person.http.get(path_of(created)).json()["double_sided"] is True
    assert person.http.get(background, follow_redirects=True).content == a_png()
    person.http.delete(background).raise_for_status()


def test_a_process_that_runs_goes_on_when_another_brings_the_database_up_to_date(
    running: Service,
) -> None:
    admin = running.create_account().admin
    # More often than the five times after which the driver keeps a statement prepared.
    for _ in range(7):
        work(admin)

    upgrade_to_a_newer_version(running)

    work(admin)
    work(running.create_account().admin)
    assert running.client().get("/health/ready").status_code == 200


def test_a_process_of_the_earlier_version_does_not_start_on_it_and_says_why(
    running: Service,
) -> None:
    upgrade_to_a_newer_version(running)
    before = running.rows("SELECT version_num FROM alembic_version")

    refused = running.run("init")

    assert refused.returncode == 1
    assert f"of version {NEWER}, made by a newer cardwright" in refused.stderr
    assert migrations.newest_version() in refused.stderr
    assert running.rows("SELECT version_num FROM alembic_version") == before == [(NEWER,)]
