"""`cardwright user invite`, `user reset` and `user set-password`: letting people in."""

import sys

import click

from cardwright.accounts import actions as accounts
from cardwright.accounts import invitations, links, mail, passwords
from cardwright.accounts.invitations import Letter
from cardwright.cli import opening
from cardwright.errors import Invalid
from cardwright.settings import Settings
from cardwright.web.pages.texts import in_english

_hours = click.option(
    "--hours",
    type=click.IntRange(1, links.LONGEST_HOURS),
    help=f"How long the link works. Default: {links.INVITATION_HOURS} for an invitation, "
    f"{links.RESET_HOURS} for a reset.",
)


@click.command()
@click.argument("email")
@click.option("--account", "account_name", required=True, help="Name of the account.")
@click.option("--name", required=True, help='"First Last".')
@click.option("--admin", is_flag=True, help="May write; other users may only read.")
@_hours
def invite(email: str, account_name: str, name: str, hours: int | None, *, admin: bool) -> None:
    """Create a user, and print a link by which they choose a password; it works once.

    Where there is a mail server, EMAIL gets the link, too.
    """
    loaded = opening.load_settings()
    with opening.opened(loaded) as database, database.writing() as session:
        letter = invitations.invite(
            session,
            accounts.find_account(session, account_name),
            email,
            name,
            loaded.public_url,
            is_admin=admin,
            hours=hours,
        )
    _hand_out(loaded, letter)


@click.command()
@click.argument("reference", metavar="USER")
@_hours
def reset(reference: str, hours: int | None) -> None:
    """Print a link by which USER chooses another password; it works once.

    Where there is a mail server, they get the link, too. Links made before end.
    """
    loaded = opening.load_settings()
    with opening.opened(loaded) as database, database.writing() as session:
        user = accounts.find_user(session, reference)
        letter = invitations.write_to(session, user, loaded.public_url, hours=hours)
    _hand_out(loaded, letter)


@click.command("set-password")
@click.argument("reference", metavar="USER")
def set_password(reference: str) -> None:
    """Give USER a password: asks for it twice, or reads one line from standard input.

    Ends all their sign-ins.
    """
    with opening.reading() as session:
        email = accounts.find_user(session, reference).email
    password = _asked_for(email)
    passwords.check_choice(password, email)
    kept = passwords.hash_password(password)
    with opening.writing() as session:
        links.set_password(session, accounts.find_user(session, email), kept)
    click.echo(f"The password of {email} is set.", err=True)


def _asked_for(email: str) -> str:
    if sys.stdin.isatty():
        asked: str = click.prompt(
            f"New password of {email}", hide_input=True, confirmation_prompt="The same once more"
        )
        return asked
    try:
        return sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise Invalid.field("password", "must be UTF-8 text") from None


def _hand_out(loaded: Settings, letter: Letter) -> None:
    """Print the link on standard output, and mail it where there is a server."""
    told = f"{letter.email} chooses a password here, within {letter.hours} h:"
    click.echo(told, err=True)
    click.echo(letter.link)
    if mail.is_set(loaded):
        letter.send(loaded, in_english())
        click.echo(f"It is on its way to {letter.email}.", err=True)
