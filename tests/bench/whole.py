"""The whole program in a terminal: from a server's bytes to rows on the screen, and what follows.

    python -m tests.bench.whole [--rows 1000000] [--columns 10] [--keys 30] [--folder DIR] [--json]

A server in a process of its own answers queries over loopback: some small answers, whose first row comes
alone, then one of all rows as fast as they are taken. Inspect shows them; they are scrolled, sorted,
filtered, stopped and exported with keys, as a person does it. Times are taken at bytes: where the server
sends, where the terminal reads. The event loop of the program notes how late it wakes from a sleep of 5 ms;
the same while nothing runs is printed beside it, since on a loaded machine both grow.
Keys alternate with those of an app that repaints the whole screen, the floor: `painted` is to the end of
the first repaint, `quiet` to the last byte of all that follows, such as the line that says where the cursor
is; each has the floor's figure behind it. Memory is the resident set in MB, the helper process in a figure
of its own. 10,000,000 rows need 5 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import socket
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench.headless import environment, profile_for
from tests.bench.ingest import CHUNK
from tests.bench.probed import read_lags
from tests.bench.row_server import DRIPS, serve
from tests.bench.table import quantile, started
from tests.bench.terminal import Terminal

KEYS = ("pagedown", "end", "home", "down")
BEFORE = {"end": "home", "home": "end"}
SIZE = (120, 40)
LIMIT = 30.0
"""Seconds that a step on a million rows may take on a loaded machine."""


def bare(port: int, path: Path) -> float:
    """Seconds of a loop that receives and writes, and does nothing else."""
    with path.open("wb", buffering=0) as file, socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"bench-bare")
        begun = time.perf_counter()
        while chunk := connection.recv(CHUNK):
            file.write(chunk)
        taken = time.perf_counter() - begun
    path.unlink()
    return taken


def peak(pid: int) -> float:
    """MB; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((float(line.split()[1]) / 1e3 for line in lines if line.startswith("VmHWM")), 0.0)


def helpers(pid: int) -> float:
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    found = {int(one) for path in threads for one in path.read_text().split()}
    return sum(peak(one) for one in found)


def timed(terminal: Terminal, key: str) -> tuple[float, float] | None:
    """Milliseconds to the end of the first repaint, and to the last byte; None when nothing came."""
    terminal.settle(0.0, 0.02)
    start = time.perf_counter()
    terminal.press(key)
    first = last = terminal.pump(0.3)
    if first is None or last is None:
        return None
    while (moment := terminal.pump(0.003)) is not None:
        first = last = moment
    while last - start < 0.25 and (moment := terminal.pump(0.05)) is not None:
        last = moment
    return (first - start) * 1e3, (last - start) * 1e3


