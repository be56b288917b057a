"""Fonts that were made to hurt whoever draws with them; each is asked for the letters A and B."""

import random
import struct
import zlib
from collections.abc import Iterator, Mapping

import brotli  # type: ignore[import-untyped]  # it ships neither types nor stubs

from tests.rendering.fonts.made_fonts import cff, collection, packed, true_type, variable
from tests.sample_files import a_font

Tables = dict[bytes, bytes]

BOMB = 300_000_000
_POINTS = ((0, 0), (800, 0), (800, 800), (0, 800))
_WORDS, _XY, _MORE = 0x1, 0x2, 0x20
_LEFT = struct.pack(">h", -3)


def hostile_fonts() -> Iterator[tuple[str, bytes]]:
    """Make the whole corpus, the same every time: names and files."""
    yield from _broken()
    yield from _directories()
    yield from _character_maps()
    yield from _outlines()
    yield from _measures()
    yield from _colours()
    yield from _postscript()
    yield from _variations()
    yield from _layout()
    yield from _packed()


def sfnt(tables: Mapping[bytes, bytes], version: bytes = b"\0\1\0\0") -> bytes:
    """Return a font file of these tables (OpenType, organization of a font file)."""
    at = 12 + 16 * len(tables)
    directory, body = b"", b""
    for tag, content in sorted(tables.items()):
        padded = content + bytes(-len(content) % 4)
        words = struct.unpack(f">{len(padded) // 4}I", padded)
        directory += struct.pack(">4sIII", tag, sum(words) % 2**32, at + len(body), len(content))
        body += padded
    return version + struct.pack(">HHHH", len(tables), 16, 0, 0) + directory + body


def tables_of(font: bytes) -> Tables:
    """Return the tables of a font file that is not packed."""
    found: Tables = {}
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _, at, size = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        found[tag] = font[at : at + size]
    return found


def _changed(font: bytes, **changes: bytes | None) -> bytes:
    """Return a font with other tables; names are padded with spaces, and `OS2` is OS/2."""
    tables = tables_of(font)
    for name, content in changes.items():
        tag = b"OS/2" if name == "OS2" else name.encode().ljust(4)
        tables.pop(tag, None)
        if content is not None:
            tables[tag] = content
    return sfnt(tables, font[:4])


def _put(table: bytes, at: int, form: str, *values: int) -> bytes:
    new = struct.pack(">" + form, *values)
    return table[:at] + new + table[at + len(new) :]


