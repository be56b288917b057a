"""The links at the head of every page, for those who are signed in."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Link:
    """One link of the navigation."""

    path: str
    text: str
    """Its key in the catalogue."""
    for_admins: bool = False
    is_personal: bool = False
    """Whether it is about the user, and so stands in the menu under the user's name."""
    is_current: bool = False


_LINKS = (
    Link("/templates", "navigation.templates"),
    Link("/users", "navigation.users", for_admins=True),
    Link("/applications", "navigation.applications", for_admins=True),
    Link("/audit", "navigation.audit", for_admins=True),
    Link("/connections", "navigation.connections", is_personal=True),
    Link("/tokens", "navigation.tokens", is_personal=True),
    Link("/sign-ins", "navigation.sign_ins", is_personal=True),
    Link("/password", "navigation.password", is_personal=True),
)


def links_for(path: str, *, is_admin: bool) -> tuple[Link, ...]:
    """Return the links that the reader may follow; the one of `path` is marked."""
    return tuple(
        replace(link, is_current=link.path == path)
        for link in _LINKS
        if is_admin or not link.for_admins
    )
