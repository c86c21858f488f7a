"""The helper process: started at need, killed to cancel, alone with its own files, gone with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.results.engine.values import answer_of
from tui.core.cancel import CancelToken
from tui.core.failures import AssayError, Cancelled, InvalidInput
from tui.core.results_ports import SortKey, ViewSpec
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess

SORT = ViewSpec(sort=(SortKey(0),))


@pytest.fixture
def process(tmp_path: Path) -> Iterator[EngineProcess]:
    process = EngineProcess(tmp_path / "deep" / "engine")
    yield process
    process.close()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except OSError:
        return False


def gone(pid: int, within: float = 5.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if not alive(pid):
            return True
        time.sleep(0.01)
    return False


def test_nothing_is_started_or_made_before_the_need(process: EngineProcess, tmp_path: Path) -> None:
    engine = LocalEngine(process)
    view = engine.view(answer_of([b"[2]", b"[1]"]), SORT, CancelToken())
    assert view.source_row(0) == 1
    assert process.pid is None
    assert list(tmp_path.iterdir()) == []


def test_its_files_are_private_and_go_at_the_end(process: EngineProcess, tmp_path: Path) -> None:
    engine = LocalEngine(process, small=-1)
    engine.view(answer_of([b"[1]"]), SORT, CancelToken())
    pid = process.pid
    assert pid is not None
    folders = [tmp_path / "deep" / "engine", process.folder()]
    assert [oct(folder.stat().st_mode & 0o777) for folder in folders] == ["0o700"] * 2
    kept = [path for path in process.folder().rglob("*") if path.is_file()]
    assert {oct(path.stat().st_mode & 0o777) for path in kept} == {"0o600"}
    engine.close()
    assert gone(pid)
    assert list((tmp_path / "deep" / "engine").iterdir()) == []


def test_cancelling_kills_it_at_once_and_the_next_call_starts_it_again(process: EngineProcess) -> None:
    engine = LocalEngine(process, small=-1)
    engine.view(answer_of([b"[1]"]), SORT, CancelToken())
    source = answer_of([b"[%d,%d,%d]" % (n * 7919 % 1000003, n, n) for n in range(400_000)])
    pid, token = process.pid, CancelToken()
    assert pid is not None
    timer = threading.Timer(0.15, token.cancel)
    timer.start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        engine.view(source, SORT, token)
    assert time.monotonic() - started < 0.15 + 0.2
    assert gone(pid, 0.2)
    timer.join()
    assert engine.view(answer_of([b"[2]", b"[1]"]), SORT, CancelToken()).source_row(0) == 1
    assert process.pid not in (None, pid)


def test_a_call_that_waits_its_turn_can_be_cancelled_alone(process: EngineProcess) -> None:
    engine = LocalEngine(process, small=-1)
    source = answer_of([b"[%d]" % (n * 7919 % 1000003) for n in range(300_000)])
    rows: list[int] = []
    first = threading.Thread(target=lambda: rows.append(engine.view(source, SORT, CancelToken()).row_count))
    first.start()
    time.sleep(0.05)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        engine.view(answer_of([b"[1]"]), SORT, token)
    first.join()
    assert rows == [300_000]


def test_a_helper_that_dies_is_told_in_words_and_replaced(process: EngineProcess) -> None:
    engine = LocalEngine(process, small=-1)
    source = answer_of([b"[1]"])
    engine.view(source, SORT, CancelToken())
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    pid = process.pid
    timer = threading.Timer(0.1, os.kill, (pid, signal.SIGKILL))
    timer.start()
    with pytest.raises(AssayError) as caught:
        engine.view(source, SORT, CancelToken())
    timer.join()
    assert caught.value.code == "engine-failed"
    assert engine.view(source, SORT, CancelToken()).row_count == 1


def test_no_variable_of_ours_reaches_it(process: EngineProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TE_TOKEN", "canary-in-a-variable")
    process.call("hello", CancelToken())
    found = (
        Path(f"/proc/{process.pid}/environ").read_bytes() + Path(f"/proc/{process.pid}/cmdline").read_bytes()
    )
    assert b"canary" not in found
    assert b"TE_TOKEN" not in found


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom tui.core.cancel import CancelToken\n"
        "from tui.results.engine_process import EngineProcess\n"
        f"p = EngineProcess(Path({str(tmp_path / 'engine')!r}))\n"
        "print(p.call('hello', CancelToken()), flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
    assert gone(pid)
    folder = tmp_path / "engine"
    assert [path.name for path in folder.iterdir() if path.is_dir()] == []


def test_what_a_killed_run_left_is_removed(process: EngineProcess, tmp_path: Path) -> None:
    left = tmp_path / "deep" / "engine" / "engine-999999999-abc"
    left.mkdir(parents=True)
    (left / "columns.db").write_bytes(b"x")
    process.call("hello", CancelToken())
    assert not left.exists()


def test_a_closed_engine_says_so(process: EngineProcess) -> None:
    process.close()
    with pytest.raises(AssayError) as caught:
        process.call("hello", CancelToken())
    assert caught.value.code == "engine-failed"


def test_what_the_engine_refuses_is_the_askers_to_mend(process: EngineProcess) -> None:
    with pytest.raises(InvalidInput):
        process.call("match", CancelToken(), pattern="[", texts=["x"])
