"""What the service asks its database, each with the indexes that it needs for the answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from cardwright.accounts import actions as accounts
from cardwright.accounts import clock, expiry, links, sign_ins, throttle
from cardwright.accounts.models import Account, User
from cardwright.audit import actions as audit_log
from cardwright.card_templates.actions import reading, stored, types, writing
from cardwright.database import Rows
from cardwright.designer import swatches
from cardwright.errors import CardwrightError
from cardwright.files import actions as files
from cardwright.files import collecting
from cardwright.files.urls import Links
from cardwright.oauth import caller as callers
from cardwright.oauth import expiry as oauth_expiry
from cardwright.oauth.actions import applications, codes, grants, requests, tokens
from cardwright.oauth.caller import Caller
from cardwright.oauth.models import AuthorizationRequest, Grant
from cardwright.pulling import records
from cardwright.web.answer_cache import AnswerCache
from cardwright.web.paging import PageRequest
from tests.database.rows import hash_of

Ask = Callable[[Session], object]

CALLER = Caller(hash_of(1), "", 1, 2, 2, True, 2, "hashid 2", 1)


@dataclass(frozen=True)
class Question:
    """Something that the service asks, and the indexes in which it looks for the answer."""

    name: str
    ask: Ask
    uses: set[str] = field(default_factory=set)
    is_hot: bool = False
    """Whether every request, or every poll, asks it: then it never looks at a whole table."""


def _list(listing: reading.Listing, **asked: Any) -> Ask:
    part = PageRequest(**{"page": 1, "per_page": 50, "after": None, "before": None} | asked)

    def ask(session: Session) -> object:
        urls = Links("https://cards.example.com", b"key", 1)
        kept: AnswerCache[bytes] = AnswerCache(1000)
        return reading.page(Rows.of(session), CALLER, listing, part, urls, kept)

    return ask


def _one(session: Session) -> object:
    return reading.one(Rows.of(session), CALLER, 1, Links("https://cards.example.com", b"key", 1))


def _remove_template(session: Session) -> None:
    writing.delete(Rows.of(session), CALLER, 201, lambda _: None)


def _remove_user(session: Session) -> None:
    user = session.get_one(User, 1)
    writing.release(Rows.of(session), user)
    user.is_admin = False
    session.flush()
    accounts.remove_user(session, user)


def _sign_in(session: Session) -> None:
    throttle.Attempt("ada@example.com", "192.0.2.1").succeed(session)


def _revoke_grant(session: Session) -> None:
    grants.revoke(session, session.get_one(Grant, 2))


def _request(session: Session) -> object:
    asked = AuthorizationRequest(
        application_id=1, user_id=1, redirect_uri="https://desk.example.com", scope=""
    )
    return requests.keep(session, asked)


def _refused(ask: Ask) -> Ask:
    """Return a question whose answer is no."""

    def refused(session: Session) -> object:
        try:
            return ask(session)
        except CardwrightError as refusal:
            return refusal

    return refused


_LIVE, _ALL = reading.Listing(None, False), reading.Listing(None, True)
_POLL, _LIVE_POLL = reading.Listing(3900, True), reading.Listing(3900, False)
_PAGE = {
    "ix_linked_file_card_template_id_id",
    "uq_background_image_card_template_id_side",
}
_REFERRED_TO = {*_PAGE, "ix_pulled_template_card_template_id"}
_CHANGED = "ix_card_template_account_id_updated_at"

QUESTIONS = [
    Question(
        "who has this token",
        lambda s: callers.identify(Rows.of(s), hash_of(2), None),
        {"uq_access_token_token_hash"},
        is_hot=True,
    ),
    Question(
        "who has signed in here",
        _refused(lambda s: callers.identify_session(Rows.of(s), hash_of(2), None)),
        {"uq_sign_in_session_hash"},
        is_hot=True,
    ),
    Question("a page of live templates", _list(_LIVE), {"ix_card_template_live", *_PAGE}, True),
    Question("the page after", _list(_LIVE, after=900), {"ix_card_template_live", *_PAGE}, True),
    Question("the page before", _list(_LIVE, before=900), {"ix_card_template_live", *_PAGE}, True),
    Question("a page of all templates", _list(_ALL), {"ix_card_template_all", *_PAGE}, True),
    Question("what has changed", _list(_POLL), {_CHANGED}, True),
    Question("what live has changed", _list(_LIVE_POLL), is_hot=True),
    Question("a template", _one, _PAGE, is_hot=True),
    Question(
        "a template by its UUID",
        lambda s: stored.find_by_uuid(Rows.of(s), CALLER, "uuid_key 1"),
        {"uq_card_template_account_id_uuid_key"},
        is_hot=True,
    ),
    Question(
        "whether a name is taken",
        lambda s: stored.is_name_taken(Rows.of(s), CALLER, "name 1"),
        {"uq_card_template_live_name"},
        is_hot=True,
    ),
    Question(
        "the default template",
        lambda s: stored.find_default(Rows.of(s), CALLER),
        {"uq_card_template_default"},
        is_hot=True,
    ),
    Question(
        "a linked file by its UUID",
        lambda s: files.find_linked_file(Rows.of(s), 2, "uuid_key 1"),
        {"uq_linked_file_account_id_uuid_key"},
        is_hot=True,
    ),
    Question(
        "the background of a side",
        lambda s: files.find_background(Rows.of(s), 1, "front"),
        {"uq_background_image_card_template_id_side"},
        is_hot=True,
    ),
    Question(
        "the bytes behind a URL",
        _refused(lambda s: files.find_blob(Rows.of(s), "hashid 2", "id 1")),
        is_hot=True,
    ),
    Question("the next stamp", lambda s: clock.tick(Rows.of(s), 1), is_hot=True),
    Question("a template is removed", _remove_template, _REFERRED_TO),
    Question(
        "a user is removed",
        _remove_user,
        {
            "ix_card_template_owner_id",
            "ix_access_token_user_id",
            "ix_authorization_request_user_id",
            "ix_grant__user_id_application_id",
            "ix_password_link_user_id",
            "ix_sign_in_user_id",
        },
    ),
    Question(
        "a type is removed",
        _refused(lambda s: types.delete_type(s, CALLER, "code 2")),
        {"ix_card_template_template_type_id", "uq_card_template_type_account_id_code"},
    ),
    Question(
        "an account by its name",
        lambda s: accounts.find_account(s, "name 1"),
        {"uq_account_name"},
    ),
    Question(
        "a user by e-mail address",
        lambda s: accounts.find_user(s, "email_key 1"),
        {"uq_user__email_key"},
    ),
    Question(
        "the users of an account",
        lambda s: accounts.list_users(s, s.get_one(Account, 1)),
        {"ix_user__account_id"},
    ),
    Question(
        "where somebody is signed in", lambda s: sign_ins.list_live(s, 1), {"ix_sign_in_user_id"}
    ),
    Question(
        "what is over in signing in",
        lambda s: expiry.remove_expired(s, 100),
        {"ix_password_link_expires_at", "ix_failure_count_ends_at"},
    ),
    Question(
        "failures to sign in are forgotten",
        _sign_in,
        {"uq_failure_count_key_hash"},
    ),
    Question(
        "whose link this is",
        _refused(lambda s: links.find_user(s, "token")),
        {"uq_password_link_token_hash"},
    ),
    Question(
        "what is over in OAuth",
        lambda s: oauth_expiry.remove_expired(s, 100),
        {
            "ix_authorization_request_expires_at",
            "ix_authorization_code_expires_at",
            "ix_access_token_expires_at",
            "ix_refresh_token_used_at",
            "ix_refresh_token_grant_id",
            "ix_grant__revoked_at",
            "ix_authorization_code_grant_id",
            "ix_access_token_grant_id",
        },
    ),
    Question(
        "an application by its id",
        lambda s: applications.find_client(s, "client1"),
        {"uq_application_client_id"},
    ),
    Question(
        "the applications of an account",
        lambda s: applications.list_applications(s, 1),
        {"ix_application_account_id"},
    ),
    Question("a request is kept", _request, {"ix_authorization_request_user_id"}),
    Question(
        "a code is redeemed",
        lambda s: codes.consume(s, "code", 1),
        {"uq_authorization_code_code_hash"},
    ),
    Question(
        "a refresh token is presented",
        lambda s: grants.present(s, "token", 1),
        {"uq_refresh_token_token_hash"},
    ),
    Question("a grant is taken back", _revoke_grant, {"ix_access_token_grant_id"}),
    Question(
        "an application is shut out",
        lambda s: grants.revoke_all(s, application_id=1),
        {"ix_grant__application_id"},
    ),
    Question(
        "what somebody has let in",
        lambda s: grants.list_connected(s, 1),
        {"ix_grant__user_id_application_id"},
    ),
    Question("the tokens of a user", lambda s: tokens.list_live(s, 1), {"ix_access_token_user_id"}),
    Question(
        "what happened in an account",
        lambda s: audit_log.list_events(s, account_id=1, limit=50),
        {"ix_audit_event_account_id_id"},
    ),
    Question(
        "where something happened",
        lambda s: audit_log.list_events(s, event="kind7.done", limit=50),
        {"ix_audit_event_event_id"},
    ),
    Question(
        "what is in the trash",
        lambda s: collecting._trash(s, 10_000),
        {"ix_blob_trashed_at", "ix_linked_file_blob_id", "ix_background_image_blob_id"},
    ),
    Question(
        "what no row tells of",
        lambda s: collecting.without_row(s, ["hashid 2/id 1", "hashid 3/id 2"]),
    ),
    Question(
        "the accounts of some files",
        lambda s: collecting._known_hashids(s, ["hashid 2/id 1", "hashid 3/id 2"]),
        {"uq_account_hashid"},
    ),
    Question(
        "the colours of an account",
        lambda s: swatches.list_swatches(Rows.of(s), 1),
        {"uq_swatch_account_id_color"},
    ),
    Question(
        "a server from which an account is copied",
        lambda s: records.open_source(s, 2, "url 1", "there_id 1"),
        {"uq_pull_source_account_id_url_there_id"},
    ),
    Question(
        "what was noted of a template there",
        lambda s: records.find(s, 2, "uuid_key 1"),
        {"uq_pulled_template_pull_source_id_uuid_key"},
    ),
    Question(
        "what was noted of a template here",
        lambda s: records.find_of(s, 2, 1),
        {"ix_pulled_template_card_template_id"},
    ),
]
