"""`/.well-known/oauth-authorization-server` (RFC 8414)."""

from cardwright.oauth.scopes import SCOPES
from tests.service import Service


def test_the_metadata_say_what_there_is(service: Service) -> None:
    answer = service.client().get("/.well-known/oauth-authorization-server")

    assert answer.status_code == 200
    assert answer.json() == {
        "issuer": service.url,
        "authorization_endpoint": f"{service.url}/oauth/authorize",
        "token_endpoint": f"{service.url}/oauth/token",
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
        ],
        "revocation_endpoint": f"{service.url}/oauth/revoke",
        "revocation_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
        ],
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
        "service_documentation": f"{service.url}/docs",
    }
