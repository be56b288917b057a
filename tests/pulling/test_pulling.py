"""What a pull copies, and what it does with what has changed since, there and here."""

import json
import re
import secrets

import msgspec

from tests.api.linked_files import new_uuid
from tests.client.faulty import Faulty
from tests.pulling.pairs import (
    Pair,
    by_uuid,
    contents,
    put_background,
    put_file,
    templates,
    versions,
)
from tests.sample_files import SVG, a_font, picture
from tests.service import path_of


def fill(pair: Pair) -> None:
    """Make card templates of every kind, with files of every kind."""
    admin = pair.there.admin
    code = {"code": f"T{secrets.token_hex(8)}", "name": "Tall", "width_mm": 50, "height_mm": 90.5}
    admin.http.post("/api/3/card_template_types", json=code).raise_for_status()
    plain = admin.create_template(default_template=True)
    rich = admin.create_template(
        uuid=new_uuid().upper(),
        name="Grüße \u202e 名",
        template_type_code=code["code"],
        card_type="gloss",
        double_sided=True,
        editable_by="owner_only",
        orientation_front="P",
    )
    objects = b'{"template_objects": [{"z":1E2,"a":0.10,"big":1152921504606846976,"\\u00e9":null}]}'
    admin.http.put(path_of(rich), content=objects).raise_for_status()
    put_background(pair.there, rich, "front", picture("PNG"))
    put_background(pair.there, rich, "back", picture("JPEG"))
    for content in (b"any bytes", SVG, a_font(), picture("WEBP")):
        put_file(pair.there, rich, new_uuid().upper(), content)
    put_background(pair.there, plain, "front", picture("GIF"))
    gone = admin.create_template()
    put_file(pair.there, gone, new_uuid(), b"of a deleted one", "notes")
    admin.update(gone, deleted_at="2026-06-14T09:30:00.5Z").raise_for_status()
    admin.http.delete(path_of(admin.create_template())).raise_for_status()


def test_everything_is_copied(pair: Pair) -> None:
    fill(pair)

    told = pair.pull()

    assert contents(pair.here) == contents(pair.there)
    assert {shown["owner_id"] for shown in templates(pair.here)} == {pair.here.admin.id}
    types = [
        {one["code"]: one | {"created_at": "", "updated_at": ""} for one in answer.json()}
        for answer in (
            person.http.get("/api/3/card_template_types")
            for person in (pair.here.admin, pair.there.admin)
        )
    ]
    assert types[0] == types[1]
    assert "3 card templates added, 0 changed, 0 deleted; 1 type; 8 files" in told
    assert f"{pair.here.name} has 3 card templates from {pair.url}." in told


def test_the_copy_is_followed_like_anything_else(pair: Pair) -> None:
    """What was pulled moves the clock of its new account, so its own followers see it."""
    fill(pair)
    before = pair.here.admin.create_template()
    pair.pull()

    since = {"updated_since": before["updated_at"], "include_deleted": "true"}
    seen = pair.here.admin.http.get("/api/3/card_templates", params=since).json()

    assert {shown["uuid"] for shown in seen} >= set(contents(pair.there))
    stamps = list(versions(pair.here).values())
    assert len(stamps) == len(set(stamps))


def test_a_second_pull_changes_nothing_and_downloads_nothing(pair: Pair, faulty: Faulty) -> None:
    fill(pair)
    pair.pull()
    before, files = versions(pair.here), faulty.count("/files/")
    assert files == 8

    told = pair.pull()

    assert versions(pair.here) == before
    assert faulty.count("/files/") == files
    assert "0 card templates added, 0 changed, 0 deleted; 0 types; 0 files of 0 bytes" in told


def test_what_changes_there_changes_here_and_no_more(pair: Pair, faulty: Faulty) -> None:
    fill(pair)
    untouched = pair.there.admin.create_template()
    pair.pull()
    before, asked = versions(pair.here), faulty.count("/files/")

    by_name = {shown["name"]: shown for shown in templates(pair.there)}
    rich = by_name["Grüße \u202e 名"]
    first, second, *_ = rich["linked_files"]
    put_file(pair.there, rich, first["uuid"], b"replaced")
    put_file(pair.there, rich, second["uuid"], SVG, "another role")
    admin = pair.there.admin
    admin.http.delete(path_of(rich, "background_image", "back")).raise_for_status()
    admin.update(rich, name="Renamed", deleted_at="2026-06-15T00:00:00Z").raise_for_status()
    gone = next(
        shown
        for shown in templates(pair.there)
        if shown["uuid"] != rich["uuid"] and shown["deleted_at"]
    )
    admin.update(gone, deleted_at=None).raise_for_status()
    told = pair.pull()

    assert contents(pair.here) == contents(pair.there)
    assert versions(pair.here)[untouched["uuid"]] == before[untouched["uuid"]]
    assert "0 card templates added, 2 changed" in told
    # One was replaced. Of the front it is only asked whether it is another by now, and of what
    # has not moved since, nothing at all.
    assert faulty.count("/files/") <= asked + 3
    assert "1 file of 8 bytes" in told


