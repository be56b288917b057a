"""The commands of the command line, run as a person or a script runs them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.service import TEMPLATES, TEMPLATES_READONLY, Service, run_cardwright


def as_json(data_dir: Path, *arguments: str) -> Any:
    """Run a command that must succeed, and read all of its standard output as JSON."""
    ran = run_cardwright(data_dir, *arguments)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def refusal(data_dir: Path, *arguments: str, **settings: str) -> str:
    """Run a command that must be refused with one sentence, and return the sentence."""
    ran = run_cardwright(data_dir, *arguments, **settings)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert ran.stdout == ""
    assert len(ran.stderr.strip().splitlines()) == 1, ran.stderr
    return ran.stderr


@pytest.fixture
def acme(data_dir: Path) -> Path:
    """A data folder with an account Acme whose only admin is ada@example.com."""
    as_json(data_dir, "account", "create", "Acme", "--time-zone", "Europe/Paris")
    created = as_json(
        data_dir,
        *("user", "create", "--account", "Acme", "--email", "ada@example.com"),
        *("--name", "Ada van Byron", "--admin"),
    )
    assert isinstance(created["id"], int)
    return data_dir


def test_init_makes_a_folder_that_only_its_owner_can_read(data_dir: Path) -> None:
    ran = run_cardwright(data_dir, "init")

    assert (ran.returncode, ran.stdout) == (0, f"Ready: {data_dir}\n")
    assert data_dir.stat().st_mode & 0o777 == 0o700
    assert (data_dir / "secret-key").stat().st_mode & 0o777 == 0o600
    assert (data_dir / "cardwright.db").stat().st_mode & 0o777 == 0o600


def test_init_again_keeps_the_secret_key(data_dir: Path) -> None:
    run_cardwright(data_dir, "init")
    secret = (data_dir / "secret-key").read_text()

    again = run_cardwright(data_dir, "init")

    assert again.returncode == 0
    assert (data_dir / "secret-key").read_text() == secret
    assert len(secret) >= 32


def test_accounts_and_users_are_listed_as_they_were_created(acme: Path) -> None:
    accounts = as_json(acme, "account", "list")
    users = as_json(acme, "user", "list", "--account", "Acme")

    assert [(one["name"], one["time_zone"]) for one in accounts] == [("Acme", "Europe/Paris")]
    assert [(u["email"], u["first_name"], u["last_name"], u["is_admin"]) for u in users] == [
        ("ada@example.com", "Ada", "van Byron", True)
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["account", "create", "Acme"], "name has already been taken"),
        (["account", "create", " "], "name can't be blank"),
        (["account", "create", "Other", "--time-zone", "Mars/Base"], "IANA time zone"),
        (["user", "list", "--account", "Nobody"], "no account named 'Nobody'"),
        (["user", "set-admin", "nobody@example.com"], "no user 'nobody@example.com'"),
        (["user", "disable", "ada@example.com"], "last admin"),
        (["user", "remove", "ada@example.com"], "last admin"),
        (["user", "set-admin", "ada@example.com", "--off"], "last admin"),
        (["token", "create", "--user", "ada@example.com", "--scope", "a.b"], "unknown: a.b"),
        (["token", "create", "--user", "ada@example.com", "--scope", " "], "can't be blank"),
        (["user", "remove", "9" * 23], "no user '99999999999999999999999'"),
        (["user", "remove", "12345"], "no user"),
        (["token", "revoke", "12345678901234567890"], "no such token"),
        (["token", "revoke", "cw_at_nothing"], "no such token"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    acme: Path, arguments: list[str], told: str
) -> None:
    before = as_json(acme, "user", "list")

    sentence = refusal(acme, *arguments)

    assert told in sentence
    assert as_json(acme, "user", "list") == before


def test_an_address_belongs_to_one_user_whatever_its_case(acme: Path) -> None:
    as_json(acme, "account", "create", "Other")

    sentence = refusal(
        acme, "user", "create", "--account", "Other", "--email", "ADA@Example.com", "--name", "A"
    )

    assert "email has already been taken" in sentence


@pytest.mark.parametrize("command", [["disable"], ["remove"], ["set-admin", "--off"]], ids=" ".join)
def test_an_admin_beside_another_may_go(acme: Path, command: list[str]) -> None:
    as_json(
        acme,
        *(
            "user",
            "create",
            "--account",
            "Acme",
            "--email",
            "b@example.com",
            "--name",
            "B",
            "--admin",
        ),
    )

    ran = run_cardwright(acme, "user", command[0], "b@example.com", *command[1:])

    assert ran.returncode == 0, ran.stderr
    admins = [u for u in as_json(acme, "user", "list") if u["is_admin"] and not u["is_disabled"]]
    assert [admin["email"] for admin in admins] == ["ada@example.com"]


def test_the_token_is_the_only_thing_on_standard_output(acme: Path) -> None:
    ran = run_cardwright(
        acme, "token", "create", "--user", "ada@example.com", "--scope", TEMPLATES_READONLY
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("\n") == 1
    assert ran.stdout.startswith("cw_at_")
    assert len(ran.stdout.strip()) == len("cw_at_") + 43


def test_tokens_are_listed_without_themselves_and_can_be_revoked_by_id(acme: Path) -> None:
    made = run_cardwright(
        acme, "token", "create", "--user", "1", "--scope", TEMPLATES, "--expires-in", "60"
    )

    listed = as_json(acme, "token", "list", "--user", "ada@example.com")
    revoked = run_cardwright(acme, "token", "revoke", str(listed[0]["id"]))

    assert listed[0]["scope"] == [TEMPLATES]
    assert made.stdout.strip() not in json.dumps(listed)
    assert (listed[0]["revoked_at"], revoked.returncode) == (None, 0)
    assert as_json(acme, "token", "list")[0]["revoked_at"] is not None


def test_a_token_made_beside_the_service_works_at_once_and_dies_at_once(service: Service) -> None:
    account = service.create_account()
    made = run_cardwright(
        service.data_dir, "token", "create", "--user", account.admin.email, "--scope", TEMPLATES
    )
    client = service.client(made.stdout.strip())

    before = client.get("/api/3/card_templates")
    revoked = run_cardwright(service.data_dir, "token", "revoke", made.stdout.strip())
    after = client.get("/api/3/card_templates")

    assert (before.status_code, revoked.returncode, after.status_code) == (200, 0, 401)


def test_the_ids_of_types_are_shown(acme: Path) -> None:
    types = {one["code"]: one for one in as_json(acme, "template-type", "list")}

    assert types["ISO_CARD"]["id"] != types["CR79"]["id"]
    assert (types["CR79"]["width_mm"], types["CR79"]["height_mm"]) == (84.1, 52.1)


def test_a_misspelt_command_is_told_with_its_usage(data_dir: Path) -> None:
    ran = run_cardwright(data_dir, "user", "creat")

    assert ran.returncode == 2
    assert "Usage: cardwright user" in ran.stderr
