"""A source that is away, slow to serve, or serves what cannot be used; nothing is half taken."""

import re
import time

import pytest

from cardwright.pulling import rounds
from tests.api.linked_files import new_uuid
from tests.client.faulty import Fault, Faulty, before
from tests.pulling.pairs import (
    Pair,
    by_uuid,
    contents,
    put_background,
    put_file,
    templates,
    versions,
)
from tests.sample_files import picture
from tests.service import TEMPLATES_READONLY, path_of


def test_faults_that_pass_are_waited_for(pair: Pair, faulty: Faulty) -> None:
    for _ in range(3):
        shown = pair.there.admin.create_template()
        put_background(pair.there, shown, "front", picture("PNG"))
        put_file(pair.there, shown, new_uuid(), bytes(range(256)) * 2000)
    faulty.faults += [
        Fault("/account", 429, {"Retry-After": "1"}),
        Fault("/card_template_types", 503, {"Retry-After": "1"}),
        Fault("/card_templates", cut_after=100),
        Fault("/files/", cut_after=200_000, times=2),
        Fault("/files/", 503, {"Retry-After": "0"}),
        Fault("/files/", 502),
    ]

    told = pair.pull()

    assert contents(pair.here) == contents(pair.there)
    assert "3 card templates added" in told
    assert all(fault.times == 0 for fault in faulty.faults)


def test_a_source_that_stays_away_is_said_and_the_rest_comes_later(
    pair: Pair, faulty: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "OVERLAP_SECONDS", 0)
    made = [pair.there.admin.create_template() for _ in range(4)]
    for shown in made:
        put_file(pair.there, shown, new_uuid(), b"bytes")
    newest_first = [shown["uuid"] for shown in reversed(templates(pair.there))]
    # The third file brings a wait that nobody waits for.
    asked: list[bytes] = []

    def count(headers: object, body: bytes) -> bytes:
        asked.append(body)
        if asked.count(b"bytes") == 2:
            faulty.faults.append(Fault("/files/", 503, {"Retry-After": "86400"}))
        return body

    faulty.rewrite = count
    assert "was answered with 503" in pair.refused()
    taken = versions(pair.here)
    assert set(taken) == set(newest_first[:2])

    faulty.rewrite = lambda _, body: body
    files = faulty.count("/files/")
    assert "2 card templates added, 0 changed" in pair.pull()
    assert contents(pair.here) == contents(pair.there)
    assert faulty.count("/files/") == files + 2
    assert {uuid: versions(pair.here)[uuid] for uuid in taken} == taken


def test_a_file_that_is_not_what_it_claims_is_left_out_and_tried_again(
    pair: Pair, faulty: Faulty
) -> None:
    shown = pair.there.admin.create_template()
    put_background(pair.there, shown, "front", picture("PNG"))
    put_file(pair.there, shown, new_uuid(), b"good")

    def damaged(headers: object, body: bytes) -> bytes:
        assert hasattr(headers, "pop")
        headers.pop("repr-digest", None)
        return body[:40] + bytes(60) if body.startswith(b"\x89PNG") else body

    faulty.rewrite = damaged
    told = pair.refused()
    assert re.search(rf"\({shown['uuid']}\): background_image/front: .*PNG", told, re.IGNORECASE)
    (held,) = contents(pair.here).values()
    assert held["front"] is None
    assert [content for _, _, content in held["files"].values()] == [b"good"]
    assert set(pair.here.service.stored_files(pair.here.hashid)) == {
        blob
        for (blob,) in pair.here.service.rows(
            "SELECT id FROM blob WHERE account_id = :id", id=pair.here.id
        )
    }

    faulty.rewrite = lambda _, body: body
    assert "1 changed" in pair.pull()
    assert contents(pair.here) == contents(pair.there)


@pytest.mark.parametrize("status", [403, 404, pytest.param(500, marks=pytest.mark.slow)])
def test_a_file_that_cannot_be_had_does_not_hold_up_the_others(
    pair: Pair, faulty: Faulty, status: int
) -> None:
    bad, good = (pair.there.admin.create_template() for _ in range(2))
    put_file(pair.there, good, new_uuid(), b"good")
    uuid = new_uuid()
    put_file(pair.there, bad, uuid, b"bad")
    url = by_uuid(pair.there, bad)["linked_files"][0]["url"].partition("?")[0]
    name = url.rpartition("/")[2]
    faulty.faults.append(Fault(name, status, times=10**6))

    told = pair.refused()

    assert f"files/{uuid}: GET" in told
    assert f"was answered with {status}" in told
    assert {one["uuid"] for one in templates(pair.here)} == {bad["uuid"], good["uuid"]}
    assert by_uuid(pair.here, bad)["linked_files"] == []
    faulty.faults.clear()
    pair.pull()
    assert contents(pair.here) == contents(pair.there)


