"""Copies of what an object store keeps, for the processes that draw."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardwright.errors import Unavailable
from cardwright.storage import LocalCopies, Storage, open_storage


class Elsewhere:
    """A storage whose bytes lie on no disk of this machine; counts how often they are read."""

    def __init__(self, kept: dict[str, bytes]) -> None:
        self.kept, self.reads = kept, 0

    def local_file(self, key: str) -> None:
        """There is none."""

    def read(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        self.reads += 1
        if key not in self.kept:
            raise FileNotFoundError(key)
        return iter([self.kept[key][:3], self.kept[key][3:]])


class Broken(Elsewhere):
    def read(self, key: str, start: int, stop: int) -> Iterator[bytes]:
        yield b"the beginning"
        raise Unavailable("The object store does not answer: try again later")


def copies_of(storage: Elsewhere, folder: Path, most_bytes: int = 1000) -> LocalCopies:
    return LocalCopies(storage, folder, most_bytes)  # type: ignore[arg-type]  # all that is asked


def test_what_lies_in_a_folder_is_not_copied(tmp_path: Path) -> None:
    storage: Storage = open_storage((tmp_path / "blobs").as_uri(), tmp_path / "spool")
    incoming = storage.incoming()
    incoming.write(b"kept")
    storage.keep(incoming, "a/1")
    copies = LocalCopies(storage, tmp_path / "copies")

    assert copies.lying_elsewhere(["a/1"]) == []
    copies.fetch(["a/1"])

    assert copies.path("a/1").read_bytes() == b"kept"
    assert not (tmp_path / "copies").exists()


def test_what_lies_elsewhere_is_copied_once(tmp_path: Path) -> None:
    storage = Elsewhere({"a/1": b"some bytes", "b/1": b"others"})
    copies = copies_of(storage, tmp_path / "copies")

    assert copies.lying_elsewhere(["a/1"]) == ["a/1"]
    copies.fetch(["a/1", "b/1"])
    copies.fetch(["a/1", "b/1"])

    assert (copies.path("a/1").read_bytes(), storage.reads) == (b"some bytes", 2)
    assert copies.path("b/1").read_bytes() == b"others"


def test_what_is_unknown_is_passed_over(tmp_path: Path) -> None:
    copies = copies_of(Elsewhere({}), tmp_path / "copies")

    copies.fetch(["a/1"])

    assert not copies.path("a/1").exists()


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path) -> None:
    copies = copies_of(Broken({}), tmp_path / "copies")

    with pytest.raises(Unavailable):
        copies.fetch(["a/1"])

    assert list((tmp_path / "copies" / "a").iterdir()) == []


def test_a_disk_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "copies").write_bytes(b"a file where the folder should be")
    copies = copies_of(Elsewhere({"a/1": b"x"}), tmp_path / "copies")

    with pytest.raises(Unavailable):
        copies.fetch(["a/1"])


def test_what_was_asked_for_longest_ago_goes_first(tmp_path: Path) -> None:
    storage = Elsewhere({f"a/{number}": b"x" * 400 for number in range(3)})
    copies = copies_of(storage, tmp_path / "copies")
    copies.fetch(["a/0", "a/1"])
    for number in (0, 1):
        long_ago = time.time() - 100 + number
        os.utime(copies.path(f"a/{number}"), (long_ago, long_ago))
    copies.fetch(["a/0"])

    copies.fetch(["a/2"])

    there = {path.name for path in (tmp_path / "copies" / "a").iterdir()}
    assert there == {"0", "2"}


def test_what_nobody_asked_for_in_a_day_goes(tmp_path: Path) -> None:
    storage = Elsewhere({"a/1": b"x", "a/2": b"y"})
    copies = copies_of(storage, tmp_path / "copies")
    copies.fetch(["a/1"])
    day_before = time.time() - 24 * 60 * 60 - 10
    os.utime(copies.path("a/1"), (day_before, day_before))

    copies.fetch(["a/2"])

    assert not copies.path("a/1").exists()


def test_a_key_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    copies = copies_of(Elsewhere({}), tmp_path / "copies")

    with pytest.raises(ValueError, match="not a storage key"):
        copies.path("../secret")
