"""Lay out the text of a template object in its box."""

from collections.abc import Callable, Sequence

from cardwright.layout.objects.text import LinkedFont, Text
from cardwright.rendering.fonts.library import FontLibrary
from cardwright.rendering.text.block import TextBlock, TextLine
from cardwright.rendering.text.characters import paragraphs
from cardwright.rendering.text.fitting import (
    Fitted,
    Frame,
    clip,
    shrink,
    wrap,
    wrap_shrink,
)
from cardwright.rendering.text.glyph_run import GlyphRun
from cardwright.rendering.text.itemising import Typesetting
from cardwright.rendering.text.paragraph import Line, Paragraph, Type, has_gap

_FITS: dict[str, Callable[[Sequence[Paragraph], Frame], Fitted]] = {
    "shrink": shrink,
    "wrap": wrap,
    "wrap_shrink": wrap_shrink,
    "clip": clip,
}


def lay_out(
    style: Text, value: str, width_mm: float, height_mm: float, fonts: FontLibrary
) -> TextBlock:
    """Place the glyphs of `value`, the text of `style` with its fields filled in.

    The box of `style` does not count, only the width and height given. A line is size times line
    height high, with the ascent and descent of the first font centred in it; fonts that stand in
    never change it.
    """
    typesetting, is_font_missing = _typesetting(style, fonts)
    texts = paragraphs(value, style.case)
    if style.fit == "shrink":
        texts = [" ".join(texts)]
    spaced = style.letter_spacing_pt != 0
    shaped = [Paragraph(text, style.direction, typesetting, is_spaced=spaced) for text in texts]
    frame = _frame(style, width_mm, height_mm)
    is_empty = all(not text.strip() for text in texts)
    fitted = Fitted(style.size_pt, [], False) if is_empty else _FITS[style.fit](shaped, frame)
    lines, runs = _placed(style, frame, fitted, typesetting)
    return TextBlock(
        runs=tuple(runs),
        lines=tuple(lines),
        width=width_mm,
        height=height_mm,
        size_pt=fitted.size_pt,
        is_shrunk=fitted.size_pt < style.size_pt,
        is_overflowing=fitted.is_overflowing,
        is_clipped=style.fit == "clip",
        missing_characters="".join(dict.fromkeys(c for part in shaped for c in part.missing())),
        is_font_missing=is_font_missing,
    )


def _typesetting(style: Text, fonts: FontLibrary) -> tuple[Typesetting, bool]:
    if isinstance(style.font, LinkedFont):
        found = fonts.linked(style.font.file, style.weight)
    else:
        found = fonts.family(style.font, style.weight)
    first = found or fonts.default(style.weight)
    return Typesetting(first, style.weight, fonts), found is None


def _frame(style: Text, width_mm: float, height_mm: float) -> Frame:
    return Frame(
        width=width_mm,
        height=height_mm,
        size_pt=style.size_pt,
        min_size_pt=min(style.min_size_pt, style.size_pt),
        line_height=style.line_height,
        letter_spacing_pt=style.letter_spacing_pt,
        max_lines=style.max_lines,
    )


def _placed(
    style: Text, frame: Frame, fitted: Fitted, typesetting: Typesetting
) -> tuple[list[TextLine], list[GlyphRun]]:
    type_, line_mm = frame.type_at(fitted.size_pt), frame.line_mm(fitted.size_pt)
    first = typesetting.first
    above = (line_mm - (first.ascent + first.descent) * type_.size) / 2
    free = frame.height - len(fitted.lines) * line_mm
    top = {"top": 0.0, "middle": free / 2, "bottom": free}[style.valign]
    lines, runs = [], []
    for row, line in enumerate(fitted.lines):
        baseline = top + row * line_mm + above + first.ascent * type_.size
        width = line.width(type_)
        left = _left(style.align, frame.width - width, line)
        lines.append(TextLine(line.text, left, baseline, width))
        runs.extend(_glyph_runs(line, left, baseline, type_))
    return lines, runs


def _left(align: str, free: float, line: Line) -> float:
    if align == "start":
        align = "right" if line.is_right_to_left else "left"
    return {"left": 0.0, "center": free / 2, "right": free}[align]


def _glyph_runs(line: Line, left: float, baseline: float, type_: Type) -> list[GlyphRun]:
    runs, x, size = [], left, type_.size
    for item, run in line.runs:
        origin, places, is_spaced = (x, baseline), [], False
        for place, (advance, (right, up)) in enumerate(zip(run.advances, run.offsets, strict=True)):
            places.append((x + right * size, baseline - up * size))
            x += advance * size
            if type_.spacing and has_gap(line.text, item, run, place):
                x += type_.spacing
                is_spaced = True
        runs.append(
            GlyphRun(
                font=item.font,
                size=size,
                origin=origin,
                glyphs=run.glyphs,
                places=tuple(places),
                text=line.text[item.start : item.end],
                is_right_to_left=item.level % 2 == 1,
                is_spaced=is_spaced,
            )
        )
    return runs
