"""What the routes of card templates have in common."""

from fastapi import Request
from fastapi.responses import Response

from cardwright.card_templates.actions import reading
from cardwright.database import Rows
from cardwright.files.urls import FileUrls, Links
from cardwright.ids import parse_id
from cardwright.oauth.caller import Caller
from cardwright.web.conditional import entity_tag
from cardwright.web.json_answers import json_answer
from cardwright.web.operations import Parameter

LARGEST_JSON = 4 * 1024 * 1024
QUICK_JSON = 32 * 1024
"""How long a body may be that is parsed at once; longer ones go to a thread."""

ID = Parameter("id", "path", "Id of the card template", "integer", example=42)
SIDE = Parameter(
    "side", "path", "Side of the card", constraints=(("enum", ["front", "back"]),), example="front"
)
IF_MATCH = Parameter(
    "If-Match", "header", "ETag of the card template that you expect to change", example='"3-9"'
)
IF_NONE_MATCH = Parameter("If-None-Match", "header", "ETag of the copy that you have")
ETAG = {"ETag": "Version of the answer, for If-None-Match and If-Match"}


def template_id(request: Request) -> int:
    """Return the id in the path. Raises NotFound for what cannot be one."""
    return parse_id(request.path_params["id"])


def links_now(request: Request) -> Links:
    """Return the maker of file URLs for an answer given now."""
    file_urls: FileUrls = request.app.state.file_urls
    return file_urls.now()


def template_answer(
    rows: Rows, caller: Caller, card_template_id: int, links: Links, status: int = 200
) -> Response:
    """Return the answer that shows a card template, with its ETag."""
    view, version = reading.one(rows, caller, card_template_id, links)
    return json_answer(view, status, {"ETag": entity_tag(version, links.tag)})
