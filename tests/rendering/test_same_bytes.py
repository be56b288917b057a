"""The same input gives the same bytes: in every run, in every process, in any order."""

import hashlib
import subprocess
import sys

from tests.rendering.cards import at, card_template, picture, render
from tests.rendering.test_pdf import full

# A process that drew other things before, in other fonts, and hashes strings in another way.
DRAW = """
import sys
from tests.rendering.test_same_bytes import hashes
from tests.rendering.cards import at, card_template, render
from tests.rendering.test_pdf import full
if sys.argv[1] == "warm":
    for text in ("ไทย", "日本語", "العربية", "Ж"):
        for format in ("pdf", "png", "svg"):
            render(card_template(at("text", 5, 5, 50, 10, text=text, weight=700)), format=format)
            render(full(), {"name": text}, format=format)
print(hashes())
"""


def hashes() -> list[str]:
    texts = ["Latin", "Ελληνικά", "Кириллица", "العربية", "עברית", "हिन्दी", "ไทย", "日本語"]
    many = card_template(
        *(at("text", 5, 2 + 6 * n, 60, 6, text=text) for n, text in enumerate(texts)),
        at("image", 66, 5, 15, 15, source={"file": "a"}),
        at("image", 66, 25, 15, 15, source={"file": "b"}),
        files={"a": picture(color=(1, 2, 3, 90)), "b": picture(format="JPEG")},
    )
    return [
        hashlib.sha256(render(template, {"name": "Ada"}, **job).content).hexdigest()
        for template in (full(), many)
        for job in ({}, {"format": "pdf"}, {"format": "svg"}, {"dpi": 600}, {"plane": "k"})
    ]


def test_every_process_draws_the_same_bytes() -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-c", DRAW, state],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "LC_ALL": "C.UTF-8"},
        ).stdout
        for state, seed in (("cold", "1"), ("warm", "2"))
    }

    assert outputs == {f"{hashes()}\n"}
    assert outputs == {f"{hashes()}\n"}, "the second time"
