"""OAuth 2.0 as Authlib's framework-neutral server speaks it, on our own storage and rules.

Authlib leaves to the storage what matters most: codes that work once, refresh tokens that rotate,
and hashes instead of tokens. All of that is in `oauth.actions`; here is only what connects the two.
"""
