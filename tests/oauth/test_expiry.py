"""What is over is removed, in small batches; what still counts stays."""

import time

from sqlalchemy import func, select, update

from cardwright import times
from cardwright.database import Database
from cardwright.oauth import expiry
from cardwright.oauth.models import (
    AccessToken,
    AuthorizationCode,
    AuthorizationRequest,
    Grant,
    RefreshToken,
)
from tests.oauth.flow import Program, a_browser, a_program, is_live
from tests.service import Service

TABLES = (AuthorizationRequest, AuthorizationCode, AccessToken, RefreshToken, Grant)
DAYS_100 = 100 * 24 * 3600 * times.MICROSECONDS


def counts(database: Database) -> dict[str, int]:
    """Return how many rows each table has."""
    with database.reading() as session:
        return {
            table.__name__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in TABLES
        }


def remove_all(database: Database, limit: int) -> int:
    """Remove in batches until there is nothing left to remove; return the largest batch."""
    largest = 0
    while True:
        with database.writing() as session:
            removed = expiry.remove_expired(session, limit)
        if not removed:
            return largest
        largest = max(largest, removed)


def age(database: Database) -> None:
    """Make everything there is 100 days older."""
    with database.writing() as session:
        for table in TABLES:
            for name in ("created_at", "expires_at", "used_at", "revoked_at"):
                if column := getattr(table, name, None):
                    session.execute(update(table).values({name: column - DAYS_100}))


def test_what_is_over_goes_and_a_living_family_stays(own_service: Service) -> None:
    service, database = own_service, own_service.database
    person = service.create_account().admin
    browser, program = a_browser(person), a_program(service)
    living, revoked = browser.tokens(program), browser.tokens(program)
    for _ in range(4):
        newest = program.refresh(living["refresh_token"]).json()
        living = newest
    browser.open(program)
    program.revoke(revoked["refresh_token"])
    assert remove_all(database, 2) == 0
    before = counts(database)
    assert before["AuthorizationRequest"] == 1
    age(database)

    largest = remove_all(database, 2)

    assert largest <= 2 * len(TABLES)
    after = counts(database)
    assert after == {
        "AuthorizationRequest": 0,
        "AuthorizationCode": 0,
        "AccessToken": 0,
        "RefreshToken": 1,
        "Grant": 1,
    }
    renewed = program.refresh(living["refresh_token"])
    assert renewed.status_code == 200
    assert is_live(service, renewed.json()["access_token"])


def test_a_recent_token_that_was_used_is_still_recognised(own_service: Service) -> None:
    browser = a_browser(own_service.create_account().admin)
    program: Program = a_program(own_service)
    first = browser.tokens(program)
    second = program.refresh(first["refresh_token"]).json()
    third = program.refresh(second["refresh_token"]).json()
    remove_all(own_service.database, 100)

    assert program.refresh(first["refresh_token"]).status_code == 400

    assert not is_live(own_service, third["access_token"])


def test_the_running_service_removes_by_itself(own_service: Service) -> None:
    browser = a_browser(own_service.create_account().admin)
    browser.tokens(a_program(own_service))
    own_service.stop()
    age(own_service.database)

    own_service.start()

    deadline = time.monotonic() + 20
    while counts(own_service.database)["AccessToken"] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert counts(own_service.database)["AccessToken"] == 0
    own_service.stop()
    told = [line for line in own_service.logged() if line["event"] == "removed what is over"]
    assert [line["kind"] for line in told][:1] == ["cardwright.oauth.expiry"]
    assert all(line["rows"] > 0 and "request_id" not in line for line in told)
    assert "Traceback" not in own_service.log_path.read_text()
    own_service.start()


def test_housekeeping_ends_with_the_service(own_service: Service) -> None:
    own_service.stop()
    own_service.start()  # Ended again before the first round, and soon after it.
    own_service.stop()
    own_service.start()
    time.sleep(2.2)
    own_service.stop()
    own_service.start()

    assert "Traceback" not in own_service.log_path.read_text()
