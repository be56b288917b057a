"""Uploaded pictures as they are drawn: upright, in sRGB, no larger than print needs."""

import io
import math
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import skia
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from cardwright.rendering.jpeg import END_OF_IMAGE, is_usual, size_of_plain, without_metadata

MOST_PIXELS = 50_000_000
MOST_DPI = 600.0
"""No printer shows more; what has more is scaled down before it is drawn."""

# Naming the plugins loads them, and no others. A JPEG may hold several pictures (MPO).
FORMATS = tuple(
    plugin.format
    for plugin in (
        JpegImagePlugin.JpegImageFile,
        PngImagePlugin.PngImageFile,
        WebPImagePlugin.WebPImageFile,
        GifImagePlugin.GifImageFile,
        BmpImagePlugin.BmpImageFile,
        TiffImagePlugin.TiffImageFile,
        AvifImagePlugin.AvifImageFile,
    )
)

_QUALITY = 94
# What some programs write after the end of a JPEG.
_LONGEST_TAIL = 64 * 1024
_LARGEST_HEAD = 64 * 1024
_ORIENTATION = 0x0112
_SRGB = ImageCms.createProfile("sRGB")


class UnusableError(Exception):
    """The bytes are no picture that can be drawn; the message says why."""


@dataclass(frozen=True)
class Picture:
    """A picture to draw; `width` and `height` are the pixels it was uploaded with, upright."""

    image: skia.Image
    width: int
    height: int

    @cached_property
    def raster(self) -> skia.Image:
        """The picture with its pixels decoded, once, for bitmaps; `image` is for files."""
        return self.image.makeRasterImage() or self.image

    @cached_property
    def smaller(self) -> skia.Image:
        """The same with its smaller copies, for bitmaps with fewer dots than it has pixels."""
        return self.raster.withDefaultMipmaps() or self.raster


def decode(data: bytes, largest: tuple[int, int]) -> Picture:
    """Return the picture in the bytes, scaled down to cover `largest` pixels if it is larger.

    Raises UnusableError where it is none, damaged, or has more than MOST_PIXELS.
    """
    try:
        size = size_of_plain(data)
        if (
            size
            and math.prod(size) <= MOST_PIXELS
            and _scale(size, largest) >= 1
            and _is_lean(data, size)
        ):
            # Most photos are such, and opening them takes longer than all else here.
            return _as_it_is(data, *size)
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise UnusableError("the picture has more than 50 megapixels")
            return _decoded(image, data, largest)
    except (UnusableError, MemoryError):
        raise
    except Exception as failure:  # decoders raise anything, and each time there is no picture
        raise UnusableError("the file is no picture that can be read") from failure


def _decoded(image: Image.Image, data: bytes, largest: tuple[int, int]) -> Picture:
    orientation = image.getexif().get(_ORIENTATION, 1)
    is_turned = orientation in {5, 6, 7, 8}
    width, height = (image.height, image.width) if is_turned else image.size
    scale = _scale((width, height), largest)
    is_plain = orientation in {0, 1} and image.mode in {"RGB", "L"} and not _profile(image)
    can_stay = is_plain and is_usual(data) and _is_lean(data, image.size)
    if image.format == "JPEG" and scale >= 1 and can_stay:
        return _as_it_is(without_metadata(data), width, height)
    is_photo = image.format in {"JPEG", "MPO"}
    if is_photo and scale < 1:
        # The decoder leaves out what is not needed, but never goes below this size.
        image.draft(None, (math.ceil(image.width * scale), math.ceil(image.height * scale)))
    image.load()
    upright = _in_srgb(image if orientation in {0, 1} else ImageOps.exif_transpose(image))
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        upright = upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return Picture(_as_jpeg(upright) if is_photo else _as_pixels(upright), width, height)


def _scale(size: tuple[int, int], largest: tuple[int, int]) -> float:
    return max(largest[0] / size[0], largest[1] / size[1])


def _is_lean(jpeg: bytes, size: tuple[int, int]) -> bool:
    """Say whether the file is not longer than its pixels: else most of it is no picture."""
    return len(jpeg) <= 3 * math.prod(size) + _LARGEST_HEAD


def _as_it_is(jpeg: bytes, width: int, height: int) -> Picture:
    if jpeg.rfind(END_OF_IMAGE, -_LONGEST_TAIL) < 0:
        raise UnusableError("the file is cut off")
    return Picture(_encoded(jpeg), width, height)


def _profile(image: Image.Image) -> bytes | None:
    """Return the colour profile if it is another than sRGB."""
    profile = image.info.get("icc_profile")
    if not isinstance(profile, bytes) or not profile:
        return None
    try:
        name = ImageCms.getProfileDescription(io.BytesIO(profile))
    except (ImageCms.PyCMSError, OSError):
        return None
    return None if "sRGB" in name else profile


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return the picture as RGB or RGBA, with its colours as a card is drawn in."""
    profile = _profile(image)
    has_alpha = image.has_transparency_data
    if image.mode.startswith("I"):
        # Sixteen bits a pixel; converted as they are, all but the darkest would become white.
        pixels = np.asarray(image).astype(np.int64)
        image = Image.fromarray((np.clip(pixels, 0, 65535) >> 8).astype(np.uint8))
    if profile is not None and image.mode in {"RGB", "L", "CMYK"}:
        try:
            converted = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), _SRGB, outputMode="RGB"
            )
            return cast(Image.Image, converted)
        except (ImageCms.PyCMSError, OSError):
            pass  # A profile that is wrong is no reason to leave the picture out.
    return image.convert("RGBA" if has_alpha else "RGB")


def _as_jpeg(image: Image.Image) -> skia.Image:
    """Return a photo as a JPEG again, as which it lies in a PDF."""
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=_QUALITY, subsampling=0)
    return _encoded(buffer.getvalue())


def _encoded(data: bytes) -> skia.Image:
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    if image is None:
        raise UnusableError("the file is no picture that can be read")
    return image


def _as_pixels(image: Image.Image) -> skia.Image:
    """Return a picture with exactly its pixels, its alpha multiplied in as Skia draws fastest."""
    has_alpha = image.mode == "RGBA"
    if has_alpha:
        data = image.convert("RGBa").tobytes("raw", "BGRa")
    else:
        data = image.convert("RGBA").tobytes("raw", "BGRA")
    pixels = np.frombuffer(data, np.uint8).reshape(image.height, image.width, 4)
    info = skia.ImageInfo.Make(
        image.width,
        image.height,
        skia.ColorType.kBGRA_8888_ColorType,
        skia.AlphaType.kPremul_AlphaType if has_alpha else skia.AlphaType.kOpaque_AlphaType,
    )
    # Not MakeRasterData: with skia-python 144 the image does not keep its pixels alive.
    return skia.Image.MakeRasterCopy(skia.Pixmap(info, pixels, pixels.strides[0]))
