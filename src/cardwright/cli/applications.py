"""`cardwright app`."""

from typing import Any

import click
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts import actions as accounts
from cardwright.cli import opening
from cardwright.oauth.actions import applications
from cardwright.oauth.models import Application


@click.group()
def app() -> None:
    """Create, list and disable applications, which act for users who let them (OAuth 2.0)."""


@app.command("create")
@click.argument("name")
@click.option(
    "--redirect-uri",
    "redirect_uris",
    multiple=True,
    required=True,
    help="Where users are sent back to; may be given several times.",
)
@click.option("--public", is_flag=True, help="It cannot keep a secret: native, or in a browser.")
@click.option("--scope", help='Scopes it may ask for, "a b".  [default: any]')
@click.option("--skip-consent", is_flag=True, help="Do not ask users: it is your own.")
def create_app(
    name: str,
    redirect_uris: tuple[str, ...],
    scope: str | None,
    *,
    public: bool,
    skip_consent: bool,
) -> None:
    """Create the application NAME for users of all accounts, and print it as JSON.

    Its secret is not kept, so it is shown this once.
    """
    with opening.writing() as session:
        secret, made = applications.create_application(
            session,
            name,
            list(redirect_uris),
            scope=scope,
            is_public=public,
            skip_consent=skip_consent,
        )
        shown = _application(made, {})
    opening.print_json({"client_id": made.client_id, "client_secret": secret, **shown})


@app.command("list")
def list_apps() -> None:
    """Print all applications as JSON."""
    with opening.reading() as session:
        names = _account_names(session)
        found = applications.list_applications(session)
        opening.print_json([_application(one, names) for one in found])


@app.command("rotate-secret")
@click.argument("client_id")
def rotate_secret(client_id: str) -> None:
    """Give the application CLIENT_ID a new secret, and print it as JSON, this once.

    The one before stops working at once.
    """
    with opening.writing() as session:
        found = applications.find_application(session, client_id)
        secret = applications.rotate_secret(session, found)
    opening.print_json({"client_id": client_id, "client_secret": secret})


@app.command("disable")
@click.argument("client_id")
def disable(client_id: str) -> None:
    """Shut the application CLIENT_ID out for good: all of its tokens stop working at once."""
    with opening.writing() as session:
        found = applications.find_application(session, client_id)
        name, ended = found.name, applications.disable(session, found)
    click.echo(f"{name} is disabled; {ended} authorizations have ended.")


def _account_names(session: Session) -> dict[int, str]:
    return {one.id: one.name for one in accounts.list_accounts(session)}


def _application(shown: Application, account_names: dict[int, str]) -> dict[str, Any]:
    return {
        "client_id": shown.client_id,
        "name": shown.name,
        "account": account_names.get(shown.account_id or 0),
        "is_public": shown.is_public,
        "redirect_uris": shown.redirect_uris.split(),
        "scope": shown.scope.split(),
        "skip_consent": shown.skip_consent,
        "created_at": times.format_time(shown.created_at),
        "disabled_at": times.format_optional_time(shown.disabled_at),
    }
