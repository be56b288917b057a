"""The folder of kept bytes: durable, private, and nothing outside it within reach."""

import hashlib
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cardwright.errors import Unavailable
from cardwright.storage import Storage, memory, open_storage

KEY = "12/0197a3c4-photo"
PIECE = 256 * 1024


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "blobs with a space"


@pytest.fixture(params=["in memory", "in a file"])
def storage(
    folder: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Storage:
    """A storage that has few bytes in memory until they are kept, and one that has none there."""
    if request.param == "in a file":
        monkeypatch.setattr(memory, "BUFFERS", 0)
    return open_storage(folder.as_uri(), folder)


def store(storage: Storage, key: str, content: bytes) -> None:
    incoming = storage.incoming()
    incoming.write(content)
    storage.keep(incoming, key)


def content_of(storage: Storage, key: str) -> bytes:
    return b"".join(storage.read(key, 0, storage.size(key)))


def open_descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_what_is_kept_comes_back_unchanged(storage: Storage) -> None:
    content = os.urandom(3 * PIECE + 17)
    incoming = storage.incoming()
    for start in range(0, len(content), 100_000):
        incoming.write(content[start : start + 100_000])

    storage.keep(incoming, KEY)

    assert incoming.size == storage.size(KEY) == len(content)
    assert incoming.sha256() == hashlib.sha256(content).hexdigest()
    assert content_of(storage, KEY) == content


def test_it_is_still_there_when_the_storage_is_opened_again(storage: Storage, folder: Path) -> None:
    store(storage, KEY, b"a face")

    again = open_storage(folder.as_uri(), folder)

    assert content_of(again, KEY) == b"a face"


def test_reading_gives_any_part_in_pieces_of_bounded_size(storage: Storage) -> None:
    content = os.urandom(2 * PIECE + 5)
    store(storage, KEY, content)

    pieces = list(storage.read(KEY, 3, len(content) - 1))

    assert b"".join(pieces) == content[3:-1]
    assert max(len(piece) for piece in pieces) == PIECE
    assert b"".join(storage.read(KEY, 10, 10)) == b""
    assert b"".join(storage.read(KEY, len(content) - 2, len(content) + 100)) == content[-2:]


def test_a_missing_key_shows_before_the_first_piece(storage: Storage) -> None:
    with pytest.raises(FileNotFoundError):
        storage.read("12/nothing", 0, 1)
    with pytest.raises(FileNotFoundError):
        storage.size("12/nothing")


def test_a_reader_may_stop_in_the_middle(storage: Storage) -> None:
    store(storage, KEY, bytes(PIECE * 3))
    before = open_descriptors()

    pieces = storage.read(KEY, 0, PIECE * 3)
    assert len(next(pieces)) == PIECE
    del pieces

    assert open_descriptors() == before


def test_a_key_is_never_given_to_other_bytes(storage: Storage) -> None:
    store(storage, KEY, b"first")
    second = storage.incoming()
    second.write(b"second")

    with pytest.raises(FileExistsError):
        storage.keep(second, KEY)
    second.discard()

    assert content_of(storage, KEY) == b"first"


def test_of_many_that_want_one_key_exactly_one_gets_it(storage: Storage) -> None:
    winners: list[bytes] = []

    def try_to_keep(content: bytes) -> None:
        incoming = storage.incoming()
        incoming.write(content)
        try:
            storage.keep(incoming, KEY)
            winners.append(content)
        except FileExistsError:
            incoming.discard()

    threads = [threading.Thread(target=try_to_keep, args=(bytes([n]),)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(winners) == 1
    assert content_of(storage, KEY) == winners[0]


def test_a_file_system_without_hard_links_will_do(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    store(storage, KEY, b"first")

    with pytest.raises(FileExistsError):
        store(storage, KEY, b"second")

    assert content_of(storage, KEY) == b"first"


def test_other_processes_can_read_what_was_written_so_far(storage: Storage) -> None:
    incoming = storage.incoming()
    incoming.write(b"half of ")

    seen = subprocess.run(
        [sys.executable, "-c", "import sys; print(open(sys.argv[1]).read())", incoming.path],
        capture_output=True,
        text=True,
        check=True,
    )
    incoming.discard()

    assert seen.stdout == "half of \n"


def test_what_is_discarded_leaves_nothing(storage: Storage, folder: Path) -> None:
    incoming = storage.incoming()
    incoming.write(b"never mind")

    incoming.discard()
    incoming.discard()

    assert files_in(folder) == []
    with pytest.raises(ValueError, match="before"):
        incoming.write(b"more")
    with pytest.raises(ValueError, match="before"):
        storage.keep(incoming, KEY)


def test_discarding_what_was_kept_does_no_harm(storage: Storage, folder: Path) -> None:
    incoming = storage.incoming()
    incoming.write(b"kept")
    storage.keep(incoming, KEY)

    incoming.discard()

    assert content_of(storage, KEY) == b"kept"
    assert files_in(folder) == [KEY]


def test_an_upload_given_up_during_a_write_sends_no_byte_elsewhere(storage: Storage) -> None:
    for _ in range(50):
        incoming = storage.incoming()
        errors: list[ValueError] = []

        def write_until_closed(incoming=incoming, errors=errors) -> None:  # type: ignore[no-untyped-def]  # defaults bind the loop's values
            try:
                while True:
                    incoming.write(bytes(PIECE))
            except ValueError as failure:
                errors.append(failure)

        writer = threading.Thread(target=write_until_closed)
        writer.start()
        incoming.discard()
        writer.join()

        assert len(errors) == 1
        assert not incoming.path.exists()


@pytest.mark.parametrize(
    "key",
    [
        "",
        "photo",
        "/etc/passwd",
        "12/",
        "/12",
        "12//photo",
        "../outside",
        "12/../../outside",
        "12/..",
        "12/.",
        "./12",
        ".incoming/left",
        "12/.hidden",
        "12/a b",
        "12/a\\b",
        "12/a\0b",
        "12/a\n",
        "12/é",
        "12/" + "a" * 300,
    ],
)
def test_a_key_that_could_leave_the_folder_is_refused(storage: Storage, key: str) -> None:
    incoming = storage.incoming()

    with pytest.raises(ValueError, match="not a storage key"):
        storage.keep(incoming, key)
    with pytest.raises(ValueError, match="not a storage key"):
        storage.read(key, 0, 1)
    with pytest.raises(ValueError, match="not a storage key"):
        storage.size(key)
    with pytest.raises(ValueError, match="not a storage key"):
        storage.remove(key)
    incoming.discard()


def test_keys_lists_what_is_kept_and_nothing_else(storage: Storage) -> None:
    kept = {"1/a", "1/b.png", "2/a", "2/deep/er"}
    for key in kept:
        store(storage, key, b"x")
    unfinished = storage.incoming()
    unfinished.write(b"not yet")

    assert sorted(storage.keys()) == sorted(kept)

    unfinished.discard()


def test_a_removed_key_is_gone_and_may_be_removed_again(storage: Storage) -> None:
    store(storage, KEY, b"x")

    storage.remove(KEY)
    storage.remove(KEY)

    assert list(storage.keys()) == []
    with pytest.raises(FileNotFoundError):
        storage.size(KEY)


def test_only_the_owner_of_the_process_can_look(storage: Storage, folder: Path) -> None:
    before = os.umask(0)
    try:
        store(storage, KEY, b"a face")
        unfinished = storage.incoming()
        unfinished.write(b"half a face")
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder / KEY, unfinished.path)}
        folders = {
            stat.S_IMODE(path.stat().st_mode)
            for path in (folder, folder / "12", unfinished.path.parent)
        }
    finally:
        os.umask(before)
    unfinished.discard()

    assert modes == {0o600}
    assert folders == {0o700}


def test_what_a_crash_left_is_removed_after_a_day(storage: Storage, folder: Path) -> None:
    old, young = storage.incoming(), storage.incoming()
    old.write(b"x")
    young.write(b"x")
    store(storage, KEY, b"kept long ago")
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    os.utime(old.path, (two_days_ago, two_days_ago))
    os.utime(folder / KEY, (two_days_ago, two_days_ago))

    open_storage(folder.as_uri(), folder)

    assert not old.path.exists()
    assert young.path.exists()
    assert content_of(storage, KEY) == b"kept long ago"
    old.discard()
    young.discard()


def test_the_file_and_its_folder_are_flushed_before_keep_returns(
    storage: Storage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[tuple[int, int]] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        status = os.fstat(descriptor)
        flushed.append((status.st_dev, status.st_ino))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    store(storage, KEY, b"x")

    places = (folder, folder / KEY, (folder / KEY).parent)
    assert flushed == [(path.stat().st_dev, path.stat().st_ino) for path in places]


def test_an_fsync_that_fails_is_not_tried_again_and_keeps_nothing(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    incoming = storage.incoming()
    incoming.write(b"x")
    with monkeypatch.context() as broken:
        regular = os.fsync

        def fail_for_files(descriptor: int) -> None:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(5, "Input/output error")
            regular(descriptor)

        broken.setattr(os, "fsync", fail_for_files)
        with pytest.raises(Unavailable, match="Input/output error"):
            storage.keep(incoming, KEY)

    with pytest.raises(ValueError, match="before"):
        storage.keep(incoming, KEY)
    incoming.discard()

    assert list(storage.keys()) == []


def test_a_place_that_cannot_be_written_is_noticed(storage: Storage, folder: Path) -> None:
    storage.check()
    assert files_in(folder) == []

    (folder / ".incoming").rmdir()

    with pytest.raises(OSError, match="incoming"):
        storage.check()
    incoming = storage.incoming()
    with pytest.raises(Unavailable):
        incoming.write(bytes(memory.ROOM + 1))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://bucket/prefix",
        "s3://b",
        "s3://Bucket/prefix",
        "s3://bucket/a b",
        "s3://bucket/../b",
        "s3:///prefix",
        "s3://bucket/prefix?x=1",
        "/var/lib/cardwright",
        "file://server/share",
        "file:relative/folder",
        "file:///",
        "file:///a?b=c",
        "",
    ],
)
def test_a_url_that_names_no_known_place_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(ValueError, match=r"The storage URL .* (cannot be used|must)"):
        open_storage(url, Path("spool"))
