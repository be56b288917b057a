"""`cardwright serve`, `settings` and `demo`."""

import contextlib
import re
import sqlite3
from pathlib import Path

import httpx
import pytest

from cardwright import starters
from tests.service import Service, run_cardwright


def test_settings_shows_every_value_and_masks_the_secret(data_dir: Path) -> None:
    secret = "s" * 32

    ran = run_cardwright(
        data_dir, "settings", secret_key=secret, public_url="https://cards.example.com/"
    )

    assert ran.returncode == 0, ran.stderr
    assert f"CARDWRIGHT_DATA_DIR={data_dir}\n" in ran.stdout
    assert "CARDWRIGHT_PUBLIC_URL=https://cards.example.com\n" in ran.stdout
    assert "CARDWRIGHT_SECRET_KEY=**********\n" in ran.stdout
    assert secret not in ran.stdout


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("secret_key", "short", "32 or more characters"),
        ("public_url", "cards.example.com", "http:// or https://"),
        ("database_url", "mysql://localhost/x", "sqlite:///"),
        ("database_url", "nonsense", "sqlite:///"),
        ("storage_url", "ftp://x/y", "file:///"),
        ("public_url", "https://cards.example.com/?x=1", "before any ? or #"),
        ("public_url", "https://cards.example.com#top", "before any ? or #"),
        ("drain_seconds", "soon", "must be a whole number"),
        ("drain_seconds", "1.5", "must be a whole number"),
        ("drain_seconds", "9" * 5000, "must be a whole number"),
        ("drain_seconds", "-1", "must be 0 or more"),
        ("body_seconds", "3601", "must be 3600 or less"),
        ("log_format", "xml", "must be 'auto', 'json' or 'console'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    data_dir: Path, name: str, value: str, told: str
) -> None:
    ran = run_cardwright(data_dir, "serve", "--port", "0", **{name: value})

    assert ran.returncode == 1
    assert f"CARDWRIGHT_{name.upper()}" in ran.stderr
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "short" not in ran.stdout


def test_several_workers_on_sqlite_are_refused_with_the_reason(data_dir: Path) -> None:
    ran = run_cardwright(data_dir, "serve", "--workers", "2")

    assert ran.returncode != 0
    assert "one writer at a time" in ran.stderr
    assert "PostgreSQL" in ran.stderr


def test_a_port_that_is_taken_is_told_in_one_sentence(service: Service, data_dir: Path) -> None:
    port = service.url.rpartition(":")[2]

    ran = run_cardwright(data_dir, "serve", "--port", port)

    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    assert f"port {port}" in ran.stderr


def test_urls_begin_with_the_public_url(tmp_path: Path) -> None:
    with Service(tmp_path / "data", public_url="https://cards.example.com") as service:
        document = httpx.get(f"{service.url}/openapi.json", trust_env=False).json()

    assert document["servers"] == [{"url": "https://cards.example.com"}]


def test_the_demo_has_six_cards_with_their_pictures_and_a_token_that_works(tmp_path: Path) -> None:
    made = run_cardwright(tmp_path / "data", "demo")
    token = re.search(r"export TOKEN=(cw_at_\S+)", made.stdout)
    assert token, made.stderr

    with Service(tmp_path / "data") as service:
        cards = service.client(token[1]).get("/api/3/card_templates").json()
        urls = [
            *(card["background_image_front_url"] for card in cards),
            *(file["url"] for card in cards for file in card["linked_files"]),
        ]
        pictures = [service.client().get(url) for url in urls if url]

    assert [card["name"] for card in cards] == [starter.name for starter in starters.all()]
    assert all(o["v"] == 1 for card in cards for o in card["template_objects"])
    assert {picture.headers["content-type"] for picture in pictures} == {"image/png"}
    assert len(pictures) == sum(
        len(starter.files) + len(starter.background_images) for starter in starters.all()
    )
    for card in cards:
        assert all(file["uuid"] in str(card["template_objects"]) for file in card["linked_files"])


def test_the_demo_again_keeps_what_is_there(data_dir: Path) -> None:
    first = run_cardwright(data_dir, "demo").stdout

    second = run_cardwright(data_dir, "demo").stdout

    secret = re.compile(r"cw_at_\S+|(?<=\?token=)\S+")
    assert not set(secret.findall(first)) & set(secret.findall(second))
    assert secret.sub("", first) == secret.sub("", second)


@pytest.mark.parametrize(
    ("public_url", "is_told"),
    [
        ("http://cards.example", True),
        ("https://cards.example", False),
        ("http://localhost:8000", False),
        ("http://127.0.0.1:8000", False),
    ],
)
def test_an_address_without_encryption_is_warned_about(
    tmp_path: Path, public_url: str, is_told: bool
) -> None:
    with Service(tmp_path / "data", public_url=public_url) as service:
        log = service.log_path.read_text()

    assert (f"{public_url} is not encrypted" in log) == is_told


def test_the_log_holds_no_token_and_no_signature(tmp_path: Path) -> None:
    with Service(tmp_path / "data") as service:
        admin = service.create_account().admin
        created = admin.create_template()
        admin.http.put(
            f"/api/3/card_templates/{created['id']}/files/x?file_role=logo", content=b"x"
        )
        file = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"
        path = f"/api/3/card_templates/{created['id']}/files/{file}"
        url = admin.http.put(f"{path}?file_role=logo", content=b"x").json()["url"]
        service.client().get(url).raise_for_status()
    log = service.log_path.read_text()

    assert '"method":"GET","path":"/files/' in log
    assert admin.token not in log
    assert "signature" not in log


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_cannot_be_is_told_with_the_usage(data_dir: Path, port: str) -> None:
    ran = run_cardwright(data_dir, "serve", "--port", port)

    assert ran.returncode == 2
    assert "65535" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_file_that_is_no_database_is_named(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "cardwright.db").write_bytes(b"This is a letter, and no database. " * 100)

    ran = run_cardwright(data_dir, "init")

    assert ran.returncode == 1
    assert "CARDWRIGHT_DATABASE_URL" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_database_of_a_newer_version_is_left_alone(data_dir: Path) -> None:
    run_cardwright(data_dir, "init")
    with contextlib.closing(sqlite3.connect(data_dir / "cardwright.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()

    ran = run_cardwright(data_dir, "account", "create", "Acme")

    assert ran.returncode == 1
    assert "made by a newer cardwright" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
