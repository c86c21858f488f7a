"""The memory that two processes share, and the keys in it."""

from __future__ import annotations

import json
import multiprocessing
import stat
from pathlib import Path

from tui.core.sandboxing import Entry, KeyStanding
from tui.sandbox.keys import Keys
from tui.sandbox.state import KEPT_SECONDS, MAX_ENTRIES, FileState


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def _put(state: FileState, space: str, key: str, at: float) -> None:
    def change(entries: dict[str, Entry]) -> None:
        entries[key] = {"at": at}

    state.update(space, change)


def test_a_second_state_over_the_same_folder_sees_the_entries(tmp_path: Path) -> None:
    clock = Clock()
    _put(FileState(tmp_path, clock), "signs", "a", clock.now)
    assert FileState(tmp_path, clock).update("signs", dict) == {"a": {"at": clock.now}}


def test_entries_expire_and_spaces_are_apart(tmp_path: Path) -> None:
    clock = Clock()
    state = FileState(tmp_path, clock)
    _put(state, "signs", "a", clock.now)
    assert state.update("other", dict) == {}
    clock.now += KEPT_SECONDS + 1
    assert state.update("signs", dict) == {}


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    clock = Clock()
    _put(FileState(tmp_path / "new", clock), "signs", "a", clock.now)
    path = tmp_path / "new" / "state.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_damaged_file_is_an_empty_memory(tmp_path: Path) -> None:
    clock = Clock()
    for text in ("not json", "[]", '{"signs": [1]}', '{"signs": {"a": {"at": "x"}}}', "[" * 100_000):
        (tmp_path / "state.json").write_text(text)
        assert FileState(tmp_path, clock).update("signs", dict) == {}


def test_the_oldest_entries_go_first(tmp_path: Path) -> None:
    clock = Clock()
    state = FileState(tmp_path, clock)

    def fill(entries: dict[str, Entry]) -> None:
        for number in range(MAX_ENTRIES + 5):
            entries[str(number)] = {"at": clock.now - MAX_ENTRIES * 0.1 + number * 0.1}

    state.update("signs", fill)
    kept = state.update("signs", dict)
    assert len(kept) == MAX_ENTRIES
    assert "0" not in kept


def test_a_folder_that_cannot_be_written_means_memory_only(tmp_path: Path) -> None:
    clock = Clock()
    blocked = tmp_path / "file"
    blocked.write_text("")
    state = FileState(blocked / "folder", clock)
    _put(state, "signs", "a", clock.now)
    assert state.update("signs", dict) == {"a": {"at": clock.now}}
    assert not state.shared


def _count_up(folder: str, times: int) -> None:
    state = FileState(Path(folder), Clock())

    def one_more(entries: dict[str, Entry]) -> None:
        entries["n"] = {"at": Clock().now, "n": entries.get("n", {"n": 0})["n"] + 1}

    for _ in range(times):
        state.update("counter", one_more)


def test_processes_do_not_lose_each_others_updates(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_count_up, args=(str(tmp_path), 50)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert FileState(tmp_path, Clock()).update("counter", dict)["n"]["n"] == 100


def test_keys_of_two_starts_live_side_by_side(tmp_path: Path) -> None:
    clock = Clock()
    first, second = (Keys(FileState(tmp_path, clock), clock) for _ in range(2))
    one, two = first.credential("te").reveal(), second.credential("te").reveal()
    assert one != two
    assert first.check("te", one).standing is KeyStanding.VALID
    assert second.check("te", two).standing is KeyStanding.VALID
    assert first.check("td", one).standing is KeyStanding.UNKNOWN
    assert first.check("te", "").standing is KeyStanding.MISSING


def test_a_new_key_retires_the_one_before_it_and_only_that(tmp_path: Path) -> None:
    clock = Clock()
    keys = Keys(FileState(tmp_path, clock), clock)
    start = keys.credential("te").reveal()
    project = keys.make("te", 1).reveal()
    assert keys.check("te", start).standing is KeyStanding.VALID
    assert keys.check("te", project).opens(1)
    assert not keys.check("te", project).opens(2)
    clock.now += 1
    company = keys.make("te").reveal()
    assert keys.check("te", start).standing is KeyStanding.RETIRED
    assert keys.check("te", project).standing is KeyStanding.VALID
    assert keys.check("te", company).opens(2)
    clock.now += 1
    keys.make("te", 1)
    assert keys.check("te", project).standing is KeyStanding.RETIRED


def test_no_key_is_written_down(tmp_path: Path) -> None:
    clock = Clock()
    keys = Keys(FileState(tmp_path, clock), clock)
    made = keys.make("te").reveal()
    text = (tmp_path / "state.json").read_text()
    assert made not in text
    assert json.loads(text)["keys"]
