"""An access token is nowhere to be found but with its holder."""

import hashlib

from tests.service import EVERYTHING, Account

LIST = "/api/3/card_templates"


def test_only_the_sha256_of_a_token_is_stored(account: Account) -> None:
    token = account.admin.token
    assert account.admin.http.get(LIST).status_code == 200

    kept = b"".join(
        one.read_bytes() for one in account.service.data_dir.rglob("*") if one.is_file()
    )

    hashes = {row[0] for row in account.service.rows("SELECT token_hash FROM access_token")}
    assert hashlib.sha256(token.encode()).digest() in hashes
    assert token.encode() not in kept
    assert token.removeprefix("cw_at_").encode() not in kept


def test_a_token_is_256_random_bits_that_secret_scanners_know(account: Account) -> None:
    tokens = {account.admin.with_scope(EVERYTHING).token for _ in range(20)}

    assert len(tokens) == 20
    assert all(token.startswith("cw_at_") and len(token) == 6 + 43 for token in tokens)


def test_the_log_never_holds_a_token(account: Account) -> None:
    account.admin.http.get(LIST)
    account.service.client().get(LIST, params={"access_token": account.admin.token})

    assert account.admin.token not in account.service.log_path.read_text()
