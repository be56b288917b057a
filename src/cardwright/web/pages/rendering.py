"""From a template to a page: the frame around it, its texts, and the headers it needs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from cardwright import times
from cardwright.web.pages.assets import asset_url
from cardwright.web.pages.navigation import links_for
from cardwright.web.pages.texts import texts_for

_PACKAGE = Path(__file__).parents[2]
_ORIGIN = re.compile(r"https?://[A-Za-z0-9._:-]+", re.ASCII)
_DIRECTIVES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "script-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


@dataclass(frozen=True)
class Viewer:
    """Who looks at the page: what its frame shows, and its forms need, of the one signed in."""

    name: str
    email: str
    account_name: str
    time_zone: str
    is_admin: bool
    csrf_token: str


def render_page(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    directives: Mapping[str, str] | None = None,
    **values: object,
) -> Response:
    """Return the page that `template` makes of `values`, in the reader's language.

    `template` is `feature/name.html`, which is the file `feature/pages/name.html`. `directives`
    stand in the place of those of the Content-Security-Policy with the same names. Templates find
    there: `t` (the texts), `viewer` (None where nobody is signed in), `path`, `asset`, and the
    filter `moment` for times.
    """
    texts = texts_for(request)
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    html = _ENVIRONMENT.get_template(template).render(
        t=texts,
        viewer=viewer,
        path=request.url.path,
        links=links_for(request.url.path, is_admin=viewer.is_admin) if viewer else (),
        zone=viewer.time_zone if viewer else "UTC",
        **values,
    )
    return Response(
        html,
        status,
        {
            "Content-Security-Policy": _policy(directives or {}),
            "Content-Language": texts.language,
            # Not `no-referrer`: with that, browsers send `Origin: null` with the page's own forms
            # (Fetch, "append a request Origin header"), and Origin is what tells ours apart.
            "Referrer-Policy": "strict-origin",
            "Cache-Control": "no-store",
            "Vary": "Cookie, Accept-Language",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            **(headers or {}),
        },
        "text/html; charset=utf-8",
    )


def form_target(url: str) -> str:
    """Return the CSP source of where `url` leads, for `form-action`; nothing for what is no URL.

    Chromium applies `form-action` to the redirects that follow a form, too: a page whose form may
    end at another site has to name it.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    # A source cannot name an IPv6 address (CSP 3, 2.3.1), so there it is the scheme alone.
    if parts.scheme in ("http", "https") and "[" not in parts.netloc:
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        return origin if _ORIGIN.fullmatch(origin) else ""
    return f"{parts.scheme}:" if parts.scheme else ""


def _policy(directives: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}" for name, value in {**_DIRECTIVES, **directives}.items())


def _moment(microseconds: int, zone: str) -> Markup:
    """Return a time to the minute, in the time zone of the account."""
    moment = datetime.fromtimestamp(microseconds // times.MICROSECONDS, UTC)
    shown = moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    exactly = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{}">{}</time>').format(exactly, shown)


_ENVIRONMENT = Environment(
    loader=PrefixLoader(
        {
            folder.parent.name: FileSystemLoader(folder)
            for folder in sorted(_PACKAGE.glob("*/pages"))
        }
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals["asset"] = asset_url
_ENVIRONMENT.filters["moment"] = _moment
