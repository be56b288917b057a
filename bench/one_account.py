"""A database with one account, for the benches that need no more."""

from pathlib import Path

from bench.content import SCOPE
from bench.stand import service_database
from cardwright import migrations
from cardwright.accounts import actions as accounts
from cardwright.accounts import links, passwords
from cardwright.database import open_database
from cardwright.oauth.actions import tokens

EMAIL = "admin@example.com"


def fill_with_one_account(folder: Path, password: str = "") -> str:
    """Make the service's database in `folder`, and return a token of its only user, an admin.

    They can sign in where a password is given.
    """
    path = service_database(folder)
    path.parent.mkdir(mode=0o700)
    database = open_database(f"sqlite:///{path}")
    try:
        migrations.upgrade(database)
        with database.writing() as session:
            account = accounts.create_account(session, "Account")
            user = accounts.create_user(session, account, EMAIL, "Ada Byron", is_admin=True)
            if password:
                links.set_password(session, user, passwords.hash_password(password))
            token, _ = tokens.create_token(session, user, SCOPE)
    finally:
        database.close()
    return token
