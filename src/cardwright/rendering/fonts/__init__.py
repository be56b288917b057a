"""The fonts that cards are drawn with: built-in families, and fonts linked to a template."""

from cardwright.rendering.fonts.built_in import FAMILIES
from cardwright.rendering.fonts.font import Font
from cardwright.rendering.fonts.library import FontLibrary
from cardwright.rendering.fonts.linked import RefusedFont

__all__ = ["FAMILIES", "Font", "FontLibrary", "RefusedFont"]
