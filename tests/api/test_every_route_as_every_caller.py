"""Every operation of the OpenAPI document, tried by every kind of caller: who gets what."""

import json
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from cardwright import times
from cardwright.accounts import actions as accounts
from cardwright.accounts.secrets import hash_secret
from cardwright.oauth.actions import tokens as oauth
from cardwright.oauth.models import AccessToken
from tests.proofs.bundles import TEMPLATE, packed, texts
from tests.service import (
    EVERYTHING,
    TEMPLATES_READONLY,
    TYPES_READONLY,
    Account,
    Person,
    Service,
    a_png,
    a_template,
    path_of,
)

# The callers, from left to right:
#   anonymous   no token at all                  readonly   the owner, with .readonly scopes
#   garbage     a token that never was           stranger   an admin of another account
#   expired     the owner's, past its end        plain      a user who is no admin
#   revoked     the owner's, revoked             admin      an admin who is not the owner
#   disabled    an admin who was shut out        locked     the same, on an owner_only template
#   unscoped    the owner, with other scopes     owner      the owner of the template
TABLE = """
                                   anonymous expired disabled readonly   plain   locked
operation                              garbage  revoked unscoped stranger   admin   owner

listCardTemplates                  401 401  401 401  401 403  200 200  200 200  200 200
createCardTemplate                 401 401  401 401  401 403  403 201  403 201  201 201
getCardTemplate                    401 401  401 401  401 403  200 404  200 200  200 200
updateCardTemplate                 401 401  401 401  401 403  403 404  403 200  403 200
patchCardTemplate                  401 401  401 401  401 403  403 404  403 200  403 200
deleteCardTemplate                 401 401  401 401  401 403  403 404  403 204  204 204
getCardTemplateBackgroundImage     401 401  401 401  401 403  302 404  302 302  302 302
updateCardTemplateBackgroundImage  401 401  401 401  401 403  403 404  403 200  403 200
deleteCardTemplateBackgroundImage  401 401  401 401  401 403  403 404  403 204  403 204
listCardTemplateFiles              401 401  401 401  401 403  200 404  200 200  200 200
uploadCardTemplateFile             401 401  401 401  401 403  403 404  403 200  403 200
deleteCardTemplateFile             401 401  401 401  401 403  403 404  403 204  403 204
getCardTemplateFields              401 401  401 401  401 403  200 404  200 200  200 200
renderCardTemplate                 401 401  401 401  401 403  200 404  200 200  200 200
getCardTemplatePreview             401 401  401 401  401 403  200 404  200 200  200 200
preflightCardTemplate              401 401  401 401  401 403  200 404  200 200  200 200
getCardTemplateLayoutSchema        401 401  401 401  401 403  200 200  200 200  200 200
exportCardTemplateBundle           401 401  401 401  401 403  200 404  200 200  200 200
importCardTemplateBundle           401 401  401 401  401 403  403 201  403 201  201 201
listCardTemplateTypes              401 401  401 401  401 403  200 200  200 200  200 200
createCardTemplateType             401 401  401 401  401 403  403 201  403 201  201 201
getCardTemplateType                401 401  401 401  401 403  200 404  200 200  200 200
updateCardTemplateType             401 401  401 401  401 403  403 404  403 200  200 200
patchCardTemplateType              401 401  401 401  401 403  403 404  403 200  200 200
deleteCardTemplateType             401 401  401 401  401 403  403 404  403 204  204 204
getAccount                         401 401  401 401  401 200  200 200  200 200  200 200
getTokenInfo                       401 401  401 401  401 200  200 200  200 200  200 200
authorizeOAuth                     400 400  400 400  400 400  400 400  400 400  400 400
getAccessToken                     400 400  400 400  400 400  400 400  400 400  400 400
revokeToken                        400 400  400 400  400 400  400 400  400 400  400 400
getServerMetadata                  200 200  200 200  200 200  200 200  200 200  200 200
downloadFile                       200 200  200 200  200 200  200 200  200 200  200 200
live                               200 200  200 200  200 200  200 200  200 200  200 200
ready                              200 200  200 200  200 200  200 200  200 200  200 200
"""
READS = ("renderCardTemplate", "preflightCardTemplate")
"""They have a body, and change nothing."""
CALLERS = [
    "anonymous",
    "garbage",
    "expired",
    "revoked",
    "disabled",
    "unscoped",
    "readonly",
    "stranger",
    "plain",
    "admin",
    "locked",
    "owner",
]
EXPECTED = {
    operation_id: dict(zip(CALLERS, map(int, statuses), strict=True))
    for operation_id, *statuses in (line.split() for line in TABLE.splitlines()[4:])
}


