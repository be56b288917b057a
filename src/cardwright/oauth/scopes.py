"""Every scope that a token may carry, each with the sentence that explains it (contract 4i)."""

from enum import StrEnum

from cardwright.errors import Invalid

READONLY = ".readonly"


class Scope(StrEnum):
    """The scopes that routes of this service ask for."""

    CARD_TEMPLATES = "private.account.card_template"
    CARD_TEMPLATES_READONLY = "private.account.card_template.readonly"
    CARD_TEMPLATE_TYPES = "private.card_template_type"
    CARD_TEMPLATE_TYPES_READONLY = "private.card_template_type.readonly"


SESSION_SCOPE = f"{Scope.CARD_TEMPLATES} {Scope.CARD_TEMPLATE_TYPES}"
"""What the pages of this service may do for who is signed in, as far as the user's role goes."""

SCOPES: dict[str, str] = {
    "private.account.card_template": "Read, create, change and delete card templates.",
    "private.account.card_template.readonly": "Read card templates.",
    "private.card_template_type": "Read, create, change and delete card template types.",
    "private.card_template_type.readonly": "Read card template types.",
    "account.person": "Read, create, change and delete people.",
    "account.person.readonly": "Read people.",
    "account.card_design": "Read and change card designs.",
    "account.card_design.readonly": "Read card designs.",
    "account.channel.readonly": "Read doors.",
    "account.channel.admit": "Unlock doors.",
    "account.channel.admit.person": "Unlock doors for a person.",
    "account.credential_type.readonly": "Read credential types.",
    "account.event.readonly": "Read events.",
    "account.event.access.readonly": "Read access events.",
    "account.group.readonly": "Read groups.",
    "account.group_reservation": "Read and change group reservations.",
    "account.group_reservation.readonly": "Read group reservations.",
    "account.notification_rule": "Read and change notification rules.",
    "account.notification_rule.readonly": "Read notification rules.",
    "account.reports.readonly": "Read reports.",
    "account.reservation": "Read and change reservations.",
    "account.reservation.readonly": "Read reservations.",
    "account.role.readonly": "Read roles.",
    "account.shift.readonly": "Read shifts.",
    "account.site.readonly": "Read sites.",
    "account.sync": "Start synchronisations.",
    "events.readonly": "Read events.",
}


def parse_scopes(text: str) -> list[str]:
    """Return the scopes of a space-separated list, in its order and without repetitions.

    Raises Invalid when one is unknown, or when there is none (RFC 6749, 3.3).
    """
    scopes = list(dict.fromkeys(text.split()))
    if not scopes:
        raise Invalid.field("scope", "can't be blank")
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown:
        raise Invalid.field("scope", f"is unknown: {' '.join(unknown)}")
    return scopes


def in_use() -> list[str]:
    """Return the scopes that routes of this service ask for."""
    return [scope for scope in SCOPES if scope in set(Scope)]


def others() -> list[str]:
    """Return the scopes that a token may carry, though no route asks for them yet."""
    return [scope for scope in SCOPES if scope not in set(Scope)]


def permits(granted: str, needed: str) -> bool:
    """Say whether the space-separated scopes `granted` cover `needed`.

    A full scope covers its own `.readonly`.
    """
    scopes = granted.split()
    return needed in scopes or (
        needed.endswith(READONLY) and needed.removesuffix(READONLY) in scopes
    )
