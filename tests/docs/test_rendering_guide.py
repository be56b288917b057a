"""The examples of docs/guides/rendering.md, run one after the other as the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
from PIL import Image

from tests.docs.test_docs import GUIDES
from tests.rendering.cards import picture
from tests.service import Account


def test_the_examples_run_and_draw(account: Account, tmp_path: Path) -> None:
    text = (GUIDES / "rendering.md").read_text()
    script = "\n".join(re.findall(r"```bash\n(.*?)```", text, re.DOTALL))
    (tmp_path / "photo.jpg").write_bytes(picture(800, 600, format="JPEG"))
    here = script.replace("http://127.0.0.1:8000", account.service.url)
    command = f'cardwright() {{ "{sys.executable}" -m cardwright "$@"; }}\n{here}'

    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "TOKEN": account.admin.token, "no_proxy": "*"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert '"csv_header":"first_name,last_name,title,photo,card_number"' in ran.stdout
    assert '"code":"text_overflow"' in ran.stdout
    assert "Drawn by the guide (2)" in ran.stdout
    assert "Nothing is wrong in 2 cards." in ran.stdout
    for name, pages in (("ada.pdf", 1), ("cards/staff.pdf", 2)):
        with pikepdf.open(tmp_path / name) as pdf:
            assert len(pdf.pages) == pages
    sizes = []
    for name in ("ada.png", "preview.png"):
        with Image.open(tmp_path / name) as image:
            sizes.append(image.size)
    assert [size[0] for size in sizes] == [1011, 600]
