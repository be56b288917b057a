"""What every hostile request must come to: a refusal in the contract's form, and no change."""

from typing import Any

import httpx

from tests.service import Account


def assert_refused(answer: httpx.Response, *statuses: int) -> None:
    """Check the form of a refusal; `statuses` are those that will do, or any 4xx."""
    told = f"{answer.status_code} {answer.text[:300]}"
    assert answer.status_code in (statuses or range(400, 500)), told
    assert answer.headers["content-type"] == "application/json", told
    body = answer.json()
    assert isinstance(body["error"], str), told
    assert body["error_description"], told
    assert ("errors" in body) is (answer.status_code == 422), told


def everything(account: Account) -> list[Any]:
    """Return all that an account shows, to compare it before and after."""
    http = account.admin.http
    pages = [
        http.get("/api/3/card_templates", params={"include_deleted": "true", "per_page": "200"}),
        http.get("/api/3/card_template_types"),
        http.get("/api/3/account"),
    ]
    return [page.raise_for_status().json() for page in pages]
