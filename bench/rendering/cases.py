"""What is measured in turns: a bitmap beside its floor, a PDF beside those of others, a preview."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from isal import isal_zlib

from bench.connection import BenchError
from bench.rendering import ours
from bench.rendering.cards import Person, people
from bench.rendering.peers import with_reportlab
from bench.rendering.peers.with_pdfme import Pdfme
from bench.rendering.results import DEFLATE, OURS, PDFME, REPORTLAB, Results
from bench.rendering.turns import Drawn, Turn, timed

Draw = Callable[[Sequence[Person]], Turn]


@dataclass(frozen=True)
class Pace:
    """How much is drawn."""

    rounds: int
    bitmaps: int
    """In one turn, as all numbers of cards here."""
    pages: int
    previews: int


@dataclass
class Contest:
    """Those who draw the same cards, and what they took. The first round warms all of them up."""

    draw: Mapping[str, Draw]
    drawn: dict[str, Drawn] = field(default_factory=dict)

    def run(self, rounds: int, cards: int) -> dict[str, Drawn]:
        """Return what each took; one that fails is out of the later rounds."""
        self.drawn = {name: Drawn() for name in self.draw}
        for number in range(rounds + 1):
            # Everybody gets the same people, and nobody has seen them before.
            asked = people(cards)
            for name, draw in self.draw.items():
                found = self.drawn[name]
                if found.failure:
                    continue
                try:
                    turn = draw(asked)
                except (BenchError, OSError) as failure:
                    found.failure = str(failure)
                else:
                    found.turns += [turn] if number else []
        return self.drawn


def run_cases(folder: Path, pace: Pace, say: Callable[[str], None]) -> Results:
    """Run everything that is measured in turns, in this process and in Node.js."""
    say("a PNG beside deflating its pixels")
    pngs = Contest({DEFLATE: _deflate, OURS: _draw_pngs}).run(pace.rounds, pace.bitmaps)
    say("PDF batches beside those of ReportLab and pdfme")
    pdfs = _pdfs(folder, pace)
    say("previews")
    previews = Drawn([_preview(pace.previews) for _ in range(pace.rounds + 1)][1:])
    return Results(pngs=pngs, pdfs=pdfs, pages=pace.pages, previews=previews)


def _pdfs(folder: Path, pace: Pace) -> dict[str, Drawn]:
    draw: dict[str, Draw] = {OURS: _draw_pdf, REPORTLAB: _draw_pdf_with_reportlab}
    try:
        with Pdfme(folder / "pdfme.pdf") as pdfme:

            def with_pdfme(asked: Sequence[Person]) -> Turn:
                taken, number = pdfme.draw_pdf(asked), len(asked)
                cpu, clock = taken.cpu_seconds * 1000 / number, taken.seconds * 1000 / number
                return Turn(cpu, clock, taken.byte_size // number)

            return Contest({**draw, PDFME: with_pdfme}).run(pace.rounds, pace.pages)
    except BenchError as failure:
        found = Contest(draw).run(pace.rounds, pace.pages)
        return {**found, PDFME: Drawn(failure=str(failure))}


def _draw_pngs(asked: Sequence[Person]) -> Turn:
    return timed(lambda: sum(len(ours.draw_png(person)) for person in asked), len(asked))


def _deflate(asked: Sequence[Person]) -> Turn:
    pixels = [ours.filtered_pixels(ours.draw_png(person)) for person in asked]
    return timed(lambda: sum(len(isal_zlib.compress(one, 1)) for one in pixels), len(asked))


def _draw_pdf(asked: Sequence[Person]) -> Turn:
    return timed(lambda: len(ours.draw_pdf(asked)), len(asked))


def _draw_pdf_with_reportlab(asked: Sequence[Person]) -> Turn:
    return timed(lambda: len(with_reportlab.draw_pdf(asked)), len(asked))


def _preview(number: int) -> Turn:
    return timed(lambda: sum(len(ours.draw_preview()) for _ in range(number)), number)
