"""How much script the designer sends to a browser that has nothing of it yet."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import cardwright.designer

_STATIC = Path(cardwright.designer.__file__).parent / "static"


@dataclass(frozen=True)
class Weight:
    """Bytes of script, each file packed by gzip at its usual level 6."""

    third_party: int
    all: int


def weigh() -> Weight:
    """Return the weight of the scripts that are shipped; those of others lie in `vendor`."""
    scripts = [*_STATIC.rglob("*.js"), *_STATIC.rglob("*.mjs")]
    packed = {path: len(gzip.compress(path.read_bytes(), 6)) for path in scripts}
    vendor = _STATIC / "vendor"
    return Weight(
        third_party=sum(size for path, size in packed.items() if vendor in path.parents),
        all=sum(packed.values()),
    )
