"""What decides about the bytes of a drawing: the engines in their versions, and the machine."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

import icu
import uharfbuzz as hb
from PIL import features

from cardwright.rendering.fonts.built_in import FILES

PACKAGES = ("skia-python", "uharfbuzz", "zxing-cpp", "isal", "pillow", "numpy", "fonttools")
# Where engines have code of their own for them, another processor may round otherwise.
_FEATURES = ("sse4_2", "avx2", "fma", "avx512f", "avx512bw", "asimd", "sve")


def engines() -> dict[str, str]:
    """Return each engine with its version, and the fonts with a hash of all of them."""
    return {
        **{name: version(name) for name in PACKAGES},
        "harfbuzz": hb.version_string(),
        "icu": icu.ICU_VERSION,
        "unicode": icu.UNICODE_VERSION,
        "libjpeg-turbo": features.version_feature("libjpeg_turbo") or "none",
        "littlecms": features.version_module("littlecms2") or "none",
        "fonts": _digest_of_fonts(),
    }


def system() -> str:
    """Return the operating system and the kind of processor."""
    return f"{platform.system()} {platform.machine()}"


def processor() -> str:
    """Return the C library, and which instructions the processor has that engines choose by."""
    listed = Path("/proc/cpuinfo")
    words = set(listed.read_text().split()) if listed.exists() else set()
    return " ".join([*platform.libc_ver(), *(name for name in _FEATURES if name in words)])


def _digest_of_fonts() -> str:
    digest = hashlib.sha256()
    for path in sorted(FILES.glob("*.ttf")):
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
