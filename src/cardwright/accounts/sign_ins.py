"""Being signed in: from a browser's session id to its user, until one of both goes away."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from cardwright import times
from cardwright.accounts.models import Account, SignIn, User
from cardwright.accounts.secrets import hash_secret, new_secret
from cardwright.database import PreparedQuery, Rows
from cardwright.errors import Forbidden, NotFound

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 12 * 3600
SEEN_SECONDS = 60
LONGEST_BROWSER = 200


class Visitor(Struct, frozen=True):
    """Who is signed in, as the database had them a moment ago."""

    sign_in_id: int
    last_seen_at: int
    created_at: int
    expires_at: int
    user_id: int
    is_admin: bool
    email: str
    first_name: str
    last_name: str
    account_id: int
    account_hashid: str
    account_version: int
    account_name: str
    time_zone: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_to_be_seen(self) -> bool:
        """Whether it is time to write down that they are still there."""
        return self.last_seen_at < times.now() - SEEN_SECONDS * times.MICROSECONDS

    def require_admin(self) -> None:
        """Raise Forbidden unless the user is an admin of the account."""
        if not self.is_admin:
            raise Forbidden


def begin(session: Session, user: User, address: str, browser: str) -> str:
    """Sign a user in, and return the session id, which is not kept."""
    session_id = new_secret()
    now = times.now()
    session.add(
        SignIn(
            session_hash=hash_secret(session_id),
            user_id=user.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + LONGEST_SECONDS * times.MICROSECONDS,
            address=address,
            browser="".join(c for c in browser if c.isprintable())[:LONGEST_BROWSER],
        )
    )
    session.flush()
    return session_id


def find_visitor(rows: Rows, session_hash: bytes) -> Visitor | None:
    """Return who is signed in with that session, in one indexed SELECT; None when it has ended."""
    now = times.now()
    seen_since = now - IDLE_SECONDS * times.MICROSECONDS
    row = rows.first(_LIVE, session_hash=session_hash, now=now, seen_since=seen_since)
    return None if row is None else Visitor(*row)


def see(session: Session, sign_in_id: int) -> None:
    """Write down that the browser is still there."""
    session.execute(
        update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=times.now()),
        execution_options={"synchronize_session": False},
    )


def list_live(session: Session, user_id: int) -> Sequence[SignIn]:
    """Return where a user is signed in, the last seen first."""
    now = times.now()
    query = select(SignIn).where(
        SignIn.user_id == user_id,
        SignIn.expires_at > now,
        SignIn.last_seen_at > now - IDLE_SECONDS * times.MICROSECONDS,
    )
    return session.scalars(query.order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())).all()


def end(session: Session, user_id: int, sign_in_id: int) -> None:
    """Sign a user out in one browser. Raises NotFound when it is not one of theirs."""
    found = session.get(SignIn, sign_in_id)
    if found is None or found.user_id != user_id:
        raise NotFound
    session.delete(found)


def end_all(session: Session, user_id: int, but: int | None = None) -> None:
    """Sign a user out everywhere, but for one sign-in where that is given."""
    query = delete(SignIn).where(SignIn.user_id == user_id)
    if but is not None:
        query = query.where(SignIn.id != but)
    session.execute(query)


def end_session(session: Session, session_hash: bytes) -> None:
    """End what the browser held before it was given a new session, if there was something."""
    session.execute(delete(SignIn).where(SignIn.session_hash == session_hash))


def csrf_token(session_id: str) -> str:
    """Return what forms and scripts send along, to show that they have read one of our pages.

    Made of the session id, so it ends with it and is kept nowhere; the way back is a SHA-256.
    """
    key = session_id.encode("utf-8", "surrogateescape")
    return urlsafe_b64encode(hmac.digest(key, b"cardwright csrf", "sha256")).decode().rstrip("=")


def is_csrf_token(session_id: str, given: str) -> bool:
    """Say whether `given` is the token of that session."""
    expected = csrf_token(session_id)
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))


# The columns are the fields of Visitor, in their order.
_LIVE = PreparedQuery(
    select(
        SignIn.id,
        SignIn.last_seen_at,
        SignIn.created_at,
        SignIn.expires_at,
        SignIn.user_id,
        User.is_admin,
        User.email,
        User.first_name,
        User.last_name,
        User.account_id,
        Account.hashid,
        Account.clock,
        Account.name,
        Account.time_zone,
    )
    .join(User, User.id == SignIn.user_id)
    .join(Account, Account.id == User.account_id)
    .where(
        SignIn.session_hash == bindparam("session_hash"),
        SignIn.expires_at > bindparam("now"),
        SignIn.last_seen_at > bindparam("seen_since"),
        ~User.is_disabled,
    )
)
