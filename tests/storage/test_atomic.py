"""A file is whole at every moment, and nothing but a regular file is read or replaced."""

from __future__ import annotations

import os
import resource
import socket
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.storage.things import as_nobody
from tui.core.failures import FileProblem
from tui.storage.atomic import MAX_BYTES, clear_strays, locked, read_regular, write_atomic


def make_folder(path: Path) -> None:
    path.mkdir()


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(path))


def make_device_link(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_link_circle(path: Path) -> None:
    path.symlink_to(path)


SPECIAL = [make_folder, make_pipe, make_socket, make_device_link, make_link_circle]


def test_what_is_written_is_read_and_private(tmp_path: Path) -> None:
    path = tmp_path / "f"
    assert read_regular(path) is None
    old = os.umask(0)
    try:
        write_atomic(path, b"one")
        write_atomic(path, b"two")
    finally:
        os.umask(old)
    assert read_regular(path) == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("make", SPECIAL)
def test_only_regular_files_are_read_or_replaced(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "f"
    make(path)
    with pytest.raises(FileProblem):
        read_regular(path)
    with pytest.raises(FileProblem):
        write_atomic(path, b"x")
    assert [entry.name for entry in tmp_path.iterdir()] == ["f"]
    assert not path.is_file()


def test_a_file_too_large_to_be_ours_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    with pytest.raises(FileProblem, match="larger than 1000 kB"):
        read_regular(path)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    real, link = tmp_path / "dotfiles" / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    write_atomic(link, b"new")
    assert link.is_symlink()
    assert real.read_text() == "new"


def test_a_link_to_a_file_that_is_not_there_yet_makes_it(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "later")
    write_atomic(link, b"new")
    assert (tmp_path / "later").read_text() == "new"
    assert link.is_symlink()


def test_a_read_only_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old")
    path.chmod(0o400)
    with pytest.raises(FileProblem, match="read-only"):
        write_atomic(path, b"new")
    assert path.read_text() == "old"


def test_a_folder_that_cannot_be_written_keeps_the_old_file(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    path = folder / "f"
    path.write_text("old")
    path.chmod(0o666)
    for open_up in tmp_path.parents[:2]:
        open_up.chmod(0o755)
    tmp_path.chmod(0o755)
    folder.chmod(0o555)
    with as_nobody(), pytest.raises(FileProblem, match="cannot be written: permission denied") as caught:
        write_atomic(path, b"new")
    folder.chmod(0o755)
    assert caught.value.code == "file-unwritable"
    assert path.read_text() == "old"
    assert list(folder.iterdir()) == [path]


def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        with pytest.raises(FileProblem, match="no room left") as caught:
            write_atomic(path, b"x" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.code == "disk-full"
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_strays_of_killed_writers_are_cleared_and_nothing_else(tmp_path: Path) -> None:
    for name in (".f.0123456789abcdef.tmp", "keep.tmp", ".f.tmp", "f"):
        (tmp_path / name).touch()
    assert clear_strays(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".f.tmp", "f", "keep.tmp"]


def test_a_lock_that_is_never_freed_is_said_in_words(tmp_path: Path) -> None:
    told = []

    def other() -> None:
        try:
            with locked(tmp_path, timeout=0.05):
                told.append("got it")
        except FileProblem as problem:
            told.append(problem.message)

    with locked(tmp_path):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(told) == 1
    assert told[0].startswith("Another copy of this program has been writing in")
    with locked(tmp_path, timeout=0.05):
        pass