@dataclass
class Target:
    """A card template with files, and a type, of the account that is tried."""

    template: dict[str, Any]
    file_uuid: str
    code: str

    def values(self) -> dict[str, str]:
        """Return what stands in the places of a path."""
        url = httpx.URL(self.template["background_image_front_url"])
        _, _, account, file = url.path.split("/")
        here = {"id": str(self.template["id"]), "side": "front", "file_uuid": self.file_uuid}
        return {**here, "code": self.code, "account": account, "file": file}

    def query(self, operation_id: str) -> dict[str, str]:
        """Return the query that an operation needs."""
        url = httpx.URL(self.template["background_image_front_url"])
        if operation_id == "downloadFile":
            return dict(url.params)
        return {"file_role": "photo"} if operation_id == "uploadCardTemplateFile" else {}


def a_target(owner: Person, editable_by: str) -> Target:
    """Make one."""
    created = owner.create_template(editable_by=editable_by)
    code, file_uuid = f"T{secrets.token_hex(4)}", str(uuid.uuid4())
    file_path = path_of(created, "files", file_uuid)
    for answer in (
        owner.http.put(file_path, content=b"some bytes", params={"file_role": "logo"}),
        owner.http.post("/api/3/card_template_types", json=a_type(code)),
        owner.http.put(path_of(created, "background_image", "front"), content=a_png()),
    ):
        answer.raise_for_status()
    return Target(answer.json(), file_uuid, code)


def a_type(code: str) -> dict[str, Any]:
    """Return the members of a create request."""
    return {"code": code, "name": "Try", "width_mm": 80, "height_mm": 50}


def body_for(operation_id: str) -> bytes:
    """Return a body with which an operation would change something."""
    match operation_id:
        case "createCardTemplate":
            return json.dumps(a_template()).encode()
        case "createCardTemplateType":
            return json.dumps(a_type(f"N{secrets.token_hex(4)}")).encode()
        case "importCardTemplateBundle":
            return packed(texts({**TEMPLATE, "uuid": str(uuid.uuid4())}))
        case "updateCardTemplateBackgroundImage" | "uploadCardTemplateFile":
            return a_png("red")
        case _ if operation_id.startswith(("update", "patch")):
            return json.dumps({"name": f"Changed {secrets.token_hex(4)}"}).encode()
    return b""


def clients(account: Account, stranger: Account) -> dict[str, httpx.Client]:
    """Return what every kind of caller asks with."""
    service, owner = account.service, account.admin
    expired, revoked = owner.with_scope(EVERYTHING), owner.with_scope(EVERYTHING)
    disabled, admin = (account.create_person(is_admin=True) for _ in range(2))
    with service.database.writing() as session:
        oauth.revoke_token(session, revoked.token)
        accounts.set_disabled(
            session, accounts.find_user(session, disabled.email), is_disabled=True
        )
        session.execute(
            update(AccessToken)
            .where(AccessToken.token_hash == hash_secret(expired.token))
            .values(expires_at=times.now() - 1)
        )
    return {
        "anonymous": service.client(),
        "garbage": service.client("cw_at_" + secrets.token_urlsafe(32)),
        "expired": expired.http,
        "revoked": revoked.http,
        "disabled": disabled.http,
        "unscoped": owner.with_scope("account.person account.card_design").http,
        "readonly": owner.with_scope(f"{TEMPLATES_READONLY} {TYPES_READONLY}").http,
        "stranger": stranger.admin.http,
        "plain": account.create_person().http,
        "admin": admin.http,
        "locked": admin.http,
        "owner": owner.http,
    }


def state(owner: Person) -> tuple[str, str]:
    """Return all that the account shows."""
    templates = owner.http.get("/api/3/card_templates", params={"include_deleted": "true"})
    return templates.text, owner.http.get("/api/3/card_template_types").text


def operations(service: Service) -> dict[str, tuple[str, str]]:
    """Return method and path of every documented operation."""
    document = service.client().get("/openapi.json").json()
    return {
        operation["operationId"]: (method.upper(), path)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_the_table_has_every_operation_that_is_documented(service: Service) -> None:
    assert set(EXPECTED) == set(operations(service))


@pytest.mark.parametrize("operation_id", EXPECTED)
def test_every_caller_gets_what_the_table_says(
    account: Account, stranger: Account, operation_id: str
) -> None:
    method, path = operations(account.service)[operation_id]
    targets = {rule: a_target(account.admin, rule) for rule in ("account_admins", "owner_only")}
    is_read = method == "GET" or operation_id in READS
    got, touched = {}, []

    for caller, http in clients(account, stranger).items():
        rule = "owner_only" if caller == "locked" else "account_admins"
        before = state(account.admin)
        answer = http.request(
            method,
            path.format_map(targets[rule].values()),
            params=targets[rule].query(operation_id),
            content=body_for(operation_id),
        )
        got[caller] = answer.status_code
        is_refused = answer.status_code >= 400 or is_read or caller == "stranger"
        if (state(account.admin) == before) is not is_refused:
            touched.append(caller)
        if not is_refused:
            targets[rule] = a_target(account.admin, rule)

    assert got == EXPECTED[operation_id]
    assert touched == [], "refused and changed, or accepted and not changed"
