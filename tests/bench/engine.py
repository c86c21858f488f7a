"""Sort, filter, search, figures and exports of a large answer, against DuckDB alone on the same rows.

    python -m tests.bench.engine [--rows 10000000] [--folder DIR] [--json] [--exports]

DuckDB alone reads the rows into a table first (its own conversion, 2 threads, 256 MB, the same limits as
the helper process); its sorts and filters return row numbers from that table. Ours are timed twice: the
first use of a column, which loads it, and the second. Resident memory is the helper's peak in MB, read
from the system. Files go to a temporary folder and are removed. 10,000,000 rows need 5 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from tests.results.readers import LineReader
from tui.core.cancel import CancelToken
from tui.core.results_ports import Chip, ChipKind, ExportFormat, ExportOptions, SortKey, View, ViewSpec
from tui.results import SpoolAnswer, SpoolAnswerStore
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess
from tui.results.exports.exporter import FileExporter

NAMES = ["id", "event", "amount", "moment", "gap", "flag", "zone", "device", "words", "small"]
BARE = {
    ExportFormat.CSV: "CSV",
    ExportFormat.TSV: "CSV",
    ExportFormat.JSON: "JSON",
    ExportFormat.NDJSON: "JSON",
    ExportFormat.MARKDOWN: "CSV",
    ExportFormat.PARQUET: "PARQUET",
    ExportFormat.XLSX: "CSV",
}
"""What DuckDB writes beside each format of ours."""

HEAD = json.dumps({"data": {"headers": NAMES}, "return_code": 0}).encode() + b"\n"


def row(number: int) -> bytes:
    """About 160 bytes: text, numbers, timestamps, null."""
    mixed = number * 2654435761 % 2**32
    return (
        b'[%d,"event_%d",%d.%02d,"2024-%02d-%02d %02d:%02d:%02d.%03d",null,%b,"Asia/Shanghai",'
        b'"device-%010d","an account with a name",%d]\n'
    ) % (
        mixed,
        mixed % 50,
        mixed % 100_000,
        mixed % 100,
        mixed % 12 + 1,
        mixed % 28 + 1,
        mixed % 24,
        mixed % 60,
        mixed % 59,
        mixed % 1000,
        b"true" if mixed % 2 else b"false",
        mixed,
        mixed % 97,
    )


def filled(folder: Path, rows: int) -> SpoolAnswer:
    store, reader = SpoolAnswerStore(folder / "answers"), LineReader()
    writer = store.create("big", reader)
    writer.write(HEAD)
    for start in range(0, rows, 5_000):
        writer.write(b"".join(map(row, range(start, min(start + 5_000, rows)))))
    writer.finish(complete=True)
    answer = store.open("big")
    assert answer is not None
    return answer


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


class Alone:
    """DuckDB with nothing around it."""

    def __init__(self, folder: Path, path: Path) -> None:
        config: dict[str, Any] = {
            "memory_limit": "256MB",
            "threads": 2,
            "temp_directory": str(folder / "tmp"),
        }
        self.connection = duckdb.connect(str(folder / "alone.db"), config=config)
        self.connection.execute("SET enable_progress_bar = false")
        casts = ["BIGINT", "VARCHAR", "DOUBLE", "VARCHAR", "VARCHAR", "BOOLEAN", *["VARCHAR"] * 3, "BIGINT"]
        items = ", ".join(
            f"CAST(r[{place}] AS {kind}) AS {name}"
            for place, (name, kind) in enumerate(zip(NAMES, casts, strict=True), 1)
        )
        self.loading = timed(
            lambda: self.connection.execute(
                f"CREATE TABLE t AS SELECT {items} FROM read_json(?, format='newline_delimited',"
                " records=false, columns={'r': 'VARCHAR[]'}, ignore_errors=true) WHERE r IS NOT NULL",
                [str(path)],
            )
        )

    def numbers(self, rest: str) -> Callable[[], object]:
        return lambda: self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE n AS SELECT rowid FROM t {rest}"
        ).fetchall()


def peak(pid: int | None) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next(float(line.split()[1]) / 1e3 for line in lines if line.startswith("VmHWM"))


def views(answer: SpoolAnswer, engine: LocalEngine, alone: Alone) -> list[dict[str, Any]]:
    found = []
    for title, spec, rest in (
        ("sort number", ViewSpec(sort=(SortKey(2),)), "ORDER BY amount, rowid"),
        ("sort timestamp", ViewSpec(sort=(SortKey(3, True),)), "ORDER BY moment DESC, rowid"),
        ("sort text", ViewSpec(sort=(SortKey(7),)), "ORDER BY device, rowid"),
        ("filter number", chip("amount > 99000"), "WHERE amount > 99000"),
        ("filter text", chip("event = event_7"), "WHERE event = 'event_7'"),
        ("filter contains", chip("device contains 00077"), "WHERE contains(lower(device), '00077')"),
        ("search all", ViewSpec((Chip(ChipKind.SEARCH, "DEVICE-000007"),)), ""),
    ):
        first: list[float] = []
        times = []
        for _ in range(2):
            start = time.perf_counter()
            view = engine.view(answer, spec, CancelToken(), on_preview=partial(early, start, first))
            times.append(time.perf_counter() - start)
            scroll = timed(partial(view.window, view.row_count // 2, view.row_count // 2 + 64))
            view.close()
        bare = sorted(timed(alone.numbers(rest)) for _ in range(3))[1] if rest else float("nan")
        found.append(
            {
                "what": title,
                "first use s": round(times[0], 2),
                "again s": round(times[1], 3),
                "first page s": round(first[-1], 3) if first else "-",
                "DuckDB alone s": round(bare, 3),
                "64 rows ms": round(scroll * 1e3, 1),
            }
        )
    return found


def early(start: float, first: list[float], view: View) -> None:
    view.window(0, 64)
    first.append(time.perf_counter() - start)
    view.close()


def chip(text: str) -> ViewSpec:
    return ViewSpec((Chip(ChipKind.FILTER, text),))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where to write; on a real disk, not in memory")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--exports", action="store_true", help="also write the whole answer in each format")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        answer = filled(folder, options.rows)
        alone = Alone(folder, folder / "answers" / "big.answer")
        process = EngineProcess(folder / "engine")
        engine = LocalEngine(process)
        found = views(answer, engine, alone)
        statistics = timed(lambda: engine.statistics(answer, 2, CancelToken()))
        facts: dict[str, Any] = {
            "rows": options.rows,
            "MB": round(answer.size / 1e6),
            "views": found,
            "statistics of a loaded column s": round(statistics, 2),
            "DuckDB alone, loading all columns s": round(alone.loading, 2),
            "helper peak MB": round(peak(process.pid)),
        }
        if options.exports:
            facts["exports"] = exports(answer, process, alone, folder)
            facts["helper peak MB after exports"] = round(peak(process.pid))
        process.close()
        alone.connection.close()
    if options.json:
        sys.stdout.write(json.dumps(facts, indent=2) + "\n")
        return
    for key, value in facts.items():
        if key != "views":
            sys.stdout.write(f"{key}: {value}\n")
    for line in [list(found[0]), *([str(case[name]) for name in found[0]] for case in found)]:
        sys.stdout.write("  ".join(text.rjust(15) for text in line) + "\n")


def exports(answer: SpoolAnswer, process: EngineProcess, alone: Alone, folder: Path) -> dict[str, str]:
    """Each format by turns with what DuckDB alone makes of its loaded table, the median of three."""
    found = {}
    exporter = FileExporter(process)
    for file_format in ExportFormat:
        kind = BARE[file_format]
        ours, bare = [], []
        for _ in range(3):
            path = folder / "out"
            bare.append(timed(partial(alone.connection.execute, f"COPY t TO '{path}' (FORMAT {kind})")))
            path.unlink()
            take = partial(exporter.export, answer, str(path), file_format, ExportOptions(), CancelToken())
            ours.append(timed(take))
            path.unlink()
        one, other = sorted(ours)[1], sorted(bare)[1]
        found[str(file_format)] = f"{one:.2f} s, DuckDB {kind} {other:.2f} s, {one / other:.1f} x"
    return found


if __name__ == "__main__":
    main()
