"""The page of one card template: how it is called, whose it is, and who may change it."""

from collections.abc import Callable, Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from cardwright.accounts.models import User
from cardwright.accounts.sign_ins import Visitor
from cardwright.card_templates.schemas import ACCOUNT_ADMINS, OWNER_ONLY
from cardwright.database import Snapshot
from cardwright.designer.gallery.cards import Card, find_card
from cardwright.errors import Invalid, PreconditionFailed
from cardwright.ids import is_id
from cardwright.web.forms import Form
from cardwright.web.pages import Texts, render_page, texts_for

CHANGED = "has changed meanwhile"
_RULES = {ACCOUNT_ADMINS: "gallery.rule.account_admins", OWNER_ONLY: "gallery.rule.owner_only"}


class Details(Struct, frozen=True):
    """What the form of the page holds."""

    name: str
    owner_id: int | None
    editable_by: str
    is_default: bool


class Owner(Struct, frozen=True):
    """Somebody who may own a card template."""

    id: int
    name: str
    email: str


def expected(form: Form) -> Callable[[int], None]:
    """Return what raises Invalid for `version` unless it is given the version of the form."""

    def require(version: int) -> None:
        if form.get("version", "") != str(version):
            raise Invalid.field("version", CHANGED)

    return require


def details_page(
    request: Request,
    snapshot: Snapshot,
    visitor: Visitor,
    card_template_id: int,
    form: Form | None = None,
    refusal: Invalid | None = None,
) -> Response:
    """Return the page of a card template, or the one that tells why a form was refused.

    Where it changed meanwhile, the fields show what it is now, and beside them stands what was
    entered: nothing that somebody else did is undone by pressing the button again. Raises NotFound.
    """
    session = snapshot.session
    card = find_card(session, visitor, card_template_id)
    errors: Mapping[str, list[str]] = refusal.errors if refusal else {}
    is_stale = "version" in errors
    stored, owners = _details(card), _owners(session, visitor)
    entered = stored if form is None else _entered(form, stored)
    return render_page(
        request,
        "designer/gallery_details.html",
        status=_status(refusal, is_stale=is_stale),
        card=card,
        owners=owners,
        rules=_RULES,
        has_owner=card.owner_id in {one.id for one in owners},
        values=stored if is_stale else entered,
        errors=errors,
        is_stale=is_stale,
        lost=_lost(stored, entered, owners, texts_for(request)) if is_stale else {},
        is_saved="done" in request.query_params,
    )


def _status(refusal: Invalid | None, *, is_stale: bool) -> int:
    if refusal is None:
        return 200
    return PreconditionFailed.status if is_stale else refusal.status


def _details(card: Card) -> Details:
    return Details(card.name, card.owner_id, card.editable_by, card.is_default)


def _entered(form: Form, stored: Details) -> Details:
    owner_id = form.get("owner_id", "")
    return Details(
        name=form.get("name", stored.name),
        owner_id=int(owner_id) if is_id(owner_id) else stored.owner_id,
        editable_by=form.get("editable_by", stored.editable_by),
        is_default="default_template" in form if "name" in form else stored.is_default,
    )


def _lost(
    stored: Details, entered: Details, owners: Sequence[Owner], texts: Texts
) -> dict[str, str]:
    """Return what was entered and is otherwise now, by what its field is called."""
    lost = {}
    if entered.name != stored.name:
        lost[texts("gallery.field.name")] = entered.name
    if entered.owner_id != stored.owner_id:
        names = (one.name for one in owners if one.id == entered.owner_id)
        lost[texts("gallery.field.owner_id")] = next(names, "")
    if entered.editable_by != stored.editable_by and entered.editable_by in _RULES:
        lost[texts("gallery.field.editable_by")] = texts(_RULES[entered.editable_by])
    return lost


def _owners(session: Session, visitor: Visitor) -> list[Owner]:
    """Return the admins of the account, by name."""
    found = session.execute(
        select(User.id, User.first_name, User.last_name, User.email)
        .where(User.account_id == visitor.account_id, User.is_admin, ~User.is_disabled)
        .order_by(User.first_name, User.last_name, User.id)
    )
    return [Owner(id_, f"{first} {last}".strip(), email) for id_, first, last, email in found]
