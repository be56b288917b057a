"""`cardwright token`."""

from typing import Any

import click

from cardwright import times
from cardwright.accounts import actions as accounts
from cardwright.accounts.models import User
from cardwright.cli import opening
from cardwright.oauth.actions import tokens as oauth
from cardwright.oauth.models import AccessToken


@click.group()
def token() -> None:
    """Create, list and revoke access tokens."""


@token.command("create")
@click.option("--user", "reference", required=True, help="E-mail address or id of the user.")
@click.option("--scope", required=True, help='Scopes, separated by blanks: "a b".')
@click.option(
    "--expires-in",
    type=int,
    default=oauth.DEFAULT_LIFE_SECONDS,
    show_default=True,
    help="Seconds, a year at most.",
)
def create_token(reference: str, scope: str, expires_in: int) -> None:
    """Create an access token, and print it: it is not kept, so it is shown this once."""
    with opening.writing() as session:
        user = accounts.find_user(session, reference)
        secret, row = oauth.create_token(session, user, scope, expires_in)
        told = f"Token {row.id} of {user.email}, until {times.format_time(row.expires_at)}:"
    click.echo(told, err=True)
    click.echo(secret)


@token.command("list")
@click.option("--user", "reference", help="Only the tokens of this user.")
def list_tokens(reference: str | None) -> None:
    """Print tokens as JSON, without the tokens themselves, which are not kept."""
    with opening.reading() as session:
        only = accounts.find_user(session, reference) if reference else None
        rows = oauth.list_tokens(session, only)
        opening.print_json([_token(token, user) for token, user in rows])


@token.command("revoke")
@click.argument("reference", metavar="TOKEN")
def revoke_token(reference: str) -> None:
    """Revoke TOKEN, named by its id or by itself: it stops working at once."""
    with opening.writing() as session:
        token_id = oauth.revoke_token(session, reference).id
    click.echo(f"Token {token_id} is revoked.")


def _token(shown: AccessToken, user: User) -> dict[str, Any]:
    return {
        "id": shown.id,
        "user": user.email,
        "scope": shown.scope.split(),
        "created_at": times.format_time(shown.created_at),
        "expires_at": times.format_time(shown.expires_at),
        "revoked_at": times.format_optional_time(shown.revoked_at),
    }
