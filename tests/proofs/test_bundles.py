"""Bundles: what is exported, imported elsewhere, and drawn the same, byte for byte."""

import io
import json
import uuid
import zipfile
from typing import Any

import pytest

from cardwright.audit import actions as audit_log
from tests.proofs.bundles import a_rich_card, drawings
from tests.proofs.templates import a_staff_card, preview, refused
from tests.service import TEMPLATES_READONLY, Account, Person, a_png, path_of

IMPORT = "/api/3/card_template_bundles"


def export(person: Person, card_template: dict[str, Any]) -> bytes:
    """Return the bundle of a card template."""
    answer = person.http.get(path_of(card_template, "bundle"))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return answer.content


def imported(person: Person, bundle: bytes, **query: Any) -> dict[str, Any]:
    """Import a bundle that must be accepted, and return the new card template."""
    answer = person.http.post(IMPORT, content=bundle, params=query)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_bundle_draws_the_same_bytes_in_another_account(
    account: Account, stranger: Account
) -> None:
    created = a_rich_card(account.admin)

    there = imported(stranger.admin, export(account.admin, created))

    assert drawings(stranger.admin, there) == drawings(account.admin, created)
    same = (
        "name card_type double_sided orientation_front orientation_back template_objects "
        "template_type_code editable_by"
    )
    assert {key: there[key] for key in same.split()} == {key: created[key] for key in same.split()}
    assert there["uuid"] != created["uuid"]
    assert there["owner_id"] == stranger.admin.id
    told = [[(f["uuid"], f["file_role"]) for f in t["linked_files"]] for t in (there, created)]
    assert told[0] == told[1]
    assert len(told[0]) == 2


def test_what_is_exported_again_is_the_same_bundle(account: Account, stranger: Account) -> None:
    created = a_rich_card(account.admin)
    bundle = export(account.admin, created)

    there = imported(stranger.admin, bundle, keep_uuid="true")

    assert there["uuid"] == created["uuid"]
    assert export(stranger.admin, there) == bundle == export(account.admin, created)


def test_a_bundle_is_a_zip_file_that_says_what_is_in_it(account: Account) -> None:
    created = a_rich_card(account.admin)

    with zipfile.ZipFile(io.BytesIO(export(account.admin, created))) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        template = json.loads(archive.read("card_template.json"))
        parts = {part["path"]: part for part in manifest["parts"]}
        assert {"manifest.json", *parts} == set(archive.namelist())

    assert (manifest["format"], manifest["version"]) == ("cardwright-card-template", 1)
    assert template["template_objects"] == created["template_objects"]
    assert parts["background_image/back"]["side"] == "back"
    assert parts["files/1.png"]["uuid"] == created["linked_files"][0]["uuid"]
    assert all(len(part["sha256"]) == 64 for part in parts.values())


def test_objects_are_kept_token_for_token(account: Account, stranger: Account) -> None:
    text = '[{"a":1E2,"b":0.10,"c":1152921504606846976,"\\u00e9":"\\u00e9"}]'
    body = f'{{"uuid":"{uuid.uuid4()}","name":"Tokens","template_type_code":"CR79",'
    created = account.admin.http.post(
        "/api/3/card_templates", content=f'{body}"template_objects":{text}}}'
    )

    there = imported(stranger.admin, export(account.admin, created.json()))

    assert text in stranger.admin.http.get(path_of(there)).text


def test_in_the_same_account_names_and_uuids_give_way(account: Account) -> None:
    created = a_rich_card(account.admin, name="Staff")
    bundle = export(account.admin, created)

    second, third = imported(account.admin, bundle), imported(account.admin, bundle)

    assert [one["name"] for one in (created, second, third)] == ["Staff", "Staff (2)", "Staff (3)"]
    uuids = [file["uuid"] for one in (created, second, third) for file in one["linked_files"]]
    assert len(set(uuids)) == len(uuids) == 6
    for one in (second, third):
        logo = one["linked_files"][0]["uuid"]
        image, other = one["template_objects"][1:]
        assert image["source"]["file"] == other["file"] == logo
        assert drawings(account.admin, one) == drawings(account.admin, created)


