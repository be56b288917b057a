"""What an application asked of a user, kept here while the user decides.

The page that asks the user holds nothing of it but the number, so a form cannot change it.
"""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.oauth.models import AuthorizationRequest

LIFE_SECONDS = 30 * 60
MOST_AT_ONCE = 20
"""For one user: the oldest makes way for a new one."""


def keep(session: Session, request: AuthorizationRequest) -> AuthorizationRequest:
    """Keep a request until the user has decided, or half an hour has passed."""
    request.expires_at = times.now() + LIFE_SECONDS * times.MICROSECONDS
    session.add(request)
    session.flush()
    older = (
        select(AuthorizationRequest.id)
        .where(AuthorizationRequest.user_id == request.user_id)
        .order_by(AuthorizationRequest.id.desc())
        .offset(MOST_AT_ONCE)
        .limit(MOST_AT_ONCE)
    )
    ids = session.scalars(older).all()
    if ids:
        session.execute(delete(AuthorizationRequest).where(AuthorizationRequest.id.in_(ids)))
    return request


def take(session: Session, request_id: int, user_id: int) -> AuthorizationRequest | None:
    """Return a request of that user, which is forgotten by that; None once it is."""
    request = session.scalar(
        select(AuthorizationRequest)
        .where(
            AuthorizationRequest.id == request_id,
            AuthorizationRequest.user_id == user_id,
            AuthorizationRequest.expires_at > times.now(),
        )
        .with_for_update()
    )
    if request is not None:
        session.delete(request)
        session.flush()
    return request
