"""The frame of all pages: one layout, one style sheet, one catalogue of texts."""

from cardwright.web.pages.rendering import Viewer, render_page
from cardwright.web.pages.texts import Texts, texts_for

__all__ = ["Texts", "Viewer", "render_page", "texts_for"]
