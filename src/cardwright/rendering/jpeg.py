"""JPEG files without what cameras write into them: where a photo was taken is no part of a card."""

END_OF_IMAGE = b"\xff\xd9"

_START_OF_SCAN, _END = 0xDA, 0xD9
_COMMENT = 0xFE
# APP0 and APP14 say how colours are coded, APP2 holds the colour profile.
_KEPT_APPS = {0xE0, 0xE2, 0xEE}


def without_metadata(data: bytes) -> bytes:
    """Return the JPEG without its Exif, XMP and comment segments (ITU-T T.81, annex B).

    The picture is what it was, byte for byte. A file that is not built as it should be comes back
    as it is.
    """
    kept = bytearray(data[:2])
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in {_START_OF_SCAN, _END}:
            return bytes(kept + data[at:])
        if marker == 0xFF:
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        is_app = 0xE0 <= marker <= 0xEF
        if marker != _COMMENT and (not is_app or marker in _KEPT_APPS):
            kept += data[at:end]
        at = end
    return data
