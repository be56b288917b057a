"""Draw cards as the pages of one PDF, each of exactly its size; equal pictures are stored once."""

from pathlib import Path
from typing import Self

import skia

from cardwright.layout.objects.box import Side
from cardwright.layout.units import MM_PER_POINT, points
from cardwright.rendering.compile import CompiledTemplate
from cardwright.rendering.drawing import Target
from cardwright.rendering.drawing.side import draw_ground, draw_items
from cardwright.rendering.frame import Frame
from cardwright.rendering.items import Item
from cardwright.rendering.surfaces.pdf_boxes import Boxes, box_update
from cardwright.rendering.surfaces.sheet import Sheet

# Skia rounds pages to the dots of this resolution: a hundredth of a millimetre.
_PAGE_DPI = 2540.0


class PdfDocument:
    """A PDF that takes pages until it is finished, in memory or, given a path, in a file.

    There is no date and no random identifier in it: the same cards are the same bytes.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._stream = skia.DynamicMemoryWStream() if path is None else skia.FILEWStream(str(path))
        metadata = skia.PDF.Metadata()
        metadata.fRasterDPI = _PAGE_DPI
        metadata.fProducer = "cardwright"
        self._document = skia.PDF.MakeDocument(self._stream, metadata)
        self._boxes: list[Boxes] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.abort()

    def add_page(
        self,
        compiled: CompiledTemplate,
        side: Side,
        items: list[Item],
        frame: Frame,
        sheet: Sheet | None = None,
    ) -> None:
        """Add a side of a card as a page of trim plus bleed, or in the middle of a sheet."""
        sheet = sheet or Sheet.around(frame)
        canvas = self._document.beginPage(points(sheet.width_mm), points(sheet.height_mm))
        canvas.scale(1 / MM_PER_POINT, 1 / MM_PER_POINT)
        sheet.place(canvas, frame)
        target = Target(canvas, frame, "pdf")
        draw_ground(target, compiled.background(side))
        draw_items(target, items)
        self._document.endPage()
        self._boxes.append(Boxes(sheet.trim_insets(frame), frame.bleed_mm))

    def finish(self) -> bytes:
        """Write the PDF to its end, and return it, or nothing where it went into a file."""
        self._document.close()
        if self._path is None:
            data = bytes(self._stream.detachAsData())
            return data + box_update(data, self._boxes)
        self._stream.flush()
        del self._stream
        data = self._path.read_bytes()
        with self._path.open("ab") as file:
            file.write(box_update(data, self._boxes))
        return b""
