"""Everything that can be refused, as one family.

CardwrightError                      500 internal_server_error
├── BadRequest                       400 bad_request
├── Unauthorized                     401 unauthorized
├── InvalidToken                     401 invalid_token (OAuth endpoints only)
├── Forbidden                        403 forbidden
├── NotFound                         404 not_found
├── RequestTimeout                   408 request_timeout
├── TypeInUse                        409
├── PreconditionFailed               412 precondition_failed
├── PayloadTooLarge                  413 payload_too_large
├── RangeNotSatisfiable              416 range_not_satisfiable
├── Invalid                          422 validation_failed, with the messages of each field
├── TooManyRequests                  429 too_many_requests
└── Unavailable                      503 service_unavailable
    └── StorageFull                  507 insufficient_storage

Rules raise these; `web/errors.py` alone turns them into answers, and the command line prints
`description`. Statuses and bodies are those of contract section 1 and of
`docs/api/decisions.md`.
"""

from collections.abc import Mapping


class CardwrightError(Exception):
    """The base of the family: catch this to catch every refusal."""

    status = 500
    error = "internal_server_error"
    description = "An unexpected error occurred"

    def __init__(self, description: str | None = None) -> None:
        super().__init__(description or self.description)
        if description:
            self.description = description

    def body(self) -> dict[str, object]:
        """Return the JSON body of the answer."""
        return {"error": self.error, "error_description": self.description}

    def headers(self) -> dict[str, str]:
        """Return the headers that belong to the answer."""
        return {}


class BadRequest(CardwrightError):
    """The request is not HTTP or JSON as their specifications write it."""

    status = 400
    error = "bad_request"
    description = "The request could not be understood"


class Unauthorized(CardwrightError):
    """There is no bearer token, or it is unknown, expired, revoked or its user disabled."""

    status = 401
    error = "unauthorized"
    description = "The access token is invalid"

    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": 'Bearer realm="cardwright", error="invalid_token"'}


class InvalidToken(Unauthorized):
    """The same refusal in the words of the OAuth endpoints (contract 1d)."""

    error = "invalid_token"
    description = "The access token is invalid or has expired"


class Forbidden(CardwrightError):
    """The caller is known and may not do this."""

    status = 403
    error = "forbidden"
    description = "You are not authorized to access this resource"


class NotFound(CardwrightError):
    """It does not exist, or not for this account, which is the same."""

    status = 404
    error = "not_found"
    description = "The requested resource was not found"


class RequestTimeout(CardwrightError):
    """The client paused for too long while it sent its body (RFC 9110, 15.5.9)."""

    status = 408
    error = "request_timeout"
    description = "The body stopped coming: send it again"

    def headers(self) -> dict[str, str]:
        return {"Connection": "close"}


class TypeInUse(CardwrightError):
    """A card template type cannot go while templates refer to it (contract E409)."""

    status = 409
    error = "Card template type is in use by one or more card templates"
    description = (
        "Delete these card templates for good, or give them another type, and then try again"
    )


class PreconditionFailed(CardwrightError):
    """If-Match names another version than the one that is stored (RFC 9110, 13.1.1)."""

    status = 412
    error = "precondition_failed"
    description = "The card template has changed since you read it: read it again, then retry"


class PayloadTooLarge(CardwrightError):
    """The body is longer than this call accepts."""

    status = 413
    error = "payload_too_large"
    description = "The request body is too large"


class RangeNotSatisfiable(CardwrightError):
    """No byte of the file lies in the range that was asked for (RFC 9110, 15.5.17)."""

    status = 416
    error = "range_not_satisfiable"
    description = "The file has no bytes in that range"

    def __init__(self, size: int) -> None:
        super().__init__(f"The file has {size} bytes, none of them in the range asked for")
        self.size = size

    def headers(self) -> dict[str, str]:
        return {"Content-Range": f"bytes */{self.size}"}


class Invalid(CardwrightError):
    """The request is well formed, and its values cannot be accepted."""

    status = 422
    error = "validation_failed"
    description = "Validation failed"

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__()
        self.errors = dict(errors)

    @classmethod
    def field(cls, name: str, message: str) -> "Invalid":
        """Return the refusal of one field for one reason."""
        return cls({name: [message]})

    def __str__(self) -> str:
        return "; ".join(
            f"{name} {message}" for name, messages in self.errors.items() for message in messages
        )

    def body(self) -> dict[str, object]:
        return {**super().body(), "errors": self.errors}


class TooManyRequests(CardwrightError):
    """Too much of this failed lately, or was asked for with one token (RFC 6585, 4)."""

    status = 429
    error = "too_many_requests"
    description = "Too many attempts: wait as long as Retry-After says"

    def __init__(self, wait_seconds: int, description: str | None = None) -> None:
        super().__init__(description)
        self.wait_seconds = wait_seconds

    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.wait_seconds)}


class Unavailable(CardwrightError):
    """Something this service depends on does not answer; the same request may work later."""

    status = 503
    error = "service_unavailable"
    description = "The service cannot answer at the moment: try again shortly"

    def headers(self) -> dict[str, str]:
        return {"Retry-After": "5"}


class StorageFull(Unavailable):
    """The disk that something was to be written to is full (RFC 4918, 11.5). Nothing changed."""

    status = 507
    error = "insufficient_storage"
    description = (
        "There is no room left on the server's disk, and nothing was changed: try again when its "
        "operator has made room"
    )
