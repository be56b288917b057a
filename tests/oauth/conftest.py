"""A program and a browser, in an account of their own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.oauth.flow import Browser, Program, a_browser, a_program
from tests.service import Account, Service


@pytest.fixture
def program(service: Service) -> Program:
    """A confidential application that users of all accounts may use."""
    return a_program(service)


@pytest.fixture
def public_program(service: Service) -> Program:
    """An application without a secret."""
    return a_program(service, is_public=True)


@pytest.fixture
def browser(account: Account) -> Browser:
    """A browser in which an admin of the account is signed in."""
    return a_browser(account.admin)


@pytest.fixture
def own_service(tmp_path: Path) -> Iterator[Service]:
    """A service that no other test uses."""
    with Service(tmp_path / "data") as running:
        yield running
