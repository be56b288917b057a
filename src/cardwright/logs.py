"""What happens, a line each on standard error: JSON for programs, or text for a terminal.

Our own events and those of libraries, which use Python's `logging`, go through the same processors:
the request they belong to, faults without values, and nothing that is secret.
"""

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from functools import cache
from typing import Any

import msgspec
import structlog
from structlog.types import Processor

from cardwright.faults import trace_of
from cardwright.settings import LogFormat

Event = MutableMapping[str, Any]

REDACTED = "[redacted]"

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""That of the request which is being answered; threads that work for it have it, too."""

_QUIET = {
    "alembic": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,  # It tells of every request, with its query.
    "python_multipart": logging.ERROR,  # It tells of every form that is no form, byte for byte.
}
_SECRETS = {
    *("access_token", "csrf_token", "refresh_token", "token"),
    *("authorization", "cookie", "cookies", "session_id", "set_cookie"),
    *("client_secret", "code", "code_verifier", "password", "secret", "secret_key", "signature"),
    *("body", "query", "query_string", "template_objects", "value", "values"),
}
"""Names of what is never shown, in lower case and with underscores."""

_NAMES = (
    "(?:access_|refresh_|csrf_)?token|client_secret|code(?:_verifier)?"
    "|password|secret|session_id|signature"
)
_IN_TEXT = re.compile(
    r"cw_[a-z]{2}_[\w-]+"  # The prefixes of our own tokens.
    r"|\b(?:authorization|(?:set-)?cookie)[\"']?\s*[=:][^\r\n]*"
    r"|\b(?:bearer|basic)\s+[^\s\"',]+"
    rf"|\b(?:{_NAMES})[\"']?\s*[=:]\s*(?:[\"'][^\"']*[\"']|[^\s&,;\"']+)"
    r"|(?<=\?)[\w.~%+-]+=[^\s\"']*"  # The query of a URL.
    r"|(?<=://)[^/\s@]+(?=@)",  # The user and the password in it.
    re.IGNORECASE,
)
_SIGNS = ("=", ":", "cw_", "earer", "asic", "EARER", "ASIC")
"""What a text has in which something may be found: looking for these costs a fiftieth."""

_encode = msgspec.json.Encoder().encode


def set_up_logs(log_format: LogFormat) -> None:
    """Send what happens to standard error; `auto` is text to a terminal, and JSON elsewhere."""
    is_text = log_format == "console" or (log_format == "auto" and sys.stderr.isatty())
    render = _console() if is_text else _as_json
    level = structlog.processors.add_log_level
    own: list[Processor] = [level, _with_request, _with_fault, _redact, _with_time]
    structlog.configure(
        processors=[*own, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    foreign: list[Processor] = [structlog.stdlib.add_logger_name, _first_line, *own]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processors=[meta, render], foreign_pre_chain=foreign)
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.captureWarnings(True)
    for name, lowest in _QUIET.items():
        logging.getLogger(name).setLevel(lowest)


def redacted(text: str) -> str:
    """Return the text without the tokens, credentials and queries in it."""
    if any(sign in text for sign in _SIGNS):
        return _IN_TEXT.sub(REDACTED, text)
    return text


_with_time = structlog.processors.TimeStamper(fmt="iso", utc=True)


def _with_request(_: object, __: str, event: Event) -> Event:
    if (current := request_id.get()) is not None:
        event.setdefault("request_id", current)
    return event


def _with_fault(_: object, __: str, event: Event) -> Event:
    told = event.pop("exc_info", None)
    if told:
        fault = told[1] if isinstance(told, tuple) else told
        fault = fault if isinstance(fault, BaseException) else sys.exc_info()[1]
        if fault is not None:
            event["exception"] = trace_of(fault)
    return event


def _first_line(_: object, __: str, event: Event) -> Event:
    """Leave out what asyncio tells of a task below its sentence: the exception, word for word."""
    if event.get("logger") == "asyncio":
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _redact(_: object, __: str, event: Event) -> Event:
    for name, value in event.items():
        if _is_secret(name):
            event[name] = REDACTED
        elif type(value) is str:
            event[name] = redacted(value)
        elif isinstance(value, dict):
            event[name] = _redact(None, "", dict(value))
        elif not isinstance(value, int | float | None):
            event[name] = redacted(str(value))
    return event


@cache
def _is_secret(name: str) -> bool:
    return name.lower().replace("-", "_") in _SECRETS


def _as_json(_: object, __: str, event: Event) -> str:
    ordered = {"timestamp": None, "level": None, "event": None, **event}
    try:
        return _encode(ordered).decode()
    except ValueError:
        return json.dumps(ordered)  # Half of a surrogate pair is written as an escape.


def _console() -> Processor:
    colours = sys.stderr.isatty()
    render = structlog.dev.ConsoleRenderer(colors=colours, sort_keys=False, pad_event_to=0)

    def as_text(logger: Any, name: str, event: Event) -> str:
        if "method" in event and "path" in event:
            # A request is read as a sentence, from left to right.
            asked = f"{event.pop('method')} {event.pop('path')} {event.pop('status', '')}"
            event["event"] = asked.rstrip()
        return str(render(logger, name, event))

    return as_text
