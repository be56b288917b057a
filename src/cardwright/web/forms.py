"""Forms of pages: read within a limit, and only when they come from pages of this service."""

from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from cardwright.errors import BadRequest, Forbidden
from cardwright.web.uploads import read_body

LARGEST_FORM = 64 * 1024
MOST_FIELDS = 200
_CONTENT_TYPE = "application/x-www-form-urlencoded"

Form = ImmutableMultiDict[str, str]


async def read_form(request: Request) -> Form:
    """Return the fields of a form. Raises BadRequest for another body, and PayloadTooLarge."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != _CONTENT_TYPE:
        raise BadRequest(f"The form must be sent as {_CONTENT_TYPE}")
    body = await read_body(request, LARGEST_FORM)
    try:
        fields = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:  # Not ASCII, not UTF-8 where escaped, or too many fields.
        raise BadRequest("The form cannot be read") from None
    return ImmutableMultiDict(fields)


def require_same_origin(request: Request, public_url: str) -> None:
    """Raise Forbidden for a request that a browser says it makes for another site.

    Every browser names the origin in a request that may change something (Fetch, 3.2), and newer
    ones say how it relates to ours (Fetch Metadata, 2.4). What says neither is not a browser.
    """
    relation = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    is_ours = relation in (None, "same-origin", "none") and (
        origin is None or _is_own(origin, request.headers.get("host", ""), public_url)
    )
    if not is_ours:
        raise Forbidden("The request comes from a page of another site")


def _is_own(origin: str, host: str, public_url: str) -> bool:
    # Without the scheme where it is the host that was asked for: a proxy may have taken TLS off.
    return origin == _origin(public_url) or urlsplit(origin).netloc == host != ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
