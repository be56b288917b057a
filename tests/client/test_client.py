"""What the client asks, what it makes of the answers, and when it asks again."""

import io
import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from cardwright.client import Client, ClientError, Refused, Unreachable, UnusableAnswer
from tests.client.faulty import Fault, Faulty, before
from tests.sample_files import picture
from tests.service import Account, a_template, path_of

FILE_UUID = "6F9619FF-8B86-D011-B42D-00CF4FC964FF"


@pytest.fixture
def faulty(account: Account) -> Iterator[Faulty]:
    """A server before the service that fails when told to."""
    with before(account.service.url) as running:
        yield running


@pytest.fixture
def client(account: Account, faulty: Faulty) -> Iterator[Client]:
    with Client(faulty.url, account.admin.token) as opened:
        yield opened


@pytest.fixture
def impatient(account: Account, faulty: Faulty) -> Iterator[Client]:
    """A client that asks once."""
    with Client(faulty.url, account.admin.token, attempts=1) as opened:
        yield opened


def test_a_template_lives_its_life_through_the_client(client: Client, tmp_path: Path) -> None:
    objects = msgspec.Raw(b'[{"b":1E2,"a":0.10,"n":1152921504606846976}]')
    created = client.create_card_template(a_template(template_objects=objects))
    assert bytes(created.template_objects) == bytes(objects)
    assert created.objects() == [{"b": 100.0, "a": 0.1, "n": 2**60}]

    renamed = client.update_card_template(created.id, {"name": "Renamed by the client"})
    assert (renamed.id, renamed.name) == (created.id, "Renamed by the client")

    image = picture("PNG")
    shown = client.upload_background_image(created.id, "front", image)
    assert shown.background_image_front_url
    (tmp_path / "logo").write_bytes(b"any bytes")
    linked = client.upload_linked_file(created.id, FILE_UUID, "logo", tmp_path / "logo")
    assert client.linked_files(created.id) == [linked]
    assert client.card_template(created.id).linked_files == [linked]

    came = client.download(shown.background_image_front_url, tmp_path / "front.png")
    assert came
    assert (tmp_path / "front.png").read_bytes() == image
    assert client.download(shown.background_image_front_url, io.BytesIO(), etag=came.etag) is None

    client.delete_background_image(created.id, "front")
    client.delete_linked_file(created.id, FILE_UUID)
    bare = client.card_template(created.id)
    assert (bare.background_image_front_url, bare.linked_files) == (None, [])
    client.update_card_template(created.id, {"deleted_at": "2026-06-14T09:30:00Z"})
    assert list(client.card_templates()) == []
    assert [one.id for one in client.card_templates(include_deleted=True)] == [created.id]
    client.delete_card_template(created.id)
    with pytest.raises(Refused) as refusal:
        client.card_template(created.id)
    assert (refusal.value.status, refusal.value.error) == (404, "not_found")


def test_types_live_theirs(client: Client) -> None:
    code = f"T{uuid.uuid4().hex}"
    created = client.create_card_template_type(
        {"code": code, "name": "Tall", "width_mm": 50, "height_mm": 90.5}
    )
    assert (created.code, created.width_mm, created.height_mm) == (code, 50, 90.5)
    assert client.update_card_template_type(code, {"name": "Taller"}).name == "Taller"
    assert client.card_template_type(code).name == "Taller"
    assert code in {one.code for one in client.card_template_types()}
    client.delete_card_template_type(code)
    assert code not in {one.code for one in client.card_template_types()}


def test_the_account_is_the_one_of_the_token(account: Account, client: Client) -> None:
    shown = client.account()

    assert (shown.id, shown.name) == (account.hashid, account.name)
    assert shown.user
    assert shown.user.email == account.admin.email


def test_members_that_are_not_known_yet_are_kept(
    account: Account, faulty: Faulty, client: Client
) -> None:
    created = account.admin.create_template()
    client.upload_linked_file(created["id"], FILE_UUID, "logo", b"bytes")

    def newer(_: httpx.Headers, body: bytes) -> bytes:
        shown: Any = json.loads(body)
        shown["colour_space"] = {"name": "CMYK"}
        shown["linked_files"][0]["pages"] = 3
        return json.dumps(shown).encode()

    faulty.rewrite = newer
    shown = client.card_template(created["id"])

    assert shown.extra == {"colour_space": {"name": "CMYK"}}
    assert shown.linked_files[0].extra == {"pages": 3}


