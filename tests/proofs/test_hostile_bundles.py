"""Bundles that a stranger made: refused with a sentence, and nothing of them is left."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tests.proofs.bundles import TEMPLATE, TYPE, UUID, manifest_of, packed, texts
from tests.proofs.templates import refused
from tests.rendering.cards import picture
from tests.service import Account

IMPORT = "/api/3/card_template_bundles"
MEBIBYTE = 1024 * 1024
PNG = picture(20, 20)


def with_file(content: bytes, role: str = "logo", uuid: str = UUID) -> bytes:
    parts = {**texts(), "files/1": content}
    return packed(parts, files_1={"uuid": uuid, "file_role": role})


def with_background(content: bytes) -> bytes:
    parts = {**texts(), "background_image/front": content}
    return packed(parts, background_image_front={"side": "front"})


def with_entry(name: str, content: bytes = b"x", attributes: int = 0) -> bytes:
    """Return a bundle with one entry more."""
    buffer = io.BytesIO(packed(texts()))
    with zipfile.ZipFile(buffer, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = attributes << 16
        archive.writestr(entry, content)
    return buffer.getvalue()


def with_two_of_a_name() -> bytes:
    parts = {**texts(), "files/1": PNG, "files/2": PNG}
    bundle = packed(
        parts,
        files_1={"uuid": UUID, "file_role": "a"},
        files_2={"uuid": UUID.replace("6f", "7f"), "file_role": "a"},
    )
    return bundle.replace(b"files/2", b"files/1")


def bomb() -> bytes:
    """Return a small bundle that says it is small, and is not."""
    honest = with_file(bytes(25 * MEBIBYTE))
    return honest.replace(struct.pack("<L", 25 * MEBIBYTE), struct.pack("<L", 5))


def many_files() -> bytes:
    """Return a bundle of files that are small when packed, and too much together."""
    content = bytes(19 * MEBIBYTE)
    parts = {**texts(), **{f"files/{number}": content for number in range(6)}}
    more = {
        f"files_{n}": {"uuid": UUID[:-1] + str(n), "file_role": "logo"} for n in range(len(parts))
    }
    return packed(parts, **more)


def many_entries() -> bytes:
    buffer = io.BytesIO(packed(texts()))
    with zipfile.ZipFile(buffer, "a") as archive:
        for number in range(20_000):
            archive.writestr(f"files/{number}", b"")
    return buffer.getvalue()


def with_comment() -> bytes:
    buffer = io.BytesIO(packed(texts()))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"hello"
    return buffer.getvalue()


def with_large_extension() -> bytes:
    """Return a bundle whose directory is said, in the second place, to be elsewhere and huge."""
    honest = packed(texts())
    return honest[:-22] + b"PK\x06\x07" + bytes(16) + honest[-22:]


def told_otherwise(**changes: Any) -> bytes:
    """Return a bundle whose manifest says something else of its first part."""
    manifest = manifest_of(texts())
    manifest["parts"][0] |= changes
    return packed(texts(), manifest)


def with_manifest(**changes: Any) -> bytes:
    return packed(texts(), {**manifest_of(texts()), **changes})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip file": (lambda: PNG, "no zip file"),
    "a cut off zip file": (lambda: packed(texts())[:-30], "no zip file"),
    "a comment": (with_comment, "comment"),
    "the extension for large files": (with_large_extension, "extension for large files"),
    "no manifest": (
        lambda: packed(texts(), b"").replace(b"manifest.json", b"manifesd.json"),
        "it has no manifest.json",
    ),
    "a manifest that is no JSON": (lambda: packed(texts(), b"{"), "manifest.json"),
    "a manifest nested without end": (lambda: packed(texts(), b"[" * 100_000), "manifest.json"),
    "a manifest of something else": (lambda: with_manifest(format="x"), "no bundle"),
    "a version to come": (lambda: with_manifest(version=2), "version 2"),
    "a part too many": (lambda: with_entry("files/7"), "just what"),
    "a part too few": (lambda: with_manifest(parts=[]), "just what"),
    "a wrong hash": (lambda: told_otherwise(sha256="0" * 64), "changed"),
    "a wrong size": (lambda: told_otherwise(byte_size=1), "changed"),
    "a side for a JSON": (lambda: told_otherwise(side="front"), "cannot be"),
    "an unknown member": (lambda: told_otherwise(command="rm"), "manifest.json"),
    "a path upwards": (lambda: with_entry("../../etc/passwd"), "no bundle has"),
    "an absolute path": (lambda: with_entry("/etc/passwd"), "no bundle has"),
    "a path of Windows": (lambda: with_entry("files\\..\\1"), "no bundle has"),
    "a folder": (lambda: with_entry("files/"), "no bundle has"),
    "a symbolic link": (lambda: with_entry("files/1", b"/etc/passwd", 0o120777), "regular"),
    "a device": (lambda: with_entry("files/1", b"", 0o020666), "regular"),
    "two entries of a name": (with_two_of_a_name, "two entries"),
    "a bomb that hides its size": (bomb, "damaged"),
    "a part that is too large": (lambda: with_file(bytes(21 * MEBIBYTE)), "too large"),
    "parts that are too large together": (many_files, "100 MiB"),
    "too many entries": (many_entries, "too many"),
    "a file that is empty": (lambda: with_file(b""), "empty"),
    "a file without a role": (lambda: with_file(PNG, role=" "), "role"),
    "a file with a wild role": (lambda: with_file(PNG, role="a\nb"), "role"),
    "a file without a uuid": (lambda: with_file(PNG, uuid="../../x"), "cannot be"),
    "a picture that is damaged": (lambda: with_file(PNG[:-20]), "files/1"),
    "a background that is no picture": (lambda: with_background(b"%PDF-1.7"), "none of these"),
    "a background that is damaged": (lambda: with_background(PNG[:60]), "background_image/front"),
    "a template without a name": (lambda: packed(texts({**TEMPLATE, "name": ""})), "name"),
    "a template that is no object": (
        lambda: packed({**texts(), "card_template.json": b"[]"}),
        "card_template.json",
    ),
    "objects that are none": (
        lambda: packed(texts({**TEMPLATE, "template_objects": [1]})),
        "template_objects",
    ),
    "a type without a size": (
        lambda: packed(texts(card_type={**TYPE, "code": "NEW", "width_mm": -1})),
        "width_mm",
    ),
}


def seconds_of_a_good_bundle(account: Account) -> float:
    """Return how long it takes to import one, in an account that has nothing."""
    answer = account.admin.http.post(IMPORT, content=packed(texts()))
    assert answer.status_code == 201, answer.text
    return answer.elapsed.total_seconds()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_bundle_is_refused_in_words_and_leaves_nothing(
    account: Account, name: str
) -> None:
    build, words = HOSTILE[name]
    bundle = build()
    usual = seconds_of_a_good_bundle(account.service.create_account())

    answer = account.admin.http.post(IMPORT, content=bundle)

    errors = refused(answer)
    assert list(errors) == ["file"]
    assert words in errors["file"][0]
    assert answer.elapsed.total_seconds() < usual + 5
    assert account.admin.http.get("/api/3/card_templates").json() == []
    assert account.service.stored_files(account.hashid) == set()


def test_members_that_no_bundle_has_change_nothing(account: Account) -> None:
    stranger = account.create_person(is_admin=True)
    template = {
        **TEMPLATE,
        "owner_id": stranger.id,
        "default_template": True,
        "deleted_at": "2020-01-01T00:00:00Z",
        "id": 1,
    }

    answer = account.admin.http.post(IMPORT, content=packed(texts(template)))

    created = answer.json()
    assert (created["owner_id"], created["default_template"], created["deleted_at"]) == (
        account.admin.id,
        False,
        None,
    )


def test_a_bundle_beyond_the_limit_is_too_large(account: Account) -> None:
    def endless() -> Any:
        for _ in range(120):
            yield bytes(MEBIBYTE)

    answer = account.admin.http.post(IMPORT, content=endless())

    assert answer.status_code == 413
    assert account.service.files_on_their_way() == []
