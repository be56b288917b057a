"""Background images: uploaded, redirected to, replaced and deleted (contract 1a, 3.9, 3.11)."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.sample_files import IMAGE_TYPES, SVG, a_font, picture
from tests.service import Account, path_of

LARGEST = 20 * 1024 * 1024
SIDES = ("front", "back")


def image_path(card_template: dict[str, Any], side: str = "front") -> str:
    return path_of(card_template, "background_image", side)


def put(account: Account, card_template: dict[str, Any], content: bytes) -> dict[str, Any]:
    """Upload a front image, which has to be accepted, and return the template."""
    answer = account.admin.http.put(image_path(card_template), content=content)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def read_back(account: Account, card_template: dict[str, Any], side: str = "front") -> Any:
    """Return what is behind the redirect, read without a bearer token."""
    redirect = account.admin.http.get(image_path(card_template, side))
    assert redirect.status_code == 302, redirect.text
    return account.service.client().get(redirect.headers["Location"])


def state(account: Account, card_template: dict[str, Any]) -> tuple[Any, str, set[str]]:
    """Return everything that a refused upload must leave as it was."""
    answer = account.admin.http.get(path_of(card_template))
    kept = account.service.stored_files(account.hashid)
    return answer.json(), answer.headers["ETag"], kept


def a_jpeg_of(size: int) -> bytes:
    """Return a picture that decodes, with as many bytes after its end as it needs."""
    return picture("JPEG").ljust(size, b"\x00")


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("name", IMAGE_TYPES)
def test_raw_bytes_come_back_unchanged_through_the_redirect(
    account: Account, name: str, side: str
) -> None:
    created, content = account.admin.create_template(), picture(name)

    answer = account.admin.http.put(image_path(created, side), content=content)

    assert answer.status_code == 200
    url = answer.json()[f"background_image_{side}_url"]
    assert url.startswith(f"{account.service.url}/")
    other_side = next(other for other in SIDES if other != side)
    assert answer.json()[f"background_image_{other_side}_url"] is None
    served = read_back(account, created, side)
    assert (served.status_code, served.content) == (200, content)
    assert served.headers["Content-Type"] == IMAGE_TYPES[name]


@pytest.mark.parametrize("name", ["file", "image", "card_template[background]", "été"])
def test_the_one_file_part_of_a_form_may_have_any_name(account: Account, name: str) -> None:
    created, content = account.admin.create_template(), picture()
    files = {name: ("front.png", content, "image/png")}
    fields = {"note": "a text field beside it"}

    answer = account.admin.http.put(image_path(created), files=files, data=fields)

    assert answer.status_code == 200, answer.text
    assert read_back(account, created).content == content


@pytest.mark.parametrize("declared", ["image/png", "text/html", "application/json", "nonsense", ""])
def test_the_content_decides_what_a_picture_is_and_not_its_header(
    account: Account, declared: str
) -> None:
    created, content = account.admin.create_template(), picture("WEBP")

    answer = account.admin.http.put(
        image_path(created), content=content, headers={"Content-Type": declared}
    )

    assert answer.status_code == 200, answer.text
    served = read_back(account, created)
    assert (served.headers["Content-Type"], served.content) == ("image/webp", content)


def test_a_picture_replaces_the_one_before(account: Account) -> None:
    created, content = account.admin.create_template(), picture("GIF")
    before = put(account, created, picture("PNG"))

    after = put(account, created, content)

    assert after["background_image_front_url"] != before["background_image_front_url"]
    assert after["updated_at"] > before["updated_at"]
    assert read_back(account, created).content == content
    gone = account.service.client().get(before["background_image_front_url"])
    assert gone.status_code == 404


def test_the_same_bytes_again_change_nothing(account: Account) -> None:
    created, content = account.admin.create_template(), picture()
    put(account, created, content)
    before = state(account, created)

    again = account.admin.http.put(image_path(created), content=content)

    assert again.status_code == 200
    assert again.json() == before[0]
    assert again.headers["ETag"] == before[1]
    assert state(account, created) == before


def test_the_answer_of_an_upload_is_the_template_as_it_reads_from_then_on(account: Account) -> None:
    created = account.admin.create_template()
    first = account.admin.http.get(path_of(created))

    answer = account.admin.http.put(image_path(created), content=picture())

    read = account.admin.http.get(path_of(created))
    assert answer.json() == read.json()
    assert answer.headers["ETag"] == read.headers["ETag"] != first.headers["ETag"]
    assert read.json()["updated_at"] > created["updated_at"]


def test_deleting_a_background_twice_is_204_twice(account: Account) -> None:
    created = account.admin.create_template()
    url = put(account, created, picture())["background_image_front_url"]

    first = account.admin.http.delete(image_path(created))
    after_first = state(account, created)
    second = account.admin.http.delete(image_path(created))

    assert (first.status_code, first.content) == (204, b"")
    assert (second.status_code, second.content) == (204, b"")
    assert state(account, created) == after_first
    assert after_first[0]["background_image_front_url"] is None
    assert account.admin.http.get(image_path(created)).status_code == 404
    assert account.service.client().get(url).status_code == 404


def test_deleting_a_background_moves_updated_at_and_etag(account: Account) -> None:
    created = account.admin.create_template()
    put(account, created, picture())
    before, etag, _ = state(account, created)

    account.admin.http.delete(image_path(created))

    after, new_etag, _ = state(account, created)
    assert after["updated_at"] > before["updated_at"]
    assert new_etag != etag


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("side", ["left", "FRONT", "front_", "0"])
def test_there_are_no_other_sides(account: Account, method: str, side: str) -> None:
    created = account.admin.create_template()
    body = picture() if method == "PUT" else None

    answer = account.admin.http.request(method, image_path(created, side), content=body)

    assert answer.status_code == 404
    assert answer.json()["error"] == "not_found"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_template_that_does_not_exist_has_no_background(account: Account, method: str) -> None:
    body = picture() if method == "PUT" else None
    kept = account.service.stored_files(account.hashid)

    answer = account.admin.http.request(method, image_path({"id": 2**40}), content=body)

    assert answer.status_code == 404
    assert account.service.stored_files(account.hashid) == kept


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"This is not a picture.", id="text"),
        pytest.param(bytes(1000), id="zeros"),
        *(pytest.param(picture(n)[:-40], id=f"truncated {n}") for n in IMAGE_TYPES),
        *(pytest.param(picture(n)[:16], id=f"only the start of {n}") for n in IMAGE_TYPES),
        pytest.param(picture("PNG")[:8] + picture("JPEG"), id="JPEG behind a PNG signature"),
        pytest.param(picture("BMP"), id="BMP"),
        pytest.param(picture("TIFF"), id="TIFF"),
        pytest.param(SVG, id="SVG"),
        pytest.param(a_font(), id="font"),
        pytest.param(b"%PDF-1.7\n", id="PDF"),
    ],
)
@pytest.mark.parametrize("is_form", [False, True], ids=["raw", "form"])
def test_what_is_no_whole_picture_is_refused_and_changes_nothing(
    account: Account, content: bytes, is_form: bool
) -> None:
    created = account.admin.create_template()
    put(account, created, picture())
    before = state(account, created)
    headers = {} if is_form else {"Content-Type": "image/png"}
    files = {"file": ("a.png", content, "image/png")} if is_form else None

    answer = account.admin.http.put(
        image_path(created), content=None if is_form else content, files=files, headers=headers
    )

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["file"]
    assert state(account, created) == before


@pytest.mark.parametrize(
    "files",
    [
        pytest.param([("a", ("a.png", picture())), ("b", ("b.png", picture()))], id="two files"),
        pytest.param([("a", (None, b"only text"))], id="no file"),
    ],
)
def test_a_form_needs_exactly_one_file(account: Account, files: list[Any]) -> None:
    created = account.admin.create_template()
    before = state(account, created)

    answer = account.admin.http.put(image_path(created), files=files)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["file"]
    assert state(account, created) == before


def test_a_picture_of_exactly_twenty_mebibytes_is_accepted(account: Account) -> None:
    created, content = account.admin.create_template(), a_jpeg_of(LARGEST)

    put(account, created, content)

    assert read_back(account, created).content == content


@pytest.mark.parametrize("way", ["announced", "chunked", "form"])
@pytest.mark.parametrize("excess", [1, 4 * 1024 * 1024])
def test_a_larger_picture_is_413_and_the_connection_does_not_hang(
    account: Account, way: str, excess: int
) -> None:
    created, content = account.admin.create_template(), a_jpeg_of(LARGEST + excess)
    before = state(account, created)
    ways: dict[str, dict[str, Any]] = {
        "announced": {"content": content},
        "chunked": {"content": pieces(content)},
        "form": {"files": {"file": ("a.jpg", content)}},
    }

    answer = account.admin.http.put(image_path(created), **ways[way], timeout=httpx.Timeout(10))

    assert answer.status_code == 413
    assert answer.json()["error"] == "payload_too_large"
    assert "20 MiB" in answer.json()["error_description"]
    assert state(account, created) == before


def pieces(content: bytes) -> Iterator[bytes]:
    """Give a body that httpx sends in chunks, without a Content-Length."""
    for start in range(0, len(content), 65536):
        yield content[start : start + 65536]


def test_a_picture_sent_in_chunks_is_accepted(account: Account) -> None:
    created, content = account.admin.create_template(), a_jpeg_of(300_000)

    answer = account.admin.http.put(image_path(created), content=pieces(content))

    assert answer.status_code == 200
    assert read_back(account, created).content == content


def test_the_back_of_a_single_sided_template_takes_an_image(account: Account) -> None:
    created = account.admin.create_template(double_sided=False)

    answer = account.admin.http.put(image_path(created, "back"), content=picture())

    assert answer.status_code == 200
    assert answer.json()["background_image_back_url"] is not None
    assert answer.json()["double_sided"] is False


def test_a_soft_deleted_template_takes_and_shows_images(account: Account) -> None:
    created, content = account.admin.create_template(), picture()
    account.admin.update(created, deleted_at="2026-06-14T09:30:00Z")

    shown = put(account, created, content)

    assert shown["deleted_at"] == "2026-06-14T09:30:00.000000Z"
    assert read_back(account, created).content == content
    assert account.admin.http.delete(image_path(created)).status_code == 204


def test_an_upload_for_another_version_is_412_and_leaves_nothing_behind(account: Account) -> None:
    created = account.admin.create_template()
    old = state(account, created)[1]
    account.admin.update(created, name="Changed meanwhile")
    before = state(account, created)

    put_answer = account.admin.http.put(
        image_path(created), content=picture(), headers={"If-Match": old}
    )
    delete_answer = account.admin.http.delete(image_path(created), headers={"If-Match": old})

    assert [put_answer.status_code, delete_answer.status_code] == [412, 412]
    assert put_answer.json()["error"] == "precondition_failed"
    assert state(account, created) == before


def test_an_upload_for_the_version_that_is_stored_is_accepted(account: Account) -> None:
    created = account.admin.create_template()
    etag = state(account, created)[1]

    first = account.admin.http.put(
        image_path(created), content=picture(), headers={"If-Match": etag}
    )
    second = account.admin.http.delete(
        image_path(created), headers={"If-Match": first.headers["ETag"]}
    )

    assert [first.status_code, second.status_code] == [200, 204]


def test_deleting_the_template_for_good_deletes_its_images(account: Account) -> None:
    created = account.admin.create_template()
    url = put(account, created, picture())["background_image_front_url"]

    account.admin.http.delete(path_of(created))

    assert account.service.client().get(url).status_code == 404
    assert account.admin.http.get(image_path(created)).status_code == 404
