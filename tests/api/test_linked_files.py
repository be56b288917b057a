"""Linked files: listed, created or replaced under the client's UUID, deleted (contract 1a, 2c)."""

import random
from typing import Any

import pytest

from tests.api.linked_files import ANY_BYTES, downloaded, link, listed, new_uuid, put, state
from tests.sample_files import IMAGE_TYPES, SVG, a_font, picture
from tests.service import Account, path_of

LARGEST = 20 * 1024 * 1024


def test_a_new_file_is_answered_with_its_members_in_the_contracts_order(account: Account) -> None:
    created, file_uuid = account.admin.create_template(), new_uuid()

    answer = put(account, created, file_uuid, file_role="background_front")

    assert answer.status_code == 200
    shown = answer.json()
    assert list(shown) == [
        "uuid",
        "entity_type",
        "entity_uuid",
        "file_role",
        "url",
        "content_type",
        "created_at",
        "updated_at",
    ]
    assert (shown["uuid"], shown["entity_uuid"]) == (file_uuid, created["uuid"])
    assert (shown["entity_type"], shown["file_role"]) == ("CardTemplate", "background_front")
    assert shown["content_type"] == "application/octet-stream"
    assert shown["created_at"] == shown["updated_at"] > created["updated_at"]
    assert downloaded(account, shown).content == ANY_BYTES


def test_a_file_replaces_the_one_of_the_same_uuid(account: Account) -> None:
    created = account.admin.create_template()
    before, content = link(account, created), picture()

    answer = put(account, created, before["uuid"], content, file_role="background_back")

    after = answer.json()
    assert answer.status_code == 200
    assert (after["file_role"], after["content_type"]) == ("background_back", "image/png")
    assert after["created_at"] == before["created_at"] < after["updated_at"]
    assert downloaded(account, after).content == content
    assert downloaded(account, before).status_code == 404
    assert listed(account, created) == [after]


def test_a_new_role_for_the_same_bytes_keeps_their_url(account: Account) -> None:
    created = account.admin.create_template()
    before = link(account, created)

    after = put(account, created, before["uuid"], file_role="icon").json()

    assert after["file_role"] == "icon"
    assert after["url"].partition("?")[0] == before["url"].partition("?")[0]
    assert after["updated_at"] > before["updated_at"]
    assert downloaded(account, before).content == ANY_BYTES


def test_the_same_bytes_in_the_same_role_change_nothing(account: Account) -> None:
    created = account.admin.create_template()
    linked = link(account, created)
    before = state(account, created)

    again = put(account, created, linked["uuid"])

    assert (again.status_code, again.json()) == (200, linked)
    assert state(account, created) == before


def test_files_are_listed_oldest_first_and_inside_the_template(account: Account) -> None:
    created = account.admin.create_template()
    first, second, third = (link(account, created, bytes([n])) for n in range(3))
    replaced = put(account, created, first["uuid"], b"other bytes").json()

    shown = listed(account, created)

    assert shown == [replaced, second, third]
    read = account.admin.http.get(path_of(created)).json()
    assert read["linked_files"] == shown
    assert account.admin.http.get("/api/3/card_templates").json() == [read]
    assert read["updated_at"] == replaced["updated_at"]


def test_every_template_has_its_own_files(account: Account) -> None:
    one, other = account.admin.create_template(), account.admin.create_template()
    linked = link(account, one)

    assert listed(account, one) == [linked]
    assert listed(account, other) == []
    assert account.admin.http.get(path_of({"id": 2**40}, "files")).status_code == 404


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        *(pytest.param(picture(n), kind, id=n) for n, kind in IMAGE_TYPES.items()),
        pytest.param(picture("BMP"), "image/bmp", id="BMP"),
        pytest.param(picture("TIFF"), "image/tiff", id="TIFF"),
        pytest.param(a_font(), "font/ttf", id="font"),
        pytest.param(SVG, "image/svg+xml", id="SVG"),
        pytest.param(b"<html><script>1</script>", "application/octet-stream", id="HTML"),
        pytest.param(b"%PDF-1.7\n", "application/pdf", id="PDF"),
        pytest.param(b"0", "application/octet-stream", id="one byte"),
    ],
)
def test_the_content_decides_the_type_and_comes_back_unchanged(
    account: Account, content: bytes, content_type: str
) -> None:
    created = account.admin.create_template()

    linked = link(account, created, content)

    served = downloaded(account, linked)
    assert linked["content_type"] == served.headers["Content-Type"] == content_type
    assert served.content == content


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        *(pytest.param(picture(n)[:-40], id=f"truncated {n}") for n in IMAGE_TYPES),
        pytest.param(a_font()[:2000], id="truncated font"),
        pytest.param(a_font()[:12] + bytes(5000), id="font of zeros"),
        pytest.param(SVG[:-6], id="SVG that is not closed"),
        pytest.param(b"<!DOCTYPE svg>" + SVG, id="SVG with DOCTYPE"),
        pytest.param(
            b'<!DOCTYPE svg [<!ENTITY x "xx">]>' + SVG.replace(b"/></svg>", b"/>&x;</svg>"),
            id="SVG with entities",
        ),
    ],
)
def test_what_is_not_what_it_claims_to_be_is_refused_and_changes_nothing(
    account: Account, content: bytes
) -> None:
    created = account.admin.create_template()
    linked = link(account, created)
    before = state(account, created)

    new, replacement = (
        put(account, created, file_uuid, content) for file_uuid in (new_uuid(), linked["uuid"])
    )

    assert [new.status_code, replacement.status_code] == [422, 422]
    assert list(new.json()["errors"]) == list(replacement.json()["errors"]) == ["file"]
    assert state(account, created) == before
    assert downloaded(account, linked).content == ANY_BYTES


