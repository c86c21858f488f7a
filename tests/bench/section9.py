"""Every target for answers of any size in one table: what, target, measured, met, command.

    python -m tests.bench.section9 [--rows 1000000] [--only whole ingest …] [--folder DIR]
    python -m tests.bench.section9 --rows 10000000 --mb 100    (the full sizes: about half an hour, 12 GB)

Each bench runs in a process of its own, one after the other. Ratios compare with something that runs by
turns in the same bench; they stay fair on a busy machine, milliseconds and lateness do not: the line above
the table says how busy it was. The last lines list what is not met, or could not be measured.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPO = Path(__file__).parents[2]
Facts = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """`met` is None where there is nothing to compare."""

    what: str
    target: str
    measured: str
    met: bool | None
    bench: str


def _row(
    what: str, target: str, value: float, limit: float, bench: str, unit: str, *, least: bool = False
) -> Row:
    met = value >= limit if least else value <= limit
    return Row(what, target, f"{value:.3g} {unit}".replace("e+03", "000"), met, bench)


def start_rows(text: str) -> Iterator[Row]:
    """From the lines of `start`, which has a judgement of its own."""
    targets = {"first paint": 1.15, "usable": 1.7, "memory": 1.4}
    for line in text.splitlines():
        name = line.removeprefix("assay ").split("  ")[0].strip()
        if name in targets and "×" in line:
            ratio = float(line.split("×")[1].split()[0])
            yield _row(
                f"cold start: {name}", f"≤ {targets[name]} × empty app", ratio, targets[name], "start", "×"
            )


def whole_rows(facts: Facts) -> Iterator[Row]:
    name = f"{facts['rows']:,} rows"
    yield _row("first row's bytes → on screen, p95", "≤ 50 ms", facts["p95"], 50, "whole", "ms")
    yield _row(
        "stream in the program, socket to spool, of a bare loop",
        "≥ 0.4 ×",
        facts["x bare"],
        0.4,
        "whole",
        f"× ({facts['ingest MB/s']:.0f} MB/s)",
        least=True,
    )
    yield _row(f"memory while {name} come", "≤ 100 MB", facts["RSS ingesting MB"], 100, "whole", "MB")
    both = facts["peak MB"] + facts["helper peak MB"]
    yield _row("memory with sort, filter, all processes, peak", "≤ 450 MB", both, 450, "whole", "MB")
    limits = {"pagedown": 2.5, "end": 2.5, "home": 2.5, "down": 1.0}
    for view in ("as they came", "sorted", "filtered"):
        for key, limit in limits.items():
            found = facts[f"{view} {key}"]["p95 painted"]
            target = f"≤ {limit} × floor, ≤ 16.7 ms"
            text = f"{found[0]:.1f} ms = {found[0] / found[1]:.2f} ×"
            met = found[0] <= limit * found[1] and found[0] <= 16.7
            yield Row(f"{key}, {view}, in the program, p95", target, text, met, "whole")
    idle = facts.get("lag idle ms", {"p99": 0.0, "max": 0.0})
    for step in ("ingest", "sort", "filter", "export"):
        if late := facts.get(f"lag {step} ms"):
            text = f"{late['p99']:.1f} / {late['max']:.1f} ms (idle {idle['p99']:.1f} / {idle['max']:.1f})"
            met = late["p99"] <= 16 and late["max"] <= 50
            yield Row(f"loop late during {step}, p99 / max", "≤ 16 / ≤ 50 ms", text, met, "whole")
    stopped = facts.get("cancel s")
    if stopped is None:
        yield Row("cancel of a sort", "≤ 0.2 s", "the sort ended first", None, "whole")
    else:
        yield _row("cancel of a sort", "≤ 0.2 s", stopped, 0.2, "whole", "s")


def ingest_rows(facts: list[Facts]) -> Iterator[Row]:
    for case in facts:
        what = f"ingest of a bare write loop, {case['format']}"
        yield _row(what, "≥ 0.4 ×", case["x bare"], 0.4, "ingest", f"× ({case['MB/s']} MB/s)", least=True)


def flat_rows(many: list[Facts], few: list[Facts]) -> Iterator[Row]:
    """`RSS +MB` is growth; a process of ours begins with about 40 MB."""
    ratio = (40 + many[0]["RSS +MB"]) / (40 + few[0]["RSS +MB"])
    yield _row("memory while ingesting, against a tenth of the rows", "≤ 1.2 ×", ratio, 1.2, "ingest", "×")


def engine_rows(facts: Facts) -> Iterator[Row]:
    for view in facts["views"]:
        alone = view["DuckDB alone s"]
        if not isinstance(alone, float) or math.isnan(alone):
            continue
        is_sort = view["what"].startswith("sort")
        limit = 1.5 if is_sort else 3.0
        ours = view["again s"]
        text = f"{ours:.3f} s = {ours / alone:.2f} ×; first use {view['first use s']} s"
        if is_sort:
            yield Row(
                f"{view['what']}, against DuckDB alone", "≤ 1.5 ×", text, ours <= limit * alone, "engine"
            )
        else:
            yield Row(f"{view['what']}, columns loaded", "≤ 0.1 s per 10M rows", text, ours <= 0.1, "engine")
    yield _row("helper's memory, peak", "≤ 450 MB", facts["helper peak MB"], 450, "engine", "MB")
    written = facts.get("exports s", {})
    for name in ("csv", "parquet"):
        alone = written.get(f"DuckDB alone {name.upper()}")
        if name in written and alone:
            unit = f"× ({written[name]} s)"
            yield _row(
                f"{name} export, against DuckDB COPY", "≤ 1.3 ×", written[name] / alone, 1.3, "engine", unit
            )


def table_rows(text: str) -> Iterator[Row]:
    found = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    for case in found:
        if case["case"] == "10k x 10":
            continue
        wide, down = case["case"].endswith("200"), case["key"] in ("down", "right")
        middle, late = (1.0, 1.5) if down else (2.2, 3.0) if wide else (2.0, 2.5)
        text = f"{case['p50_ratio']} / {case['p95_ratio']} × ({case['p95_ms']} ms)"
        met = case["p50_ratio"] <= middle and case["p95_ratio"] <= late
        target = f"≤ {middle} / ≤ {late} ×"
        yield Row(f"{case['key']}, {case['case']}, p50 / p95 of the floor", target, text, met, "table")
    small = {case["key"]: case["p50_ratio"] for case in found if case["case"] == "10k x 10"}
    ratios = [
        c["p50_ratio"] / small[c["key"]] for c in found if c["case"] == "10M x 10" and small.get(c["key"])
    ]
    if ratios:
        middle = sorted(ratios)[len(ratios) // 2]
        yield _row("keys at 10M rows, against 10k rows, median", "≤ 1.1 ×", middle, 1.1, "table", "×")


def envelope_rows(facts: Facts) -> Iterator[Row]:
    ratio = facts["json.loads s"] / facts["s"]
    yield _row("envelope ingest, of json.loads' speed", "≥ 3 ×", ratio, 3, "envelope", "×", least=True)
    yield _row("envelope: memory while it comes", "≤ 1.5 × idle", facts["RSS x idle"], 1.5, "envelope", "×")
    after = facts["all in view after last byte ms"]
    yield _row("envelope: rows in view after its last byte", "≤ 500 ms", after, 500, "envelope", "ms")
    yield _row("envelope: loop late, max", "≤ 50 ms", facts["loop late max ms"], 50, "envelope", "ms")


def tree_rows(text: str) -> Iterator[Row]:
    for line in text.splitlines():
        if not line.startswith("{"):
            continue
        facts = json.loads(line)
        size = f"{facts['megabytes']:g} MB tree"
        yield _row(f"{size}: first lines", "≤ 500 ms", facts["first lines"], 500, "tree", "ms")
        yield _row(f"{size}: find", "≤ 0.3 s", facts["search"] / 1000, 0.3, "tree", "s")
        # What is small is dearer than its size: the first tree loads its widgets.
        limit = max(30.0, 1.5 * facts["megabytes"])
        yield _row(f"{size}: memory", "≤ 1.5 × file", facts["tree MB"], limit, "tree", "MB")
        stall = max(facts["reading stall"], facts["keys stall"])
        words = f"ms (idle {facts['idle stall']:.0f})"
        yield _row(f"{size}: longest stall", "≤ 50 ms", stall, 50, "tree", words)


class Benches:
    """Runs them; what fails is told and leaves its rows out."""

    def __init__(self, rows: int, megabytes: int, keys: int, folder: Path | None) -> None:
        self.rows, self.megabytes, self.keys = rows, megabytes, keys
        self.folder = ["--folder", str(folder)] if folder else []
        self.failed: list[str] = []

    def run(self, name: str) -> str:
        return self._out(name, *self.words(name))

    def words(self, name: str) -> list[str]:
        rows = ["--rows", str(self.rows)]
        return {
            "start": ["--runs", "5"],
            "whole": [*rows, "--keys", str(self.keys), *self.folder, "--json"],
            "ingest": [*rows, *self.folder, "--json"],
            "engine": [*rows, "--exports", *self.folder, "--json"],
            "table": ["--keys", str(self.keys), "--json"],
            "envelope": ["--mb", str(self.megabytes), *self.folder, "--json"],
            "tree": ["--megabytes", str(self.megabytes), "--json"],
        }[name]

    def _out(self, name: str, *words: str) -> str:
        sys.stderr.write(f"… {name} {' '.join(words)}\n")
        # `start` ends with 1 where a target is missed: its lines are there all the same.
        done = subprocess.run(
            [sys.executable, "-m", f"tests.bench.{name}", *words],
            cwd=REPO,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode and not (name == "start" and done.stdout):
            last = (done.stderr.strip().splitlines() or ["no word"])[-1]
            self.failed.append(f"{name} ended with {done.returncode}: {last}")
            return ""
        return done.stdout

    def rows_of(self, name: str) -> list[Row]:
        out = self.run(name)
        if not out:
            return []
        if name in AS_TEXT:
            return list(AS_TEXT[name](out))
        facts = json.loads(out)
        rows = list(AS_FACTS[name](facts))
        if name == "ingest" and (
            few := self._out(name, "--rows", str(self.rows // 10), *self.folder, "--json")
        ):
            rows += flat_rows(facts, json.loads(few))
        return rows


AS_TEXT: dict[str, Callable[[str], Iterator[Row]]] = {
    "start": start_rows,
    "table": table_rows,
    "tree": tree_rows,
}
AS_FACTS: dict[str, Callable[[Any], Iterator[Row]]] = {
    "whole": whole_rows,
    "ingest": ingest_rows,
    "engine": engine_rows,
    "envelope": envelope_rows,
}
ORDER = ("start", "whole", "ingest", "engine", "table", "envelope", "tree")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--mb", type=int, default=20, help="size of the JSON documents")
    parser.add_argument("--keys", type=int, default=12, help="how often each key is pressed")
    parser.add_argument("--only", nargs="+", choices=ORDER, default=list(ORDER))
    parser.add_argument("--folder", type=Path, help="where to write; on a real disk, not in memory")
    options = parser.parse_args()
    benches = Benches(options.rows, options.mb, options.keys, options.folder)
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    rows = [row for name in ORDER if name in options.only for row in benches.rows_of(name)]
    busy = "busy: read ratios, not milliseconds" if load > 0.5 else "idle"
    print(f"{options.rows:,} rows, {options.mb} MB; load at the beginning {load:.1f} per core ({busy})\n")
    print("| what | target | measured | met | command |\n|---|---|---|---|---|")
    for row in rows:
        met = {True: "yes", False: "NO", None: "-"}[row.met]
        print(f"| {row.what} | {row.target} | {row.measured} | {met} | `python -m tests.bench.{row.bench}` |")
    missed = [row.what for row in rows if row.met is False]
    print(f"\nNot met: {'; '.join(missed) or 'nothing'}.")
    for words in benches.failed:
        print(f"Not measured: {words}.")
    return 1 if missed or benches.failed else 0


if __name__ == "__main__":
    sys.exit(main())
