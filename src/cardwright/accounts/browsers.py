"""The name of a browser and its system, as far as its User-Agent header gives them away."""

import re

# The first that fits: each of these also calls itself by the names below it.
_BROWSERS = (
    ("Edge", re.compile(r"\bEdg(?:e|A|iOS)?/")),
    ("Opera", re.compile(r"\bOPR/")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(?:Headless)?(?:Chrome|Chromium|CriOS)/")),
    ("Safari", re.compile(r"\bSafari/")),
)
_SYSTEMS = (
    ("Android", re.compile(r"\bAndroid\b")),
    ("iPhone", re.compile(r"\biPhone\b")),
    ("iPad", re.compile(r"\biPad\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("macOS", re.compile(r"\bMac OS X\b|\bMacintosh\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("Linux", re.compile(r"\bLinux\b")),
)


def describe(user_agent: str) -> str:
    """Return such as `Firefox, Linux`; where nothing is recognised, the first word, or nothing."""
    names = [
        name
        for known in (_BROWSERS, _SYSTEMS)
        for name in [next((name for name, mark in known if mark.search(user_agent)), "")]
        if name
    ]
    return ", ".join(names) or user_agent.partition(" ")[0]
