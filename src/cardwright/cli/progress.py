"""Progress bars on standard error, for people: where it is no terminal, there are none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Bars:
    """Bars by their names, each added when it is first told of."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars

    def told(self, what: str, done: int, total: int) -> None:
        """Show that `done` of `total` of something are done."""
        known = next((task.id for task in self._bars.tasks if task.description == what), None)
        task = self._bars.add_task(what, total=total) if known is None else known
        self._bars.update(task, completed=done, total=total)

    def counting(self, what: str) -> Callable[[int, int], None]:
        """Return `told` for one thing."""
        return lambda done, total: self.told(what, done, total)


@contextmanager
def progress() -> Iterator[Bars]:
    """Show bars until the block ends."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal
    ) as bars:
        yield Bars(bars)
