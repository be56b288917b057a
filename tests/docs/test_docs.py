"""The documentation says what the code does: settings, commands, errors, and a tour that runs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cardwright.errors import CardwrightError
from cardwright.settings import Settings, variable
from tests.docs.command_line import document
from tests.service import Service, command_line, run_cardwright

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_guide(name: str) -> None:
    assert f"`{variable(name)}`" in (GUIDES / "settings.md").read_text()


def test_the_guide_to_the_command_line_is_what_the_commands_say() -> None:
    assert (GUIDES / "command-line.md").read_text() == document(), "renew it with `make docs`"


@pytest.mark.parametrize("refusal", CardwrightError.__subclasses__(), ids=lambda c: c.__name__)
def test_every_error_is_documented(refusal: type[CardwrightError]) -> None:
    documented = (ROOT / "docs" / "api" / "decisions.md").read_text()

    assert re.search(rf"\| {refusal.status} \| `{re.escape(refusal.error)}`", documented)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text())

    local = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]

    assert [link for link in local if not (page.parent / link).exists()] == []


def test_the_tree_in_the_architecture_page_is_the_tree_there_is() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    drawn = set(re.findall(r"([a-z_]+(?:/|\.py))", text[text.index("src/cardwright/") :]))

    there = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "src" / "cardwright").iterdir()
        if not path.name.startswith("_") and path.suffix in ("", ".py")
    }

    assert there <= drawn


def test_the_tour_of_the_readme_runs(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text()
    tour = readme[readme.index("## A five-minute tour") : readme.index("## Your own installation")]
    script = "\n".join(re.findall(r"```bash\n(.*?)```", tour, re.DOTALL))
    data_dir = tmp_path / "demo-data"
    made = run_cardwright(data_dir, "demo")
    token = re.search(r"export TOKEN=(\S+)", made.stdout)
    assert token, made.stderr

    with Service(data_dir) as service:
        ran = subprocess.run(
            [
                "bash",
                "-euo",
                "pipefail",
                "-c",
                script.replace("http://127.0.0.1:8000", service.url),
            ],
            cwd=tmp_path,
            env={**os.environ, "TOKEN": token[1], "no_proxy": "*"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert ran.returncode == 0, ran.stderr
    assert "The same, byte for byte." in ran.stdout
    assert "error" not in ran.stdout, ran.stdout
    assert ran.stdout.count('"deleted_at":"2026-06-14T09:30:00.000000Z"') == 2


def test_the_commands_of_an_own_installation_run(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text()
    section = readme[readme.index("## Your own installation") :]
    found = re.search(r"```bash\n(.*?)```", section, re.DOTALL)
    assert found

    ran = subprocess.run(
        [
            "bash",
            "-euo",
            "pipefail",
            "-c",
            f'cardwright() {{ python -m cardwright "$@"; }}\n{found[1]}',
        ],
        cwd=tmp_path,
        env={
            **command_line(tmp_path / "data"),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines()[-1].startswith("cw_at_")
