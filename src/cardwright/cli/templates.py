"""`cardwright template`: card templates as files, out of an installation and into another."""

from contextlib import suppress
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from cardwright.accounts import actions as accounts
from cardwright.accounts.models import Account
from cardwright.accounts.usage import quotas_of
from cardwright.card_templates.actions import bundles
from cardwright.card_templates.bundle.files import BundleFiles
from cardwright.card_templates.bundle.reading import ReadBundle, read_bundle
from cardwright.card_templates.bundle.writing import write_bundle
from cardwright.card_templates.models import CardTemplate
from cardwright.cli import opening
from cardwright.cli.bundle_files import check_bundle
from cardwright.cli.callers import caller_for, owner_in
from cardwright.cli.template_files import FileError
from cardwright.database import Database, Rows
from cardwright.errors import CardwrightError, NotFound, Unavailable
from cardwright.oauth.caller import Caller
from cardwright.settings import Settings
from cardwright.storage import Storage


@click.group()
def template() -> None:
    """Export and import card templates."""


@template.command("export")
@click.argument("card_template_id", metavar="ID", type=int)
@click.argument("path", metavar="FILE.zip", type=click.Path(dir_okay=False, path_type=Path))
def export_template(card_template_id: int, path: Path) -> None:
    """Write the card template of that ID, with all it is drawn from, into FILE.zip.

    A file that is there already is replaced.
    """
    loaded = opening.load_settings()
    storage = opening.storage_of(loaded)
    with opening.opened(loaded) as database:
        with database.reading() as session:
            account = _account_of(session, card_template_id)
            caller = caller_for(account, None)
            bundle = bundles.export(Rows.of(session), caller, card_template_id)
        partial = path.with_name(f".{path.name}.partial")
        try:
            with partial.open("wb") as file:
                write_bundle(bundle, storage, file)
            partial.replace(path)
        except FileNotFoundError as failure:
            raise FileError(f"A file of the card template is missing: {failure}") from None
        except OSError as failure:
            raise FileError(f"{path}: {failure.strerror}") from None
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
    click.echo(f"{bundle.card_template.name} is in {path}.")


@template.command("import")
@click.argument(
    "path", metavar="FILE.zip", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--account", "account_name", required=True, help="Name of the account.")
@click.option(
    "--owner", help="E-mail address or id of the admin who owns it.  [default: the first admin]"
)
@click.option("--keep-uuid", is_flag=True, help="Keep its UUID; refused where that is taken.")
def import_template(path: Path, account_name: str, owner: str | None, *, keep_uuid: bool) -> None:
    """Add the card template of FILE.zip to an account, and print its id and name as JSON.

    Where its name is taken, it gets a number. Its type is added where the account sees none of that
    code and size.
    """
    loaded = opening.load_settings()
    storage = opening.storage_of(loaded)
    with opening.opened(loaded) as database:
        with database.reading() as session:
            account = accounts.find_account(session, account_name)
            caller = caller_for(account, owner_in(session, account, owner))
        bundle = read_bundle(path, storage.incoming)
        shown = _add(loaded, database, storage, caller, bundle, keeps_uuid=keep_uuid)
    opening.print_json(shown)


def _add(
    loaded: Settings,
    database: Database,
    storage: Storage,
    caller: Caller,
    bundle: ReadBundle,
    *,
    keeps_uuid: bool,
) -> dict[str, object]:
    brought = BundleFiles(bundle, storage, caller.account_hashid)
    try:
        check_bundle(bundle)
        brought.keep()
        with database.writing() as session:
            added = bundles.add(
                session, caller, bundle, brought, quotas_of(loaded), keeps_uuid=keeps_uuid
            )
            found = session.get_one(CardTemplate, added)
            return {"id": found.id, "uuid": found.uuid, "name": found.name}
    except Unavailable:
        raise
    except CardwrightError:
        brought.forget()
        raise
    finally:
        bundle.discard()


def _account_of(session: Session, card_template_id: int) -> Account:
    found = session.scalar(
        select(Account)
        .join(CardTemplate, CardTemplate.account_id == Account.id)
        .where(CardTemplate.id == card_template_id)
    )
    if found is None:
        raise NotFound(f"There is no card template {card_template_id}")
    return found
