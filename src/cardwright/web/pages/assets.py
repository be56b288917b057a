"""Style sheets, icon and scripts of the pages, at URLs that change with their content.

Those of all pages lie here in `static/`; those of a feature in its own `static/`, and below its
name in the URL.

The digest in a URL covers all of them, so modules that import one another by relative paths always
come from the same release.
"""

import hashlib
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cardwright.errors import NotFound

_PACKAGE = Path(__file__).parents[2]
_FOLDER = Path(__file__).parent / "static"
# Named here, because what the system believes about endings differs from machine to machine.
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOR_EVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@router.get("/static/{digest}/{path:path}")
async def get_asset(request: Request, digest: str, path: str) -> Response:
    """Answer with a file of this release, whichever one is asked for."""
    content = _FILES.get(path)
    if content is None:
        raise NotFound
    # A page of another release may ask here while a new one is rolled out.
    caching = _FOR_EVER if digest == _DIGEST else "no-store"
    return Response(
        content,
        headers={"Cache-Control": caching, "Cross-Origin-Resource-Policy": "same-origin"},
        media_type=_MEDIA_TYPES[Path(path).suffix],
    )


@router.get("/favicon.ico")
async def get_favicon(request: Request) -> Response:
    """Answer browsers that ask for the icon by its old name."""
    return Response(
        _FILES["icon.svg"],
        headers={"Cache-Control": "public, max-age=86400"},
        media_type=_MEDIA_TYPES[".svg"],
    )


def asset_url(path: str) -> str:
    """Return the URL of `file` in `static/`, or of `feature/file`. KeyError where there is none."""
    if path not in _FILES:
        raise KeyError(path)
    return f"/static/{_DIGEST}/{path}"


def _load() -> dict[str, bytes]:
    files = _files_in(_FOLDER, "")
    for folder in sorted(_PACKAGE.glob("*/static")):
        files |= _files_in(folder, f"{folder.parent.name}/")
    return files


def _files_in(folder: Path, prefix: str) -> dict[str, bytes]:
    return {
        f"{prefix}{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in _MEDIA_TYPES
    }


def _digest(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path, content in files.items():
        digest.update(f"{path} {len(content)} ".encode() + content)
    return digest.hexdigest()[:16]


_FILES = _load()
_DIGEST = _digest(_FILES)
