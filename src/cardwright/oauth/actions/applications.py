"""What can be done with applications."""

import secrets
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.secrets import CLIENT_SECRET, hash_secret, new_secret
from cardwright.audit import actions as audit_log
from cardwright.errors import Invalid, NotFound
from cardwright.oauth.actions import grants
from cardwright.oauth.actions.tokens import checked_name
from cardwright.oauth.models import Application
from cardwright.oauth.redirect_uris import checked_redirect_uris
from cardwright.oauth.scopes import SCOPES, parse_scopes


def create_application(
    session: Session,
    name: str,
    redirect_uris: list[str],
    *,
    scope: str | None = None,
    is_public: bool = False,
    skip_consent: bool = False,
    account_id: int | None = None,
    actor_id: int | None = None,
) -> tuple[str | None, Application]:
    """Return a new application and its secret, which is not kept; a public one has none.

    Without a `scope`, it may ask for any; without an `account_id`, users of every account may use
    it. Raises Invalid.
    """
    secret = None if is_public else new_secret(CLIENT_SECRET)
    application = Application(
        client_id=secrets.token_hex(16),
        secret_hash=None if secret is None else hash_secret(secret),
        name=checked_name(name),
        redirect_uris=" ".join(checked_redirect_uris(redirect_uris, is_public=is_public)),
        scope=" ".join(SCOPES if scope is None else parse_scopes(scope)),
        skip_consent=skip_consent,
        account_id=account_id,
        created_at=times.now(),
    )
    session.add(application)
    session.flush()
    _record(session, "application.created", application, actor_id)
    return secret, application


def list_applications(session: Session, account_id: int | None = None) -> Sequence[Application]:
    """Return the applications of one account, or all there are, oldest first."""
    query = select(Application).order_by(Application.id)
    if account_id is not None:
        query = query.where(Application.account_id == account_id)
    return session.scalars(query).all()


def find_application(
    session: Session, client_id: str, account_id: int | None = None
) -> Application:
    """Return an application; with `account_id`, only one of that account. Raises NotFound."""
    application = find_client(session, client_id)
    if application is None or account_id not in (None, application.account_id):
        raise NotFound(f"There is no application with the client id {client_id!a}")
    return application


def find_client(session: Session, client_id: str, *, is_locked: bool = False) -> Application | None:
    """Return the application that calls itself `client_id`, whoever's it is, disabled or not.

    If `is_locked`, it cannot be disabled until this transaction ends.
    """
    if not (client_id.isascii() and client_id.isalnum()):
        return None  # Nothing of ours; and not every database can be asked for any text.
    query = select(Application).where(Application.client_id == client_id)
    return session.scalar(query.with_for_update(read=True) if is_locked else query)


def usable_by(session: Session, application_id: int, account_id: int) -> Application | None:
    """Return the application if users of that account may use it at present."""
    return session.scalar(
        select(Application).where(
            Application.id == application_id,
            Application.disabled_at.is_(None),
            or_(Application.account_id.is_(None), Application.account_id == account_id),
        )
    )


def rotate_secret(session: Session, application: Application, actor_id: int | None = None) -> str:
    """Return a new secret; the one before stops working at once. Raises Invalid."""
    if application.is_public:
        raise Invalid.field("application", "is public: it has no secret")
    secret = new_secret(CLIENT_SECRET)
    application.secret_hash = hash_secret(secret)
    _record(session, "application.secret_rotated", application, actor_id)
    return secret


def disable(session: Session, application: Application, actor_id: int | None = None) -> int:
    """Shut an application out for good, and return how many grants of it ended with that."""
    if application.disabled_at is None:
        application.disabled_at = times.now()
        session.flush()  # From here on nothing is handed out to it, and then comes what it has.
        _record(session, "application.disabled", application, actor_id)
    return grants.revoke_all(session, application_id=application.id, actor_id=actor_id)


def _record(session: Session, event: str, application: Application, actor_id: int | None) -> None:
    audit_log.record(
        session,
        event=event,
        account_id=application.account_id,
        actor_id=actor_id,
        subject=f"application {application.client_id}",
        details={"name": application.name},
    )
