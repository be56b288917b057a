"""`GET .../preview/{side}`: kept by version, asked for again by ETag."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.proofs.templates import CODE, NAME, PHOTO, a_staff_card, pixels, preview, refused
from tests.rendering.cards import at, color_at, picture
from tests.service import Account, path_of


def test_samples_stand_in_for_a_record(account: Account) -> None:
    created = a_staff_card(account.admin)

    drawn = pixels(preview(account.admin, created))

    assert drawn.shape[1] == 600
    dots = 600 / 85.6
    boxes = ((5, 5, 60, 8), (60, 20, 20, 25), (5, 25, 22, 22))
    name, photo, code = (
        drawn[int(y * dots) : int((y + h) * dots), int(x * dots) : int((x + w) * dots)]
        for x, y, w, h in boxes
    )
    assert all((part < 200).any() for part in (name, photo, code))


@pytest.mark.parametrize(("width", "pixels_wide"), [("64", 64), ("2048", 2048), (None, 600)])
def test_the_width_is_what_was_asked_for(
    account: Account, width: str | None, pixels_wide: int
) -> None:
    created = account.admin.create_template(orientation_back="P")
    query = {} if width is None else {"width": width}

    front = pixels(preview(account.admin, created, **query))
    back = pixels(preview(account.admin, created, "back", **query))

    assert front.shape[1] == back.shape[1] == pixels_wide
    assert front.shape[0] < pixels_wide < back.shape[0]


@pytest.mark.parametrize("width", ["63", "2049", "0", "-1", "6e2", "", "99999999999999999999"])
def test_another_width_is_refused(account: Account, width: str) -> None:
    created = account.admin.create_template()

    assert list(refused(preview(account.admin, created, width=width))) == ["width"]


@pytest.mark.parametrize("side", ["left", "FRONT", "both"])
def test_a_side_that_no_card_has_is_not_found(account: Account, side: str) -> None:
    created = account.admin.create_template()

    assert preview(account.admin, created, side).status_code == 404


def test_the_etag_is_that_of_what_is_shown(account: Account) -> None:
    admin = account.admin
    created = a_staff_card(admin)
    first = preview(admin, created)

    admin.update(created, name=created["name"] + " again").raise_for_status()
    renamed = preview(admin, created)
    admin.update(created, template_objects=[NAME, PHOTO]).raise_for_status()
    changed = preview(admin, created)
    admin.update(created, template_objects=[NAME, PHOTO, CODE]).raise_for_status()
    changed_back = preview(admin, created)

    tags = [one.headers["etag"] for one in (first, renamed, changed, changed_back)]
    assert tags[0] == tags[1] == tags[3] != tags[2]
    assert first.content == renamed.content == changed_back.content != changed.content


def test_a_template_name_that_is_printed_counts(account: Account) -> None:
    title = at("text", 5, 5, 60, 8, text="{{template_name}}")
    created = account.admin.create_template(template_objects=[title], name="Before")
    before = preview(account.admin, created)

    account.admin.update(created, name="After").raise_for_status()

    after = preview(account.admin, created)
    assert after.headers["etag"] != before.headers["etag"]
    assert after.content != before.content


def test_whatever_changes_the_picture_changes_the_etag(account: Account) -> None:
    admin = account.admin
    card = {"code": "OWN", "name": "Own", "width_mm": 80, "height_mm": 50}
    admin.http.post("/api/3/card_template_types", json=card).raise_for_status()
    created = admin.create_template(template_type_code="OWN")
    background = path_of(created, "background_image", "front")
    changes: tuple[Callable[[], httpx.Response], ...] = (
        lambda: admin.http.put(background, content=picture(color=(0, 0, 255))),
        lambda: admin.http.put(background, content=picture(color=(255, 0, 0))),
        lambda: admin.http.delete(background),
        lambda: admin.http.patch("/api/3/card_template_types/OWN", json={"width_mm": 100}),
        lambda: admin.update(created, orientation_front="P"),
    )
    seen = [preview(admin, created)]
    for change in changes:
        change().raise_for_status()
        seen.append(preview(admin, created))
    tags = [answer.headers["etag"] for answer in seen]

    assert color_at(pixels(seen[1]), 5, 5) == "#0000ff"
    assert color_at(pixels(seen[2]), 5, 5) == "#ff0000"
    assert len(set(tags)) == len(tags) - 1, "without its background it is what it was at first"
    assert tags[0] == tags[3]


def test_a_copy_that_still_holds_is_not_sent_again(account: Account) -> None:
    created = a_staff_card(account.admin)
    path = path_of(created, "preview", "front")
    tag = preview(account.admin, created).headers["etag"]

    again = account.admin.http.get(path, headers={"If-None-Match": tag})
    account.admin.update(created, card_type="shiny").raise_for_status()
    after_another_change = account.admin.http.get(path, headers={"If-None-Match": tag})
    other = account.admin.http.get(path, headers={"If-None-Match": '"other"'})

    for answer in (again, after_another_change):
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert other.status_code == 200


def test_the_preview_of_another_account_is_not_found(account: Account, stranger: Account) -> None:
    created = a_staff_card(account.admin)
    tag = preview(account.admin, created).headers["etag"]

    answer = stranger.admin.http.get(
        path_of(created, "preview", "front"), headers={"If-None-Match": tag}
    )

    assert answer.status_code == 404


def test_head_tells_of_the_preview(account: Account) -> None:
    created = account.admin.create_template()

    answer = account.admin.http.head(path_of(created, "preview", "front"))

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"] == "image/png"


def test_many_previews_at_once_leave_the_api_free(account: Account) -> None:
    paths = [path_of(a_staff_card(account.admin), "preview", "front") for _ in range(40)]
    clients = [account.service.client(account.admin.token) for _ in paths]

    with ThreadPoolExecutor(20) as pool:
        answers = pool.map(lambda client, path: client.get(path), clients, paths)
        listing = account.admin.http.get("/api/3/card_templates")
        waited = listing.elapsed.total_seconds()
        statuses = [answer.status_code for answer in answers]

    assert statuses == [200] * len(paths)
    assert waited < 2