@pytest.mark.parametrize(("excess", "status"), [(0, 200), (1, 413)])
def test_a_file_has_at_most_twenty_mebibytes(account: Account, excess: int, status: int) -> None:
    created = account.admin.create_template()
    before = state(account, created)[2]

    answer = put(account, created, new_uuid(), bytes(LARGEST + excess))

    assert answer.status_code == status
    assert len(state(account, created)[2] - before) == (status == 200)


def test_a_deleted_file_is_gone_and_cannot_be_deleted_again(account: Account) -> None:
    created = account.admin.create_template()
    linked = link(account, created)
    before, etag, _ = state(account, created)

    first, second = (
        account.admin.http.delete(path_of(created, "files", linked["uuid"])) for _ in range(2)
    )

    assert (first.status_code, first.content) == (204, b"")
    assert second.status_code == 404
    after, new_etag, _ = state(account, created)
    assert after["linked_files"] == listed(account, created) == []
    assert after["updated_at"] > before["updated_at"]
    assert new_etag != etag
    assert downloaded(account, linked).status_code == 404


def test_deleting_the_template_for_good_deletes_its_files_and_frees_their_uuids(
    account: Account,
) -> None:
    created, other = account.admin.create_template(), account.admin.create_template()
    linked = [link(account, created, bytes([n])) for n in range(3)]

    assert account.admin.http.delete(path_of(created)).status_code == 204

    assert [downloaded(account, one).status_code for one in linked] == [404] * 3
    assert account.admin.http.get(path_of(created, "files")).status_code == 404
    assert put(account, other, linked[0]["uuid"]).status_code == 200


def test_a_write_for_another_version_is_412_and_leaves_nothing_behind(account: Account) -> None:
    created = account.admin.create_template()
    old = {"If-Match": state(account, created)[1]}
    linked = link(account, created)
    before = state(account, created)
    paths = [path_of(created, "files", name) for name in (new_uuid(), linked["uuid"])]

    answers = [
        account.admin.http.put(path, params={"file_role": "x"}, content=b"new", headers=old)
        for path in paths
    ]
    answers.append(account.admin.http.delete(paths[1], headers=old))

    assert [answer.status_code for answer in answers] == [412] * 3
    assert state(account, created) == before


def test_an_upload_to_a_template_that_is_not_there_leaves_nothing_behind(
    account: Account, stranger: Account
) -> None:
    theirs = stranger.admin.create_template()
    kept = account.service.stored_files(account.hashid)

    answers = [put(account, target, new_uuid()) for target in ({"id": 2**40}, theirs)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert account.service.stored_files(account.hashid) == kept
    assert listed(stranger, theirs) == []


def test_a_soft_deleted_template_takes_and_loses_files(account: Account) -> None:
    created = account.admin.create_template()
    account.admin.update(created, deleted_at="2026-06-14T09:30:00Z")

    linked = link(account, created)

    assert listed(account, created) == [linked]
    assert account.admin.http.delete(path_of(created, "files", linked["uuid"])).status_code == 204


def test_many_files_of_many_templates_are_not_mixed_up(account: Account) -> None:
    choose = random.Random(1)  # noqa: S311 - an order, not a secret
    templates = [account.admin.create_template() for _ in range(4)]
    expected: dict[int, list[dict[str, Any]]] = {one["id"]: [] for one in templates}

    for number in range(20):
        target = choose.choice(templates)
        expected[target["id"]].append(link(account, target, b"%d" % number))

    shown = account.admin.http.get("/api/3/card_templates").json()
    assert {one["id"]: one["linked_files"] for one in shown} == expected
