"""Tree and Raw on documents of 1, 10 and 100 MB: time to open, memory, and the longest time a key waits.

    python -m tests.bench.tree [--megabytes 1 10 100] [--json]

Each size runs in a fresh process. "first lines" is from the key to a tree on the screen, "whole" until its
structure is read; a stall is the longest that the event loop was late while that went on, and while the
keys listed in JOURNEY were pressed. The floor of a stall is what an idle loop shows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from textual.app import App, ComposeResult

from tui.core.byte_search import Needle
from tui.results.json_tree import TreeDocument
from tui.ui.screens.inspect.raw_pane import RawPane
from tui.ui.screens.inspect.tree_document import Document
from tui.ui.screens.inspect.tree_opening import OpeningTree
from tui.ui.theme import DEFAULT_THEME, ENVIRONMENT_VARIABLES, THEMES

JOURNEY = ("j", "l", "G", "g", "ctrl+d", "pagedown", "G", "ctrl+u", "plus", "minus", "h", "G", "enter", "g")
HERE = Path(__file__).parents[2]


class InFile:
    """A kept answer's bytes, as the spool reads them."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDONLY)
        self.size = os.fstat(self._file).st_size

    def raw(self, start: int, stop: int) -> bytes:
        return os.pread(self._file, max(0, stop - start), start)


def write_document(path: Path, megabytes: float) -> None:
    """Nested rows, with escapes, brackets in texts and characters of three bytes."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"return_code": 0, "data": {"rows": [')
        number = 0
        while file.tell() < megabytes * 1_000_000:
            row = [
                number,
                f"user {number}",
                number * 1.1,
                None,
                {"k": [1, 2], "s": 'a"[b]\\n'},
                "名前",
                "x" * 30,
            ]
            file.write((", " if number else "") + json.dumps(row, ensure_ascii=False))
            number += 1
        file.write(']}, "return_message": "success"}')


class Bench(App[None]):
    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT_THEME
        self.late = 0.0

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return ENVIRONMENT_VARIABLES

    def compose(self) -> ComposeResult:
        yield OpeningTree()
        yield RawPane()

    async def watch_loop(self) -> None:
        """How late the loop is, every 2 ms."""
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.002)
            self.late = max(self.late, time.perf_counter() - before - 0.002)

    def worst(self) -> float:
        """The longest stall since the last call, in milliseconds."""
        late, self.late = self.late, 0.0
        return late * 1000


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  # what is waited for has no event
        await asyncio.sleep(0.001)


def resident() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


async def measure(path: str) -> dict[str, float]:
    app, found = Bench(), dict[str, float]()
    async with app.run_test(size=(120, 40)) as pilot:
        tree, raw = app.query_one(OpeningTree), app.query_one(RawPane)
        watching = asyncio.create_task(app.watch_loop())
        await asyncio.sleep(0.3)
        found["idle stall"] = app.worst()
        before, started = resident(), time.perf_counter()
        source = InFile(path)
        document = TreeDocument(source)
        tree.show(Document(document))
        await until(lambda: tree.json.line_count >= 2)
        found["first lines"] = (time.perf_counter() - started) * 1000
        await until(lambda: document.complete)
        found["whole"] = (time.perf_counter() - started) * 1000
        await pilot.pause()
        found["reading stall"] = app.worst()
        tree.json.focus()
        for key in JOURNEY:
            await pilot.press(key)
        found["keys stall"] = app.worst()
        started = time.perf_counter()
        tree._select("$.data.rows[-1].*", typing=True)
        await until(lambda: tree._work is None)
        found["path"] = (time.perf_counter() - started) * 1000
        started = time.perf_counter()
        tree._needle = Needle.of("return_message")
        tree.action_next(1)
        await until(lambda: tree._work is None)
        found["search"] = (time.perf_counter() - started) * 1000
        found["search stall"] = app.worst()
        found["tree MB"] = resident() - before
        started = time.perf_counter()
        raw.view.show(source)
        raw.view.action_last()
        found["raw end"] = (time.perf_counter() - started) * 1000
        watching.cancel()
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--megabytes", type=float, nargs="+", default=[1, 10, 100])
    options.add_argument("--json", action="store_true", help="one JSON object per size")
    options.add_argument("--one", metavar="FILE", help="measure one file and print JSON")
    given = options.parse_args()
    if given.one:
        print(json.dumps(asyncio.run(measure(given.one))))
        return
    if not given.json:
        print("ms, but MB of memory beside what the app had before")
    for megabytes in given.megabytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "document.json")
            write_document(path, megabytes)
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.tree", "--one", str(path)],
                capture_output=True,
                check=True,
                cwd=HERE,
            )
        figures = json.loads(done.stdout)
        if given.json:
            print(json.dumps({"megabytes": megabytes, **figures}))
            continue
        print(f"{megabytes:>6g} MB  " + "  ".join(f"{name} {value:.1f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
