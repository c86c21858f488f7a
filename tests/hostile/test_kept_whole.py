"""Nothing that was finished is lost: killed writers, a full disk, folders that cannot be written."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.things import as_nobody
from tests.tools.kills import Stores, run
from tui.core.failures import AssayError

DATABASES = ("history", "ledger")
"""These have no single mark; the figures of the kills count them one by one."""


def test_thirty_kills_damage_and_lose_nothing(tmp_path: Path) -> None:
    """Short; `python -m tests.tools.kills --times 1000` is the long one."""
    figures = run(tmp_path, 30)
    assert figures.whole, figures
    assert figures.kills == 30
    assert figures.writes > 0
    assert figures.hit, "no kill met a write"


@contextlib.contextmanager
def full_disk() -> Iterator[None]:
    """No file grows beyond 40 bytes, as on a disk that has no more room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextlib.contextmanager
def closed_folders(home: Path) -> Iterator[None]:
    """Nothing below `home` may be changed, whoever the tests run as."""
    entries = [home, *home.rglob("*")]
    above = [path for path in home.parents if not path.stat().st_mode & 0o001]
    modes = {path: path.stat().st_mode & 0o7777 for path in [*entries, *above]}
    for path in above:
        path.chmod(modes[path] | 0o055)
    for path in entries:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with as_nobody():
            yield
    finally:
        for path in [*above, *entries]:
            path.chmod(modes[path])


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    kept = Stores(tmp_path / "home")
    kept.folder.mkdir()
    for write in kept.writers().values():
        write("first")
    yield kept
    kept.close()


WRITERS = sorted(Stores(Path("nowhere")).writers())


@pytest.mark.parametrize("name", WRITERS)
def test_a_full_disk_is_said_and_keeps_what_was_there(name: str, stores: Stores) -> None:
    with full_disk(), pytest.raises(AssayError) as caught:
        stores.writers()[name]("second")
    assert caught.value.code in ("disk-full", "file-unwritable"), caught.value.message
    assert_told_and_kept(caught.value, name, stores)


@pytest.mark.parametrize("name", [name for name in WRITERS if name not in DATABASES])
def test_a_closed_folder_is_said_and_keeps_what_was_there(name: str, stores: Stores) -> None:
    with closed_folders(stores.folder), pytest.raises(AssayError) as caught:
        # Opened while they are closed: a file that was open already could be written on.
        Stores(stores.folder).writers()[name]("second")
    assert caught.value.code == "file-unwritable", caught.value.message
    assert_told_and_kept(caught.value, name, stores)


@pytest.mark.parametrize("name", DATABASES)
def test_a_database_in_a_closed_folder_is_held_in_memory_and_says_so(name: str, stores: Stores) -> None:
    with closed_folders(stores.folder):
        late = Stores(stores.folder)
        late.writers()[name]("second")
        (problem,) = getattr(late, name).problems
        late.close()
    assert problem.code == "file-unwritable"
    assert "held in memory only" in problem.message
    stores.writers()[name]("third")


def assert_told_and_kept(error: AssayError, name: str, stores: Stores) -> None:
    assert error.message.endswith(".")
    if name not in DATABASES:
        assert stores.readers()[name]() == "first"
    # Afterwards everything can be written again.
    stores.writers()[name]("third")
    if name not in DATABASES:
        assert stores.readers()[name]() == "third"
