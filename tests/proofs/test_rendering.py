"""`POST .../render`: a card as PNG, PDF and SVG, for a record that is sent along."""

import base64
import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
import zxingcpp

from tests.pages.test_sessions import token_of
from tests.pages.visits import signed_in
from tests.proofs.templates import (
    ADA,
    CODE,
    DATE,
    NAME,
    PHOTO,
    a_staff_card,
    link,
    pixels,
    refused,
    render,
)
from tests.rendering.cards import at, color_at, picture
from tests.service import Account, path_of

Files = dict[str, tuple[str | None, bytes]]


def test_a_png_has_the_pixels_of_an_iso_card_and_its_barcode_can_be_read(account: Account) -> None:
    created = a_staff_card(account.admin)

    answer = render(account.admin, created, data=ADA)

    drawn = pixels(answer)
    assert drawn.shape == (638, 1011, 3)
    (code,) = zxingcpp.read_barcodes(drawn)
    assert code.text == "0042"
    assert answer.headers["x-findings"] == "1"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"].endswith('front.png"')


def test_a_pdf_of_both_sides_has_a_page_a_side(account: Account) -> None:
    created = a_staff_card(account.admin, double_sided=True, orientation_back="P")

    answer = render(account.admin, created, data=ADA, format="pdf", side="both", bleed_mm=3)

    assert answer.headers["content-type"] == "application/pdf"
    with pikepdf.open(BytesIO(answer.content)) as pdf:
        sizes = [[float(x) / 72 * 25.4 for x in page.trimbox] for page in pdf.pages]
    assert [round(box[2] - box[0], 2) for box in sizes] == [85.6, 54.0]


def test_an_svg_is_a_picture_of_one_side(account: Account) -> None:
    created = a_staff_card(account.admin)

    answer = render(account.admin, created, data=ADA, format="svg")

    assert answer.headers["content-type"] == "image/svg+xml"
    assert b'width="85.6mm"' in answer.content
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_body_may_be_empty(account: Account) -> None:
    created = account.admin.create_template()

    answer = account.admin.http.post(path_of(created, "render"))

    assert pixels(answer).shape == (638, 1011, 3)
    assert answer.headers["x-findings"] == "0"


def test_background_and_linked_pictures_are_drawn(account: Account) -> None:
    admin = account.admin
    created = admin.create_template()
    path = path_of(created, "background_image", "front")
    admin.http.put(path, content=picture(color=(0, 0, 255))).raise_for_status()
    file_uuid = link(admin, created, picture(color=(255, 0, 0)))
    image = at("image", 10, 10, 20, 20, source={"file": file_uuid.lower()})
    admin.update(created, template_objects=[image]).raise_for_status()

    drawn = pixels(render(admin, created))

    assert color_at(drawn, 20, 20) == "#ff0000"
    assert color_at(drawn, 60, 40) == "#0000ff"


@pytest.mark.parametrize("way", ["uuid", "data URI", "part", "named part"])
def test_a_photo_comes_with_the_request(account: Account, way: str) -> None:
    admin = account.admin
    created = admin.create_template(template_objects=[PHOTO])
    photo = picture(color=(0, 255, 0))
    data: dict[str, Any] = {}
    files = {}
    match way:
        case "uuid":
            data["photo"] = link(admin, created, photo).swapcase()
        case "data URI":
            data["photo"] = "data:image/png;base64," + base64.b64encode(photo).decode()
        case "part":
            files["photo"] = ("me.png", photo, "image/png")
        case "named part":
            files["portrait"] = ("me.png", photo, "image/png")
            data["photo"] = "portrait"

    request = json.dumps({"data": data})
    answer = (
        admin.http.post(
            path_of(created, "render"),
            files={"request": (None, request, "application/json"), **files},
        )
        if files
        else admin.http.post(path_of(created, "render"), content=request)
    )

    assert color_at(pixels(answer), 70, 32) == "#00ff00"
    assert answer.headers["x-findings"] == "0"
    assert account.service.files_on_their_way() == []