class Journey:
    """One run of the program; what was found is in `facts`, the times of each step in `steps`."""

    def __init__(self, assay: Terminal, floor: Terminal, told: Any, keys: int) -> None:
        self.assay, self.floor, self.told, self.keys = assay, floor, told, keys
        self.limit = LIMIT
        self.facts: dict[str, Any] = {}
        self.steps: dict[str, tuple[float, float]] = {}

    def mark(self, name: str, begun: float) -> float:
        self.steps[name] = begun, time.perf_counter()
        return self.steps[name][1] - begun

    def open(self) -> None:
        self.assay.wait_text("Nothing sent yet", timeout=60)
        self.assay.settle(1.0)
        self.assay.press("ctrl+r")
        self.told.get(timeout=60)
        self.assay.wait_text("1 row", timeout=60)
        self.assay.press("f4")
        self.assay.wait_text("FIRST0001", timeout=60)
        self.assay.settle(0.5)
        begun = time.perf_counter()
        self.assay.settle(1.0, 1.0)
        self.mark("idle", begun)

    def drips(self) -> None:
        times = []
        for number in range(2, DRIPS + 2):
            self.assay.press("r")
            sent = self.told.get(timeout=60)
            times.append((self.assay.wait_bytes(b"FIRST%04d" % number) - sent) * 1e3)
            self.assay.settle(0.3, 2.0)
        self.facts["first row ms p50"], self.facts["p95"] = quantile(times, 0.5), quantile(times, 0.95)

    def ingest(self, rows: int, size: int) -> None:
        least, most, begun = self.assay.memory(), 0.0, time.perf_counter()
        self.assay.press("r")
        pressed = begun
        while self.told.empty():
            self.assay.pump(0.02)
            if time.perf_counter() - pressed > 0.1:
                pressed = time.perf_counter()
                self.assay.press("down")
            most = max(most, self.assay.memory())
        self.assay.wait_text(f"{rows:,} rows", timeout=self.limit)
        first, last = self.told.get(timeout=self.limit)
        self.steps["ingest"] = first, last
        self.facts |= {"ingest s": last - first, "ingest MB/s": size / 1e6 / (last - first)}
        self.facts |= {"RSS before MB": least, "RSS ingesting MB": most}
        self.assay.settle(0.5)

    def scroll(self, name: str) -> None:
        for key in KEYS:
            times: list[tuple[float, float]] = []
            floors: list[tuple[float, float]] = []
            for _ in range(self.keys):
                if key in BEFORE:
                    timed(self.assay, BEFORE[key])
                taken, least = timed(self.assay, key), timed(self.floor, "f")
                times += [taken] if taken is not None else []
                floors += [least] if least is not None else []
            self.facts[f"{name} {key}"] = {
                f"p{part} {what}": [
                    quantile([one[at] for one in found], part / 100) for found in (times, floors)
                ]
                for part in (50, 95)
                for at, what in enumerate(("painted", "quiet"))
            }
        self.assay.press("home")
        self.assay.settle(0.2)

    def step(self, name: str, text: str, *keys: str) -> None:
        """Keys, until a text has come and nothing says any more that work goes on."""
        begun = time.perf_counter()
        self.assay.press(*keys)
        while text not in (drawn := self.assay.text()) or "stops it" in drawn:
            self.assay.pump(0.02)
            if time.perf_counter() - begun > self.limit or self.assay.ended:
                raise AssertionError(f"{name}: {text!r} did not come; the screen:\n{drawn}")
        self.facts[f"{name} s"] = self.mark(name, begun)
        self.assay.settle(0.3)

    def ask(self, rows: int, folder: Path) -> None:
        self.assay.press("right", "right")
        self.assay.settle(0.2)
        self.step("sort", "▲ amount", "s")
        self.scroll("sorted")
        self.step("original order", f"{rows:,} rows", "S")
        self.assay.press("/")
        self.assay.wait_text("or text to search")
        self.assay.press(*"small > 50")
        self.assay.wait_text("Filters the rows")
        self.step("filter", f"of {rows:,} rows", "enter")
        self.scroll("filtered")
        self.assay.press("backspace")
        self.assay.settle(0.5)
        self.cancel()
        self.assay.press("e")
        self.assay.wait_text("Format")
        self.assay.settle(0.3)
        self.step("export", "✓ Wrote", "enter")

    def cancel(self) -> None:
        """A sort by text is stopped as soon as it says that it runs."""
        for _ in range(5):
            self.assay.press("right")
        self.assay.settle(0.2)
        self.assay.press("s")
        end = time.perf_counter() + 20
        while "stops it" not in self.assay.text() and time.perf_counter() < end:
            self.assay.pump(0.01)
        begun = time.perf_counter()
        self.assay.press("escape")
        try:
            self.assay.wait_text("Stopped", timeout=5)
            self.facts["cancel s"] = time.perf_counter() - begun
        except AssertionError:
            self.facts["cancel s"] = None
            self.assay.press("S")
            self.assay.settle(1.0)

    def end(self, lags: Path) -> None:
        self.facts["helper peak MB"] = helpers(self.assay.pid)
        self.facts["peak MB"] = peak(self.assay.pid)
        self.assay.press("ctrl+q")
        self.assay.wait_end(60)
        late = read_lags(lags)
        for name, (begun, ended) in self.steps.items():
            part = sorted(value for moment, value in late if begun <= moment <= ended + 0.05)
            if part:
                self.facts[f"lag {name} ms"] = {"p99": part[len(part) * 99 // 100], "max": part[-1]}


def run(rows: int, columns: int, keys: int, folder: Path) -> dict[str, Any]:
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    server = context.Process(target=serve, args=(rows, columns, told), daemon=True)
    server.start()
    port, size, count = told.get(timeout=60)
    home, lags = folder / "home", folder / "lags"
    try:
        bare_times = [bare(port, folder / "bare")]
        profile_for(str(home), f"http://127.0.0.1:{port}")
        command = [sys.executable, "-m", "tests.bench.probed", str(lags), "bench"]
        env = environment(str(home))
        with ExitStack() as stack:
            (work := folder / "work").mkdir()
            assay = stack.enter_context(Terminal(command, columns=SIZE[0], lines=SIZE[1], env=env, cwd=work))
            floor = stack.enter_context(started(["floor"], SIZE))
            journey = Journey(assay, floor, told, keys)
            journey.limit = LIMIT * max(1.0, rows / 1_000_000)
            journey.open()
            journey.drips()
            journey.ingest(count, size)
            journey.scroll("as they came")
            journey.ask(count, work)
            journey.end(lags)
        bare_times.append(bare(port, folder / "bare"))
    finally:
        server.terminate()
        server.join()
    facts = {"rows": count, "columns": columns, "MB": size / 1e6, **journey.facts}
    facts["x bare"] = min(bare_times) / facts["ingest s"]
    return facts


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [rounded(one) for one in value]
    return round(value, 3) if isinstance(value, float) else value


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--keys", type=int, default=30, help="how often each key is pressed")
    parser.add_argument("--folder", type=Path, help="where to write; on a real disk, not in memory")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        facts = rounded(run(options.rows, options.columns, options.keys, Path(name)))
    text = json.dumps(facts, indent=2) if options.json else "\n".join(f"{k}: {v}" for k, v in facts.items())
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
