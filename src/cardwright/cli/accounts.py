"""`cardwright account` and `cardwright user`."""

from typing import Any

import click

from cardwright import times
from cardwright.accounts import actions as accounts
from cardwright.accounts.models import Account, User
from cardwright.card_templates.actions import writing as card_templates
from cardwright.cli import opening, passwords
from cardwright.database import Rows


@click.group()
def account() -> None:
    """Create and list accounts."""


@account.command("create")
@click.argument("name")
@click.option("--time-zone", default="UTC", show_default=True, help="IANA time zone.")
def create_account(name: str, time_zone: str) -> None:
    """Create the account NAME, and print it as JSON."""
    with opening.writing() as session:
        shown = _account(accounts.create_account(session, name, time_zone))
    opening.print_json(shown)


@account.command("list")
def list_accounts() -> None:
    """Print all accounts as JSON."""
    with opening.reading() as session:
        opening.print_json([_account(one) for one in accounts.list_accounts(session)])


@click.group()
def user() -> None:
    """Create, list, change and remove users. USER is an e-mail address or an id."""


@user.command("create")
@click.option("--account", "account_name", required=True, help="Name of the account.")
@click.option("--email", required=True, help="Address, unique in the installation.")
@click.option("--name", required=True, help='"First Last".')
@click.option("--admin", is_flag=True, help="May write; other users may only read.")
def create_user(account_name: str, email: str, name: str, *, admin: bool) -> None:
    """Create a user, and print it as JSON."""
    with opening.writing() as session:
        found = accounts.find_account(session, account_name)
        shown = _user(accounts.create_user(session, found, email, name, is_admin=admin), found)
    opening.print_json(shown)


@user.command("list")
@click.option("--account", "account_name", help="Only the users of this account.")
def list_users(account_name: str | None) -> None:
    """Print users as JSON."""
    with opening.reading() as session:
        only = accounts.find_account(session, account_name) if account_name else None
        by_id = {one.id: one for one in accounts.list_accounts(session)}
        users = accounts.list_users(session, only)
        opening.print_json([_user(one, by_id[one.account_id]) for one in users])


@user.command("set-admin")
@click.argument("reference", metavar="USER")
@click.option("--on/--off", default=True, show_default=True, help="Make an admin, or no longer.")
def set_admin(reference: str, *, on: bool) -> None:
    """Make USER an admin of their account, or no longer one."""
    with opening.writing() as session:
        found = accounts.find_user(session, reference)
        accounts.set_admin(session, found, is_admin=on)
        email = found.email
    click.echo(f"{email} is {'an admin' if on else 'not an admin'} now.")


@user.command("disable")
@click.argument("reference", metavar="USER")
@click.option("--undo", is_flag=True, help="Let the user in again.")
def disable(reference: str, *, undo: bool) -> None:
    """Shut USER out: their sign-ins end, and their tokens stop working at once."""
    with opening.writing() as session:
        found = accounts.find_user(session, reference)
        accounts.set_disabled(session, found, is_disabled=not undo)
        email = found.email
    click.echo(f"{email} is {'enabled' if undo else 'disabled'} now.")


@user.command("remove")
@click.argument("reference", metavar="USER")
def remove(reference: str) -> None:
    """Remove USER: their tokens die, and their card templates become unowned."""
    with opening.writing() as session:
        found = accounts.find_user(session, reference)
        email = found.email
        released = card_templates.release(Rows.of(session), found)
        accounts.remove_user(session, found)
    click.echo(f"{email} is removed; {released} card templates are unowned now.")


for command in (passwords.invite, passwords.reset, passwords.set_password):
    user.add_command(command)


def _account(shown: Account) -> dict[str, Any]:
    return {
        "id": shown.hashid,
        "name": shown.name,
        "time_zone": shown.time_zone,
        "created_at": times.format_time(shown.created_at),
    }


def _user(shown: User, of: Account) -> dict[str, Any]:
    return {
        "id": shown.id,
        "account": of.name,
        "email": shown.email,
        "first_name": shown.first_name,
        "last_name": shown.last_name,
        "is_admin": shown.is_admin,
        "is_disabled": shown.is_disabled,
        "has_password": shown.password_hash is not None,
        "created_at": times.format_time(shown.created_at),
    }