def _broken() -> Iterator[tuple[str, bytes]]:
    """Good fonts that were cut off, or of which bytes were changed, mostly within one table."""
    good = {
        "true-type": true_type(),
        "cff": cff(),
        "variable": variable(),
        "collection": collection(true_type()),
        "woff": packed(true_type(), "woff"),
        "woff2": packed(true_type(), "woff2"),
        "real": a_font(),
    }
    chance = random.Random(5)  # noqa: S311 - mutations, not secrets
    for name, font in good.items():
        for part in (3, 6, 9):
            yield f"{name}-cut-{part}", font[: len(font) * part // 10]
        for number in range(3):
            broken = bytearray(font)
            for _ in range(12):
                broken[chance.randrange(4, len(font))] = chance.randrange(256)
            yield f"{name}-mutated-{number}", bytes(broken)
    within = {
        "true-type": (b"glyf", b"loca", b"cmap", b"head", b"hhea", b"hmtx", b"maxp"),
        "cff": (b"CFF ",),
        "variable": (b"fvar", b"gvar"),
        "real": (b"glyf", b"cmap", b"GSUB", b"GPOS", b"GDEF", b"kern", b"prep", b"fpgm", b"name"),
    }
    for name, tags in within.items():
        tables = tables_of(good[name])
        for tag in tags:
            for number in range(3 if tag in tables else 0):
                changed = bytearray(tables[tag])
                for _ in range(4):
                    changed[chance.randrange(len(changed))] = chance.randrange(256)
                shown = tag.decode().strip()
                font = sfnt(tables | {tag: bytes(changed)}, good[name][:4])
                yield f"{name}-mutated-{shown}-{number}", font


def _directories() -> Iterator[tuple[str, bytes]]:
    """Tables that are said to be longer than they are, elsewhere, one in another, or not there."""
    font = true_type()
    for number in range(struct.unpack_from(">H", font, 4)[0]):
        at = 12 + 16 * number
        name = font[at : at + 4].decode().strip().replace("/", "")
        yield f"length-of-{name}", _put(font, at + 12, "I", 0xFFFFFFF0)
        yield f"place-of-{name}", _put(font, at + 8, "II", 0xFFFFFF00, 0x200)
        yield f"empty-{name}", _put(font, at + 12, "I", 0)
        yield f"all-of-it-is-{name}", _put(font, at + 8, "II", 0, len(font))
    many = {b"%04d" % number: b"\0" * 4 for number in range(3000)}
    yield "3000-tables", sfnt(tables_of(font) | many)
    # Its first bytes are no signature that an upload is checked for.
    yield "unrecognised", sfnt(tables_of(font) | many, b"true")


def _character_maps() -> Iterator[tuple[str, bytes]]:
    """Maps without end, of everything, of what is not there, and maps that overlap."""
    font = true_type()

    def mapped(subtable: bytes) -> bytes:
        return _changed(font, cmap=struct.pack(">HHHHI", 0, 1, 3, 10, 12) + subtable)

    def groups(form: int, *each: tuple[int, int, int], count: int | None = None) -> bytes:
        body = b"".join(struct.pack(">III", *one) for one in each)
        said = len(each) if count is None else count
        return struct.pack(">HHIII", form, 0, 16 + len(body), 0, said) + body

    yield "cmap-of-everything-12", mapped(groups(12, (0, 0x10FFFF, 0)))
    yield "cmap-of-everything-13", mapped(groups(13, (0, 0x10FFFF, 1)))
    yield "cmap-beyond-unicode", mapped(groups(12, (0, 0xFFFFFFFF, 1)))
    yield "cmap-backwards", mapped(groups(12, (0x42, 0x41, 1)))
    yield "cmap-overlapping", mapped(groups(13, *[(0, 0x10FFFF, 1)] * 5000))
    yield "cmap-of-many-groups", mapped(groups(12, (0x41, 0x42, 1), count=2**31 - 1))
    # Format 4, of two segments: ends, a pad, starts, deltas, and places of lists of glyphs.
    segments = struct.pack(">HHHHHHH", 4, 32, 0, 4, 4, 1, 0)
    everything = struct.pack(">HHHHHHHHH", 0xFFFE, 0xFFFF, 0, 0, 0xFFFF, 1, 1, 0, 0)
    yield "cmap-segment-of-everything", mapped(segments + everything)
    outside = struct.pack(">HHHHHHHHH", 0x42, 0xFFFF, 0, 0x41, 0xFFFF, 0, 1, 0xFFFE, 0xFFFE)
    yield "cmap-range-outside", mapped(segments + outside)
    records = struct.pack(">HH", 0, 40_000) + struct.pack(">HHI", 3, 10, 0) * 40_000
    yield "cmap-of-itself", _changed(font, cmap=records)


def _with_glyphs(glyphs: list[bytes], letter: int, *, points: int = 0xFFFF) -> bytes:
    """Return a font of these glyphs, of which one is the letter A."""
    font = tables_of(true_type())
    places = [0]
    for glyph in glyphs:
        places.append(places[-1] + len(glyph) + len(glyph) % 2)
    body = b"".join(glyph + bytes(len(glyph) % 2) for glyph in glyphs)
    count = len(glyphs)
    # As many components, points and levels as can be said, so that nobody stops early for that.
    most = [count, points, 0xFFFF, points, 0xFFFF, 2, 0, 0, 0, 0, 0, 0, 0xFFFF, 0xFFFF]
    groups = struct.pack(">III", 0x41, 0x41, letter)
    return sfnt(
        font
        | {
            b"glyf": body,
            b"loca": struct.pack(f">{count + 1}I", *places),
            b"head": _put(font[b"head"], 50, "H", 1),
            b"maxp": struct.pack(">I14H", 0x00010000, *most[:14]),
            b"hmtx": struct.pack(">Hh", 900, 0) * count,
            b"hhea": _put(font[b"hhea"], 34, "H", count),
            b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12)
            + struct.pack(">HHIII", 12, 0, 28, 0, 1)
            + groups,
            b"post": struct.pack(">I28x", 0x00030000),
        }
    )


def _square(ends: tuple[int, ...] = (3,), instructions: int = 0) -> bytes:
    head = struct.pack(">hhhhh", len(ends), 0, 0, 800, 800)
    contours = struct.pack(f">{len(ends)}HH", *ends, instructions)
    deltas = [0, 800, 0, -800, 0, 0, 800, 0]
    return head + contours + b"\1" * 4 + struct.pack(">8h", *deltas)


