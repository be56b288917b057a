"""The build fetches the fonts once, and says what to do where it cannot."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from cardwright.rendering.fonts.built_in import FILES

ROOT = Path(__file__).parents[3]
OWN = ["hatch_build.py", "pyproject.toml", "README.md", "LICENSE", "frontend/.npmrc"]
NPM = ["frontend/package.json", "frontend/package-lock.json"]
MODULES = ROOT / "src/cardwright/designer/static/vendor"
NOWHERE = "http://127.0.0.1:9"


@pytest.mark.slow
def test_a_build_without_the_network_says_what_is_missing(tmp_path: Path) -> None:
    done = _build(_checkout(tmp_path), tmp_path)
    assert done.returncode != 0
    said = done.stdout.strip().splitlines()
    assert said[-1].startswith(
        "The fonts and browser modules could not be fetched from the npm registry"
    )
    assert "ECONNREFUSED" in said[-2]
    assert list(tmp_path.glob("cache/cardwright/*")) == []


@pytest.mark.slow
def test_a_wheel_ships_fonts_and_modules_and_is_under_40_mb(tmp_path: Path) -> None:
    root = _checkout(tmp_path)
    for folder in (FILES, MODULES):
        shutil.copytree(folder, root / folder.relative_to(ROOT))
    done = _build(root, tmp_path)
    assert done.returncode == 0, done.stdout
    (wheel,) = tmp_path.glob("out/*.whl")
    assert wheel.stat().st_size < 40_000_000
    with zipfile.ZipFile(wheel) as archive:
        names = [Path(name) for name in archive.namelist()]
    for folder in (FILES, MODULES):
        shipped = {name.name for name in names if name.parent == folder.relative_to(ROOT / "src")}
        assert shipped == {one.name for one in folder.iterdir() if not one.name.startswith(".")}


def _checkout(folder: Path) -> Path:
    """Make a checkout with what the build needs, and next to nothing of the package."""
    root = folder / "checkout"
    for name in [*OWN, *NPM, "src/cardwright/__init__.py"]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    # Hatchling leaves out what git ignores, so that must hold here, too.
    shutil.copy(ROOT / ".gitignore", root)
    return root


def _build(root: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "cache").mkdir()
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-d",
        folder / "out",
    ]
    own = {"XDG_CACHE_HOME": str(folder / "cache"), "npm_config_registry": NOWHERE}
    return subprocess.run(
        command,
        cwd=root,
        env=os.environ | own | {"HOME": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
