"""Tokens that end while a program runs: a file that is read again, and refresh tokens."""

import json
import stat
from pathlib import Path

import pytest

from cardwright.client import Client, ClientError, Refused, TokenFile
from tests.oauth.flow import Program, a_browser, a_program
from tests.service import Account


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "token"


def renewing(path: Path, program: Program, tokens: dict[str, str]) -> None:
    """Write what a program needs to renew its access token, which has ended."""
    kept = {"access_token": "cw_at_ended", "refresh_token": tokens["refresh_token"]}
    path.write_text(json.dumps({**kept, **program.credentials}))


def test_a_bare_token_is_read_again_when_it_is_refused(account: Account, path: Path) -> None:
    path.write_text("ended\n")
    with Client(account.service.url, TokenFile(path, account.service.url)) as client:
        with pytest.raises(Refused) as refusal:
            client.account()
        assert refusal.value.status == 401

        path.write_text(f"{account.admin.token}\n")
        assert client.account().name == account.name


@pytest.mark.parametrize("is_public", [False, True])
def test_a_refresh_token_renews_the_access_token(
    account: Account, path: Path, is_public: bool
) -> None:
    program = a_program(account.service, is_public=is_public)
    first = a_browser(account.admin).tokens(program)
    renewing(path, program, first)

    with Client(account.service.url, TokenFile(path, account.service.url)) as client:
        assert client.account().name == account.name
        written = json.loads(path.read_text())
        assert client.account().name == account.name

    assert json.loads(path.read_text()) == written
    assert written["access_token"] not in ("cw_at_ended", first["access_token"])
    assert written["refresh_token"] != first["refresh_token"]
    assert {name: written.get(name) for name in program.credentials} == program.credentials
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["token"]


def test_a_refresh_token_that_has_ended_is_told(account: Account, path: Path) -> None:
    program = a_program(account.service)
    renewing(path, program, {"refresh_token": "cw_rt_ended"})
    before = path.read_bytes()

    with (
        Client(account.service.url, TokenFile(path, account.service.url)) as client,
        pytest.raises(Refused, match="Renewing the token") as refusal,
    ):
        client.account()

    assert refusal.value.status == 400
    assert "cw_rt_ended" not in str(refusal.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"two words", b"\xff\xfe", b"{", b'{"token": "x"}'])
def test_a_file_without_a_token_is_refused(account: Account, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with (
        Client(account.service.url, TokenFile(path, account.service.url)) as client,
        pytest.raises(ClientError, match="holds no token"),
    ):
        client.account()
