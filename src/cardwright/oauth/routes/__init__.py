"""`/oauth/...` and what belongs to it: the protocol, and the pages of those who decide."""

from cardwright.oauth.routes import (
    applications,
    authorize,
    connections,
    metadata,
    own_tokens,
    token_info,
    tokens,
)

routers = (
    authorize.router,
    tokens.router,
    token_info.router,
    metadata.router,
    connections.router,
    own_tokens.router,
    applications.router,
)
