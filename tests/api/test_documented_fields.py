"""The documented fields, types, nulls and examples, held against real answers (contract 2, 4f)."""

import re
from typing import Any

import pytest
from sqlalchemy import text

from tests.service import Account, a_png, path_of

# Field, type, and an example of a value or what the value means. A question mark: may be null.
CARD_TEMPLATE = """
id                          integer   assigned by the server
uuid                        string    550E8400-E29B-41D4-A716-446655440000
name                        string    Staff Card
template_type_code          string    ISO_CARD
card_type                   string    standard
double_sided                boolean   true
orientation_front           string    P
orientation_back            string    L
default_template            boolean   false
background_image_front_url  string?   where to read the image, null when there is none
background_image_back_url   string?   where to read the image, null when there is none
template_objects            array     of objects, as the client sent them
owner_id                    integer?  a user, null when nobody owns it
editable_by                 string    owner_only
deleted_at                  string?   when it was soft-deleted, null while it lives
deleted_by_id               integer?  a user, null while it lives
linked_files                array     of LinkedFile
created_at                  string    a time in UTC
updated_at                  string    a time in UTC
"""
LINKED_FILE = """
uuid          string   the UUID of the path it was put to
entity_type   string   CardTemplate
entity_uuid   string   the UUID of the card template
file_role     string   background_front
url           string?  where to read it
content_type  string   image/png
created_at    string   a time in UTC
updated_at    string   a time in UTC
"""
CARD_TEMPLATE_TYPE = """
code                 string   ISO_CARD
name                 string   Standard ISO Card
page_size            string   ISO_CARD
width_mm             number   85.6
height_mm            number   54.0
orientation_default  string   L
preview_image_url    string?  null
non_printable_zones  array    of zones
created_at           string   a time in UTC
updated_at           string   a time in UTC
"""
ZONE = """
label      string  what is there
x_mm       number  from the left
y_mm       number  from the top
width_mm   number  its width
height_mm  number  its height
"""
ACCOUNT = """
id         string   a random word
name       string   of the account
time_zone  string   an IANA name
monitored  boolean  false
reseller   object?  null
sync       object   state of the doors
user       object   whose token it is
passport   object   mobile credentials
"""
SYNC = """
status       string   complete
last_sync    string?  null
description  string?  null
"""
ACCOUNT_USER = """
id          integer  the same number as owner_id
first_name  string   Ada
last_name   string   Byron
email       string   of the user
"""
PASSPORT = """
remote_unlock_enabled  boolean  false
hid_mobile_access      boolean  false
"""
TOKEN_INFO = """
resource_owner_id  integer  a user
account_id         string   the id of the account
scope              array    of strings
expires_in         integer  seconds left
application        object?  null
created_at         integer  seconds since 1970
"""
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
NULL_AT_FIRST = "background_image_front_url background_image_back_url deleted_at deleted_by_id"
FILE = "6F9619FF-8B86-D011-B42D-00CF4FC964FF"


def fields(table: str) -> dict[str, str]:
    """Return the type of each field of a table, in its order."""
    return {name: kind for name, kind, *_ in (line.split() for line in table.split("\n") if line)}


