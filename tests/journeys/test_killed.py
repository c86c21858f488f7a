"""Real processes that are killed: what was typed comes back, a background query is gone on with, and of a
private profile nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bench.terminal import ASSAY, Terminal
from tests.cli.shell import REPO, Shell
from tests.sandbox.serving import served
from tui.providers import PROVIDERS
from tui.providers.te.sandbox.tasks import Task
from tui.sandbox import Sandbox
from tui.workbench.tasks.running import KEEP_EVERY

TYPED = "SELECT 4711 AS typed_before_the_kill"
ROWS = 2500
SQL = f"SELECT x, 'marked-' || 'answer' AS y FROM UNNEST(sequence(1, {ROWS})) AS t(x)"
SECRET_WORDS = "question_nobody_may_find"
PRIVATE_SQL = f"SELECT x AS {SECRET_WORDS}, 'marked-' || 'answer' AS y FROM UNNEST(sequence(1, 9)) AS t(x)"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def url(tmp_path: Path, shell: Shell) -> Iterator[str]:
    """A sandbox of another process's, as far as the programs of a test can tell; `live` and `hush` ask it."""
    sandbox = Sandbox([p.sandbox for p in PROVIDERS.values()], tmp_path / "sandbox", time.time)
    shell.environment["TE_KEY"] = sandbox.credential("te").reveal()
    try:
        with served(sandbox) as address:
            for name, more in (("live", ""), ("hush", "--private")):
                words = f"assay profile add {name} --kind te --url {address} --secret-env TE_KEY"
                done = shell.run(f"{words} --set projectId=1 {more}")
                assert done.code == 0, done.err
            yield address
    finally:
        sandbox.close()


def home(shell: Shell) -> Path:
    return Path(shell.environment.get("ASSAY_HOME") or shell.environment["HOME"])


def found(shell: Shell, *words: str) -> list[str]:
    """Files of the person's that hold one of the words, in their text or their name."""
    return [
        f"{word} in {path}"
        for path in home(shell).rglob("*")
        if path.is_file()
        for word in words
        if word.encode() in path.read_bytes() or word in path.name
    ]


def until(condition: Callable[[], object], what: str, limit: float = 20.0) -> None:
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.02)


def test_what_was_typed_before_a_kill_is_there_at_the_next_start(shell: Shell) -> None:
    words = [*ASSAY, "--sandbox"]
    with Terminal(words, columns=100, lines=30, env=shell.environment, cwd=REPO) as terminal:
        terminal.wait_text("SELECT", "POST /querySql")
        terminal.settle()
        terminal.type(f"\x1b[200~{TYPED}\n\x1b[201~")
        terminal.wait_text("typed_before_the_kill")

        def kept() -> bool:
            terminal.pump(0.02)
            # A file that is not yet in its place does not count.
            return any(not place.endswith(".tmp") for place in found(shell, "typed_before_the_kill"))

        until(kept, "keeping the draft")
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.wait_end() == -signal.SIGKILL
    with Terminal(words, columns=100, lines=30, env=shell.environment, cwd=REPO) as terminal:
        terminal.wait_text(TYPED)
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0, terminal.text()


def kept_tasks(shell: Shell) -> list[dict[str, object]]:
    done = shell.run("assay task list --json")
    assert done.code == 0, done.err
    return list(json.loads(done.out))


def test_a_query_whose_program_was_killed_is_gone_on_with_by_its_task(
    shell: Shell, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    killed = threading.Event()
    read = Task.page

    def page(task: Task, number: int) -> bytes:
        asked.append(number)
        if not killed.is_set():
            # The second page comes after the next note of how far it is; the third while the program dies.
            killed.wait(KEEP_EVERY + 0.1 if number == 1 else 30 if number == 2 else 0)
        return read(task, number)

    monkeypatch.setattr(Task, "page", page)
    words = ("query", "-p", "live", "--run", "task", "--set", "pageSize=1000", "--format", "csv", "--sql")
    program = subprocess.Popen(
        [*ASSAY, *words, SQL], cwd=REPO, env=shell.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        until(lambda: 2 in asked, "the third page being asked for")
    finally:
        program.kill()
        program.communicate()
        killed.set()
    assert program.returncode == -signal.SIGKILL
    (task,) = kept_tasks(shell)
    assert (task["pages"], task["rows"], task["of_rows"]) == (2, 2000, ROWS)
    done = shell.run(f"assay task resume {str(task['task'])[:8]} --format csv")
    assert done.code == 0, done.err
    numbers = [int(line.split(",")[0]) for line in done.out.splitlines()[1:]]
    assert sorted(numbers) == list(range(1, ROWS + 1))
    assert asked == [0, 1, 2, 2]
    assert kept_tasks(shell) == []


@pytest.mark.parametrize("run", ["stream", "page", "task"])
def test_of_a_private_profile_nothing_is_on_disk_when_its_program_has_ended(
    shell: Shell, url: str, run: str
) -> None:
    done = shell.run(f'assay query -p hush --run {run} --format csv --sql "{PRIVATE_SQL}"')
    assert done.code == 0, done.err
    assert done.out.count("marked-answer") == 9
    assert found(shell, SECRET_WORDS, "marked-answer") == []
    listed = shell.run("assay history list --json")
    assert "hush" in listed.out
    assert SECRET_WORDS not in listed.out
