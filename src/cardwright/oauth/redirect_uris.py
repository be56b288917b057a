"""Redirect URIs: which an application may register, and which of a request are meant by them."""

from urllib.parse import SplitResult, urlsplit

from cardwright.errors import Invalid

LONGEST_URI = 2000
MOST_URIS = 20
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_FIELD = "redirect_uri"


def checked_redirect_uris(uris: list[str], *, is_public: bool) -> list[str]:
    """Return the URIs without repetitions.

    https; http to the loopback host, where a native application or a developer listens; and for
    public applications a private scheme such as `com.example.app` (RFC 8252, 7). Raises Invalid.
    """
    found = list(dict.fromkeys(uri.strip() for uri in uris if uri.strip()))
    if not found:
        raise Invalid.field(_FIELD, "can't be blank")
    if len(found) > MOST_URIS:
        raise Invalid.field(_FIELD, f"has too many items (maximum is {MOST_URIS})")
    for uri in found:
        _check(uri, is_public=is_public)
    return found


def is_registered(uri: str, registered: str, *, is_public: bool) -> bool:
    """Say whether `uri` is one of the space-separated `registered` ones, character for character.

    The one exception: a public application listens on the loopback host on whatever port was free
    (RFC 8252, 7.3).
    """
    known = registered.split()
    if uri in known:
        return True
    if not is_public:
        return False
    portless = _without_loopback_port(uri)
    return portless is not None and portless in map(_without_loopback_port, known)


def _check(uri: str, *, is_public: bool) -> None:
    parts = _split(uri)
    if parts is None or not parts.scheme:
        raise Invalid.field(_FIELD, f"{uri!a} is not an absolute URI")
    if "#" in uri:
        raise Invalid.field(_FIELD, f"{uri} must not have a fragment")
    if parts.scheme in ("http", "https"):
        if not parts.hostname or parts.username is not None or "*" in parts.netloc:
            raise Invalid.field(_FIELD, f"{uri} must name one host, and nobody who signs in to it")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise Invalid.field(_FIELD, f"{uri} must use https: http is for localhost alone")
    elif not (is_public and "." in parts.scheme):
        raise Invalid.field(
            _FIELD,
            f"{uri} must use https; a scheme such as com.example.app is for public applications",
        )


def _split(uri: str) -> SplitResult | None:
    """Return the parts of a URI of plain printable ASCII, or None."""
    is_plain = uri.isascii() and uri.isprintable() and not set(uri) & set(' "\\<>^`{|}')
    if not is_plain or len(uri) > LONGEST_URI:
        return None
    try:
        parts = urlsplit(uri)
        _ = parts.port  # Reading it checks it.
    except ValueError:
        return None
    return parts


def _without_loopback_port(uri: str) -> SplitResult | None:
    """Return the parts of a loopback URI but for its port; None for any other URI."""
    parts = _split(uri)
    if (
        parts is None
        or parts.scheme != "http"
        or parts.hostname not in _LOOPBACK
        or parts.username is not None
        or "#" in uri
    ):
        return None
    return parts._replace(netloc=parts.hostname)
