"""Every text of the pages, in one catalogue for each language.

A catalogue is a TOML file named after its language (RFC 5646), such as `en.toml`. Its tables nest;
a text is named by its dotted path (`sign_in.title`), and may hold `{name}` placeholders. What a
language leaves out is shown in English, which is complete.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request

FALLBACK = "en"


class Texts:
    """The texts of one language. Called with a key, it returns that text."""

    def __init__(self, language: str, messages: Mapping[str, str]) -> None:
        self.language = language
        self.messages = messages
        """All texts by their keys, which is also what a script of a page is given as JSON."""

    @property
    def direction(self) -> str:
        """Which way the language is written: `ltr` or `rtl`."""
        return self.messages["language.direction"]

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text with its placeholders filled. KeyError where there is none."""
        return self.messages[key].format_map(values) if values else self.messages[key]

    def optional(self, key: str, otherwise: str) -> str:
        """Return the text, or `otherwise` where there is none."""
        return self.messages.get(key, otherwise)

    def problem(self, errors: Mapping[str, Sequence[str]], field: str) -> str:
        """Return what is wrong with a field, in the words for people; nothing where it is right.

        `errors` are those of a refusal, which rules give in English.
        """
        if field not in errors:
            return ""
        words = "".join(c if c.isalnum() else " " for c in errors[field][0].lower())
        return self.optional(f"refusal.{'_'.join(words.split())}", errors[field][0])


class Catalogue:
    """The texts of all languages in a folder."""

    def __init__(self, folder: Path) -> None:
        read = {path.stem: dict(_flat(_read(path))) for path in sorted(folder.glob("*.toml"))}
        self._texts = {
            language: Texts(language, {**read[FALLBACK], **messages})
            for language, messages in read.items()
        }

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are."""
        return tuple(self._texts)

    def choose(self, accept_language: str) -> Texts:
        """Return the texts of the language that the reader likes best (RFC 9110, 12.5.4).

        Matched by lookup (RFC 4647, 3.4): `de-CH` finds `de`. Otherwise English.
        """
        for wanted in _by_weight(accept_language):
            parts = wanted.split("-")
            for length in range(len(parts), 0, -1):
                if found := self._texts.get("-".join(parts[:length])):
                    return found
        return self._texts[FALLBACK]


def texts_for(request: Request) -> Texts:
    """Return the texts in the language that the browser asks for."""
    return _CATALOGUE.choose(request.headers.get("accept-language", ""))


def in_english() -> Texts:
    """Return the texts for whoever does not say which language they read."""
    return _CATALOGUE.choose(FALLBACK)


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def _flat(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


def _by_weight(accept_language: str) -> list[str]:
    """Return the languages of the header, the best liked first; those of weight 0 are left out."""
    weighted = []
    for item in accept_language[:_LONGEST_HEADER].split(","):
        name, _, weight = item.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        if name and quality > 0:
            weighted.append((quality, name.lower()))
    return [name for _, name in sorted(weighted, key=lambda one: -one[0])]


_LONGEST_HEADER = 500
_CATALOGUE = Catalogue(Path(__file__).parent / "texts")
