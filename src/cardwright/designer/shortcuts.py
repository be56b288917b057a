"""The keyboard shortcuts of the designer: its script hears them, and its help tells of them."""

from msgspec import Struct


class Shortcut(Struct, frozen=True, omit_defaults=True):
    """Keys as people write them, and what they do: the key of a text of `[designer.key]`."""

    keys: str
    does: str
    edits: bool = False
    """Those who may not change the card do not have it."""
    everywhere: bool = False
    """It works on the whole page, and not only while the stage has the focus."""
    letter: bool = False
    """It is a single character, which can be switched off (WCAG 2.1.4)."""


SHORTCUTS = [
    Shortcut("← ↑ → ↓", "nudge", edits=True),
    Shortcut("Shift+← ↑ → ↓", "nudge_far", edits=True),
    Shortcut("Ctrl+← ↑ → ↓", "nudge_fine", edits=True),
    Shortcut("Alt+← ↑ → ↓", "grow", edits=True),
    Shortcut("Ctrl+V", "paste", edits=True),
    Shortcut("Ctrl+Z", "undo", edits=True, everywhere=True),
    Shortcut("Ctrl+Shift+Z", "redo", edits=True, everywhere=True),
    Shortcut("Ctrl+Y", "redo", edits=True, everywhere=True),
    Shortcut("Ctrl+S", "save", edits=True, everywhere=True),
    Shortcut("Ctrl+A", "select_all"),
    Shortcut("Ctrl+C", "copy"),
    Shortcut("Ctrl+X", "cut", edits=True),
    Shortcut("Ctrl+D", "duplicate", edits=True),
    Shortcut("Delete", "remove", edits=True),
    Shortcut("Backspace", "remove", edits=True),
    Shortcut("Ctrl+G", "group", edits=True, everywhere=True),
    Shortcut("Ctrl+Shift+G", "ungroup", edits=True, everywhere=True),
    Shortcut("Ctrl+]", "forward", edits=True),
    Shortcut("Ctrl+[", "backward", edits=True),
    Shortcut("]", "rotate_right", edits=True, letter=True),
    Shortcut("[", "rotate_left", edits=True, letter=True),
    Shortcut("Enter", "properties"),
    Shortcut("Escape", "escape"),
    Shortcut("Ctrl+0", "fit", everywhere=True),
    Shortcut("Ctrl+1", "real_size", everywhere=True),
    Shortcut("Ctrl+2", "fit_selection", everywhere=True),
    Shortcut("+", "zoom_in", letter=True),
    Shortcut("-", "zoom_out", letter=True),
    Shortcut("B", "blink", letter=True),
    Shortcut("T", "text", edits=True, letter=True),
    Shortcut("R", "rect", edits=True, letter=True),
    Shortcut("O", "ellipse", edits=True, letter=True),
    Shortcut("L", "line", edits=True, letter=True),
    Shortcut("P", "photo", edits=True, letter=True),
    Shortcut("Q", "qr", edits=True, letter=True),
    Shortcut("F1", "help", everywhere=True),
    Shortcut("F6", "next_region", everywhere=True),
    Shortcut("Shift+F6", "previous_region", everywhere=True),
]
"""The first of several keys for the same stands beside its button."""
