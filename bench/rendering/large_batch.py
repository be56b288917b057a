"""Many cards in one PDF, as `cardwright render` draws them, in a process that is weighed.

`python -m bench.rendering.large_batch CARDS FOLDER` prints what it took as JSON.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from bench.connection import BenchError
from bench.rendering.cards import people, template
from bench.rendering.results import LargeBatch
from cardwright.cli.drawing import Batch, draw_pdf
from cardwright.cli.records import Row
from cardwright.layout.units import PRINTER_DPI
from cardwright.rendering.resources import Resource

_SECONDS = 120
_KIB = 1024


def measure_large_batch(folder: Path, cards: int) -> LargeBatch:
    """Draw so many cards in a new process. Raises BenchError."""
    try:
        run = subprocess.run(  # noqa: S603 - this module
            [sys.executable, "-m", "bench.rendering.large_batch", str(cards), str(folder)],
            check=True,
            capture_output=True,
            timeout=_SECONDS,
        )
    except subprocess.SubprocessError as failure:
        raise BenchError(f"the large batch failed: {failure}") from failure
    return LargeBatch(**json.loads(run.stdout))


def draw(cards: int, folder: Path) -> LargeBatch:
    """Draw so many cards, whose photos lie as files in the folder, into one PDF beside them."""
    rows = [_row(folder) for _ in range(cards)]
    batch = Batch.of(template(), rows, {}, ("front",), PRINTER_DPI)
    started, started_cpu = time.perf_counter(), time.process_time()
    for _ in draw_pdf(batch, folder, "cards"):
        pass
    return LargeBatch(
        cards=cards,
        seconds=time.perf_counter() - started,
        cpu_seconds=time.process_time() - started_cpu,
        peak_bytes=_peak_bytes(),
        byte_size=(folder / "cards.pdf").stat().st_size,
    )


def _row(folder: Path) -> Row:
    (person,) = people(1)
    path = folder / f"{person.number}.jpg"
    path.write_bytes(person.photo)
    record = person.record()
    return Row(
        line=1,
        values=record.values,
        pictures={"photo": Resource(key=person.number, path=str(path))},
    )


def _peak_bytes() -> int:
    """Return the most that was resident of this process since its program was started."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        # Elsewhere it is in bytes.
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # On Linux `ru_maxrss` may be that of the process which started this one.
    (peak,) = (int(line.split()[1]) * _KIB for line in lines if line.startswith("VmHWM:"))
    return peak


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(draw(int(sys.argv[1]), Path(sys.argv[2])))))
