"""`cardwright notices`: the licences of what was made by others and comes along."""

import re
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageMetadata, PackagePath, distributions
from pathlib import Path

import click

import cardwright

OURS = "cardwright"
ASSEMBLED = {"font": "rendering/fonts/files", "browser module": "designer/static/vendor"}
"""Where in the package the build puts files of others, each with its `<name>_LICENSE.txt`."""
_RULE = "=" * 100
_TELLS = re.compile(r"licen[cs]e|copying|notice|authors|copyright", re.IGNORECASE)
_HOMES = ("Homepage", "homepage", "Home", "Source", "Repository", "Source Code", "Code", "github")
_CODE = {".py", ".pyc", ".pyi", ".js", ".html"}


@dataclass(frozen=True)
class Notice:
    """One thing of others: what it is, and what its authors want everybody to be told."""

    title: str
    facts: tuple[str, ...]
    texts: tuple[str, ...]


@click.command()
def notices() -> None:
    """Print the licences of all Python packages, fonts and browser modules that are installed."""
    for notice in (*_packages(), *_assembled(), *_interpreter()):
        click.echo("\n".join((_RULE, notice.title, *notice.facts, "", *notice.texts)))


def _packages() -> Iterator[Notice]:
    """Give what every other package of the environment says of itself."""
    # A name that is found twice is shadowed the second time, as it is for `import`.
    found = {one.name.lower(): one for one in reversed([*distributions()])}
    for name in sorted(found.keys() - {OURS}):
        yield _package(found[name])


def _package(distribution: Distribution) -> Notice:
    texts = tuple(_text(path) for path in distribution.files or () if _is_licence(path))
    told = distribution.metadata
    classifiers = (one for one in _all(told, "Classifier") if one.startswith("License ::"))
    licences = (*_all(told, "License-Expression"), *_all(told, "License"), "; ".join(classifiers))
    licence = next(filter(None, licences), "not told").splitlines()[0]
    addresses = dict(one.partition(", ")[::2] for one in reversed(_all(told, "Project-URL")))
    home = next(filter(None, map(addresses.get, _HOMES)), "") or "".join(_all(told, "Home-page"))
    facts = [f"Licence: {licence}"]
    facts += [f"From: {home}"] if home else []
    facts += [] if texts else ["The package brings no text of its licence: see where it is from."]
    return Notice(f"{distribution.name} {distribution.version}", tuple(facts), texts)


def _all(told: PackageMetadata, name: str) -> list[str]:
    return told.get_all(name) or []


def _is_licence(path: PackagePath) -> bool:
    return bool(_TELLS.search(path.name)) and path.suffix not in _CODE


def _text(path: PackagePath) -> str:
    content = Path(str(path.locate())).read_text("utf-8", errors="replace")
    return f"-- {path.name}\n\n{content.strip()}\n"


def _assembled() -> Iterator[Notice]:
    package = Path(cardwright.__file__).parent
    for kind, folder in ASSEMBLED.items():
        for path in sorted((package / folder).glob("*_LICENSE.txt")):
            title = f"{path.name.removesuffix('_LICENSE.txt')} ({kind})"
            yield Notice(title, (), (path.read_text("utf-8"),))


def _interpreter() -> Iterator[Notice]:
    path = Path(sysconfig.get_path("stdlib"), "LICENSE.txt")
    if path.is_file():
        yield Notice("Python", (), (path.read_text("utf-8"),))