def test_a_file_of_another_template_is_not_drawn(account: Account) -> None:
    admin = account.admin
    other = admin.create_template()
    created = admin.create_template(template_objects=[PHOTO])

    answer = render(admin, created, data={"photo": link(admin, other, picture())}, strict=True)

    (finding,) = answer.json()["findings"]
    assert (answer.status_code, finding["code"]) == (422, "missing_file")


def test_strict_draws_nothing_where_something_is_wrong(account: Account) -> None:
    created = a_staff_card(account.admin)

    answer = render(account.admin, created, data={"first_name": "Ada"}, strict=True)

    body = answer.json()
    assert answer.status_code == 422
    assert (body["error"], set(body["errors"])) == ("validation_failed", {"photo", "code"})
    assert {finding["code"] for finding in body["findings"]} == {"missing_field"}


def test_strict_draws_a_card_without_errors(account: Account) -> None:
    created = account.admin.create_template(template_objects=[NAME, CODE])

    assert render(account.admin, created, data=ADA, strict=True).status_code == 200


def test_the_black_plane_is_black_where_the_card_is(account: Account) -> None:
    created = account.admin.create_template(
        template_objects=[
            at("rect", 5, 5, 20, 20, fill="#000000"),
            at("rect", 40, 5, 20, 20, fill="#333333"),
        ]
    )

    drawn = pixels(render(account.admin, created, plane="k"))

    assert (color_at(drawn, 10, 10), color_at(drawn, 50, 10)) == ("#000000", "#ffffff")


def test_today_is_that_of_the_account(account: Account) -> None:
    far_east = account.service.create_account("Pacific/Kiritimati").admin
    far_west = account.service.create_account("Pacific/Pago_Pago").admin
    dates = {}
    for person, hours in ((far_east, 14), (far_west, -11)):
        created = person.create_template(template_objects=[DATE])
        before = (datetime.now(UTC) + timedelta(hours=hours)).date().isoformat()
        drawn = render(person, created).content
        assert drawn == render(person, created, data={"today": before}).content
        dates[before] = drawn
    # These two are always a day apart or two, so both of them are really asked for.
    assert len(dates) == len(set(dates.values())) == 2


REFUSED: dict[str, list[object]] = {
    "dpi": [{"dpi": 71}, {"dpi": 1201}, {"dpi": "300"}],
    "side": [{"side": "left"}, {"side": "both"}, {"side": None}],
    "format": [{"format": "gif"}],
    "plane": [{"plane": "k", "format": "svg"}],
    "bleed_mm": [{"bleed_mm": -1}, {"bleed_mm": 21}],
    "strict": [{"strict": 1}],
    "data": [
        {"data": []},
        {"data": None},
        {"data": {"name": ["a"]}},
        {"data": {"name": "\0"}},
        {"data": {f"f{number}": 1 for number in range(1001)}},
    ],
    "request": [[], "x"],
}


@pytest.mark.parametrize(
    ("field", "body"), [(field, body) for field, bodies in REFUSED.items() for body in bodies]
)
def test_what_cannot_be_drawn_is_refused_by_its_name(
    account: Account, field: str, body: object
) -> None:
    created = account.admin.create_template()

    answer = account.admin.http.post(path_of(created, "render"), content=json.dumps(body))

    assert list(refused(answer)) == [field]


def test_a_bitmap_beyond_the_limit_is_refused(account: Account) -> None:
    poster = {"code": "POSTER", "name": "Poster", "width_mm": 500, "height_mm": 400}
    account.admin.http.post("/api/3/card_template_types", json=poster).raise_for_status()
    created = account.admin.create_template(template_type_code="POSTER")

    errors = refused(render(account.admin, created, dpi=1200))

    assert "50 megapixels" in errors["dpi"][0]


