"""From requests to the protocol, and from its answers to HTTP."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from cardwright.accounts.access import write
from cardwright.errors import BadRequest
from cardwright.oauth.protocol.parameters import ParameterRequest
from cardwright.oauth.protocol.server import Lives, OAuthAnswer, OAuthServer
from cardwright.settings import Settings
from cardwright.web.forms import read_form
from cardwright.web.json_answers import json_answer
from cardwright.web.operations import Answer
from cardwright.web.threads import Threads

# RFC 6749, 5.1, asks for both.
NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}


async def answer_form(
    request: Request, answer: Callable[[OAuthServer, ParameterRequest], OAuthAnswer]
) -> Response:
    """Return what the protocol answers to a form that a program sent, in one write transaction."""
    try:
        form = await read_form(request)
    except BadRequest as refusal:
        told = {"error": "invalid_request", "error_description": refusal.description}
        return json_answer(told, 400, NOT_KEPT)
    asked = ParameterRequest(
        form.multi_items(),
        method=request.method,
        authorization=request.headers.get("authorization"),
    )
    threads: Threads = request.app.state.threads

    def work(session: Session) -> OAuthAnswer:
        return answer(server_of(request, session), asked)

    return as_response(await threads.write(write, request, work))


def server_of(request: Request, session: Session) -> OAuthServer:
    """Return the protocol, for one request and its transaction."""
    settings: Settings = request.app.state.settings
    lives = Lives(settings.authorization_code_seconds, settings.access_token_seconds)
    return OAuthServer(session, lives, settings.public_url)


def as_response(answer: OAuthAnswer) -> Response:
    """Return the HTTP answer: a redirection, or JSON."""
    if "Location" in answer.headers:
        return Response(status_code=answer.status, headers={**NOT_KEPT, **answer.headers})
    return json_answer(dict(answer.body), answer.status, {**NOT_KEPT, **answer.headers})


def refused(description: str, error: str, error_description: str) -> Answer:
    """Return the documentation of a refusal of the protocol."""
    example = {"error": error, "error_description": error_description}
    schema = {"$ref": "#/components/schemas/Error"}
    return Answer(description, media={"application/json": {"schema": schema, "example": example}})
