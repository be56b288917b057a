"""On what a run was made: the machine, and the versions of what took part."""

# mypy: disable-error-code="import-not-found,import-untyped"
# psutil is installed for the bench only, and carries no types.

import os
import platform
import sqlite3
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil


def machine() -> str:
    """Return the class of this machine in a few words."""
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores, {_processor()}, {memory:.0f} GiB of memory"


def versions(packages: Iterable[str]) -> list[tuple[str, str]]:
    """Return the names and versions of Python, SQLite and those packages that are installed."""
    found = [("Python", platform.python_version()), ("SQLite", sqlite3.sqlite_version)]
    for package in packages:
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
