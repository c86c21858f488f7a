"""A crash, in a real terminal: it says what and where, and no value; the terminal is as it was."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
CANARY = "CANARY-5f2e9b-token"

PLACES = {
    "compose": "screen.call_later(lambda: screen.mount(Faulty()))",
    "handler": "screen.mount(Handler())",
    "worker": "app.run_worker(fail_soon(), exit_on_error=True)",
    "timer": "app.set_timer(0.01, fail)",
    "callback": "screen.call_later(fail)",
    "task": "app.lost = __import__('asyncio').get_running_loop().create_task(fail_soon()); app.lost = None",
    "thread": "__import__('threading').Thread(target=fail).start()",
    "verb": "screen.run_verb(fail, print, group='x')",
}
CRASHES = ("compose", "handler", "worker", "timer", "callback")

PROGRAM = """
import sys
from dataclasses import dataclass
from tests.fakes import Fake
from textual.widget import Widget
from tui.ui.app import AssayApp
from tui.ui import run_app

CANARY = "-".join(("CANARY", "5f2e9b", "token"))

@dataclass
class Holder:
    url: str

def fail():
    token = CANARY
    holder = Holder("https://host.invalid/?token=" + CANARY)
    raise RuntimeError(f"failed at {holder.url} with {token}")

async def fail_soon():
    fail()

class Faulty(Widget):
    def compose(self):
        fail()
        yield

class Handler(Widget):
    def on_mount(self):
        fail()

opened = AssayApp._opened

async def then_fail(app, opening):
    await opened(app, opening)
    screen = app.screen
    PLACE
    app.set_timer(1.5, app.exit)

AssayApp._opened = then_fail
workbench = Fake().build()
sys.exit(run_app(lambda: workbench))
"""


def run_in_terminal(program: str, limit: float = 20.0) -> tuple[int, str]:
    """Run a Python program in a pseudo-terminal; gives exit code and everything it wrote."""
    ours, theirs = pty.openpty()
    environ = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLUMNS": "100",
        "LINES": "30",
        "PYTHONPATH": str(REPO),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=theirs, stdout=theirs, stderr=theirs, env=environ, cwd=REPO
    )
    os.close(theirs)
    output = bytearray()
    deadline = time.monotonic() + limit
    try:
        while time.monotonic() < deadline:
            if select.select([ours], [], [], 0.05)[0]:
                try:
                    chunk = os.read(ours, 65536)
                except OSError:
                    break
                if not chunk:
                    break
                output += chunk
            elif process.poll() is not None:
                break
        return process.wait(timeout=5), output.decode("utf-8", "replace")
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@pytest.mark.parametrize("place", PLACES)
def test_no_secret_is_printed_wherever_it_fails(place: str) -> None:
    code, output = run_in_terminal(PROGRAM.replace("PLACE", PLACES[place]))
    assert CANARY not in output
    assert "Traceback" not in output
    last_words = output.rsplit("\x1b[?1049l", 1)
    assert len(last_words) == 2, "the main screen of the terminal did not come back"
    if place in CRASHES:
        assert code == 70
        assert "assay stopped because of a fault in it: RuntimeError" in last_words[1]
    else:
        # Not the end of the program: it is told on the screen.
        assert code == 0
        assert "Something went wrong inside assay" in output


LATE = """
from textual.css.query import NoMatches

def gone():
    raise NoMatches("no such part any more")

def fail():
    app.exit()
    screen.call_later(gone)
"""


@pytest.mark.parametrize(("place", "code"), [("fail()", 0), ("screen.call_later(gone)", 70)])
def test_what_comes_too_late_for_a_screen_is_no_crash(place: str, code: int) -> None:
    late = "\n    ".join(LATE.strip().splitlines())
    program = PROGRAM.replace("    PLACE", f"    {late}\n    {place}")
    assert run_in_terminal(program)[0] == code


def test_a_workbench_that_cannot_be_opened_is_told_in_words() -> None:
    program = """
import sys
from tui.core.failures import FileProblem
from tui.ui import run_app

def open_workbench():
    raise FileProblem("The data folder cannot be \\x1b[31mwritten.", next_step="Make room on the disk.")

sys.exit(run_app(open_workbench))
"""
    code, output = run_in_terminal(program)
    assert code == 1
    said = output.rsplit("\x1b[?1049l", 1)[1]
    assert "The data folder cannot be ␛[31mwritten." in said
    assert "Make room on the disk." in said
