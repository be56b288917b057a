"""The child program that decodes what strangers upload: `python -m cardwright.files.inspector`.

It answers each Claim with a Problem (see `cardwright.children.child`).
"""

import os
import resource
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from xml.parsers import expat

import msgspec
import ots  # type: ignore[import-untyped]  # it ships neither types nor stubs
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from cardwright.children.child import serve, set_limit
from cardwright.files.claims import Claim, Problem
from cardwright.files.content import FONT_TYPES, IMAGE_TYPES, SVG

MOST_PIXELS = 50_000_000

# Naming the plugins loads them before the first file; otherwise Pillow would load all it has.
_PLUGINS = {
    "image/avif": AvifImagePlugin.AvifImageFile,
    "image/bmp": BmpImagePlugin.BmpImageFile,
    "image/gif": GifImagePlugin.GifImageFile,
    "image/jpeg": JpegImagePlugin.JpegImageFile,
    "image/png": PngImagePlugin.PngImageFile,
    "image/tiff": TiffImagePlugin.TiffImageFile,
    "image/webp": WebPImagePlugin.WebPImageFile,
}
_FORMATS = {content_type: plugin.format for content_type, plugin in _PLUGINS.items()}
# A JPEG of several pictures, as many phones write it, opens under a format name of its own.
_ALSO = {"JPEG": MpoImagePlugin.MpoImageFile.format}

_TOO_LARGE = "is an image of more than 50 megapixels: scale it down and upload it again"


def main() -> None:
    """Answer until standard input ends."""
    serve(_prepared, msgspec.msgpack.Decoder(Claim))


def find_problem(path: Path, content_type: str) -> str | None:
    """Return why the file is not what it claims to be, or None where it is."""
    if content_type in IMAGE_TYPES:
        return _image_problem(path, content_type)
    if content_type in FONT_TYPES:
        return _font_problem(path)
    return _svg_problem(path) if content_type == SVG else None


def _prepared() -> Callable[[Claim], Problem]:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return lambda claim: Problem(find_problem(Path(claim.path), claim.content_type))


def _image_problem(path: Path, content_type: str) -> str | None:
    name = _FORMATS[content_type] or ""
    try:
        if content_type == "image/png":
            # Decoding stops with the last pixel; this alone reads on and compares checksums.
            with Image.open(path, formats=(name,)) as image:
                image.verify()
        with Image.open(path, formats=(name,)) as image:
            if image.width * image.height > MOST_PIXELS:
                return _TOO_LARGE
            if image.width * image.height == 0:
                return "is an image without pixels: export it anew and upload it again"
            if image.format not in {name, _ALSO.get(name)}:
                return f"is not the {name} image that it claims to be: export it anew"
            image.load()
    except MemoryError:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return _TOO_LARGE
    except Exception:  # noqa: BLE001 - decoders raise anything, and each time the file is refused
        return (
            f"is a {name} image that cannot be decoded, because it is damaged or incomplete: "
            "export it anew and upload it again"
        )
    return None


def _font_problem(path: Path) -> str | None:
    result = ots.sanitize(
        str(path),
        os.devnull,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=_limit_processor_time,
    )
    if result.returncode:
        return (
            "is a font that the font sanitizer refuses, because it is damaged, incomplete or "
            "unsafe: export it anew and upload it again"
        )
    return None


def _svg_problem(path: Path) -> str | None:
    """Without a DOCTYPE there are no entities to expand, so no file can unfold into a larger."""
    problems: list[str] = []
    parser = expat.ParserCreate()

    def refuse_doctype(*_: object) -> None:
        problems.append("is an SVG with a DOCTYPE, which is refused: remove the DOCTYPE line")
        raise ValueError

    def look_at_root(name: str, _attributes: dict[str, str]) -> None:
        parser.StartElementHandler = None
        if name.rpartition(":")[2] != "svg":
            problems.append("is not an SVG, because its outermost element is not svg")
            raise ValueError

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.StartElementHandler = look_at_root
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as failure:
        return (
            f"is an SVG that is not well-formed XML: line {failure.lineno}, "
            f"{expat.ErrorString(failure.code)}"
        )
    except (ValueError, LookupError):
        return problems[0] if problems else "is an SVG in an unknown encoding: save it as UTF-8"
    return None


def _limit_processor_time() -> None:
    """Bound the sanitizer, which outlives a killed parent, to 5 seconds."""
    set_limit(resource.RLIMIT_CPU, 5)


if __name__ == "__main__":
    main()
