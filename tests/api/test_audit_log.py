"""What happened, on record: who, when, from where; and nobody changes that afterwards."""

import json
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from cardwright.accounts import actions as accounts
from cardwright.audit import actions as audit_log
from cardwright.audit.models import AuditEvent
from cardwright.card_templates.actions import writing
from cardwright.database import Rows
from tests.oauth.flow import a_browser, a_program
from tests.service import Account, path_of, run_cardwright


def told(account: Account, *arguments: str) -> Any:
    """Return the events of the account, as the command line tells them."""
    service = account.service
    ran = run_cardwright(
        service.data_dir,
        *("audit", "--json", "--account", account.name, *arguments),
        **service.settings,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_card_templates_that_were_deleted_restored_and_given_away(account: Account) -> None:
    admin, other = account.admin, account.create_person(is_admin=True)
    made = admin.create_template(name="Staff card")
    admin.update(made, deleted_at="2026-06-14T09:30:00Z")
    admin.update(made, deleted_at=None)
    admin.update(made, owner_id=other.id)
    admin.update(made, name="Renamed")
    other.http.delete(path_of(made))

    events = told(account, "--event", "card_template")

    assert [one["event"].partition(".")[2] for one in events] == [
        "deleted",
        "restored",
        "owner_changed",
        "removed",
    ]
    assert {one["subject"] for one in events} == {f"card template {made['id']}"}
    assert [one["actor"] for one in events] == [admin.email] * 3 + [other.email]
    assert all(one["address"] == "127.0.0.1" for one in events)
    assert events[2]["details"] == {"name": "Staff card", "from": admin.id, "to": other.id}
    assert events[3]["details"] == {"name": "Renamed"}


def test_a_refused_change_is_not_on_record(account: Account) -> None:
    made = account.admin.create_template()

    assert account.create_person().http.delete(path_of(made)).status_code == 403
    assert account.admin.update(made, owner_id=-1).status_code == 422

    assert told(account, "--event", "card_template") == []


def test_consents_tokens_and_theft(account: Account) -> None:
    browser, program = a_browser(account.admin), a_program(account.service)
    browser.decide(browser.open(program), "deny")
    first = browser.tokens(program)
    second = program.refresh(first["refresh_token"]).json()
    program.refresh(second["refresh_token"])
    program.refresh(first["refresh_token"])
    code = browser.allow(program)
    program.redeem(code)
    program.redeem(code)
    program.revoke(browser.tokens(program)["refresh_token"])

    events = told(account)

    assert [one["event"] for one in events if one["address"]] == [
        "consent.denied",
        "consent.given",
        "grant.created",
        "token.reuse_detected",
        "consent.given",
        "grant.created",
        "code.reuse_detected",
        "consent.given",
        "grant.created",
        "token.revoked",
    ]
    named = {one["details"]["name"] for one in events if one["event"] == "consent.given"}
    assert len(named) == 1


def test_the_table_is_for_people(account: Account) -> None:
    service, admin = account.service, account.admin
    with service.database.writing() as session:
        audit_log.record(
            session,
            event="test.happened",
            account_id=account.id,
            actor_id=admin.id,
            address="192.0.2.1",
            details={"typed": "a\x1b[2Jb\u202e"},
        )

    ran = run_cardwright(
        service.data_dir,
        *("audit", "--account", account.name, "--event", "test.happened"),
        **service.settings,
    )

    head, line = ran.stdout.splitlines()
    assert head.split() == ["at", "event", "account", "actor", "subject", "address", "details"]
    for told_of in ("test.happened", account.name, admin.email, "192.0.2.1"):
        assert told_of in line
    # What somebody typed does not steer the terminal.
    assert line.isprintable()
    assert "typed=a\\x1b[2Jb\\u202e" in line


def test_events_since_a_time(account: Account) -> None:
    _ = account.admin

    assert told(account, "--since", "2000-01-01")
    assert told(account, "--since", "2100-01-01T00:00:00+02:00") == []
    service = account.service
    ran = run_cardwright(service.data_dir, "audit", "--since", "soon", **service.settings)
    assert (ran.returncode, "ISO 8601" in ran.stderr) == (2, True)


def test_events_stay_when_the_user_goes(account: Account) -> None:
    gone = account.create_person()
    with account.service.database.writing() as session:
        user = accounts.find_user(session, gone.email)
        writing.release(Rows.of(session), user)
        accounts.remove_user(session, user)

    kept = [one for one in told(account) if one["subject"] == f"user {gone.id}"]

    assert [one["event"] for one in kept] == ["user.created", "user.removed"]


@pytest.mark.parametrize("change", [update(AuditEvent).values(event="x"), delete(AuditEvent)])
def test_nobody_changes_what_is_on_record(account: Account, change: Any) -> None:
    account.create_person()
    before = told(account)

    with (
        pytest.raises(DatabaseError, match="append-only"),
        account.service.database.writing() as session,
    ):
        session.execute(change.where(AuditEvent.account_id == account.id))

    assert before
    assert told(account) == before
