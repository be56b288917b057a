"""The Chromium of this machine, for the benches and the tests that need a real browser."""

import shutil
from pathlib import Path

# Nothing but the service is there to be reached, so Chromium should not try.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = "there is no Chromium on this machine: install it (`make test-setup` may)"

# Under any of the names that systems give it.
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_chromium() -> str | None:
    """Return the path of the program, if there is one."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    return str(_ON_MACOS) if _ON_MACOS.exists() else None
