"""The command line in numbers: rows to standard output, and the start of the quickest command.

    python -m tests.bench.headless [--rows 10000000] [--formats csv,ndjson] [--runs 9] [--json]

A process of its own sends the same prepared rows (ten columns, about 120 bytes a row) over loopback. The
ingest is the same call without any output: everything from the socket to the kept answer. Then `assay
query --format F` writes the rows into a pipe whose reader only counts. Memory is the peak resident set of
the process, in MB, at a tenth of the rows and at all of them: flat means that both are alike. A slow
reader takes 1 MB/s for some seconds: how much of the answer has come by then (the sender is held back
at 256 MB ahead), and the resident set of the process and its helpers, which must not grow. Exit code 1
when a target is missed. 10,000,000 rows need 1.3 GB of disk in the temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.engine import HEAD, row

REPO = Path(__file__).parents[2]
INGEST = """
import sys, time
from tui.core.operation import RequestDraft
from tui.wiring import build_workbench
bench = build_workbench()
draft = RequestDraft("sql-query", form={"sql": "SELECT 1"})
begun = time.perf_counter()
exchange = bench.sending.send(bench.profiles.find("bench"), draft)
taken = time.perf_counter() - begun
assert exchange.complete and exchange.rows == int(sys.argv[1]), exchange
bench.history.delete(exchange.id)
bench.close()
print(taken)
"""
TARGET_SPEED = 0.5
"""Of the ingest."""
SLOW = 1_000_000
"""Bytes a second that the slow reader takes."""
TARGET_GROWTH = 20.0
"""MB between a tenth of the rows and all of them."""


class RowServer(threading.Thread):
    """Answers every connection with `rows` rows, as fast as they are taken."""

    def __init__(self, rows: int) -> None:
        super().__init__(daemon=True)
        self.block = b"".join(map(row, range(20_000)))
        self.rounds = rows // 20_000
        self.rows = self.rounds * 20_000
        self.sent = 0
        self.listener = socket.create_server(("127.0.0.1", 0))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def run(self) -> None:
        while True:
            connection, _ = self.listener.accept()
            with connection:
                connection.recv(65536)
                size = len(HEAD) + self.rounds * len(self.block)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (size, HEAD))
                self.sent = 0
                try:
                    for _ in range(self.rounds):
                        connection.sendall(self.block)
                        self.sent += len(self.block)
                    # Bytes of the request that nobody read would make the end a reset.
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass
                except OSError:
                    continue


SERVE = """
import sys, time
from tests.bench.headless import RowServer
server = RowServer(int(sys.argv[1]))
print(server.url, server.rows, len(server.block) * server.rounds, flush=True)
server.start()
time.sleep(3600)
"""


@dataclass(frozen=True)
class Served:
    url: str
    rows: int
    size: int


@contextmanager
def serving(rows: int) -> Iterator[Served]:
    """In a process of its own, so that it takes no time of what is measured."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(rows)], cwd=REPO, stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        url, found, size = server.stdout.readline().split()
        yield Served(url, int(found), int(size))
    finally:
        server.kill()
        server.wait()


def environment(home: str) -> dict[str, str]:
    return {**os.environ, "ASSAY_HOME": home, "BENCH_KEY": "bench-key-0123456789", "PYTHONPATH": str(REPO)}


def assay(home: str, *words: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "tui", *words], env=environment(home), check=True, capture_output=True
    )


def profile_for(home: str, url: str) -> None:
    assay(home, "profile", "add", "bench", "--kind", "te", "--url", url, "--secret-env", "BENCH_KEY")