def _composite(*parts: int) -> bytes:
    body = b"".join(
        struct.pack(
            ">HHhh", _WORDS | _XY | (_MORE if number < len(parts) else 0), part, number % 99, 0
        )
        for number, part in enumerate(parts, start=1)
    )
    return struct.pack(">hhhhh", -1, 0, 0, 800, 800) + body


def _outlines() -> Iterator[tuple[str, bytes]]:
    """Glyphs that hold themselves, unfold without end, or say more than they have."""
    square = _square()
    yield "glyph-of-itself", _with_glyphs([b"", _composite(1)], 1)
    yield "glyphs-of-each-other", _with_glyphs([b"", _composite(2), _composite(1)], 1)
    chain = [b"", square, *(_composite(number) for number in range(1, 20_000))]
    yield "glyph-20000-deep", _with_glyphs(chain, len(chain) - 1)
    for name, leaf in (("full", square), ("empty", b"")):
        laughs = [b"", leaf, *(_composite(*[number] * 10) for number in range(1, 13))]
        yield f"glyph-of-a-billion-{name}-ones", _with_glyphs(laughs, len(laughs) - 1)
    yield "glyph-of-glyphs-not-there", _with_glyphs([b"", _composite(0xFFFF, 999)], 1)
    yield "contours-not-there", _with_glyphs([b"", _put(square, 0, "h", 0x7FFF)], 1)
    yield "points-not-there", _with_glyphs([b"", _square((0xFFFF,))], 1)
    yield "contours-backwards", _with_glyphs([b"", _square((3, 1, 2, 0))], 1)
    yield "instructions-not-there", _with_glyphs([b"", _square(instructions=0xFFFF)], 1)
    repeated = struct.pack(">hhhhhHH", 1, 0, 0, 9, 9, 0xFFFE, 0) + b"\x39\xff" * 300
    yield "flags-that-repeat", _with_glyphs([b"", repeated], 1)
    zigzag = struct.pack(">hhhhhHH", 1, -32768, -32768, 32767, 32767, 30_000, 0)
    far = b"\1" * 30_001 + struct.pack(">hh", 32767, -32768) * 30_001
    yield "outline-of-30000-far-points", _with_glyphs([b"", zigzag + far], 1)
    font = true_type()
    yield "loca-backwards", _changed(font, loca=struct.pack(">HHH", 40, 0, 0xFFFF))
    yield "65535-glyphs", _changed(font, maxp=_put(tables_of(font)[b"maxp"], 4, "H", 0xFFFF))
    # JMPR back to itself (TrueType instruction set), before and with the glyphs.
    endless = b"\xb8" + _LEFT + b"\x1c"
    yield "endless-program", _changed(font, fpgm=endless, prep=endless)


def _measures() -> Iterator[tuple[str, bytes]]:
    """Letters as wide as a house, lines as high, and units of nothing."""
    font = true_type()
    tables = tables_of(font)
    for advance in (0, 0xFFFF):
        widths = struct.pack(">HhHh", advance, -32768, advance, 32767)
        yield f"advance-{advance}", _changed(font, hmtx=widths)
    for units in (0, 1, 15, 16, 16_384, 0xFFFF):
        yield f"{units}-units", _changed(font, head=_put(tables[b"head"], 18, "H", units))
    for ascent, descent in ((32767, -32768), (-32768, 32767), (0, 0)):
        high = _put(tables[b"hhea"], 4, "hhh", ascent, descent, 32767)
        yield f"ascent-{ascent}", _changed(font, hhea=high)
        typo = _put(_put(tables[b"OS/2"], 68, "hhh", ascent, descent, 32767), 62, "H", 0xC0)
        yield f"typographic-ascent-{ascent}", _changed(font, OS2=typo, hhea=high)
    yield "no-metrics", _changed(font, hhea=_put(tables[b"hhea"], 34, "H", 0))
    long_name = "Ж" * 16_000
    encoded = long_name.encode("utf-16-be")
    record = struct.pack(">HHHHHHHHH", 0, 1, 18, 3, 1, 0x409, 4, len(encoded), 0)
    yield "name-of-16000-letters", _changed(font, name=record + encoded)
    nul = "a\0/Type3 (\\) <<>>\r\n%%EOF".encode("utf-16-be")
    record = struct.pack(">HHHHHHHHH", 0, 1, 18, 3, 1, 0x409, 6, len(nul), 0)
    yield "name-of-a-pdf", _changed(font, name=record + nul)


