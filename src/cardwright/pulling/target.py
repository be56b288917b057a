"""Where a pull writes to."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cardwright.accounts.usage import Quotas
from cardwright.database import Database
from cardwright.oauth.caller import Caller
from cardwright.storage import Storage


@dataclass(frozen=True)
class Target:
    """An account of this installation."""

    database: Database
    storage: Storage
    caller: Caller
    """Who writes, and owns what is added: an admin of the account."""
    quotas: Quotas
    inspect: Callable[[Path, str], None]
    """Is given a file and what it claims to be. Raises Invalid where it is something else."""
