"""`/applications`: for admins, the applications of their account."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts import access
from cardwright.accounts.sign_ins import Visitor
from cardwright.database import Snapshot
from cardwright.errors import Invalid
from cardwright.oauth.actions import applications
from cardwright.oauth.models import Application
from cardwright.oauth.scopes import in_use, others
from cardwright.web.forms import Form
from cardwright.web.pages import render_page

router = APIRouter(include_in_schema=False)

PATH = "/applications"


@router.get(PATH)
async def get_applications(request: Request) -> Response:
    """List the applications of the account, and the form for another one."""
    return await access.visit(
        request, lambda snapshot, visitor: _page(request, snapshot, visitor, None, None)
    )


@router.post(PATH)
async def post_applications(request: Request) -> Response:
    """Make an application for the users of the account, and show its secret, this once."""

    def change(session: Session, visitor: Visitor, form: Form) -> Response:
        visitor.require_admin()
        secret, made = applications.create_application(
            session,
            form.get("name", ""),
            form.get("redirect_uri", "").split(),
            scope=" ".join(form.getlist("scope")),
            is_public=form.get("kind") == "public",
            account_id=visitor.account_id,
            actor_id=visitor.user_id,
        )
        return _secret_page(request, made, secret)

    return await access.act(
        request,
        change,
        lambda snapshot, visitor, form, refusal: _page(request, snapshot, visitor, form, refusal),
    )


@router.post("/applications/{client_id}/rotate-secret")
async def post_rotate_secret(request: Request, client_id: str) -> Response:
    """Give an application a new secret, and show it, this once."""

    def change(session: Session, visitor: Visitor, _: Form) -> Response:
        found = _find(session, visitor, client_id)
        secret = applications.rotate_secret(session, found, visitor.user_id)
        return _secret_page(request, found, secret)

    return await access.act(request, change)


@router.post("/applications/{client_id}/disable")
async def post_disable(request: Request, client_id: str) -> Response:
    """Shut an application out for good."""

    def change(session: Session, visitor: Visitor, _: Form) -> Response:
        applications.disable(session, _find(session, visitor, client_id), visitor.user_id)
        return access.redirect(f"{PATH}?done=1")

    return await access.act(request, change)


def _find(session: Session, visitor: Visitor, client_id: str) -> Application:
    """Return an application of the account. Raises Forbidden, and NotFound for all others."""
    visitor.require_admin()
    return applications.find_application(session, client_id, visitor.account_id)


def _secret_page(request: Request, application: Application, secret: str | None) -> Response:
    return render_page(request, "oauth/new_secret.html", application=application, secret=secret)


def _page(
    request: Request,
    snapshot: Snapshot,
    visitor: Visitor,
    form: Form | None,
    refusal: Invalid | None,
) -> Response:
    visitor.require_admin()
    return render_page(
        request,
        "oauth/applications.html",
        status=refusal.status if refusal else 200,
        applications=applications.list_applications(snapshot.session, visitor.account_id),
        form=form or {},
        chosen=form.getlist("scope") if form else [],
        errors=refusal.errors if refusal else {},
        scopes_in_use=in_use(),
        other_scopes=others(),
        is_done="done" in request.query_params,
    )
