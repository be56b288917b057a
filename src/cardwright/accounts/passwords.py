"""Passwords: which may be chosen, and what is kept of them.

Length is what counts (NIST SP 800-63B, 3.1.1): no rules of composition, but not what everybody
tries first. The parameters of Argon2id are those that OWASP's password storage page gives for
19 MiB.
"""

import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cardwright.errors import Invalid

SHORTEST = 12
LONGEST = 1024

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """Return what is kept of a password. Takes some 50 ms and 19 MiB."""
    return _hasher.hash(_normal(password))


def is_correct(kept: str | None, password: str) -> bool:
    """Say whether `password` is the one of which `kept` is kept.

    Takes as long where nothing is kept: how long an answer takes must not tell who has a password,
    or that nobody is known by an address.
    """
    is_possible = kept is not None and len(password) <= LONGEST
    try:
        _hasher.verify(kept if kept and is_possible else _nothing(), _normal(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return is_possible


def is_outdated(kept: str) -> bool:
    """Say whether `kept` was made with other parameters than new ones are."""
    return _hasher.check_needs_rehash(kept)


def check_choice(password: str, email: str) -> None:
    """Raise Invalid, for `password`, unless it may be chosen by the user with that address."""
    chosen = _normal(password)
    if len(chosen) < SHORTEST:
        raise Invalid.field("password", f"must have {SHORTEST} characters or more")
    if len(chosen) > LONGEST:
        raise Invalid.field("password", f"must have {LONGEST} characters at most")
    if _letters(chosen) == _letters(email):
        raise Invalid.field("password", "must not be your e-mail address")
    if _is_guessed_first(chosen):
        raise Invalid.field("password", "is among the first that anybody would guess")


def _normal(password: str) -> str:
    """Return one spelling of what looks the same, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nothing() -> str:
    return _hasher.hash("")


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _is_guessed_first(chosen: str) -> bool:
    bare = _letters(chosen)
    if 2 * len(bare) < len(chosen):  # Most of it are other characters, so they count.
        bare = chosen
    return bare in _COMMON or len(set(bare)) < 4 or _is_repetition(bare) or _is_run(bare)


def _is_repetition(text: str) -> bool:
    """Say whether `text` is one short piece over and over: that is one shorter password."""
    return any(
        text == (text[:length] * (len(text) // length + 1))[: len(text)]
        for length in range(1, len(text) // 2 + 1)
    )


def _is_run(text: str) -> bool:
    """Say whether `text` goes along the alphabet, the digits or the rows of a keyboard."""
    return any(text in row + row or text in (row + row)[::-1] for row in _RUNS)


_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "1234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
# Those of the common ones that are long enough, without what is neither letter nor digit.
_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text().split())
