"""`cardwright audit`."""

import json
from collections.abc import Sequence
from typing import Any

import click

from cardwright import times
from cardwright.accounts import actions as accounts
from cardwright.audit import actions as audit_log
from cardwright.cli import opening

COLUMNS = ("at", "event", "account", "actor", "subject", "address")
NOTHING = "-"


@click.command()
@click.option("--account", "account_name", help="Only what happened in this account.")
@click.option("--event", help="Only this event, token.revoked, or group of events, token.")
@click.option("--since", help="Only from this time on, such as 2026-06-14T09:30:00Z.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the ids.")
def audit(account_name: str | None, event: str | None, since: str | None, *, as_json: bool) -> None:
    """Print what happened, newest last: sign-ins, consents, tokens, roles, deletions."""
    start = _time(since)
    with opening.reading() as session:
        only = accounts.find_account(session, account_name).id if account_name else None
        names = {one.id: one.name for one in accounts.list_accounts(session)}
        emails = {one.id: one.email for one in accounts.list_users(session)}
        shown = [
            {
                "id": one.id,
                "at": times.format_time(one.happened_at),
                "event": one.event,
                "account_id": one.account_id,
                "account": names.get(one.account_id or 0),
                "actor_id": one.actor_id,
                "actor": emails.get(one.actor_id or 0),
                "subject": one.subject,
                "address": one.address,
                "details": json.loads(one.details),
            }
            for one in audit_log.list_events(session, account_id=only, event=event, since=start)
        ]
    if as_json:
        opening.print_json(shown)
    else:
        click.echo("\n".join(_table(shown)))


def _time(text: str | None) -> int | None:
    try:
        return None if text is None else times.parse_time(text)
    except ValueError:
        raise click.BadParameter(
            "must be an ISO 8601 time, such as 2026-06-14T09:30:00Z", param_hint="--since"
        ) from None


def _table(shown: Sequence[dict[str, Any]]) -> list[str]:
    """Return the lines of a table whose columns are as wide as their widest entry."""
    rows = [COLUMNS, *(tuple(_cell(one, column) for column in COLUMNS) for one in shown)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    details = ["details", *(_pairs(one["details"]) for one in shown)]
    return [
        "  ".join([*map(str.ljust, row, widths), more]).rstrip()
        for row, more in zip(rows, details, strict=True)
    ]


def _cell(one: dict[str, Any], column: str) -> str:
    """Return one entry; what was named once and is gone since shows by its id."""
    if one[column] is None and one.get(f"{column}_id") is not None:
        return f"id {one[f'{column}_id']}"
    return NOTHING if one[column] is None else _plain(str(one[column]))


def _pairs(details: dict[str, Any]) -> str:
    return " ".join(f"{name}={_plain(str(value))}" for name, value in details.items())


def _plain(text: str) -> str:
    """Return `text` without what would steer a terminal: anybody may have sent it."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)