def test_a_url_that_ends_while_files_come_is_asked_for_anew(pair: Pair, faulty: Faulty) -> None:
    shown = pair.there.admin.create_template()
    uuid = new_uuid()
    put_file(pair.there, shown, uuid, b"before")
    listed: list[bool] = []

    def replace_after_the_list(_: object, body: bytes) -> bytes:
        if body.startswith(b'[{"id"') and not listed:
            listed.append(True)
            put_file(pair.there, shown, uuid, b"after")
        return body

    faulty.rewrite = replace_after_the_list
    pair.pull()

    assert listed
    assert contents(pair.here) == contents(pair.there)


def test_a_template_that_goes_for_good_while_it_comes_is_none(pair: Pair, faulty: Faulty) -> None:
    shown, kept = (pair.there.admin.create_template() for _ in range(2))
    put_file(pair.there, shown, new_uuid(), b"before")
    listed: list[bool] = []

    def delete_after_the_list(_: object, body: bytes) -> bytes:
        if body.startswith(b'[{"id"') and not listed:
            listed.append(True)
            pair.there.admin.http.delete(path_of(shown)).raise_for_status()
        return body

    faulty.rewrite = delete_after_the_list
    pair.pull()

    assert list(versions(pair.here)) == [kept["uuid"]]


def test_files_at_another_server_are_fetched_without_the_token(pair: Pair, faulty: Faulty) -> None:
    shown = pair.there.admin.create_template()
    put_file(pair.there, shown, new_uuid(), b"elsewhere")
    with before(pair.there.service.url) as files:
        faulty.rewrite = lambda _, body: body.replace(
            f'"url":"{faulty.upstream}'.encode(), f'"url":"{files.url}'.encode()
        )
        pair.pull()

        assert len(files.asked) == 1
        assert [name.lower() for name in files.asked[0].headers].count("authorization") == 0
    assert contents(pair.here) == contents(pair.there)


def test_a_file_that_is_too_large_is_named(pair: Pair, faulty: Faulty) -> None:
    shown = pair.there.admin.create_template()
    put_file(pair.there, shown, new_uuid(), b"small")

    def large(headers: object, body: bytes) -> bytes:
        assert hasattr(headers, "pop")
        headers.pop("repr-digest", None)
        return bytes(21 * 1024 * 1024) if body == b"small" else body

    faulty.rewrite = large
    began = time.monotonic()

    assert "has more than 20971520 bytes" in pair.refused()
    assert time.monotonic() - began < 20
    assert by_uuid(pair.here, shown)["linked_files"] == []


def test_a_token_that_is_refused_says_what_it_needs_and_is_not_told(pair: Pair) -> None:
    pair.there.admin.create_template()
    narrow = pair.there.admin.with_scope(TEMPLATES_READONLY)
    pair.token_file.write_text(narrow.token)
    told = pair.refused()
    assert "was answered with 403" in told
    assert "private.card_template_type.readonly" in told
    assert narrow.token not in told

    pair.token_file.write_text("cw_at_canary")
    told = pair.refused("--watch")
    assert "was answered with 401" in told
    assert "cw_at_canary" not in told
    assert templates(pair.here) == []


def test_quotas_hold_for_a_pull_too(pair: Pair) -> None:
    for _ in range(3):
        pair.there.admin.create_template()
    service = pair.here.service
    service.settings["quota_card_templates"] = "2"
    try:
        assert "an account may keep at most 2" in pair.refused()
    finally:
        del service.settings["quota_card_templates"]
    assert len(templates(pair.here)) == 2

    assert "1 card template added" in pair.pull()
    assert contents(pair.here) == contents(pair.there)


def test_what_is_missing_of_the_target_is_said_before_anything_is_asked(
    pair: Pair, faulty: Faulty
) -> None:
    stranger = pair.here.service.create_account().create_person(is_admin=True)
    reader = pair.here.create_person()
    for email in (stranger.email, reader.email):
        assert f"{email} is no admin of {pair.here.name}" in pair.refused("--owner", email)
    pair.here.name = "Nobody"
    assert "There is no account named 'Nobody'" in pair.refused()
    assert faulty.asked == []
