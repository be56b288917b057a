"""`python -m bench.gallery`: what a page of the gallery costs, with 100 and 10,000 templates."""

import hashlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import uuid
from http.cookies import SimpleCookie
from pathlib import Path

import click
import httpx
from sqlalchemy import insert, select, update

from bench.content import CREATED_AT, TYPE_CODE
from bench.servers import Server
from bench.stand import service, service_database
from cardwright import migrations
from cardwright.accounts import actions as accounts
from cardwright.accounts.models import Account
from cardwright.card_templates.models import CardTemplate, CardTemplateType
from cardwright.database import Database, open_database

SIZES = (100, 10_000)
ROUNDS, REQUESTS = 3, 30
PASSWORD = "seven green bicycles"  # noqa: S105 - of an account that exists for a minute

_PLACES = ("Zürich", "Lyon", "Basel", "München", "Åre", "Kraków", "North Gate", "Lab 4", "Depot")
_KINDS = ("Staff", "Visitor", "Contractor", "Student", "Library", "Press", "Crew", "Guest")
# What is asked for; `{middle}` becomes what stands in the middle of the list.
CASES = {
    "the first page": "/templates",
    "a page in the middle": "/templates?after={middle_change}",
    "by name": "/templates?sort=name",
    "by name, in the middle": "/templates?sort=name&after={middle_id}",
    "a search that finds an eighth": "/templates?q=staff",
    "a search that finds one": "/templates?q=press+zurich+77",
}
AFTER_A_CHANGE = {f"{name}, changed since": CASES[name] for name in list(CASES)[2:]}


@click.command()
def main() -> None:
    """Measure the gallery, and print a table of the server's CPU time per page."""
    with tempfile.TemporaryDirectory(prefix="cardwright-bench-") as made:
        folder = Path(made)
        (folder / "data").mkdir(mode=0o700)
        database = open_database(f"sqlite:///{service_database(folder)}")
        try:
            ids = fill(database)
            for size in SIZES:
                _set_password(folder, f"admin{size}@example.com")
            with service(folder) as server:
                _report(server, database, ids)
        finally:
            database.close()


def fill(database: Database) -> dict[int, int]:
    """Make an account of each size. Returns their ids."""
    migrations.upgrade(database)
    chance, ids = random.Random(3), {}  # noqa: S311 - content, not secrets
    with database.writing() as session:
        of_code = select(CardTemplateType.id).where(CardTemplateType.code == TYPE_CODE)
        type_id = session.scalars(of_code).one()
        for size in SIZES:
            account = accounts.create_account(session, f"Account of {size}")
            email = f"admin{size}@example.com"
            user = accounts.create_user(session, account, email, "Ada Byron", is_admin=True)
            account.clock = CREATED_AT + size
            ids[size] = account.id
            session.execute(
                insert(CardTemplate),
                [_row(chance, number, account.id, user.id, type_id) for number in range(size)],
            )
    return ids


def _row(
    chance: random.Random, number: int, account_id: int, owner_id: int, type_id: int
) -> dict[str, object]:
    own = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    return {
        "account_id": account_id,
        "uuid": own,
        "uuid_key": own,
        "name": f"{chance.choice(_KINDS)} {chance.choice(_PLACES)} {number}",
        "template_type_id": type_id,
        "card_type": "standard",
        "double_sided": False,
        "orientation_front": "L",
        "orientation_back": "L",
        "default_template": False,
        "template_objects": "[]",
        "owner_id": owner_id,
        "editable_by": "account_admins",
        "create_hash": hashlib.sha256(own.encode()).digest(),
        "created_at": CREATED_AT + number,
        "updated_at": CREATED_AT + number,
    }


def _set_password(folder: Path, email: str) -> None:
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "cardwright", "user", "set-password", email],
        env={**os.environ, "CARDWRIGHT_DATA_DIR": str(folder / "data")},
        input=f"{PASSWORD}\n",
        text=True,
        check=True,
        capture_output=True,
    )


def _report(server: Server, database: Database, ids: dict[int, int]) -> None:
    visitors = {size: _signed_in(server, f"admin{size}@example.com") for size in SIZES}
    click.echo("| CPU ms per page | " + " | ".join(f"{size:,}" for size in SIZES) + " | ratio |")
    click.echo("| --- |" + " --- |" * (len(SIZES) + 1))
    for name, path in (CASES | AFTER_A_CHANGE).items():
        spent: dict[int, list[float]] = {size: [] for size in SIZES}
        for _ in range(ROUNDS):
            for size in SIZES:
                before = database if name in AFTER_A_CHANGE else None
                url = _filled_in(path, database, ids[size])
                spent[size].append(_measure(server, visitors[size], url, before, ids[size]))
        least, most = (statistics.median(spent[size]) for size in SIZES)
        click.echo(f"| {name} | {least:.1f} | {most:.1f} | {most / least:.2f} |")


def _signed_in(server: Server, email: str) -> httpx.Client:
    address = f"http://127.0.0.1:{server.port}"
    client = httpx.Client(base_url=address, headers={"Origin": address}, trust_env=False)
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    # Browsers send cookies for pages that are `Secure` to localhost; this client would not.
    for morsel in SimpleCookie(answer.headers["set-cookie"]).values():
        client.headers["Cookie"] = f"{morsel.key}={morsel.value}"
    client.get("/templates").raise_for_status()
    return client


def _filled_in(path: str, database: Database, account_id: int) -> str:
    """Return a path with the marks of the card template in the middle of the account's."""
    with database.reading() as session:
        rows = session.execute(
            select(CardTemplate.id, CardTemplate.updated_at)
            .where(CardTemplate.account_id == account_id)
            .order_by(CardTemplate.updated_at)
        ).all()
    middle = rows[len(rows) // 2]
    return path.format(middle_id=middle[0], middle_change=middle[1])


def _measure(
    server: Server, visitor: httpx.Client, path: str, changed: Database | None, account_id: int
) -> float:
    """Return how many milliseconds of CPU the server spends on a page."""
    visitor.get(path).raise_for_status()
    before = server.cpu_seconds()
    for _ in range(REQUESTS):
        if changed is not None:
            _change(changed, account_id)
        answer = visitor.get(path)
        if answer.status_code != httpx.codes.OK or "/designer/" not in answer.text:
            raise RuntimeError(f"{path}: {answer.status_code}")
    return (server.cpu_seconds() - before) * 1000 / REQUESTS


def _change(database: Database, account_id: int) -> None:
    """Change a card template, as an edit would, in this process: what it costs is not counted."""
    with database.writing() as session:
        account = session.get_one(Account, account_id)
        account.clock += 1000
        one = select(CardTemplate.id).where(CardTemplate.account_id == account_id).limit(1)
        session.execute(
            update(CardTemplate)
            .where(CardTemplate.id == one.scalar_subquery())
            .values(updated_at=account.clock)
        )


if __name__ == "__main__":
    main()
