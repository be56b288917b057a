"""What can go wrong with a call, as one family.

ClientError              catch this to catch all
├── Unreachable          no answer, or a part of one
├── UnusableAnswer       an answer that is not what the API describes
└── Refused              the server says no, with a status and a reason
"""

from collections.abc import Mapping

from cardwright.errors import CardwrightError


class ClientError(CardwrightError):
    """The base of the family. Its text names no token, and no query of a URL."""


class Unreachable(ClientError):
    """The server did not answer, or not to the end, however often it was asked."""


class UnusableAnswer(ClientError):
    """The server answered with something else than the API describes."""


class Refused(ClientError):
    """The server answered with an error (contract section 1)."""

    def __init__(
        self,
        what: str,
        *,
        status: int,
        error: str = "",
        description: str = "",
        errors: Mapping[str, list[str]] | None = None,
        retry_after: float | None = None,
    ) -> None:
        problems = "; ".join(
            f"{name} {message}" for name, messages in (errors or {}).items() for message in messages
        )
        reason = problems or description or error or "no reason given"
        super().__init__(f"{what} was answered with {status}: {reason}")
        self.status = status
        self.error = error
        """The code, such as `not_found`; empty where the body has none."""
        self.reason = description
        """`error_description` of the body."""
        self.errors = dict(errors or {})
        """The messages for each field, of a 422."""
        self.retry_after = retry_after
        """How many seconds the server asked to wait, if it did."""
