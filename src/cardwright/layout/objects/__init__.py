"""The kinds of template objects of the layout profile, one file each."""

from cardwright.layout.objects.barcode import Barcode
from cardwright.layout.objects.ellipse import Ellipse
from cardwright.layout.objects.image import Image
from cardwright.layout.objects.line import Line
from cardwright.layout.objects.rect import Rect
from cardwright.layout.objects.text import Text

TemplateObject = Text | Image | Rect | Ellipse | Line | Barcode

KINDS: dict[str, type[TemplateObject]] = {
    "text": Text,
    "image": Image,
    "rect": Rect,
    "ellipse": Ellipse,
    "line": Line,
    "barcode": Barcode,
}
"""The class of each `type`."""

__all__ = ["KINDS", "Barcode", "Ellipse", "Image", "Line", "Rect", "TemplateObject", "Text"]