def ingest(home: str, served: Served) -> float:
    done = subprocess.run(
        [sys.executable, "-c", INGEST, str(served.rows)],
        env=environment(home),
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def written(home: str, name: str) -> dict[str, float]:
    """Seconds, megabytes on the pipe and the peak of the resident set, of one query."""
    query = [sys.executable, "-m", "tui", "query", "-p", "bench", "--sql", "SELECT 1", "--format", name]
    begun = time.perf_counter()
    process = subprocess.Popen(query, env=environment(home), stdout=subprocess.PIPE)
    assert process.stdout is not None
    size = 0
    while part := os.read(process.stdout.fileno(), 1 << 20):
        size += len(part)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.returncode
    assay(home, "history", "clear", "--yes")
    return {"seconds": time.perf_counter() - begun, "MB": size / 1e6, "peak": usage.ru_maxrss / 1e3}


def resident(pid: int) -> float:
    """MB of a process and its children; 0 for one that has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    own = next((float(x.split()[1]) / 1e3 for x in status.splitlines() if x.startswith("VmRSS")), 0.0)
    return own + sum(resident(int(child)) for child in children)


def kept(home: str) -> int:
    """Bytes of the largest file: the answer as far as it has come."""
    return max((path.stat().st_size for path in Path(home).rglob("*") if path.is_file()), default=0)


def slowly(home: str, seconds: float) -> dict[str, Any]:
    query = [sys.executable, "-m", "tui", "query", "-p", "bench", "--sql", "SELECT 1", "--format", "csv"]
    process = subprocess.Popen(query, env=environment(home), stdout=subprocess.PIPE)
    assert process.stdout is not None
    begun, size, seen = time.perf_counter(), 0, []
    while time.perf_counter() - begun < seconds:
        size += len(os.read(process.stdout.fileno(), SLOW // 10))
        time.sleep(max(0.0, begun + size / SLOW - time.perf_counter()))
        seen.append((resident(process.pid), kept(home) / 1e6))
    process.kill()
    process.stdout.close()
    process.wait()
    time.sleep(0.5)
    assay(home, "history", "clear", "--yes")
    # The first half is start and helpers coming up; what counts is that nothing grows behind it.
    half = seen[len(seen) // 2 :]
    return {
        "slow reader MB/s": round(size / seconds / 1e6, 2),
        "read MB": round(size / 1e6, 1),
        "came MB": round(half[-1][1]),
        "all processes MB at half": round(half[0][0], 1),
        "at the end": round(half[-1][0], 1),
    }


def rows_out(
    rows: int, formats: list[str], folder: str | None, seconds: float
) -> tuple[list[dict[str, Any]], bool]:
    found: list[dict[str, Any]] = []
    good = True
    with tempfile.TemporaryDirectory(dir=folder) as home:
        with serving(rows // 10) as few:
            profile_for(home, few.url)
            small = {name: written(home, name) for name in formats}
            assay(home, "profile", "remove", "bench", "--yes")
        with serving(rows) as served:
            profile_for(home, served.url)
            base = median(ingest(home, served) for _ in range(3))
            for name in formats:
                run = written(home, name)
                speed, growth = base / run["seconds"], run["peak"] - small[name]["peak"]
                good = good and growth <= TARGET_GROWTH and (name != "csv" or speed >= TARGET_SPEED)
                found.append(
                    {
                        "format": name,
                        "rows": served.rows,
                        "ingest s": round(base, 1),
                        "ingest MB/s": round(served.size / base / 1e6),
                        "written s": round(run["seconds"], 1),
                        "MB": round(run["MB"]),
                        "x ingest": round(speed, 2),
                        "peak MB": round(run["peak"], 1),
                        "at a tenth": round(small[name]["peak"], 1),
                    }
                )
            slow = slowly(home, seconds)
            found.append(slow)
            good = good and slow["at the end"] - slow["all processes MB at half"] <= TARGET_GROWTH
    return found, good


def start(runs: int) -> tuple[dict[str, Any], bool]:
    """Milliseconds: the interpreter alone, and the commonest question, by turns."""

    def timed(*words: str) -> float:
        begun = time.perf_counter()
        subprocess.run([sys.executable, *words], cwd=REPO, capture_output=True, check=True)
        return (time.perf_counter() - begun) * 1e3

    bare, page = [], []
    for _ in range(runs + 1):
        bare.append(timed("-c", "pass"))
        page.append(timed("-m", "tui", "explain", "-1005"))
    base, found = median(bare[1:]), median(page[1:])
    limit = 2 * base + 60
    figures = {"pass ms": round(base, 1), "explain ms": round(found, 1), "limit ms": round(limit, 1)}
    return figures, found <= limit


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--formats", default="csv,ndjson")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--slow", type=float, default=8.0, help="seconds of the slow reader")
    parser.add_argument("--folder", help="where answers are kept; on a real disk, not in memory")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures, quick = start(options.runs)
    found, flat = rows_out(options.rows, options.formats.split(","), options.folder, options.slow)
    if options.json:
        print(json.dumps({"start": figures, "rows": found}, indent=2))
    else:
        for one in [figures, *found]:
            print("   ".join(f"{name} {value}" for name, value in one.items()))
    return 0 if quick and flat else 1


if __name__ == "__main__":
    sys.exit(main())
