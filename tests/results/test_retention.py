"""Kept answers have limits, and what goes is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tui.results import SpoolAnswerStore

DAY = 86400.0
NOW = 2_000_000_000.0


def kept(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.answer")}


def make(folder: Path, name: str, *, days: float = 0, size: int = 1000) -> None:
    store = SpoolAnswerStore(folder)
    writer = store.create(name, None)
    writer.write(b"x" * size)
    writer.finish(complete=True)
    written = NOW - days * DAY
    os.utime(store.path(name), (written, written))


def test_old_answers_go_and_are_told(tmp_path: Path) -> None:
    make(tmp_path, "old", days=8)
    make(tmp_path, "new", days=6)
    swept = SpoolAnswerStore(tmp_path).sweep(NOW)
    assert kept(tmp_path) == {"new"}
    assert (swept.answers, swept.size) == (1, 1000)
    assert swept.reason == "Kept answers were cleared to free 1.0 kB: 1 older than 7 days."
    assert {path.stem for path in tmp_path.iterdir()} == {"new"}


def test_the_oldest_go_until_the_rest_fits(tmp_path: Path) -> None:
    for day in range(5):
        make(tmp_path, f"d{day}", days=day)
    swept = SpoolAnswerStore(tmp_path).sweep(NOW, max_bytes=2500)
    assert kept(tmp_path) == {"d0", "d1"}
    assert (swept.answers, swept.size) == (3, 3000)
    assert "3 beyond 2.5 kB" in swept.reason


def test_nothing_to_do_says_nothing(tmp_path: Path) -> None:
    make(tmp_path, "x")
    assert SpoolAnswerStore(tmp_path).sweep(NOW).reason == ""
    assert SpoolAnswerStore(tmp_path / "none").sweep(NOW).answers == 0


def test_pinned_answers_and_those_of_this_run_stay(tmp_path: Path) -> None:
    make(tmp_path, "pinned", days=99)
    make(tmp_path, "open", days=99)
    make(tmp_path, "other", days=99)
    store = SpoolAnswerStore(tmp_path)
    store.pin("pinned")
    store.open("open")
    store.sweep(NOW)
    assert kept(tmp_path) == {"pinned", "open"}
    assert store.is_pinned("pinned")
    store.pin("pinned", pinned=False)
    store.sweep(NOW)
    assert kept(tmp_path) == {"open"}


def test_an_answer_that_another_program_writes_stays(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tui.results import SpoolAnswerStore\n"
        "writer = SpoolAnswerStore(Path(sys.argv[1])).create('live', None); writer.write(b'x')\n"
        "print('ready', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        os.utime(tmp_path / "live.answer", (0, 0))
        SpoolAnswerStore(tmp_path).sweep(NOW)
        assert kept(tmp_path) == {"live"}
        other.kill()
    SpoolAnswerStore(tmp_path).sweep(NOW)
    assert kept(tmp_path) == set()


def test_what_lay_beside_a_vanished_answer_goes_too(tmp_path: Path) -> None:
    make(tmp_path, "x")
    (tmp_path / "x.answer").unlink()
    (tmp_path / "y.pin").touch()
    (tmp_path / "not ours.txt").touch()
    SpoolAnswerStore(tmp_path).sweep(NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["not ours.txt"]