@pytest.mark.parametrize("has_links", [True, False])
def test_all_pages_are_read(
    account: Account, faulty: Faulty, client: Client, has_links: bool
) -> None:
    created = [account.admin.create_template()["id"] for _ in range(5)]

    def without_links(headers: httpx.Headers, body: bytes) -> bytes:
        headers.pop("link", None)
        return body

    if not has_links:
        faulty.rewrite = without_links
    pages = list(client.card_template_pages(per_page=2))

    assert [one.id for page in pages for one in page.items] == created
    assert {page.total for page in pages} == {5}
    assert faulty.count("/api/3/card_templates") == (3 if has_links else 4)


def test_a_link_to_another_host_is_asked_of_our_own(
    account: Account, faulty: Faulty, client: Client
) -> None:
    """A server may have another name for itself, and the token is for nobody else."""
    for _ in range(3):
        account.admin.create_template()
    faulty.hides_upstream = False

    assert len(list(client.card_templates(per_page=1))) == 3
    assert faulty.count("/api/3/card_templates") == 3


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (503, {"Retry-After": "1"}, b"{}"),
        (429, {}, b'{"error":"rate_limited","description":"Too many","retry_in":1}'),
    ],
)
def test_the_server_says_how_long_to_wait(
    faulty: Faulty, client: Client, status: int, headers: dict[str, str], body: bytes
) -> None:
    faulty.faults.append(Fault("/account", status, headers, body, times=2))
    began = time.monotonic()

    client.account()

    assert time.monotonic() - began >= 2
    assert faulty.count("/account") == 3


