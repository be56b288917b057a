"""`cardwright demo`: something to try the service with."""

import json
import shlex
import uuid
from functools import partial
from pathlib import Path

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cardwright import starters
from cardwright.accounts import actions as accounts
from cardwright.accounts import invitations
from cardwright.accounts.models import User
from cardwright.accounts.usage import Quotas, quotas_of
from cardwright.card_templates.actions import contents, writing
from cardwright.card_templates.models import CardTemplate
from cardwright.card_templates.schemas import CardTemplateInput
from cardwright.cli import opening
from cardwright.cli.demo_artwork import sample_photo
from cardwright.cli.serving import address_of, run_service
from cardwright.database import Rows
from cardwright.errors import NotFound
from cardwright.files.actions import KeptBlob, storage_key
from cardwright.files.content import claimed_type
from cardwright.oauth.actions import tokens as oauth
from cardwright.oauth.caller import Caller, identify
from cardwright.oauth.scopes import Scope
from cardwright.settings import Settings, is_given, usable
from cardwright.starters import Starter
from cardwright.storage import Storage, open_storage
from cardwright.web.input import read_input
from cardwright.web.json_text import parse_object

ACCOUNT = "Demo"
EMAIL = "admin@demo.example"
SCOPE = f"{Scope.CARD_TEMPLATES} {Scope.CARD_TEMPLATE_TYPES}"
PHOTO = "sample-photo.jpg"


@click.command()
@click.option("--then-serve", is_flag=True, help="Run the service on it afterwards.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --then-serve.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="With --then-serve.",
)
def demo(host: str, port: int, *, then_serve: bool) -> None:
    """Make an account with an admin, six card templates and a token.

    Run again, it keeps what is there and makes another token.
    """
    loaded = opening.load_settings()
    address = loaded.public_url if is_given("public_url") else address_of(host, port)
    opened = partial(open_storage, spool=loaded.data_dir / "incoming")
    storage = usable("storage_url", opened, loaded.storage_url)
    with opening.opened(loaded) as database, database.writing() as session:
        token, card_template_id = _prepare(session, storage, quotas_of(loaded))
        way_in = _way_in(session, address)
    photo = loaded.data_dir / PHOTO
    if not photo.exists():
        photo.write_bytes(sample_photo())
    path = f"{address}/api/3/card_templates/{card_template_id}/background_image/front"
    click.echo(_what_to_try(loaded, address, way_in, token, photo, path, is_served=then_serve))
    if then_serve:
        run_service(loaded, host, port)


def _prepare(session: Session, storage: Storage, quotas: Quotas) -> tuple[str, int]:
    """Make what is missing of the demo. Returns a new token, and a card template to try it on."""
    user, is_new = _demo_user(session)
    token, row = oauth.create_token(session, user, SCOPE)
    caller = identify(Rows.of(session), row.token_hash, None)
    for starter in starters.all() if is_new else ():
        _add(Rows.of(session), storage, caller, starter.with_new_uuids(), quotas)
    newest = select(func.max(CardTemplate.id)).where(CardTemplate.account_id == user.account_id)
    return token, session.scalar(newest) or 1


def _demo_user(session: Session) -> tuple[User, bool]:
    try:
        return accounts.find_user(session, EMAIL), False
    except NotFound:
        account = accounts.create_account(session, ACCOUNT, "Europe/London")
        return accounts.create_user(session, account, EMAIL, "Demo Admin", is_admin=True), True


def _way_in(session: Session, address: str) -> str:
    """Return what the admin signs in by: a link, or the password that they chose with one."""
    user = accounts.find_user(session, EMAIL)
    if user.password_hash is not None:
        return f"{address}/sign-in (with the password you chose)"
    return invitations.write_to(session, user, address).link


def _add(rows: Rows, storage: Storage, caller: Caller, starter: Starter, quotas: Quotas) -> None:
    """Add a card template by the same way as a request, with its pictures."""
    fields = {
        "uuid": str(uuid.uuid4()),
        "name": starter.name,
        "template_type_code": starter.template_type_code,
        "double_sided": starter.double_sided,
        "orientation_front": starter.orientation_front,
        "orientation_back": starter.orientation_back,
        "template_objects": json.loads(starter.template_objects),
    }
    sent = parse_object(
        json.dumps(fields, ensure_ascii=False).encode(), "card_template", nested="template_objects"
    )
    card_template_id, _ = writing.create(rows, caller, read_input(CardTemplateInput, sent), quotas)
    for side in starter.background_images:
        kept = _keep(storage, caller, starter.background_image(side))
        contents.put_background(rows, caller, card_template_id, side, kept, _any_version, quotas)
    for file in starter.files:
        kept = _keep(storage, caller, file.content())
        contents.put_linked_file(
            rows, caller, card_template_id, file.uuid, file.file_role, kept, _any_version, quotas
        )


def _any_version(_updated_at: int) -> None:
    """Expect no version of a card template that was made just now."""


def _keep(storage: Storage, caller: Caller, image: bytes) -> KeptBlob:
    incoming = storage.incoming()
    try:
        incoming.write(image)
        content_type = claimed_type(image) or "application/octet-stream"
        kept = KeptBlob(content_type, incoming.size, incoming.sha256())
        storage.keep(incoming, storage_key(caller.account_hashid, kept.id))
        return kept
    finally:
        incoming.discard()


def _what_to_try(
    loaded: Settings,
    address: str,
    way_in: str,
    token: str,
    photo: Path,
    image_url: str,
    *,
    is_served: bool,
) -> str:
    shown = shlex.quote(str(photo))
    start = "" if is_served else "  cardwright serve\n\n"
    return f"""The demo is in {loaded.data_dir}:
account {ACCOUNT}, admin {EMAIL}, six card templates.

  Address     {address}
  Reference   {address}/docs
  Sign in     {way_in}
  Token       {token}

Try this{"" if is_served else ", with the service running"}:

{start}  export TOKEN={token}
  curl -H "Authorization: Bearer $TOKEN" {address}/api/3/card_templates
  curl -H "Authorization: Bearer $TOKEN" -T {shown} \\
    {image_url}
"""
