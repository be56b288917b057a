"""The examples of docs/guides/client.md, run one after the other as the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

from cardwright import client
from tests.docs.test_docs import GUIDES
from tests.service import Account

PAGE = GUIDES / "client.md"


def test_the_examples_run(account: Account, tmp_path: Path) -> None:
    script = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL))
    account.admin.create_template(name="There before")

    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "CARDS_URL": account.service.url, "TOKEN": account.admin.token},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "There before" in ran.stdout
    assert "\nVisitor Card\n9 " in ran.stdout
    assert ran.stdout.endswith("2 card templates\n")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"any bytes"]


def test_every_call_is_in_the_guide() -> None:
    text = PAGE.read_text()

    names = [name for name in vars(client.Client) if not name.startswith("_")]
    told = [name for name in names if f"{name}" in text]

    left_to_the_pattern = {
        "card_template_type",
        "update_card_template_type",
        "delete_card_template_type",
        "close",
        "url",
        "account",
    }
    assert set(names) - set(told) <= left_to_the_pattern
