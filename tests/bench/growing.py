"""Sorting an answer that still arrives, and whether loading columns behind the download would pay.

    python -m tests.bench.growing [--rows 1000000] [--mbps 100] [--folder DIR] [--json]

The same rows (see `tests.bench.engine`) are written in pieces of 64 KiB, at full speed and at a fixed pace:
with nothing beside, with one column that is sorted by at every fifth of the answer, and with all ten.
Seconds of the write loop, and of one sort after the last byte, what is still being loaded then included.
The share of a bare write loop is what `tests.bench.ingest` calls "x bare"; at least 0.4 is wanted.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.engine import HEAD, row
from tests.results.readers import LineReader
from tui.core.cancel import CancelToken
from tui.core.results_ports import SortKey, ViewSpec
from tui.results import SpoolAnswer, SpoolAnswerStore
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess

PIECE = 64 * 1024
COLUMN = 2
COLUMNS = 10


def pieces(rows: int) -> tuple[list[bytes], int]:
    """A block of rows in pieces, and how often it has to be written."""
    block = b"".join(map(row, range(20_000)))
    return [block[start : start + PIECE] for start in range(0, len(block), PIECE)], max(1, rows // 20_000)


def bare(path: Path, parts: Sequence[bytes], rounds: int) -> float:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    begun = time.perf_counter()
    for _ in range(rounds):
        for part in parts:
            os.write(descriptor, part)
    taken = time.perf_counter() - begun
    os.close(descriptor)
    path.unlink()
    return taken


class Follower(threading.Thread):
    """Asks for columns again whenever another fifth of the rows has come."""

    def __init__(self, engine: LocalEngine, answer: SpoolAnswer, columns: Sequence[int], rows: int) -> None:
        super().__init__(daemon=True)
        self._engine, self._answer, self._columns, self._step = engine, answer, columns, rows // 5
        self.stopped = threading.Event()

    def run(self) -> None:
        done = 0
        while not self.stopped.wait(0.02):
            if self._answer.row_count - done >= self._step:
                done = self._answer.row_count
                for column in self._columns:
                    sort(self._engine, self._answer, column)


def sort(engine: LocalEngine, answer: SpoolAnswer, column: int) -> float:
    begun = time.perf_counter()
    engine.view(answer, ViewSpec(sort=(SortKey(column),)), CancelToken()).close()
    return time.perf_counter() - begun


def measured(folder: Path, rows: int, columns: Sequence[int], mbps: float) -> dict[str, float]:
    parts, rounds = pieces(rows)
    store = SpoolAnswerStore(folder / "answers")
    engine = LocalEngine(EngineProcess(folder / "engine"))
    writer = store.create("big", LineReader())
    writer.write(HEAD)
    answer = store.open("big")
    assert answer is not None
    follower = Follower(engine, answer, columns, rows)
    if columns:
        follower.start()
    begun, sent = time.perf_counter(), 0
    for _ in range(rounds):
        for part in parts:
            writer.write(part)
            sent += len(part)
            if mbps:
                time.sleep(max(0.0, begun + sent / mbps / 1e6 - time.perf_counter()))
    writer.finish(complete=True)
    taken = time.perf_counter() - begun
    ended = time.perf_counter()
    follower.stopped.set()
    if columns:
        # A sort that was being made when the last byte came has to end first: a person waits for it too.
        follower.join()
    sort(engine, answer, COLUMN)
    waited = time.perf_counter() - ended
    engine.close()
    store.delete("big")
    return {"write s": round(taken, 2), "MB": round(sent / 1e6), "sort after the end s": round(waited, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--mbps", type=float, default=100.0, help="the pace of the paced runs, MB/s")
    parser.add_argument("--folder", type=Path, help="where to write; on a real disk, not in memory")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for pace in (0.0, options.mbps):
            for title, columns in (("nothing", []), ("one column", [COLUMN]), ("all", range(COLUMNS))):
                parts, rounds = pieces(options.rows)
                alone = min(bare(Path(folder) / "bare", parts, rounds) for _ in range(3))
                case = measured(Path(folder), options.rows, columns, pace)
                share = {"x bare": round(alone / case["write s"], 2)} if not pace else {}
                found.append({"beside": title, "pace MB/s": pace or "full", **case, **share})
    if options.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    for case in found:
        sys.stdout.write("   ".join(f"{name} {value}" for name, value in case.items()) + "\n")


if __name__ == "__main__":
    main()