def test_a_date_to_wait_for_is_understood_and_too_long_a_wait_is_not_waited_for(
    faulty: Faulty, client: Client
) -> None:
    faulty.faults.append(Fault("/account", 503, {"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}))

    with pytest.raises(Refused) as refusal:
        client.account()

    assert faulty.count("/account") == 1
    assert refusal.value.retry_after
    assert refusal.value.retry_after > 10**6


def test_a_refusal_is_not_asked_for_again(faulty: Faulty, client: Client) -> None:
    with pytest.raises(Refused) as refusal:
        client.create_card_template({"uuid": "none", "name": ""})

    assert refusal.value.status == 422
    assert set(refusal.value.errors) >= {"uuid", "name"}
    assert "name can't be blank" in str(refusal.value)
    assert faulty.count("/card_templates", "POST") == 1


def test_what_may_have_been_done_is_asked_again_only_where_that_does_no_harm(
    account: Account, faulty: Faulty, client: Client
) -> None:
    faulty.faults.append(Fault("/card_templates", cut_after=5))
    with pytest.raises(Unreachable):
        client.create_card_template(a_template())
    assert faulty.count("/card_templates", "POST") == 1
    (created,) = client.card_templates()

    faulty.faults.append(Fault("/card_templates/", cut_after=5))
    assert client.update_card_template(created.id, {"name": "Sent twice"}).name == "Sent twice"
    assert faulty.count("/card_templates/", "PUT") == 2


def test_a_deletion_whose_answer_is_lost_is_one(
    account: Account, faulty: Faulty, client: Client
) -> None:
    created = account.admin.create_template()
    client.delete_card_template(created["id"])
    with pytest.raises(Refused):
        client.delete_card_template(created["id"])

    another = account.admin.create_template()
    # The service has deleted it, and its answer is replaced by that of a gateway on the way.
    account.admin.http.delete(path_of(another)).raise_for_status()
    faulty.faults.append(Fault(path_of(another), 502))
    client.delete_card_template(another["id"])
    assert faulty.count(path_of(another), "DELETE") == 2


def test_a_file_that_is_cut_off_comes_whole(
    account: Account, faulty: Faulty, client: Client, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 4096
    created = account.admin.create_template()
    linked = client.upload_linked_file(created["id"], FILE_UUID, "data", content)
    assert linked.url
    faulty.faults += [Fault("/files/", cut_after=300_000), Fault("/files/", 503)]

    came = client.download(linked.url, tmp_path / "file")

    assert came
    assert came.byte_size == len(content)
    assert (tmp_path / "file").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_never_comes_leaves_nothing(
    account: Account, faulty: Faulty, impatient: Client, tmp_path: Path
) -> None:
    created = account.admin.create_template()
    linked = impatient.upload_linked_file(created["id"], FILE_UUID, "data", bytes(1000))
    assert linked.url
    faulty.faults.append(Fault("/files/", cut_after=500))

    with pytest.raises(Unreachable):
        impatient.download(linked.url, tmp_path / "file")

    assert list(tmp_path.iterdir()) == []


def test_bytes_are_compared_with_the_digest_and_the_limit(
    account: Account, faulty: Faulty, impatient: Client
) -> None:
    created = account.admin.create_template()
    linked = impatient.upload_linked_file(created["id"], FILE_UUID, "data", b"1234")
    assert linked.url
    assert impatient.download(linked.url, io.BytesIO(), largest=4)
    with pytest.raises(UnusableAnswer, match="more than 3 bytes"):
        impatient.download(linked.url, io.BytesIO(), largest=3)

    faulty.rewrite = lambda _, body: body.replace(b"1234", b"1243")
    with pytest.raises(Unreachable, match="another SHA-256"):
        impatient.download(linked.url, io.BytesIO())


def test_a_redirected_file_is_followed_without_the_token(
    account: Account, faulty: Faulty, impatient: Client
) -> None:
    created = account.admin.create_template()
    linked = impatient.upload_linked_file(created["id"], FILE_UUID, "data", b"bytes")
    assert linked.url
    place = linked.url.replace(faulty.url, "")
    with before(account.service.url) as elsewhere:
        faulty.faults.append(Fault("/files/", 302, {"Location": elsewhere.url + place}))
        received = io.BytesIO()
        assert impatient.download(linked.url, received)

        assert received.getvalue() == b"bytes"
        assert [
            set(one.headers) & {"Authorization", "authorization"} for one in elsewhere.asked
        ] == [set()]


def test_an_expired_url_is_asked_for_with_the_token_at_our_own_server_only(
    account: Account, faulty: Faulty, impatient: Client
) -> None:
    faulty.faults += [Fault("/files/expired", 403), Fault("/files/expired", 403)]
    with pytest.raises(Refused):
        impatient.download(f"{faulty.url}/files/expired", io.BytesIO())
    with before(account.service.url) as elsewhere, pytest.raises(Refused):
        impatient.download(f"{elsewhere.url}/files/a/b", io.BytesIO())

    has_token = ["Authorization" in one.headers for one in faulty.asked]
    assert has_token == [False, True]
    assert [("Authorization" in one.headers) for one in elsewhere.asked] == [False]


def test_a_redirected_call_is_not_followed(
    account: Account, faulty: Faulty, impatient: Client
) -> None:
    with before(account.service.url) as elsewhere:
        faulty.faults.append(Fault("/account", 301, {"Location": f"{elsewhere.url}/api/3/account"}))

        with pytest.raises(Refused, match=f"it is at {elsewhere.url}/api/3/account instead"):
            impatient.account()

        assert elsewhere.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[", "data:,x"])
def test_a_file_elsewhere_than_on_the_web_is_refused(impatient: Client, url: str) -> None:
    with pytest.raises(ClientError):
        impatient.download(url, io.BytesIO())


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b"[1]", b'[{"id":"x"}]', b"[" * 100_000, b'[{"id":1}]', b"\xff"]
)
def test_an_answer_of_another_kind_is_unusable(
    faulty: Faulty, impatient: Client, body: bytes
) -> None:
    faulty.faults.append(Fault("/card_templates", 200, {}, body))

    with pytest.raises(UnusableAnswer):
        list(impatient.card_templates())


@pytest.mark.parametrize(
    "url", ["", "cards.example.com", "ftp://x", "http://a:b@c", "http://c?d=e"]
)
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(ClientError, match="must be a URL"):
        Client(url, "token")


def test_no_fault_tells_the_token_or_a_signature(
    account: Account, faulty: Faulty, impatient: Client
) -> None:
    created = account.admin.create_template()
    linked = impatient.upload_linked_file(created["id"], FILE_UUID, "data", b"bytes")
    assert linked.url
    faulty.faults += [
        Fault("/files/", cut_after=1),
        Fault("/account", 401),
        Fault("/account", 500),
        Fault("/account", 302, {"Location": "https://x.example/?secret=1"}),
    ]
    told = []
    for call in (
        lambda: impatient.download(linked.url or "", io.BytesIO()),
        impatient.account,
        impatient.account,
        impatient.account,
    ):
        with pytest.raises(ClientError) as fault:
            call()
        told.append(f"{fault.value!r} {fault.value.__cause__!r}")

    assert len(told) == 4
    assert account.admin.token not in " ".join(told)
    assert "signature" not in " ".join(told)
    assert "secret=1" not in " ".join(told)


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with Client("http://127.0.0.1:9", "token", attempts=2) as client, pytest.raises(Unreachable):
        client.account()
