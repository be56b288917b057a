"""Few bytes: in memory until they are kept, and then written past the page cache."""

import errno
import os
from pathlib import Path

import pytest

from cardwright.errors import StorageFull
from cardwright.storage import Storage, memory, open_storage
from cardwright.storage.memory import BUFFERS, ROOM, Buffer

KEY = "12/photo"
SIZES = (1, 4095, 4096, 4097, 1_000_000, ROOM - 1, ROOM, ROOM + 1, 2 * ROOM)


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(tmp_path.as_uri(), tmp_path)


@pytest.fixture
def incoming_files(storage: Storage, tmp_path: Path) -> Path:
    return tmp_path / ".incoming"


def kept(storage: Storage, content: bytes, step: int = 70_000) -> bytes:
    """Keep the content, which comes in pieces, and return what is read of it."""
    incoming = storage.incoming()
    for start in range(0, len(content), step):
        incoming.write(content[start : start + step])
    storage.keep(incoming, KEY)
    read = b"".join(storage.read(KEY, 0, 10 * ROOM))
    assert storage.size(KEY) == len(read)
    storage.remove(KEY)
    return read


@pytest.mark.parametrize("size", SIZES)
def test_any_number_of_bytes_comes_back(storage: Storage, size: int) -> None:
    content = os.urandom(size)

    assert kept(storage, content) == content


def test_what_is_in_memory_is_no_file_before_it_is_kept_or_asked_for(
    storage: Storage, incoming_files: Path, tmp_path: Path
) -> None:
    incoming = storage.incoming()
    incoming.write(b"a")
    assert list(incoming_files.iterdir()) == []

    assert incoming.path.read_bytes() == b"a"
    incoming.write(b"b")
    assert incoming.path.read_bytes() == b"ab"

    storage.keep(incoming, KEY)
    assert list(incoming_files.iterdir()) == []
    assert (tmp_path / KEY).read_bytes() == b"ab"


def test_what_becomes_too_much_for_memory_is_a_file(storage: Storage, incoming_files: Path) -> None:
    incoming = storage.incoming()
    incoming.write(bytes(ROOM))
    assert list(incoming_files.iterdir()) == []

    incoming.write(b"1")

    (file,) = incoming_files.iterdir()
    assert file.read_bytes() == bytes(ROOM) + b"1"
    incoming.discard()
    assert list(incoming_files.iterdir()) == []


def test_only_so_many_are_in_memory_at_once(storage: Storage, incoming_files: Path) -> None:
    coming = [storage.incoming() for _ in range(BUFFERS + 3)]
    for number, incoming in enumerate(coming):
        incoming.write(bytes([number]) * 5000)
    assert len(list(incoming_files.iterdir())) == 3

    for number, incoming in enumerate(coming):
        storage.keep(incoming, f"12/{number}")

    for number in range(len(coming)):
        assert b"".join(storage.read(f"12/{number}", 0, ROOM)) == bytes([number]) * 5000
    again = [storage.incoming() for _ in range(BUFFERS)]
    for incoming in again:
        incoming.write(b"x")
    assert list(incoming_files.iterdir()) == []


def test_nothing_of_what_was_there_before_is_written(tmp_path: Path) -> None:
    buffer = Buffer()
    assert buffer.take(b"secret" * 2000)
    buffer.write_to(tmp_path / "first")
    buffer.size = 0
    assert buffer.take(b"mine" * 1500)

    buffer.write_to(tmp_path / "second")

    assert (tmp_path / "second").read_bytes() == b"mine" * 1500


def test_a_system_without_a_way_past_the_cache_will_do(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_PAST_THE_CACHE", 0)
    content = os.urandom(5001)

    assert kept(storage, content) == content


def test_a_file_system_that_wants_the_cache_used_gets_it(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, sizes = os.write, []

    def refuse_once(descriptor: int, written: memoryview) -> int:
        sizes.append(len(written))
        if len(sizes) == 1:
            raise OSError(errno.EINVAL, "Invalid argument")
        return write(descriptor, written)

    content = os.urandom(5001)
    monkeypatch.setattr(os, "write", refuse_once)
    monkeypatch.setattr(memory, "_PAST_THE_CACHE", os.O_NONBLOCK)  # Which any system has.

    assert kept(storage, content) == content
    assert sizes == [4096, 5001]


def test_a_disk_that_is_full_keeps_nothing(
    storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    incoming = storage.incoming()
    incoming.write(b"x")
    monkeypatch.setattr(os, "write", fail)

    with pytest.raises(StorageFull):
        storage.keep(incoming, KEY)
    incoming.discard()

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
