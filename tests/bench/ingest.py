"""Answers kept and read by window, against a bare write of the same chunks.

    python -m tests.bench.ingest [--rows 1000000] [--folder DIR] [--json]

Per format: MB/s of `write` in 64 KiB chunks with the index, alternating with the bare loop; the ratio;
milliseconds for a window of 40 rows at random places (p50, p95; first touch and cached alike); the
growth of the resident set while writing, in MB. The chunks are made before the clock starts and used
over and over, so that making them is not measured. Files go to a temporary folder and are removed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.results.readers import LineReader
from tui.core.table import RowFormat
from tui.results import SpoolAnswer, SpoolAnswerStore

CHUNK = 64 * 1024
WINDOWS = 500
WIDE = 200


def row(row_format: RowFormat, number: int, width: int) -> bytes:
    """About 160 bytes for ten columns: text, numbers, dates, nulls."""
    values: list[Any] = [
        number,
        f"event_{number % 50}",
        number * 1.25,
        "2024-01-01 00:00:00.000",
        None,
        number % 2 == 0,
        "Asia/Shanghai",
        f"device-{number * 7919 % 10**9:09d}",
        "an account with a name",
        number % 97,
    ]
    values = (values * (width // 10 + 1))[:width]
    if row_format is RowFormat.JSON_OBJECT:
        return json.dumps({f"c{i}": v for i, v in enumerate(values)}, separators=(",", ":")).encode() + b"\n"
    if row_format is RowFormat.JSON_ARRAY:
        return json.dumps(values, separators=(",", ":")).encode() + b"\n"
    return ",".join("" if v is None else f'"{v}"' for v in values).encode() + b"\n"


def chunks_of(row_format: RowFormat, width: int) -> tuple[list[bytes], int]:
    """Chunks that can be repeated without end, and the rows in them."""
    rows = [row(row_format, 10**6 + number, width) for number in range(200_000 // width)]
    data = b"".join(rows)
    return [data[start : start + CHUNK] for start in range(0, len(data), CHUNK)], len(rows)


def resident() -> float:
    """MB in use now; the peak where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def bare(path: Path, chunks: list[bytes], rounds: int) -> float:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    start = time.perf_counter()
    for _ in range(rounds):
        for chunk in chunks:
            os.write(descriptor, chunk)
    elapsed = time.perf_counter() - start
    os.close(descriptor)
    path.unlink()
    return elapsed


def spooled(
    store: SpoolAnswerStore, name: str, reader: LineReader, chunks: list[bytes], rounds: int
) -> float:
    writer = store.create(name, reader)
    start = time.perf_counter()
    for _ in range(rounds):
        for chunk in chunks:
            writer.write(chunk)
    writer.finish(complete=True)
    return time.perf_counter() - start


def windows(answer: SpoolAnswer, columns: list[int] | None) -> tuple[float, float]:
    chooser = random.Random(1)
    taken = []
    for _ in range(WINDOWS):
        start = chooser.randrange(max(1, answer.row_count - 40))
        clock = time.perf_counter()
        rows = answer.window(start, start + 40, columns)
        taken.append((time.perf_counter() - clock) * 1e3)
        assert len(rows) == min(40, answer.row_count)
    taken.sort()
    return taken[len(taken) // 2], taken[len(taken) * 95 // 100]


def measure(
    folder: Path, row_format: RowFormat, width: int, rows: int, columns: list[int] | None
) -> dict[str, Any]:
    chunks, rows_per_round = chunks_of(row_format, width)
    size = sum(map(len, chunks))
    rounds = max(1, rows // rows_per_round)
    store, reader = SpoolAnswerStore(folder), LineReader(row_format)
    bare_times, times = [], []
    before = resident()
    for turn in range(3):
        bare_times.append(bare(folder / "bare", chunks, rounds))
        times.append(spooled(store, f"a{turn}", reader, chunks, rounds))
        if turn < 2:
            store.delete(f"a{turn}")
    grown = resident() - before
    answer = store.open("a2")
    assert answer is not None
    assert answer.row_count == rounds * rows_per_round
    middle, late = windows(answer, columns)
    store.delete("a2")
    megabytes = rounds * size / 1e6
    return {
        "format": f"{row_format} x {width}" + (f", {len(columns)} shown" if columns else ""),
        "MB": round(megabytes),
        "MB/s": round(megabytes / sorted(times)[1]),
        "x bare": round(sorted(bare_times)[1] / sorted(times)[1], 2),
        "window p50 ms": round(middle, 3),
        "p95 ms": round(late, 3),
        "RSS +MB": round(grown, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where to write; on a real disk, not in memory")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        (Path(folder) / "answers").mkdir()
        cases = (
            (RowFormat.JSON_ARRAY, 10, options.rows, None),
            (RowFormat.JSON_ARRAY, WIDE, options.rows // 20, list(range(10))),
            (RowFormat.JSON_OBJECT, 10, options.rows, None),
            (RowFormat.CSV, 10, options.rows, None),
        )
        found = [measure(Path(folder) / "answers", *case) for case in cases]
    if options.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    names = list(found[0])
    for line in [names, *([str(case[name]) for name in names] for case in found)]:
        sys.stdout.write(
            "  ".join(text.rjust(13) if i else text.ljust(28) for i, text in enumerate(line)) + "\n"
        )


if __name__ == "__main__":
    main()