def test_a_file_that_moves_to_another_template_moves_here(pair: Pair) -> None:
    uuid, content = new_uuid(), b"on its way"
    first, second = (pair.there.admin.create_template() for _ in range(2))
    put_file(pair.there, first, uuid, content)
    pair.pull()

    pair.there.admin.http.delete(path_of(first, "files", uuid)).raise_for_status()
    put_file(pair.there, second, uuid, content)
    pair.pull()
    assert contents(pair.here) == contents(pair.there)

    pair.there.admin.http.delete(path_of(second, "files", uuid)).raise_for_status()
    put_file(pair.there, first, uuid, content)
    pair.there.admin.update(second, card_type="touched last").raise_for_status()
    pair.pull()
    assert contents(pair.here) == contents(pair.there)


def test_names_that_are_handed_round_arrive(pair: Pair) -> None:
    admin = pair.there.admin
    made = [admin.create_template(name=f"Name {number}") for number in range(3)]
    pair.pull()

    for shown in made:
        admin.update(shown, name=f"Aside {shown['id']}").raise_for_status()
    for shown, name in zip(made, ("Name 1", "Name 2", "Name 0"), strict=True):
        admin.update(shown, name=name).raise_for_status()
    taken_over = admin.create_template(name="Aside")
    admin.update(made[0], name="Elsewhere").raise_for_status()
    admin.update(taken_over, name="Name 1").raise_for_status()
    pair.pull()

    assert contents(pair.here) == contents(pair.there)


def test_the_default_moves_along(pair: Pair) -> None:
    first = pair.there.admin.create_template(default_template=True)
    pair.pull()
    second = pair.there.admin.create_template(default_template=True)
    pair.pull()
    assert contents(pair.here) == contents(pair.there)
    assert by_uuid(pair.here, second)["default_template"]

    pair.there.admin.update(first, default_template=True).raise_for_status()
    pair.pull()
    assert contents(pair.here) == contents(pair.there)


def test_what_was_changed_here_is_kept_and_named_until_told_otherwise(pair: Pair) -> None:
    edited, other, deleted = (pair.there.admin.create_template() for _ in range(3))
    pair.pull()
    pair.here.admin.update(by_uuid(pair.here, edited), card_type="ours").raise_for_status()
    put_file(pair.here, by_uuid(pair.here, other), new_uuid(), b"ours")
    pair.here.admin.http.delete(path_of(by_uuid(pair.here, deleted))).raise_for_status()
    ours = versions(pair.here)
    assert "changed here" not in pair.pull()

    for shown in (edited, other, deleted):
        pair.there.admin.update(shown, name=f"New {shown['uuid']}").raise_for_status()
    for _ in range(2):
        told = pair.pull()
        assert versions(pair.here) == ours
        assert f"'New {edited['uuid']}' ({edited['uuid']}) was changed here, and is kept" in told
        assert f"({other['uuid']}) was changed here, and is kept" in told
        assert f"({deleted['uuid']}) was deleted here, and stays so" in told

    assert "1 card template added, 2 changed" in pair.pull("--overwrite")
    assert contents(pair.here) == contents(pair.there)
    assert "kept" not in pair.pull()


def test_who_owns_it_and_which_is_the_default_is_no_change(pair: Pair) -> None:
    shown = pair.there.admin.create_template()
    pair.pull()
    other_admin = pair.here.create_person(is_admin=True)
    here = by_uuid(pair.here, shown)
    pair.here.admin.update(here, owner_id=other_admin.id).raise_for_status()
    pair.here.admin.create_template(default_template=True)

    pair.there.admin.update(shown, name="Newer").raise_for_status()
    pair.pull()

    here = by_uuid(pair.here, shown)
    assert (here["name"], here["owner_id"]) == ("Newer", other_admin.id)


def test_names_and_templates_that_were_here_before_stay(pair: Pair) -> None:
    ours = pair.here.admin.create_template(name="Staff Card")
    same_uuid = pair.here.admin.create_template(name="Ours")
    theirs = pair.there.admin.create_template(name="Staff Card")
    pair.there.admin.create_template(uuid=same_uuid["uuid"].upper(), name="Theirs")

    told = pair.pull()

    assert by_uuid(pair.here, ours) == ours
    assert by_uuid(pair.here, theirs)["name"] == "Staff Card (2)"
    assert by_uuid(pair.here, same_uuid)["name"] == "Ours"
    assert f"'Staff Card' ({theirs['uuid']}) is called 'Staff Card (2)' here" in told
    assert "'Theirs'" in told

    pair.here.admin.update(ours, name="Out of the way").raise_for_status()
    pair.there.admin.update(theirs, card_type="newer").raise_for_status()
    pair.pull()
    assert by_uuid(pair.here, theirs)["name"] == "Staff Card"


def test_a_copy_that_is_the_same_is_taken_over(pair: Pair, faulty: Faulty) -> None:
    """As when the same server is known by another address by now."""
    fill(pair)
    pair.pull()
    before = versions(pair.here)
    pair.url = pair.there.service.url

    told = pair.pull()

    assert versions(pair.here) == before
    assert "0 card templates added, 0 changed" in told
    assert "kept" not in told
    shown = next(one for one in templates(pair.there) if not one["deleted_at"])
    pair.there.admin.update(shown, name="Newer").raise_for_status()
    pair.pull()
    assert contents(pair.here) == contents(pair.there)


