"""Many runs of `assay` for the price of one start: `python -m tests.journeys.forking < runs.json`.

The parent imports the program; each run is a fork of it with streams, input and a process of its own, as if
it had just been started. A run that listens until it is stopped gets SIGINT after a moment.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import tui.__main__ as program

LISTENING_SECONDS = 1.2
LONGEST_SECONDS = 60.0


def one(argv: list[str], stdin: str, out: Path, *, listens: bool) -> int:
    """The exit code, or minus the number of the signal that ended it."""
    child = os.fork()
    if not child:
        (out / "in").write_text(stdin, "utf-8")
        for number, name, flags in (
            (0, "in", os.O_RDONLY),
            (1, "out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
            (2, "err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        ):
            os.dup2(os.open(out / name, flags, 0o600), number)
        sys.argv = ["assay", *argv]
        program.program()
    deadline = time.monotonic() + (LISTENING_SECONDS if listens else LONGEST_SECONDS)
    stopped = False
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL if stopped else signal.SIGINT)
            stopped, deadline = True, deadline + 20
        time.sleep(0.01)


def main() -> None:
    for name in (
        "tui.wiring",
        "tui.transport.sending",
        "tui.storage",
        "tui.vault",
        "tui.results",
        "tui.cli.commands",
    ):
        importlib.import_module(name)
    scratch = Path(sys.argv[1])
    told: list[dict[str, Any]] = []
    for run in json.load(sys.stdin):
        code = one(run["argv"], run["stdin"], scratch, listens=run["listens"])
        out, err = ((scratch / name).read_bytes().decode("utf-8", "replace") for name in ("out", "err"))
        if run["target"]:
            Path(run["target"]).write_text(out, "utf-8")
        told.append({"code": code, "out": out, "err": err})
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