@pytest.mark.parametrize(
    ("path", "body", "field", "words"),
    [
        ("render", '{"data": {"a": 1, "name": "Ada", "name": "Eve"}}', "data", "the key name more"),
        ("render", '{"data": {"\u00e9": "Ada", "e\u0301": "Eve"}}', "data", "more than once"),
        ("preflight", '{"data": {"a": 1, "a": 1}}', "data", "the key a more than once"),
        ("preflight", '{"records": [{}, {"a": 1, "a": 2}]}', "records", "record 1 has the key a"),
    ],
)
def test_a_field_with_two_values_is_refused(
    account: Account, path: str, body: str, field: str, words: str
) -> None:
    created = account.admin.create_template()

    answer = account.admin.http.post(path_of(created, path), content=body.encode())

    assert words in refused(answer)[field][0]


def test_a_member_that_stands_twice_is_a_bad_request(account: Account) -> None:
    created = account.admin.create_template()

    answer = account.admin.http.post(path_of(created, "render"), content=b'{"dpi": 1, "dpi": 300}')

    assert answer.status_code == 400
    assert "more than once" in answer.json()["error_description"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"data": NaN}'])
def test_what_is_not_json_is_a_bad_request(account: Account, body: bytes) -> None:
    created = account.admin.create_template()

    assert account.admin.http.post(path_of(created, "render"), content=body).status_code == 400


FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "no request": ("request", {"photo": ("a.png", b"x")}),
    "an empty request": ("request", {"request": (None, "")}),
    "a picture without a name": ("photo", {"request": (None, "{}"), "photo": (None, "x")}),
    "an empty picture": ("photo", {"request": (None, "{}"), "photo": ("a.png", b"")}),
}


@pytest.mark.parametrize("fault", FORMS)
def test_a_form_that_lacks_something_is_refused(account: Account, fault: str) -> None:
    field, files = FORMS[fault]
    created = account.admin.create_template()

    answer = account.admin.http.post(path_of(created, "render"), files=files)

    assert list(refused(answer)) == [field]
    assert account.service.files_on_their_way() == []


def test_a_part_that_stands_twice_is_refused(account: Account) -> None:
    created = account.admin.create_template()
    photo = ("photo", ("a.png", picture()))
    request: tuple[str, tuple[None, bytes]] = ("request", (None, b"{}"))

    answer = account.admin.http.post(path_of(created, "render"), files=[request, photo, photo])

    assert refused(answer) == {"photo": ["must be given once"]}
    assert account.service.files_on_their_way() == []


def test_a_body_beyond_the_limit_is_too_large(account: Account) -> None:
    created = account.admin.create_template()
    path = path_of(created, "render")
    photo: Files = {"request": (None, b"{}"), "photo": ("a.png", bytes(21 * 1024 * 1024))}

    assert account.admin.http.post(path, content=b" " * 4_200_000).status_code == 413
    assert account.admin.http.post(path, files=photo).status_code == 413
    assert account.service.files_on_their_way() == []


def test_a_hostile_picture_ends_in_a_finding(account: Account) -> None:
    created = account.admin.create_template(template_objects=[PHOTO])
    request = b'{"strict": true}'
    files: Files = {"request": (None, request), "photo": ("a.png", b"\x89PNG\r\n\x1a\n" * 9)}

    answer = account.admin.http.post(path_of(created, "render"), files=files)

    assert [one["code"] for one in answer.json()["findings"]] == ["missing_file"]
    assert render(account.admin, created).status_code == 200


def test_a_page_draws_with_its_session(account: Account) -> None:
    created = account.admin.create_template(template_objects=[NAME])
    browser, _ = signed_in(account, is_admin=False)
    headers = {"X-CSRF-Token": token_of(browser)}
    path = path_of(created, "render")

    drawn = browser.http.post(path, json={"data": ADA}, headers=headers)

    assert drawn.content == render(account.admin, created, data=ADA).content
    assert browser.http.post(path, json={"data": ADA}).status_code == 403
    assert browser.http.get(path_of(created, "preview", "front")).status_code == 200
