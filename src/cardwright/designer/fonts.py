"""The built-in font families by name, for a process that does not load the drawing engine."""

FAMILIES = (
    "Noto Sans",
    "Noto Serif",
    "Inter",
    "Montserrat",
    "Roboto Condensed",
    "Source Code Pro",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans JP",
    "Noto Sans SC",
    "Noto Sans KR",
)
"""As `rendering.fonts.FAMILIES`, in the order in which they are offered."""
