"""A whole installation, rows and files: backed up, restored, moved between kinds of stores."""

from cardwright.installation.copying import Installation, Outcome, back_up, restore, transfer
from cardwright.installation.manifest import CopyRefused, Told

__all__ = [
    "CopyRefused",
    "Installation",
    "Outcome",
    "Told",
    "back_up",
    "restore",
    "transfer",
]