def _colours() -> Iterator[tuple[str, bytes]]:
    """Colour glyphs that paint themselves, unfold without end, or are pictures that do."""
    font = true_type()
    palette = struct.pack(">HHHHIH", 0, 1, 1, 1, 14, 0) + b"\0\0\xff\xff"

    def painted(paint: bytes, layers: bytes = b"") -> bytes:
        """Return a font whose A is a paint graph (COLR version 1), after its only record."""
        base = struct.pack(">IHI", 1, 1, 10) + paint
        lists = struct.pack(">II", 34, 34 + len(base) if layers else 0)
        head = struct.pack(">HHIIH", 1, 0, 0, 0, 0) + lists + struct.pack(">III", 0, 0, 0)
        return _changed(font, COLR=head + base + layers, CPAL=palette)

    yield "colour-of-itself", painted(struct.pack(">BH", 11, 1))
    composite = b"\x20\0\0\x08\x03\0\0\x08" + struct.pack(">BH", 11, 1)
    yield "colour-of-itself-twice", painted(composite)
    many = struct.pack(">BBI", 1, 255, 0)
    everything = struct.pack(">I", 255) + struct.pack(">I", 4 + 4 * 255) * 255 + many
    yield "colour-of-layers-without-end", painted(many, everything)
    yield "colour-without-a-paint", painted(b"\xff")
    layers = struct.pack(">HH", 1, 0) * 60_000
    head = struct.pack(">HHIIH", 0, 1, 14, 20, 60_000) + struct.pack(">HHH", 1, 0, 60_000)
    yield "colour-of-60000-layers", _changed(font, COLR=head + layers, CPAL=palette)
    rows = zlib.compress(bytes((30_000 // 8 + 1) * 30_000), 9)
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    )
    strike = struct.pack(">HHIII", 300, 72, 16, 16, 24 + len(png))
    glyph = struct.pack(">hh4s", 0, 0, b"png ") + png
    yield "picture-bomb", _changed(font, sbix=struct.pack(">HHII", 1, 1, 1, 12) + strike + glyph)
    duplicate = struct.pack(">HHIII", 300, 72, 16, 16, 26) + struct.pack(">hh4sH", 0, 0, b"dupe", 1)
    yield "picture-of-itself", _changed(font, sbix=struct.pack(">HHII", 1, 1, 1, 12) + duplicate)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><g id="glyph1"><use href="#glyph1"/></g></svg>'
    documents = struct.pack(">HHHII", 1, 1, 1, 14, len(svg))
    yield "markup-of-itself", _changed(font, SVG=struct.pack(">HII", 0, 10, 0) + documents + svg)


def _cff_with(charstring: bytes, subroutines: list[bytes]) -> bytes:
    """Return a font with PostScript outlines whose A is this charstring (Adobe note 5176)."""

    def index(parts: list[bytes]) -> bytes:
        if not parts:
            return b"\0\0"
        ends = [1]
        for part in parts:
            ends.append(ends[-1] + len(part))
        return struct.pack(f">HB{len(ends)}I", len(parts), 4, *ends) + b"".join(parts)

    def number(value: int) -> bytes:
        return b"\x1d" + struct.pack(">i", value)

    names, strings, globals_ = index([b"Made"]), index([]), index(subroutines)
    charstrings = index([b"\x0e", charstring])
    # The top dictionary has the same length whatever the places are.
    top_size = len(index([number(0) + b"\x11" + number(0) + number(0) + b"\x12"]))
    at = 4 + len(names) + top_size + len(strings) + len(globals_)
    private_at = at + len(charstrings)
    top = index([number(at) + b"\x11" + number(0) + number(private_at) + b"\x12"])
    table = b"\1\0\4\4" + names + top + strings + globals_ + charstrings
    return _changed(cff(), CFF=table)


def _postscript() -> Iterator[tuple[str, bytes]]:
    """Charstrings that call themselves, each other a billion times, or fill the stack."""
    bias = 107

    def call(subroutine: int) -> bytes:
        return bytes([subroutine - bias + 139, 29])

    end = b"\x0e"
    yield "subroutine-of-itself", _cff_with(call(0) + end, [call(0) + b"\x0b"])
    line = b"\x8c\x8c\x05"  # 1 1 rlineto
    laughs = [line * 9 + b"\x0b", *(call(number) * 100 + b"\x0b" for number in range(9))]
    yield "subroutines-a-billion-times", _cff_with(b"\x8b\x8b\x15" + call(9) + end, laughs)
    yield "charstring-of-8-mb", _cff_with(b"\x8b\x8b\x15" + line * 2_700_000 + end, [])
    yield "charstring-of-numbers", _cff_with(b"\x8c" * 100_000 + end, [])
    yield "charstring-without-an-end", _cff_with(b"\x8b\x8b\x15" + line, [])
    yield "charstring-of-nothing", _cff_with(b"", [])
    far = b"\x1c\x7f\xff" * 2 + b"\x05"
    yield "charstring-far-away", _cff_with(b"\x8b\x8b\x15" + far * 30_000 + end, [])
    yield "many-postscript-glyphs", cff(extra_glyphs=30_000)


def _variations() -> Iterator[tuple[str, bytes]]:
    """Axes that go backwards, are thousands, or have no range."""
    font = variable()
    fvar = tables_of(font)[b"fvar"]
    for name, (least, usual, most) in {
        "backwards": (900, 400, 100),
        "nowhere": (0, 0, 0),
        "far": (-32768, 0, 32767),
        "default-outside": (100, 1000, 900),
    }.items():
        axis = struct.pack(">iii", least << 16, usual << 16, most << 16)
        yield f"axis-{name}", _changed(font, fvar=fvar[:20] + axis + fvar[32:])
    yield "65535-axes", _changed(font, fvar=_put(fvar, 8, "H", 0xFFFF))
    yield "axes-of-no-size", _changed(font, fvar=_put(fvar, 10, "H", 0))
    twice = fvar[:8] + struct.pack(">H", 60) + fvar[10:16] + fvar[16:36] * 60
    yield "60-weight-axes", _changed(font, fvar=twice)
    yield "no-deltas", _changed(font, gvar=None)
    gvar = tables_of(font)[b"gvar"]
    yield "deltas-of-65535-glyphs", _changed(font, gvar=_put(gvar, 12, "H", 0xFFFF))
    steps = struct.pack(">HHHHH", 1, 0, 0, 1, 9999) + struct.pack(">hh", -16384, 16384) * 9999
    yield "axis-of-9999-steps", _changed(font, avar=steps)


def _layout() -> Iterator[tuple[str, bytes]]:
    """Substitutions that replace a letter by many, again and again."""
    font = true_type()
    count = 60
    script = struct.pack(">H4sH", 1, b"DFLT", 8) + struct.pack(">HH", 4, 0)
    script += struct.pack(">HHHH", 0, 0xFFFF, 1, 0)
    feature = struct.pack(">H4sH", 1, b"liga", 8) + struct.pack(
        f">HH{count}H", 0, count, *range(count)
    )
    # Multiple substitution: A becomes A twice, sixty times over.
    sequence = struct.pack(">HHH", 2, 1, 1)
    multiple = struct.pack(">HHHH", 1, 8, 1, 14) + struct.pack(">HHH", 1, 1, 1) + sequence
    lookup = struct.pack(">HHHH", 2, 0, 1, 8) + multiple
    lookups = struct.pack(f">H{count}H", count, *[2 + 2 * count] * count) + lookup
    start = struct.pack(">HHHHH", 1, 0, 10, 10 + len(script), 10 + len(script) + len(feature))
    yield "letters-without-end", _changed(font, GSUB=start + script + feature + lookups)
    yield "lookups-of-themselves", _changed(font, GSUB=start + b"\0\1DFLT\0\0" * 9 + lookups)


def _packed() -> Iterator[tuple[str, bytes]]:
    """Little to send, much to unpack, whatever the header says of it."""
    for said in (1000, 2**31 - 1):
        squeezed = zlib.compress(bytes(BOMB), 9)
        table = struct.pack(">4sIIII", b"glyf", 64, len(squeezed), BOMB, 0)
        head = struct.pack(">4sIIHHI", b"wOFF", 0x00010000, 64 + len(squeezed), 1, 0, said)
        yield f"woff-bomb-of-{said}", head + bytes(24) + table + squeezed
        much = brotli.compress(bytes(BOMB), quality=5)
        # Flags of an unknown tag with its name, and the length in base 128.
        entry = b"\xff" + b"abcd" + _base_128(BOMB)
        head = struct.pack(">4sIIHHII", b"wOF2", 0x00010000, 0, 1, 0, said, len(much))
        font = head + bytes(20) + entry + much
        yield f"woff2-bomb-of-{said}", _put(font + bytes(-len(font) % 4), 8, "I", len(font))


def _base_128(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))
