"""`/oauth/authorize` and `/oauth/consent`: where a user lets an application in, or not."""

from functools import partial
from urllib.parse import parse_qsl, urlsplit

from authlib.oauth2 import OAuth2Error
from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts import access, sign_ins
from cardwright.accounts.models import User
from cardwright.accounts.sign_ins import Visitor
from cardwright.audit import actions as audit_log
from cardwright.database import Database, Rows
from cardwright.ids import is_id, parse_id
from cardwright.oauth.actions import applications, requests
from cardwright.oauth.models import Application, AuthorizationRequest
from cardwright.oauth.protocol.parameters import ParameterRequest
from cardwright.oauth.protocol.server import OAuthServer
from cardwright.oauth.routes.answers import as_response, server_of
from cardwright.web.forms import Form
from cardwright.web.operations import Answer, Parameter, operation
from cardwright.web.pages import render_page
from cardwright.web.pages.rendering import form_target
from cardwright.web.threads import Threads

router = APIRouter(tags=["OAuth"])

MOST_PARAMETERS = 100

_PARAMETERS = (
    Parameter("response_type", "query", "`code`", required=True, example="code"),
    Parameter("client_id", "query", "The application", required=True),
    Parameter(
        "redirect_uri",
        "query",
        "Where to answer: one that the application registered",
        required=True,
    ),
    Parameter("scope", "query", "Scopes, separated by blanks", required=True),
    Parameter("state", "query", "Comes back with the answer"),
    Parameter("code_challenge", "query", "For PKCE, which public applications must use"),
    Parameter("code_challenge_method", "query", "`S256`, where there is a challenge"),
)


@router.get(
    "/oauth/authorize",
    **operation(
        "authorizeOAuth",
        summary="Ask a user for access",
        description="Open this in the user's browser. It asks the user to sign in, and whether to "
        "let the application in. The answer goes to `redirect_uri`, with `code`, or with `error` "
        "and `error_description`, and always with `state` and `iss` (RFC 9207).",
        parameters=_PARAMETERS,
        answers={
            200: Answer("The page that asks", media={"text/html": {"schema": {"type": "string"}}}),
            302: Answer("The answer of an application that need not ask, or an error"),
            303: Answer("To the page where one signs in"),
            400: Answer(
                "A page: the application or redirect_uri is not known",
                media={"text/html": {"schema": {"type": "string"}}},
            ),
        },
    ),
)
async def authorize(request: Request) -> Response:
    asked = _asked(request)
    if asked is None:
        return _refused(request, "The address cannot be read")
    threads: Threads = request.app.state.threads
    answer = await threads.read(_look, request, asked)
    if answer is not None:
        return answer
    return await threads.write(access.write, request, partial(_ask, request, asked))


@router.post("/oauth/consent", include_in_schema=False)
async def decide(request: Request) -> Response:
    """Do what the user decided; the form holds nothing of the request but its number."""

    def change(session: Session, visitor: Visitor, form: Form) -> Response:
        number = form.get("request", "")
        kept = requests.take(session, parse_id(number), visitor.user_id) if is_id(number) else None
        if kept is None:
            return render_page(request, "oauth/over.html", status=404)
        return _decide(request, session, visitor, kept, is_allowed=form.get("decision") == "allow")

    return await access.act(request, change)


