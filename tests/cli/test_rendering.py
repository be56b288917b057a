"""`cardwright render`, `preflight` and `template`: cards and bundles from the command line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from tests.proofs.bundles import TEMPLATE, a_rich_card, drawings, manifest_of, packed, texts
from tests.proofs.templates import CODE, NAME, PHOTO, link
from tests.rendering.cards import at, color_at, picture, pixels_of
from tests.rendering.fonts.made_fonts import true_type
from tests.service import Account, Service, path_of, run_cardwright

PEOPLE = "first_name,last_name,card_number,photo\nAda,Byron,1,ada.png\nGrace,Hopper,2,grace.png\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a template, people and their photos."""
    write(tmp_path, "staff.json", template(NAME, CODE, PHOTO))
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "ada.png").write_bytes(picture(color=(255, 0, 0)))
    (tmp_path / "grace.png").write_bytes(picture(color=(0, 0, 255)))
    return tmp_path


def template(*objects: Any, **fields: Any) -> dict[str, Any]:
    """Return a card template as the API answers it, or what matters of it."""
    return {
        "name": "Staff",
        "template_type_code": "ISO_CARD",
        "template_objects": objects,
        **fields,
    }


def write(folder: Path, name: str, content: Any) -> None:
    """Write JSON into a file."""
    (folder / name).write_text(json.dumps(content))


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the folder, which has no data folder of a service."""
    return subprocess.run(
        [sys.executable, "-m", "cardwright", *arguments],
        cwd=folder,
        env={"PATH": "", "CARDWRIGHT_DATABASE_URL": "not to be opened"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def rendered(folder: Path, *options: str, data: str = "people.csv") -> list[Path]:
    """Render the cards of the folder, which have no errors, and return the files."""
    ran = run(folder, "render", "staff.json", "--data", data, "--out", "out", *options)
    assert ran.returncode == 0, ran.stderr
    return sorted((folder / "out").iterdir())


def sentences(folder: Path, *options: str) -> list[str]:
    """Return what preflight says of the cards of the folder, which have errors."""
    ran = run(folder, "preflight", "staff.json", *options)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return ran.stdout.splitlines()


def refusal(folder: Path, *arguments: str) -> str:
    """Run a command that must be refused with one sentence, and return the sentence."""
    ran = run(folder, *arguments)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "Traceback" not in ran.stderr
    (sentence,) = ran.stderr.splitlines()
    return sentence


def test_one_pdf_holds_all_cards(folder: Path) -> None:
    (path,) = rendered(folder)

    assert path.name == "staff.pdf"
    with pikepdf.open(path) as pdf:
        sizes = {tuple(round(float(x) / 72 * 25.4, 2) for x in page.mediabox) for page in pdf.pages}
        assert (len(pdf.pages), sizes) == (2, {(0, 0, 85.6, 54.0)})


def test_both_sides_are_pages_of_their_own(folder: Path) -> None:
    back = at("text", 5, 5, 40, 10, side="back", text="{{card_index}} {{template_name}}")
    write(folder, "staff.json", template(NAME, back, double_sided=True, orientation_back="P"))

    (path,) = rendered(folder, "--side", "both")

    with pikepdf.open(path) as pdf:
        widths = [round(float(page.mediabox[2]) / 72 * 25.4, 1) for page in pdf.pages]
    assert widths == [85.6, 54.0, 85.6, 54.0]


def test_a_pdf_for_each_card(folder: Path) -> None:
    paths = rendered(folder, "--one-per-card", "--bleed", "3")

    assert [path.name for path in paths] == ["staff-0001.pdf", "staff-0002.pdf"]
    with pikepdf.open(paths[1]) as pdf:
        (page,) = pdf.pages
        assert round(float(page.mediabox[2]) / 72 * 25.4, 1) == 91.6


def test_a_png_for_each_card_shows_its_person(folder: Path) -> None:
    paths = rendered(folder, "--format", "png", "--dpi", "600")

    assert [path.name for path in paths] == ["staff-0001-front.png", "staff-0002-front.png"]
    drawn = [pixels_of(path.read_bytes()) for path in paths]
    assert drawn[0].shape == (1276, 2022, 3)
    assert [color_at(one, 70, 32, 600) for one in drawn] == ["#ff0000", "#0000ff"]
    assert [zxingcpp.read_barcodes(one)[0].text for one in drawn] == ["1", "2"]
    with Image.open(paths[0]) as image:
        assert round(image.info["dpi"][0]) == 600


@pytest.mark.parametrize(
    "content",
    [
        PEOPLE.replace(",", ";").encode(),
        PEOPLE.replace(",", "\t").encode(),
        b"\xef\xbb\xbf" + PEOPLE.encode(),
        PEOPLE.replace("\n", "\r\n").encode() + b"\r\n,,,\r\n",
        PEOPLE.replace("Ada,", '"Ada",').replace("first_name", " first_name ").encode(),
    ],
)
def test_a_csv_file_may_be_as_spreadsheets_write_it(folder: Path, content: bytes) -> None:
    plain = [path.read_bytes() for path in rendered(folder, "--format", "png")]
    (folder / "people.csv").write_bytes(content)

    assert [path.read_bytes() for path in rendered(folder, "--format", "png")] == plain


def test_the_files_of_a_template_come_from_a_folder(folder: Path) -> None:
    uuid = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"
    (folder / "files").mkdir()
    (folder / "files" / f"{uuid.upper()}.png").write_bytes(picture(color=(0, 255, 0)))
    (folder / "files" / "background_front.png").write_bytes(picture(color=(255, 255, 0)))
    write(folder, "staff.json", template(at("image", 10, 10, 20, 20, source={"file": uuid})))

    paths = rendered(folder, "--files", "files", "--format", "png")

    drawn = pixels_of(paths[0].read_bytes())
    assert (color_at(drawn, 20, 20), color_at(drawn, 50, 40)) == ("#00ff00", "#ffff00")


def test_one_card_is_told_of_as_one(folder: Path) -> None:
    (folder / "people.csv").write_text("first_name,card_number,photo\nAda,1,ada.png\n")

    ran = run(folder, "render", "staff.json", "--data", "people.csv", "--out", "out")

    assert ran.stdout == "1 card is in out.\n"


def test_an_array_of_objects_and_a_size_will_do(folder: Path) -> None:
    write(folder, "staff.json", [{**NAME, "width_mm": 40}])

    paths = rendered(folder, "--format", "png", "--width", "50", "--height", "40")

    assert pixels_of(paths[0].read_bytes()).shape == (472, 591, 3)


def test_what_the_api_answers_is_drawn_as_the_api_draws_it(
    account: Account, tmp_path: Path
) -> None:
    created = account.admin.create_template(template_objects=[NAME], template_type_code="CR100")
    answer = account.admin.http.get(path_of(created))
    (tmp_path / "staff.json").write_bytes(answer.content)
    (tmp_path / "people.csv").write_text("first_name\nAda\n")

    (path,) = rendered(tmp_path, "--format", "png")

    drawn = account.admin.http.post(
        path_of(created, "render"), json={"data": {"first_name": "Ada"}}
    )
    assert path.read_bytes() == drawn.content


def test_built_in_types_are_those_of_the_service(account: Account) -> None:
    script = "from cardwright.cli.template_files import BUILT_IN_TYPES as t; print([*t.items()])"
    known = eval(  # noqa: S307 - what this test has printed
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout
    )

    shown = account.admin.http.get("/api/3/card_template_types").json()

    told = ("width_mm", "height_mm", "orientation_default")
    assert dict(known) == {one["code"]: tuple(one[key] for key in told) for one in shown}
    assert not any(one["non_printable_zones"] for one in shown)


def test_what_is_wrong_is_told_and_drawn_all_the_same(folder: Path) -> None:
    (folder / "people.csv").write_text(PEOPLE + f"{'W' * 300},X,3,nobody.png\n,,,\nBo,,,ada.png\n")

    ran = run(folder, "render", "staff.json", "--data", "people.csv", "--out", "out")

    assert ran.returncode == 1
    assert ran.stdout == "4 cards are in out.\n"
    *told, summary = ran.stderr.splitlines()
    assert summary == "3 errors, 0 warnings in 4 cards."
    assert [line.partition(" on the front: ")[0] for line in told] == [
        "Error: line 4, name",
        "Error: line 4, photo",
        "Error: line 6, code",
    ]
    with pikepdf.open(folder / "out" / "staff.pdf") as pdf:
        assert len(pdf.pages) == 4


def test_preflight_of_a_template_alone_takes_samples(folder: Path) -> None:
    ran = run(folder, "preflight", "staff.json")

    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "Nothing is wrong.\n", "")


def test_preflight_tells_once_what_all_cards_have(folder: Path) -> None:
    outside = at("text", 80, 5, 20, 5, id="outside", text="Staff")
    write(folder, "staff.json", template(NAME, outside))

    told = sentences(folder, "--data", "people.csv")

    assert sum("outside" in line and "crosses" in line for line in told) == 1
    assert "line" not in told[0]
    assert told[-1].endswith("in 2 cards.")


def test_warnings_alone_are_no_failure(folder: Path) -> None:
    write(folder, "staff.json", template({"type": "hologram"}))

    ran = run(folder, "preflight", "staff.json")

    assert ran.returncode == 0
    assert ran.stdout.startswith("Warning: #0 on the front: ")
    assert ran.stdout.endswith("0 errors, 1 warning.\n")


BAD_DATA = {
    "": "is empty",
    "first_name,first_name\n": "two columns",
    "first_name\n": "no records",
    "first_name\nAda,Byron\n": "line 2",
    'first_name\n"Ada': "line",
    "first_name\nA\0da\n": "line",
}


@pytest.mark.parametrize("content", BAD_DATA)
def test_a_csv_file_that_cannot_be_used_is_refused(folder: Path, content: str) -> None:
    (folder / "people.csv").write_text(content)

    sentence = refusal(folder, "render", "staff.json", "--data", "people.csv", "--out", "out")

    assert sentence.startswith("cardwright: people.csv")
    assert BAD_DATA[content] in sentence
    assert not (folder / "out").exists()


def test_another_encoding_is_named(folder: Path) -> None:
    (folder / "people.csv").write_bytes("first_name\nZoë\n".encode("latin-1"))

    assert "UTF-8" in refusal(folder, "preflight", "staff.json", "--data", "people.csv")


BAD_TEMPLATES = {
    "{": "no card template",
    "3": "no card template",
    "{}": "template_objects",
    "[1": "array of objects",
    '{"template_objects": [], "template_type_code": "OWN"}': "--width and --height",
    '{"template_objects": [], "orientation_front": "X"}': "orientation_front",
    json.dumps([at("rect", 0, 0, 1, 1)] * 501): "at most 500",
}


@pytest.mark.parametrize("content", BAD_TEMPLATES)
def test_a_template_that_cannot_be_used_is_refused(folder: Path, content: str) -> None:
    (folder / "staff.json").write_text(content)

    assert BAD_TEMPLATES[content] in refusal(folder, "preflight", "staff.json")


def test_a_photo_outside_of_the_folder_is_not_read(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (folder / "people.csv").write_text(PEOPLE.replace("ada.png", "../ada.png"))

    told = sentences(folder, "--data", "people.csv", "--files", "inner")

    assert any("../ada.png" in line for line in told)


def test_the_drawing_engine_may_be_missing(folder: Path) -> None:
    script = "import sys; sys.modules['skia'] = None; from cardwright.cli import main; main()"

    ran = subprocess.run(
        [sys.executable, "-c", script, "preflight", "staff.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stdout) == (1, "")
    assert "libgl1 libegl1" in ran.stderr


def test_a_template_goes_from_one_installation_to_another(
    service: Service, account: Account, tmp_path: Path
) -> None:
    created = a_rich_card(account.admin)
    path = tmp_path / "card.zip"

    ran = service.run("template", "export", str(created["id"]), str(path))

    assert ran.returncode == 0, ran.stderr
    with Service(tmp_path / "elsewhere") as other:
        there = other.create_account()
        admin = there.admin
        ran = other.run("template", "import", str(path), "--account", there.name, "--keep-uuid")
        assert ran.returncode == 0, ran.stderr
        shown = json.loads(ran.stdout)
        assert (shown["name"], shown["uuid"]) == (created["name"], created["uuid"])
        found = admin.http.get(path_of(shown)).json()
        assert found["owner_id"] == admin.id
        assert drawings(admin, found) == drawings(account.admin, created)
        again = other.run("template", "import", str(path), "--account", there.name)
        assert json.loads(again.stdout)["name"] == f"{created['name']} (2)"


def test_a_bundle_is_drawn_as_where_it_comes_from(account: Account, tmp_path: Path) -> None:
    folder = tmp_path / "only the bundle"
    folder.mkdir()
    badge = {"code": "BADGE", "name": "Badge", "width_mm": 60, "height_mm": 40}
    account.admin.http.post("/api/3/card_template_types", json=badge).raise_for_status()
    created = a_rich_card(account.admin, template_type_code="BADGE", orientation_back="P")
    font = link(account.admin, created, true_type())
    objects = [*created["template_objects"], at("text", 5, 20, 40, 10, text="AAA")]
    objects[-1]["font"] = {"file": font}
    account.admin.update(created, template_objects=objects).raise_for_status()
    bundle = account.admin.http.get(path_of(created, "bundle"))
    (folder / "badge.zip").write_bytes(bundle.content)
    (folder / "people.csv").write_text("first_name,last_name,card_number\nAda,Byron,0042\n")
    (folder / f"{font}.ttf").write_bytes(b"not that of the bundle")

    ran = run(
        folder,
        *("render", "badge.zip", "--data", "people.csv", "--out", "out"),
        *("--format", "png", "--side", "both"),
    )

    assert "missing" not in ran.stderr
    assert "font" not in ran.stderr
    drawn = [(folder / "out" / f"badge-0001-{side}.png").read_bytes() for side in ("front", "back")]
    assert drawn == drawings(account.admin, created)[:2]
    told = run(folder, "preflight", "badge.zip", "--data", "people.csv").stdout
    assert told.splitlines()[:-1] == ran.stderr.splitlines()[:-1]


BAD_BUNDLES = {
    "no zip file": b"PK no zip file",
    "has changed on its way": packed(
        {**texts(), "background_image/front": picture()},
        manifest_of(
            {**texts(), "background_image/front": b"x"},
            background_image_front={"side": "front"},
        ),
    ),
    "an entry that no bundle has": packed({**texts(), "../staff.json": b"x"}),
    "cannot be used": packed(
        {**texts(), "background_image/front": picture()[:90]},
        background_image_front={"side": "front"},
    ),
    "orientation_front": packed(texts({**TEMPLATE, "orientation_front": "X"})),
}


@pytest.mark.parametrize("reason", BAD_BUNDLES)
def test_a_bundle_that_an_import_would_refuse_is_not_drawn(folder: Path, reason: str) -> None:
    (folder / "card.zip").write_bytes(BAD_BUNDLES[reason])
    before = sorted(folder.iterdir())

    sentence = refusal(folder, "preflight", "card.zip")

    assert sentence.startswith("cardwright: card.zip ")
    assert reason in sentence
    assert sorted(folder.iterdir()) == before


def test_what_cannot_be_exported_or_imported_is_refused(
    account: Account, data_dir: Path, tmp_path: Path
) -> None:
    (tmp_path / "no.zip").write_bytes(b"no zip file")
    run_cardwright(data_dir, "account", "create", "Empty")
    for arguments, words in (
        (("export", "7", "card.zip"), "no card template 7"),
        (("import", str(tmp_path / "no.zip"), "--account", "Empty"), "no admin"),
        (("import", str(tmp_path / "no.zip"), "--account", "Nobody"), "Nobody"),
    ):
        ran = run_cardwright(data_dir, "template", *arguments)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert words in ran.stderr
    ran = account.service.run(
        "template", "import", str(tmp_path / "no.zip"), "--account", account.admin.account.name
    )
    assert ran.returncode == 1
    assert "no zip file" in ran.stderr
