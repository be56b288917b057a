"""One running service for all tests of a worker, and accounts in it that no other test sees."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.service import Account, Service

# A shell starts what runs in the background deaf to Ctrl-C, and so would be all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples each time, so that code which has passed once passes again. `make explore` looks
# for others, at random.
settings.register_profile("same", derandomize=True, deadline=None)
if examples := os.environ.get("TESTED_EXAMPLES"):
    count = int(examples)
    settings.register_profile("explore", derandomize=False, deadline=None, max_examples=count)
settings.load_profile("explore" if examples else "same")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own for each worker, started as a user starts it."""
    with Service(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest.fixture(autouse=True)
def _closed_clients(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close the connections that a test opened."""
    yield
    if "service" in request.fixturenames:
        request.getfixturevalue("service").close_clients()


@pytest.fixture
def account(service: Service) -> Account:
    """An account of its own for each test."""
    return service.create_account()


@pytest.fixture
def stranger(service: Service) -> Account:
    """Another account, which must never see anything of `account`."""
    return service.create_account()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "data"