def _asked(request: Request) -> ParameterRequest | None:
    """Return the parameters of the address, or None where they are not UTF-8, or too many."""
    try:
        pairs = parse_qsl(
            request.scope["query_string"].decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError:
        return None
    return ParameterRequest(pairs, method="GET")


def _look(request: Request, asked: ParameterRequest) -> Response | None:
    """Return an answer that changes nothing: an error, or the way to sign in."""
    database: Database = request.app.state.database
    session_id = access.session_id_of(request)
    with database.snapshot() as snapshot:
        server = server_of(request, snapshot.session)
        try:
            server.authorization(asked)
        except OAuth2Error as error:
            return _tell(request, server, error)
        is_signed_in = (
            session_id is not None
            and access.welcome(request, snapshot.rows, session_id) is not None
        )
    return None if is_signed_in else access.to_sign_in(request, has_expired=session_id is not None)


def _ask(request: Request, asked: ParameterRequest, session: Session) -> Response:
    """Return the page that asks the user, or the answer where that need not be."""
    session_id = access.session_id_of(request) or ""
    visitor = access.welcome(request, Rows.of(session), session_id)
    if visitor is None:
        return access.to_sign_in(request, has_expired=True)
    sign_ins.see(session, visitor.sign_in_id)
    server = server_of(request, session)
    try:
        grant = server.authorization(asked)
    except OAuth2Error as error:
        return _tell(request, server, error)
    application: Application = asked.client.application
    wanted = AuthorizationRequest(
        application_id=application.id,
        user_id=visitor.user_id,
        redirect_uri=grant.redirect_uri,
        scope=asked.scope,
        state=asked.payload.state,
        code_challenge=asked.form.get("code_challenge"),
    )
    if applications.usable_by(session, application.id, visitor.account_id) is None:
        return _refused(request, "There is no such application in your account")
    if application.skip_consent:
        return _decide(request, session, visitor, wanted, is_allowed=True)
    requests.keep(session, wanted)
    return _consent_page(request, visitor, application, wanted)


def _decide(
    request: Request,
    session: Session,
    visitor: Visitor,
    wanted: AuthorizationRequest,
    *,
    is_allowed: bool,
) -> Response:
    """Return the redirection that tells the application, which may have changed meanwhile."""
    application = session.get_one(Application, wanted.application_id)
    asked = _asked_again(application, wanted)
    server = server_of(request, session)
    try:
        grant = server.authorization(asked)
    except OAuth2Error as error:
        return _tell(request, server, error)
    if applications.usable_by(session, application.id, visitor.account_id) is None:
        return _refused(request, "There is no such application in your account")
    audit_log.record(
        session,
        event="consent.given" if is_allowed else "consent.denied",
        account_id=visitor.account_id,
        actor_id=visitor.user_id,
        subject=f"application {application.client_id}",
        details={
            "name": application.name,
            "scope": wanted.scope,
            **({"without_asking": True} if application.skip_consent else {}),
        },
    )
    user = session.get_one(User, visitor.user_id) if is_allowed else None
    return as_response(server.decide(grant, user))


def _asked_again(application: Application, wanted: AuthorizationRequest) -> ParameterRequest:
    """Return the request as the application made it."""
    challenge = wanted.code_challenge or ""
    return ParameterRequest(
        [
            ("response_type", "code"),
            ("client_id", application.client_id),
            ("redirect_uri", wanted.redirect_uri),
            ("scope", wanted.scope),
            ("state", wanted.state or ""),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256" if challenge else ""),
        ],
        method="GET",
    )


def _consent_page(
    request: Request, visitor: Visitor, application: Application, wanted: AuthorizationRequest
) -> Response:
    parts = urlsplit(wanted.redirect_uri)
    return render_page(
        request,
        "oauth/consent.html",
        directives={"form-action": f"'self' {form_target(wanted.redirect_uri)}"},
        application=application,
        scopes=wanted.scope.split(),
        request_id=wanted.id,
        # A private scheme has no host; it leads to whichever program claimed it.
        goes_to=parts.hostname or parts.scheme,
        is_native=parts.hostname is None,
        is_reader=not visitor.is_admin,
    )


def _tell(request: Request, server: OAuthServer, error: OAuth2Error) -> Response:
    """Return the answer that tells of an error: to the application wherever that is safe."""
    answer = server.refusal(error)
    if error.redirect_uri:
        return as_response(answer)
    return _refused(request, str(answer.body["error_description"]))


def _refused(request: Request, detail: str) -> Response:
    """Return the page for what must not be answered to the application (contract, decisions)."""
    return render_page(request, "oauth/refused.html", status=400, detail=detail)
