"""The account as the API shows it (contract 2f)."""

from typing import Annotated

from msgspec import Meta, Struct

from cardwright.accounts.models import Account, User


class SyncView(Struct, frozen=True, kw_only=True):
    """State of the door hardware. This service has none, so it is always in step."""

    status: Annotated[str, Meta(examples=["complete"])] = "complete"
    last_sync: str | None = None
    description: str | None = None


class PassportView(Struct, frozen=True, kw_only=True):
    """Mobile credentials. This service issues none."""

    remote_unlock_enabled: bool = False
    hid_mobile_access: bool = False


class AccountUserView(Struct, frozen=True, kw_only=True):
    """The user whose token it is."""

    id: Annotated[int, Meta(examples=[7])]
    first_name: Annotated[str, Meta(examples=["Ada"])]
    last_name: Annotated[str, Meta(examples=["Byron"])]
    email: Annotated[str, Meta(examples=["ada@example.com"])]


class AccountView(Struct, frozen=True, kw_only=True):
    """The account that a token belongs to."""

    id: Annotated[str, Meta(description="Id of the account", examples=["Hq7XbKd4mRtz"])]
    name: Annotated[str, Meta(examples=["Acme"])]
    time_zone: Annotated[str, Meta(description="IANA time zone", examples=["Europe/Paris"])]
    monitored: Annotated[bool, Meta(description="Always false: there are no doors here")] = False
    reseller: Annotated[None, Meta(description="Always null: there are no resellers here")] = None
    sync: SyncView
    user: AccountUserView
    passport: PassportView


def account_view(account: Account, user: User) -> AccountView:
    """Return the view of an account for one of its users."""
    return AccountView(
        id=account.hashid,
        name=account.name,
        time_zone=account.time_zone,
        sync=SyncView(),
        user=AccountUserView(
            id=user.id, first_name=user.first_name, last_name=user.last_name, email=user.email
        ),
        passport=PassportView(),
    )
