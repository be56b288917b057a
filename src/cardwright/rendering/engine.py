"""Whether this machine can draw: Skia needs two system libraries that some servers lack."""

import importlib

from cardwright.errors import Unavailable

MISSING = (
    "Drawing needs the libraries libGL and libEGL, which this system lacks. Install them (on "
    "Debian and Ubuntu: apt-get install libgl1 libegl1) and restart the service"
)


def require_engine() -> None:
    """Load the drawing engine. Raises Unavailable with what to install where it cannot be."""
    try:
        importlib.import_module("skia")
    except ImportError as failure:
        raise Unavailable(MISSING) from failure
