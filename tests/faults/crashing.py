"""`cardwright` that kills itself in the middle of a request: before the step that it is told.

A step is a statement, a commit, a change in a folder, a flush, a put into an object store, or a
part of the answer. The file named by `CRASH_BEFORE` holds the number of the step, counted from
when it is there. Run as a program in place of the interpreter: `-m cardwright` and so on follow.
"""

import io
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import obstore

from cardwright.cli import main
from cardwright.database import postgresql
from cardwright.storage import incoming
from cardwright.web import middleware

ORDER = Path(os.environ.get("CRASH_BEFORE", "nothing"))
_taken = 0
_unlink = os.unlink


def step() -> None:
    """Count a step of the request, and die where it is the one.

    The order is taken away first: whoever finds it gone knows of the death.
    """
    global _taken
    with suppress(FileNotFoundError):
        number = int(ORDER.read_text())
        _taken += 1
        if _taken == number:
            _unlink(ORDER)
            os.kill(os.getpid(), signal.SIGKILL)


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    def as_step(*arguments: Any, **options: Any) -> Any:
        step()
        return function(*arguments, **options)

    return as_step


class Cursor(sqlite3.Cursor):
    execute = counted(sqlite3.Cursor.execute)


class Connection(sqlite3.Connection):
    execute = counted(sqlite3.Connection.execute)
    commit = counted(sqlite3.Connection.commit)

    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)


class File(io.FileIO):
    write = counted(io.FileIO.write)


def _connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
    return _real_connect(*arguments, factory=Connection, **options)


_real_connect = sqlite3.connect
_real_answer = middleware.Manners.__call__


async def _answer(self: middleware.Manners, scope: Any, receive: Any, send: Any) -> None:
    async def send_as_step(message: Any) -> None:
        step()
        await send(message)

    await _real_answer(self, scope, receive, send_as_step)


def install() -> None:
    """Let everything count that changes something, or that answers."""
    for changed in ("fsync", "ftruncate", "link", "unlink", "rename", "mkdir", "write"):
        setattr(os, changed, counted(getattr(os, changed)))
    sqlite3.connect = sqlite3.dbapi2.connect = _connect  # type: ignore[assignment]
    vars(incoming)["FileIO"] = File
    obstore.put = counted(obstore.put)
    postgresql._Driver.execute = counted(postgresql._Driver.execute)  # type: ignore[method-assign]
    postgresql._Driver.commit = counted(postgresql._Driver.commit)  # type: ignore[method-assign]
    middleware.Manners.__call__ = _answer  # type: ignore[method-assign]


if __name__ == "__main__":
    install()
    sys.argv[1:3] = []  # What was meant for the interpreter: -m cardwright.
    main()
