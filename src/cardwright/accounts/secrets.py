"""Tokens, codes and secrets: how they are made, and what is kept of them."""

import hashlib
import secrets

# Prefixes let secret scanners recognise what has leaked.
ACCESS_TOKEN = "cw_at_"  # noqa: S105 - a prefix
REFRESH_TOKEN = "cw_rt_"  # noqa: S105 - a prefix
CLIENT_SECRET = "cw_cs_"  # noqa: S105 - a prefix


def new_secret(prefix: str = "") -> str:
    """Return 256 random bits as text that needs no escaping anywhere, after `prefix`."""
    return prefix + secrets.token_urlsafe(32)


def hash_secret(secret: str) -> bytes:
    """Return what is stored of a secret: its SHA-256, 32 bytes.

    Neither salted nor slow, because nobody guesses 256 random bits.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