def test_an_import_is_on_record_and_a_refused_one_is_not(account: Account) -> None:
    bundle = export(account.admin, a_rich_card(account.admin, name="Staff"))
    there = imported(account.admin, bundle)
    assert account.admin.http.post(IMPORT, content=bundle[:-9]).status_code == 422

    with account.service.database.reading() as session:
        events = audit_log.list_events(
            session, account_id=account.id, event="card_template.imported"
        )

    (event,) = events
    assert (event.actor_id, event.address) == (account.admin.id, "127.0.0.1")
    assert event.subject == f"card template {there['id']}"
    assert json.loads(event.details) == {"name": "Staff (2)", "files": 4}


def test_a_uuid_that_is_taken_cannot_be_kept(account: Account) -> None:
    created = a_staff_card(account.admin)
    before = account.admin.http.get("/api/3/card_templates").text

    answer = account.admin.http.post(
        IMPORT, content=export(account.admin, created), params={"keep_uuid": "true"}
    )

    assert refused(answer) == {"uuid": ["has already been taken"]}
    assert account.admin.http.get("/api/3/card_templates").text == before


def test_a_type_comes_along(account: Account, stranger: Account) -> None:
    zones = [{"label": "Chip", "x_mm": 1, "y_mm": 2, "width_mm": 3, "height_mm": 4}]
    own = {"code": "LOYALTY", "name": "Loyalty", "width_mm": 80.5, "height_mm": 50}
    account.admin.http.post(
        "/api/3/card_template_types", json={**own, "non_printable_zones": zones}
    ).raise_for_status()
    bundle = export(account.admin, account.admin.create_template(template_type_code="LOYALTY"))

    first, second = imported(stranger.admin, bundle), imported(stranger.admin, bundle)

    assert first["template_type_code"] == second["template_type_code"] == "LOYALTY"
    there = stranger.admin.http.get("/api/3/card_template_types/LOYALTY").json()
    assert {key: there[key] for key in own} == own
    assert there["non_printable_zones"] == zones


def test_a_type_of_another_size_gets_another_code(account: Account, stranger: Account) -> None:
    for person, width in ((account.admin, 80), (stranger.admin, 90)):
        own = {"code": "OWN", "name": "Own", "width_mm": width, "height_mm": 50}
        person.http.post("/api/3/card_template_types", json=own).raise_for_status()
    created = account.admin.create_template(template_type_code="OWN")

    there = imported(stranger.admin, export(account.admin, created))

    assert there["template_type_code"] == "OWN_2"
    assert preview(stranger.admin, there).content == preview(account.admin, created).content


def test_a_form_with_the_file_will_do(account: Account, stranger: Account) -> None:
    bundle = export(account.admin, a_staff_card(account.admin))

    answer = stranger.admin.http.post(IMPORT, files={"file": ("card.zip", bundle)})

    assert answer.status_code == 201
    assert answer.headers["etag"]


def test_who_only_reads_exports_and_does_not_import(account: Account) -> None:
    created = a_staff_card(account.admin)
    reader = account.create_person(scope=TEMPLATES_READONLY)
    plain = account.create_person()

    bundle = export(reader, created)

    assert reader.http.post(IMPORT, content=bundle).status_code == 403
    assert plain.http.post(IMPORT, content=bundle).status_code == 403


def test_nothing_is_left_on_its_way(account: Account, stranger: Account) -> None:
    bundle = export(account.admin, a_rich_card(account.admin))
    imported(stranger.admin, bundle)
    kept = stranger.service.stored_files(stranger.hashid)
    stranger.admin.http.post(IMPORT, content=bundle, params={"keep_uuid": "perhaps"})
    stranger.admin.http.post(IMPORT, content=bundle[:-1])

    assert stranger.service.files_on_their_way() == []
    assert stranger.service.stored_files(stranger.hashid) == kept
    assert len(kept) == 4


def test_a_refused_import_leaves_no_bytes(account: Account, stranger: Account) -> None:
    created = a_rich_card(account.admin)
    bundle = export(account.admin, created)
    stranger.admin.create_template(uuid=created["uuid"])

    answer = stranger.admin.http.post(IMPORT, content=bundle, params={"keep_uuid": "true"})

    assert list(refused(answer)) == ["uuid"]
    assert stranger.service.stored_files(stranger.hashid) == set()


@pytest.mark.parametrize("query", ["keep_uuid=yes", "keep_uuid=true&keep_uuid=false"])
def test_a_parameter_that_cannot_be_understood_is_refused(account: Account, query: str) -> None:
    answer = account.admin.http.post(f"{IMPORT}?{query}", content=a_png())

    assert list(refused(answer)) == ["keep_uuid"]
