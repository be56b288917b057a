"""`cardwright user invite`, `reset` and `set-password`, and the way in that the demo gives."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service import command_line, run_cardwright

EMAIL = "ada@example.com"
PASSWORD = "seven green bicycles"


@pytest.fixture
def data_dir_with_account(data_dir: Path) -> Path:
    """A data folder with the account Acme."""
    assert run_cardwright(data_dir, "account", "create", "Acme").returncode == 0
    return data_dir


def invite(data_dir: Path, *options: str, **settings: str) -> subprocess.CompletedProcess[str]:
    given = ("--account", "Acme", "--name", "Ada Byron", *options)
    return run_cardwright(data_dir, "user", "invite", EMAIL, *given, **settings)


def set_password(data_dir: Path, line: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "cardwright", "user", "set-password", EMAIL],
        env=command_line(data_dir),
        input=line,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_invite_makes_a_user_and_prints_the_link_alone(data_dir_with_account: Path) -> None:
    ran = invite(data_dir_with_account, "--admin", public_url="https://cards.example")

    link = re.fullmatch(r"https://cards\.example/choose-password\?token=[\w-]{43}\n", ran.stdout)
    assert link, ran.stdout + ran.stderr
    assert "within 72 h" in ran.stderr
    listed = run_cardwright(data_dir_with_account, "user", "list").stdout
    assert '"is_admin": true' in listed
    assert '"has_password": false' in listed


def test_invite_refuses_an_address_that_is_taken(data_dir_with_account: Path) -> None:
    invite(data_dir_with_account)

    again = invite(data_dir_with_account)

    assert again.returncode == 1
    assert again.stderr == "cardwright: email has already been taken\n"


def test_reset_prints_a_link_that_lasts_as_long_as_asked(data_dir_with_account: Path) -> None:
    invite(data_dir_with_account)

    ran = run_cardwright(data_dir_with_account, "user", "reset", EMAIL, "--hours", "2")
    too_long = run_cardwright(data_dir_with_account, "user", "reset", EMAIL, "--hours", "721")
    nobody = run_cardwright(data_dir_with_account, "user", "reset", "nobody@example.com")

    assert "/choose-password?token=" in ran.stdout
    assert "within 2 h" in ran.stderr
    assert too_long.returncode == 2
    assert nobody.stderr == "cardwright: There is no user 'nobody@example.com'\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"", b"\nand more\n"])
def test_set_password_reads_one_line(data_dir_with_account: Path, end: bytes) -> None:
    invite(data_dir_with_account)

    ran = set_password(data_dir_with_account, PASSWORD.encode() + end)

    assert (ran.returncode, ran.stdout) == (0, b""), ran.stderr
    assert b"The password of ada@example.com is set." in ran.stderr
    assert '"has_password": true' in run_cardwright(data_dir_with_account, "user", "list").stdout


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"short\n", "password must have 12 characters or more"),
        (b"\n", "password must have 12 characters or more"),
        (b"", "password must have 12 characters or more"),
        (b"\xff\xfe not text at all\n", "password must be UTF-8 text"),
        (b"ada@example.com\n", "password must not be your e-mail address"),
    ],
)
def test_set_password_refuses_what_may_not_be_chosen(
    data_dir_with_account: Path, line: bytes, told: str
) -> None:
    invite(data_dir_with_account)

    ran = set_password(data_dir_with_account, line)

    assert (ran.returncode, ran.stderr.decode()) == (1, f"cardwright: {told}\n")
    assert '"has_password": false' in run_cardwright(data_dir_with_account, "user", "list").stdout


def test_at_a_terminal_it_asks_twice_and_shows_nothing(data_dir_with_account: Path) -> None:
    invite(data_dir_with_account)
    terminal, other_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "cardwright", "user", "set-password", EMAIL],
        env=command_line(data_dir_with_account),
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
        start_new_session=True,
    )
    os.close(other_end)
    shown = b""
    for prompt in (b"New password", b"The same once more"):
        while prompt not in shown:
            shown += os.read(terminal, 1000)
        os.write(terminal, PASSWORD.encode() + b"\n")
    while b"is set" not in shown:
        shown += os.read(terminal, 1000)
    process.wait(timeout=30)
    os.close(terminal)

    assert process.returncode == 0
    assert PASSWORD.encode() not in shown


def test_the_demo_gives_its_admin_a_way_in(data_dir: Path) -> None:
    first = run_cardwright(data_dir, "demo")
    link = re.search(r"Sign in +(http\S+/choose-password\?token=\S+)", first.stdout)
    chosen = subprocess.run(
        [sys.executable, "-m", "cardwright", "user", "set-password", "admin@demo.example"],
        env=command_line(data_dir),
        input=PASSWORD.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )

    again = run_cardwright(data_dir, "demo")

    assert link, first.stdout
    assert chosen.returncode == 0
    assert "/sign-in (with the password you chose)" in again.stdout