def kind_of(value: object) -> str:
    """Return the JSON type of a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def assert_documented(shown: dict[str, Any], table: str, *, nulls: str = "") -> None:
    """Check fields, their order and types; exactly those named in `nulls` are null."""
    documented = fields(table)
    assert list(shown) == list(documented)
    for name, kind in documented.items():
        got = kind_of(shown[name])
        if name in nulls.split():
            assert kind.endswith("?"), f"{name} is never null"
            assert got == "null", name
        else:
            wanted = kind.rstrip("?")
            assert got == wanted or (got, wanted) == ("integer", "number"), name
        if name.endswith("_at") and isinstance(shown[name], str):
            assert TIME.fullmatch(shown[name])


def the_example(account: Account) -> dict[str, Any]:
    """Make the card template of the documentation, with everything set."""
    created = account.admin.create_template(
        uuid="550E8400-E29B-41D4-A716-446655440000",
        name="Staff Card",
        template_type_code="ISO_CARD",
        card_type="standard",
        double_sided=True,
        orientation_front="P",
        orientation_back="L",
        default_template=False,
        template_objects=[{}],
        editable_by="owner_only",
    )
    for side in ("front", "back"):
        account.admin.http.put(path_of(created, "background_image", side), content=a_png())
    account.admin.http.put(
        path_of(created, "files", FILE), content=a_png(), params={"file_role": "background_front"}
    )
    deleted: dict[str, Any] = account.admin.update(created, deleted_at="2026-06-14").json()
    return deleted


def test_a_new_card_template_has_the_documented_fields_in_their_order(account: Account) -> None:
    created = account.admin.create_template()

    assert_documented(
        created,
        CARD_TEMPLATE,
        nulls=NULL_AT_FIRST,
    )
    assert account.admin.http.get(path_of(created)).json() == created
    assert account.admin.http.get("/api/3/card_templates").json() == [created]


def test_a_full_card_template_has_the_documented_examples(account: Account) -> None:
    shown = the_example(account)

    assert_documented(shown, CARD_TEMPLATE)
    examples = {
        "uuid": "550E8400-E29B-41D4-A716-446655440000",
        "name": "Staff Card",
        "template_type_code": "ISO_CARD",
        "card_type": "standard",
        "double_sided": True,
        "orientation_front": "P",
        "orientation_back": "L",
        "default_template": False,
        "template_objects": [{}],
        "editable_by": "owner_only",
        "deleted_at": "2026-06-14T00:00:00.000000Z",
    }
    assert {name: shown[name] for name in examples} == examples
    assert shown["owner_id"] == shown["deleted_by_id"] == account.admin.id


def test_urls_are_absolute(account: Account) -> None:
    shown = the_example(account)

    urls = [shown["background_image_front_url"], shown["background_image_back_url"]]
    urls.append(shown["linked_files"][0]["url"])

    assert len(set(urls)) == 3
    assert all(url.startswith(f"{account.service.url}/") for url in urls)


def test_an_unowned_card_template_has_no_owner(account: Account) -> None:
    leaving = account.create_person(is_admin=True)
    created = leaving.create_template()
    heir = account.admin

    with account.service.database.writing() as session:
        sql = "UPDATE card_template SET owner_id = NULL WHERE id = :id"
        session.execute(text(sql), {"id": created["id"]})

    assert_documented(
        heir.http.get(path_of(created)).json(),
        CARD_TEMPLATE,
        nulls=f"{NULL_AT_FIRST} owner_id",
    )


def test_a_linked_file_has_the_documented_fields(account: Account) -> None:
    template = the_example(account)

    shown = template["linked_files"][0]

    assert_documented(shown, LINKED_FILE)
    assert (shown["uuid"], shown["entity_uuid"]) == (FILE, template["uuid"])
    assert (shown["entity_type"], shown["file_role"]) == ("CardTemplate", "background_front")
    assert shown["content_type"] == "image/png"
    assert account.admin.http.get(path_of(template, "files")).json() == [shown]


def test_a_type_has_the_documented_fields(account: Account) -> None:
    zone = {"label": "Chip", "x_mm": 10, "y_mm": 19.5, "width_mm": 12, "height_mm": 11}
    new = {"code": "A", "name": "A", "width_mm": 80, "height_mm": 50.5}

    created = account.admin.http.post(
        "/api/3/card_template_types", json={**new, "non_printable_zones": [zone]}
    ).json()
    built_in = account.admin.http.get("/api/3/card_template_types/ISO_CARD").json()

    assert_documented(created, CARD_TEMPLATE_TYPE, nulls="preview_image_url")
    assert_documented(created["non_printable_zones"][0], ZONE)
    assert_documented(built_in, CARD_TEMPLATE_TYPE, nulls="preview_image_url")
    assert (built_in["name"], built_in["page_size"]) == ("Standard ISO Card", "ISO_CARD")
    assert (built_in["width_mm"], built_in["height_mm"]) == (85.6, 54.0)
    assert built_in["orientation_default"] == "L"


def test_the_account_has_the_documented_fields(account: Account) -> None:
    shown = account.admin.http.get("/api/3/account").json()

    assert_documented(shown, ACCOUNT, nulls="reseller")
    assert_documented(shown["sync"], SYNC, nulls="last_sync description")
    assert_documented(shown["user"], ACCOUNT_USER)
    assert_documented(shown["passport"], PASSPORT)
    assert shown["user"]["id"] == account.admin.create_template()["owner_id"]


def test_the_token_info_has_the_documented_fields(account: Account) -> None:
    shown = account.admin.http.get("/oauth/token/info").json()

    assert_documented(shown, TOKEN_INFO, nulls="application")
    assert all(isinstance(scope, str) for scope in shown["scope"])
    assert shown["account_id"] == account.admin.http.get("/api/3/account").json()["id"]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("CardTemplate", CARD_TEMPLATE),
        ("LinkedFile", LINKED_FILE),
        ("CardTemplateType", CARD_TEMPLATE_TYPE),
        ("NonPrintableZone", ZONE),
        ("Account", ACCOUNT),
        ("Sync", SYNC),
        ("AccountUser", ACCOUNT_USER),
        ("Passport", PASSPORT),
        ("TokenInfo", TOKEN_INFO),
    ],
)
def test_the_openapi_document_has_the_same_fields_and_nulls(
    account: Account, name: str, table: str
) -> None:
    document = account.service.client().get("/openapi.json").json()
    properties = document["components"]["schemas"][name]["properties"]

    nullable = {
        field
        for field, schema in properties.items()
        if "null" in str(schema.get("type", "")) or {"type": "null"} in schema.get("anyOf", [])
    }

    assert list(properties) == list(fields(table))
    assert nullable == {field for field, kind in fields(table).items() if kind.endswith("?")}