def test_what_is_gone_for_good_stays_here_until_the_lists_are_compared(pair: Pair) -> None:
    kept, gone, ours = (pair.there.admin.create_template() for _ in range(3))
    pair.pull()
    pair.here.admin.update(by_uuid(pair.here, ours), card_type="ours").raise_for_status()
    own = pair.here.admin.create_template()
    for shown in (gone, ours):
        pair.there.admin.http.delete(path_of(shown)).raise_for_status()

    pair.pull()
    assert by_uuid(pair.here, gone)["deleted_at"] is None

    told = pair.pull("--delete-missing")
    assert "1 deleted" in told
    assert f"({ours['uuid']}) is gone at the source; it was changed here, and is kept" in told
    assert by_uuid(pair.here, gone)["deleted_at"]
    assert [by_uuid(pair.here, one)["deleted_at"] for one in (kept, ours, own)] == [None] * 3
    assert "0 deleted" in pair.pull("--delete-missing")

    # Whoever makes it anew over there gets it back here.
    pair.there.admin.create_template(uuid=gone["uuid"], name="Again")
    pair.pull()
    assert by_uuid(pair.here, gone)["name"] == "Again"
    assert by_uuid(pair.here, gone)["deleted_at"] is None


def test_types_follow_and_those_changed_here_are_kept(pair: Pair) -> None:
    code = f"T{secrets.token_hex(8)}"
    path = f"/api/3/card_template_types/{code}"
    there, here = pair.there.admin.http, pair.here.admin.http
    sent = {"code": code, "name": "First", "width_mm": 50, "height_mm": 90}
    there.post("/api/3/card_template_types", json=sent).raise_for_status()
    pair.pull()
    zones = [{"label": "Chip", "x_mm": 1, "y_mm": 2, "width_mm": 3, "height_mm": 4}]
    there.put(path, json={"name": "Second", "non_printable_zones": zones}).raise_for_status()
    assert "; 1 type;" in pair.pull()
    assert here.get(path).json()["non_printable_zones"] == zones
    assert "; 0 types;" in pair.pull()

    here.put(path, json={"name": "Ours"}).raise_for_status()
    there.put(path, json={"name": "Third"}).raise_for_status()
    assert f"type {code} was changed here, and is kept" in pair.pull()
    assert here.get(path).json()["name"] == "Ours"
    pair.pull("--overwrite")
    assert here.get(path).json()["name"] == "Third"


def test_a_server_that_is_less_exact_is_copied_as_well(pair: Pair, faulty: Faulty) -> None:
    """No links, times in milliseconds, nulls, a word of its own for who may edit, new members."""
    made = [pair.there.admin.create_template(name=f"Card {number}") for number in range(3)]
    put_background(pair.there, made[0], "front", picture("PNG"))

    def less_exact(headers: object, body: bytes) -> bytes:
        assert hasattr(headers, "pop")
        headers.pop("link", None)
        headers.pop("repr-digest", None)
        headers.pop("etag", None)
        if not body.startswith(b'[{"id"'):
            return body
        text = re.sub(rb"(\.\d{3})\d{3}Z", rb"\1Z", body)
        text = text.replace(b'"editable_by":"account_admins"', b'"editable_by":"everybody"')
        text = text.replace(b'"orientation_back":"L"', b'"orientation_back":null')
        return text.replace(b'"card_type":"standard"', b'"card_type":null,"new":[{"a":1}]')

    faulty.rewrite = less_exact

    assert "3 card templates added" in pair.pull()
    shown = by_uuid(pair.here, made[0])
    assert (shown["editable_by"], shown["card_type"]) == ("account_admins", "standard")
    assert contents(pair.here)[made[0]["uuid"]]["front"]
    before = versions(pair.here)
    assert "0 card templates added, 0 changed" in pair.pull()
    assert versions(pair.here) == before
    pair.there.admin.update(made[1], name="Newer").raise_for_status()
    assert "0 card templates added, 1 changed" in pair.pull()


def test_what_no_client_could_send_is_named_and_the_rest_is_copied(
    pair: Pair, faulty: Faulty
) -> None:
    bad, good = (pair.there.admin.create_template() for _ in range(2))

    def with_a_bad_one(_: object, body: bytes) -> bytes:
        if not body.startswith(b'[{"id"'):
            return body
        shown = msgspec.json.decode(body)
        for one in shown:
            if one["uuid"] == bad["uuid"]:
                one["template_objects"] = [1, 2]
        return json.dumps(shown).encode()

    faulty.rewrite = with_a_bad_one
    told = pair.refused()
    assert f"({bad['uuid']}) was not taken: template_objects must be an array of objects" in told
    assert list(versions(pair.here)) == [good["uuid"]]

    # It is tried again, however long ago it changed.
    faulty.rewrite = lambda _, body: body
    assert "1 card template added" in pair.pull()
    assert contents(pair.here) == contents(pair.there)
    assert "0 card templates added, 0 changed" in pair.pull()
