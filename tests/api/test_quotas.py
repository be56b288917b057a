"""Quotas: what an account may keep, and what it is told when it wants more."""

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.service import Account, Service, a_png, a_template, path_of

TEMPLATES, FILES, BYTES = 3, 4, 2_000


@pytest.fixture(scope="module")
def tight_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    quotas = {"quota_card_templates": TEMPLATES, "quota_files": FILES, "quota_bytes": BYTES}
    settings = {name: str(value) for name, value in quotas.items()}
    with Service(tmp_path_factory.mktemp("tight"), **settings) as running:
        yield running


@pytest.fixture
def tight(tight_service: Service) -> Iterator[Account]:
    yield tight_service.create_account()
    tight_service.close_clients()


def put_file(account: Account, card_template: dict[str, Any], size: int, name: str) -> Any:
    path = path_of(card_template, "files", str(uuid.uuid5(uuid.NAMESPACE_URL, name)))
    return account.admin.http.put(path, params={"file_role": "data"}, content=b"x" * size)


def problems(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 422, answer.text
    refused: dict[str, list[str]] = answer.json()["errors"]
    assert list(refused) == ["quota"]
    return refused["quota"]


def counted(account: Account) -> tuple[int, int, int]:
    """Return what the account's row says is kept."""
    [(templates, files, file_bytes)] = account.service.rows(
        "SELECT card_template_count, file_count, file_bytes FROM account WHERE id = :id",
        id=account.id,
    )
    return templates, files, file_bytes


def test_a_card_template_too_many_is_refused_until_one_is_deleted_for_good(tight: Account) -> None:
    made = [tight.admin.create_template() for _ in range(TEMPLATES)]
    tight.admin.update(made[0], deleted_at="2026-06-14T09:30:00Z")

    refused = tight.admin.http.post("/api/3/card_templates", json=a_template())

    assert problems(refused) == ["card templates: an account may keep at most 3"]
    assert counted(tight) == (TEMPLATES, 0, 0)
    assert tight.admin.http.delete(path_of(made[0])).status_code == 204
    tight.admin.create_template()


def test_a_repeated_create_is_answered_although_the_quota_is_full(tight: Account) -> None:
    first = a_template()
    made = tight.admin.http.post("/api/3/card_templates", json=first).json()
    for _ in range(TEMPLATES - 1):
        tight.admin.create_template()

    again = tight.admin.http.post("/api/3/card_templates", json=first)

    assert (again.status_code, again.json()["id"]) == (200, made["id"])


def test_a_file_too_many_is_refused_of_either_kind(tight: Account) -> None:
    made = tight.admin.create_template()
    for number in range(FILES):
        assert put_file(tight, made, 10, f"file {number}").status_code == 200
    before = tight.admin.http.get(path_of(made)).json()

    image = tight.admin.http.put(path_of(made, "background_image", "front"), content=a_png())

    assert problems(image) == ["files: an account may keep at most 4"]
    assert problems(put_file(tight, made, 10, "one more")) == problems(image)
    assert tight.admin.http.get(path_of(made)).json() == before
    assert put_file(tight, made, 11, "file 0").status_code == 200


def test_bytes_too_many_are_refused_and_leave_nothing_behind(tight: Account) -> None:
    made = tight.admin.create_template()
    assert put_file(tight, made, BYTES - 100, "large").status_code == 200
    kept = tight.service.stored_files(tight.hashid)

    refused = put_file(tight, made, 101, "small")

    assert problems(refused) == ["bytes of files: an account may keep at most 2000"]
    assert tight.service.stored_files(tight.hashid) == kept
    assert counted(tight) == (1, 1, BYTES - 100)
    assert put_file(tight, made, 100, "small").status_code == 200


def test_what_is_replaced_or_deleted_is_free_again(tight: Account) -> None:
    made = tight.admin.create_template()
    image = path_of(made, "background_image", "front")
    tight.admin.http.put(image, content=a_png("red"))
    tight.admin.http.put(image, content=a_png("blue"))
    put_file(tight, made, 500, "file")
    put_file(tight, made, 300, "file")
    assert counted(tight) == (1, 2, 300 + len(a_png("blue")))

    tight.admin.http.delete(image)

    assert counted(tight) == (1, 1, 300)
    tight.admin.http.delete(path_of(made))
    assert counted(tight) == (0, 0, 0)


def test_one_account_does_not_use_the_quota_of_another(
    tight: Account, tight_service: Service
) -> None:
    other = tight_service.create_account()
    for _ in range(TEMPLATES):
        tight.admin.create_template()

    other.admin.create_template()

    assert counted(other) == (1, 0, 0)


def test_a_bundle_counts_as_what_is_in_it(tight: Account) -> None:
    created = tight.admin.create_template()
    put_file(tight, created, 900, "a").raise_for_status()
    put_file(tight, created, 10, "b").raise_for_status()
    bundle = tight.admin.http.get(path_of(created, "bundle")).content
    path = "/api/3/card_template_bundles"

    tight.admin.http.post(path, content=bundle).raise_for_status()
    before = counted(tight)
    refused = tight.admin.http.post(path, content=bundle)

    assert before == (2, 4, 1820)
    assert problems(refused)
    assert counted(tight) == before
    assert len(tight.service.stored_files(tight.hashid)) == 4
