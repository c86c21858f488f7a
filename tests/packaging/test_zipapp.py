"""The one-file build starts, says why it cannot, and unpacks once. With a small program in place of ours:
`.ci/run` builds the real one and tries it in a bare environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.tools import zipapp, zipapp_main

PROGRAM = """
import sys
from pathlib import Path
def program():
    print(Path(__file__).parents[1], *sys.argv[1:])
"""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    package = tmp_path / "site" / "tui"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(PROGRAM)
    target = tmp_path / "assay.pyz"
    zipapp.pack(tmp_path / "site", target)
    return target


def started(archive: Path, *words: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-S", str(archive), *words],
        env={"ASSAY_HOME": str(home)},
        cwd=home.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_unpacks_once_into_a_folder_of_its_owner_and_runs_from_there(
    archive: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    first, second = started(archive, "a b", home=home), started(archive, home=home)
    (folder,) = (home / "cache" / "program").iterdir()
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == f"{folder / 'site'} a b\n"
    assert second.stdout == f"{folder / 'site'}\n"
    for made in (home, home / "cache", folder.parent, folder):
        assert made.stat().st_mode & 0o077 == 0, made


def test_another_python_is_told_which_one_is_needed(archive: Path) -> None:
    said = zipapp_main.refusal({"python": "3.99", "platform": "moon"})
    assert "for Python 3.99 on moon" in said
    assert "python3.99" in said
    with zipfile.ZipFile(archive) as held:
        assert zipapp_main.refusal(json.loads(held.read("build.json"))) == ""


def test_a_folder_that_cannot_be_made_is_named(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    done = started(archive, home=tmp_path / "home")
    assert done.returncode == 1
    assert str(tmp_path / "home") in done.stderr
    assert "ASSAY_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_others_can_write_to_is_refused(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    started(archive, home=home)
    (folder,) = (home / "cache" / "program").iterdir()
    folder.chmod(0o777)
    done = started(archive, home=home)
    assert done.returncode == 1
    assert "others can write to it" in done.stderr


def test_a_version_not_started_for_a_month_goes_when_another_comes(archive: Path, tmp_path: Path) -> None:
    program = tmp_path / "home" / "cache" / "program"
    for name, days in (("old", 31), ("young", 29)):
        (program / name).mkdir(parents=True)
        then = time.time() - days * 86400
        os.utime(program / name, (then, then))
    started(archive, home=tmp_path / "home")
    names = {folder.name for folder in program.iterdir()}
    assert "young" in names
    assert "old" not in names
    assert len(names) == 2


def test_the_same_files_give_the_same_archive(archive: Path, tmp_path: Path) -> None:
    zipapp.pack(tmp_path / "site", tmp_path / "again.pyz")
    assert (tmp_path / "again.pyz").read_bytes() == archive.read_bytes()


def test_what_is_lent_by_this_environment_is_all_that_is_needed() -> None:
    names = {found.metadata["Name"].lower() for found in zipapp.libraries()}
    assert {"textual", "duckdb", "keyring", "httpcore", "cffi"} <= names
    assert not names & {"pytest", "mypy", "mcp", "ruff"}
