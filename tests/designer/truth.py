"""How the stage and the print of a card are compared: by their pixels, and line by line."""

import ctypes
from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import groupby
from typing import NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as raw  # type: ignore[import-untyped]  # it ships no types
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

DPI = 300
MM_PER_INCH = 25.4
MM_PER_POINT = MM_PER_INCH / 72
FAINT = 24
"""Levels of 255. A pixel that is nearer than this to the paper, in each colour, is not ink."""
CLOSE = 32
"""Levels of 255. Two pixels that are nearer than this are the same: two programs smooth the edge of
a letter, and each rounds the part of a pixel that the letter covers in its own way."""
NEAR_MM = 0.2
"""Further apart, a letter is not where the other one is. It cannot be less: pdfium rounds the boxes
of letters, by 0.12 mm where these are of 33 pt."""

Pixels = NDArray[np.int16]
Mask = NDArray[np.bool_]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom in millimetres from the top left corner of the card."""


class Letter(NamedTuple):
    """A character that a PDF shows, and where."""

    character: str
    baseline: float
    """Millimetres from the top edge of the card."""
    box: Box


_SHOW_AT_300_DPI = """async (scale) => {
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const { view } = await import(loaded.find((name) => name.endsWith("/designer/store.js")));
    for (const name of [".marks", ".hits", ".overlay"]) {
        document.querySelector(`#stage ${name}`).style.display = "none";
    }
    view.value = { scale, x: 20, y: 20 };
    const face = document.querySelector(".card-face").getBoundingClientRect();
    const stage = document.querySelector("#stage").getBoundingClientRect();
    if (face.right > stage.right || face.bottom > stage.bottom) throw Error("the window is small");
    return [face.x, face.y, face.width, face.height];
}"""
_OUTLINES = """() => [...document.querySelectorAll(".art > g")].map((group) => {
    const art = document.querySelector(".art");
    const from = art.getScreenCTM().inverse();
    return [...group.querySelectorAll("path")].flatMap((path) => {
        const toCard = from.multiply(path.getScreenCTM());
        return path.getAttribute("d").split(/(?=M)/).map((outline) => {
            const one = path.cloneNode();
            one.setAttribute("d", outline);
            path.parentNode.append(one);
            const { x, y, width, height } = one.getBBox();
            one.remove();
            const corners = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]]
                .map(([x, y]) => new DOMPoint(x, y).matrixTransform(toCard));
            const [xs, ys] = [corners.map((p) => p.x), corners.map((p) => p.y)];
            return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
        });
    });
})"""


def everything_is_drawn(page: Page) -> None:
    """Wait until the server has told how each object looks now."""
    page.evaluate(
        """async () => {
            const loaded = performance.getEntriesByType("resource").map((one) => one.name);
            const name = loaded.find((name) => name.endsWith("/designer/stage/fragments.js"));
            const { isBusy } = await import(name);
            const isDrawn = () => !isBusy.value
                && [...document.querySelectorAll(".art > g")].every((g) => g.firstElementChild);
            for (let tries = 0; tries < 600; tries += 1) {
                if (isDrawn()) return;
                await new Promise((resolve) => setTimeout(resolve, 50));
            }
            throw Error("not everything is drawn");
        }"""
    )


def stage_pixels(page: Page) -> Pixels:
    """Return the card as the stage shows it, a pixel for each dot of a print.

    Nothing is taken out of the page: the card is zoomed to 300 dpi, and what is never printed
    (handles, guides, edges) is hidden.
    """
    page.set_viewport_size({"width": 2000, "height": 1800})
    # The stage follows the window, and would zoom back.
    page.wait_for_function("innerWidth === 2000 && innerHeight === 1800")
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    x, y, width, height = page.evaluate(_SHOW_AT_300_DPI, DPI / MM_PER_INCH)
    clip = {"x": x, "y": y, "width": round(width), "height": round(height)}
    return pixels(page.screenshot(clip=clip))  # type: ignore[arg-type]


def pixels(content: bytes) -> Pixels:
    """Return a picture as rows of pixels of three levels."""
    return np.asarray(Image.open(BytesIO(content)).convert("RGB"), dtype=np.int16)


def ink_of(picture: Pixels, paper: Pixels) -> Mask:
    """Return which pixels are something else than the paper shows there."""
    is_ink: Mask = np.abs(picture - paper).max(axis=2) > FAINT
    return is_ink


def differing(one: Pixels, other: Pixels, ink: Mask) -> float:
    """Return how many pixels differ, as a part of those that are ink."""
    return float((np.abs(one - other).max(axis=2) > CLOSE).sum() / max(1, ink.sum()))


def around(ink: Mask) -> tuple[slice, slice]:
    """Return the part of a picture that holds all of some ink, and a millimetre around it."""
    margin = round(DPI / MM_PER_INCH)
    rows, columns = np.nonzero(ink)
    return (
        slice(max(0, rows.min() - margin), rows.max() + margin),
        slice(max(0, columns.min() - margin), columns.max() + margin),
    )


def outlines_on_stage(page: Page) -> list[list[Box]]:
    """Return the boxes of the outlines of each object on the stage, in painting order.

    A letter has one, or some: the dot of an i is an outline of its own.
    """
    found: list[list[Box]] = page.evaluate(_OUTLINES)
    return [[(x, y, right, bottom) for x, y, right, bottom in boxes] for boxes in found]


def letters_of(pdf: bytes, page: int) -> list[Letter]:
    """Return the letters of a page of a PDF, without the blanks between them."""
    with pypdfium2.PdfDocument(pdf) as document:
        height, text = document[page].get_height(), document[page].get_textpage()
        x, y = ctypes.c_double(), ctypes.c_double()
        letters = []
        for index in range(text.count_chars()):
            character = text.get_text_range(index, 1)
            if not character.strip():
                continue
            left, bottom, right, top = text.get_charbox(index)
            raw.FPDFText_GetCharOrigin(text, index, x, y)
            lengths = (left, height - top, right, height - bottom)
            box: Box = tuple(length * MM_PER_POINT for length in lengths)
            letters.append(Letter(character, (height - y.value) * MM_PER_POINT, box))
        return letters


def seen(letters: Iterable[Letter], outlines: Sequence[Box]) -> list[Letter]:
    """Return those of the letters that outlines show where the letters are."""
    return [letter for letter in letters if _covers(outlines, letter.box)]


def astray(letters: Iterable[Letter], outlines: Iterable[Box]) -> list[Box]:
    """Return the outlines that are part of no letter."""
    boxes = [letter.box for letter in letters]
    return [one for one in outlines if not any(_is_within(one, box) for box in boxes)]


def lines_of(letters: Iterable[Letter]) -> list[str]:
    """Return the lines that letters make, from top to bottom, without blanks."""
    ordered = sorted(letters, key=lambda letter: (round(letter.baseline, 2), letter.box[0]))
    rows = groupby(ordered, key=lambda letter: round(letter.baseline, 2))
    return ["".join(letter.character for letter in row) for _, row in rows]


def _covers(outlines: Iterable[Box], box: Box) -> bool:
    parts = [one for one in outlines if _is_within(one, box)]
    if not parts:
        return False
    lefts, tops, rights, bottoms = zip(*parts, strict=True)
    reached = (min(lefts), min(tops), max(rights), max(bottoms))
    return all(abs(one - other) < NEAR_MM for one, other in zip(reached, box, strict=True))


def _is_within(one: Box, box: Box) -> bool:
    return (
        one[0] > box[0] - NEAR_MM
        and one[1] > box[1] - NEAR_MM
        and one[2] < box[2] + NEAR_MM
        and one[3] < box[3] + NEAR_MM
    )
