"""Copying an account from any server that speaks the API into an account here, again and again.

A pull follows the source as any client would (`updated_since`, `include_deleted`, `Link`), and
notes in the database what it has taken, in the transaction that took it. So it may be killed at any
moment, and goes on where it was. What was changed here in the meantime is kept, unless told
otherwise. See `docs/guides/leaving-the-hosted-service.md`.
"""
