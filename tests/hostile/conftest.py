"""What the hostile requests are aimed at."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.hostile.refusals import everything
from tests.service import Account


@pytest.fixture
def target(account: Account) -> Iterator[dict[str, Any]]:
    """A card template; when the test is over, all of its account is as it was before."""
    created = account.admin.create_template(name="Stays", template_objects=[{"a": 1}])
    before = everything(account)
    yield created
    assert everything(account) == before
