"""A service to copy to, beside the one that all tests share, and pairs of accounts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.faulty import Faulty, before
from tests.pulling.pairs import Pair
from tests.service import TEMPLATES_READONLY, TYPES_READONLY, Account, Service


@pytest.fixture(scope="package")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Another service: the one that accounts are copied to."""
    with Service(tmp_path_factory.mktemp("elsewhere")) as running:
        yield running


@pytest.fixture(autouse=True)
def _closed_clients_elsewhere(elsewhere: Service) -> Iterator[None]:
    yield
    elsewhere.close_clients()


@pytest.fixture
def pair(account: Account, elsewhere: Service, tmp_path: Path) -> Pair:
    """An account, and an empty one elsewhere with an admin. The token can only read."""
    here = elsewhere.create_account()
    assert here.admin
    token_file = tmp_path / "token"
    reader = account.admin.with_scope(f"{TEMPLATES_READONLY} {TYPES_READONLY}")
    token_file.write_text(f"{reader.token}\n")
    return Pair(account, here, token_file, account.service.url)


@pytest.fixture
def faulty(pair: Pair) -> Iterator[Faulty]:
    """A server before the source, which the pair then copies from."""
    with before(pair.url) as running:
        pair.url = running.url
        yield running
