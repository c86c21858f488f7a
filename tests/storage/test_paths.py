"""Folders: where they are, and that only their owner can enter them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.storage.things import as_nobody
from tui.core.failures import FileProblem
from tui.storage import Paths


def test_the_users_folders_bear_the_programs_name(own_home: Path) -> None:
    paths = Paths.of_user()
    folders = (paths.config, paths.data, paths.cache, paths.state)
    assert len(set(folders)) == 4
    assert all("assay" in folder.name and own_home in folder.parents for folder in folders)


def test_one_variable_puts_everything_below_one_folder(tmp_path: Path) -> None:
    paths = Paths.of_user({"ASSAY_HOME": str(tmp_path)})
    assert {paths.profiles.parents[1], paths.history.parents[1], paths.answers.parents[1]} == {tmp_path}
    assert Paths.of_user({"ASSAY_HOME": "~/x"}).config == Path.home() / "x" / "config"


@pytest.mark.parametrize("umask", [0, 0o022, 0o077])
def test_folders_are_private_under_any_umask(tmp_path: Path, umask: int) -> None:
    paths = Paths.below(tmp_path / "new" / "home")
    old = os.umask(umask)
    try:
        paths.create()
        paths.create()
    finally:
        os.umask(old)
    made = [path for path in tmp_path.rglob("*") if path.is_dir()]
    assert len(made) == 6
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o700}


def test_a_folder_open_to_others_is_closed(tmp_path: Path) -> None:
    paths = Paths.below(tmp_path)
    paths.config.mkdir(mode=0o755)
    paths.create()
    assert stat.S_IMODE(paths.config.stat().st_mode) == 0o700


def test_a_file_in_the_way_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("")
    with pytest.raises(FileProblem, match="file exists") as caught:
        Paths.below(tmp_path).create()
    assert caught.value.code == "file-unwritable"


def _made_by_pytest(folder: Path) -> list[Path]:
    """The folders above, closed to others by pytest; one more when tests run side by side."""
    return [parent for parent in folder.parents if parent.name.startswith(("pytest-", "popen-"))]


def test_a_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    paths = Paths.below(tmp_path)
    paths.create()
    for folder in (tmp_path, *_made_by_pytest(tmp_path), *tmp_path.iterdir()):
        folder.chmod(0o755)
    with as_nobody():
        if os.geteuid() == paths.config.stat().st_uid:
            return
        with pytest.raises(FileProblem, match="belongs to another user"):
            paths.create()
