"""The same rows here and in Harlequin, the same JSON here and in Posting: one run, real terminals, real keys.

    python -m tests.bench.peers [--rows 1000000] [--mb 1 10] [--environments DIR] [--folder DIR] [--json]

The bench installs both peers from the package index into temporary environments of their own (or takes them
from DIR, and leaves them there); they are no dependency of the project. Without them our side is measured
alone, and that is said. Like for like: the terminal is 120 × 40, a time goes from the key that asks to the
first row's bytes on the screen, keys are timed to their first repaint, memory is the resident set of all
processes of the program. What differs: Harlequin has the rows in a DuckDB file and asks it; ours come over
loopback as a server's answer, and are kept and indexed on the way.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from tests.bench.engine import NAMES, row
from tests.bench.headless import assay, environment, profile_for
from tests.bench.peer_programs import HARLEQUIN, POSTING, NotInstalled, Peer, installed, version
from tests.bench.row_server import serve_bodies
from tests.bench.table import quantile
from tests.bench.terminal import ASSAY, Terminal
from tests.bench.whole import timed

Facts = dict[str, Any]
SIZE = (120, 40)
REPO = Path(__file__).parents[2]
FIRST = b"event_"
CTRL_J, CTRL_END, CTRL_HOME = "\n", "\x1b[1;5F", "\x1b[1;5H"
REPEATS = 12
LIMIT = 150.0


def memory(pid: int) -> float:
    """MB of a process and all below it."""
    total, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            lines = Path(f"/proc/{one}/status").read_text().splitlines()
            below = [p.read_text().split() for p in Path(f"/proc/{one}/task").glob("*/children")]
        except OSError:
            continue
        total += next((float(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)
        waiting += [int(child) for part in below for child in part]
    return total


def keys_of(terminal: Terminal, keys: dict[str, str]) -> Facts:
    """Median milliseconds from a key to the end of its first repaint."""
    found: Facts = {}
    for name, key in keys.items():
        times = []
        for _ in range(REPEATS):
            if name == "end":
                timed(terminal, keys["home"])
            taken = timed(terminal, key)
            times += [taken[0]] if taken is not None else []
        found[f"{name} ms"] = round(quantile(times, 0.5), 1) if times else None
    return found


def asked(terminal: Terminal, key: str, wanted: bytes, idle: float) -> Facts:
    """From a key to wanted bytes, and until the screen is still for a second."""
    sent, begun = time.perf_counter(), len(terminal.output)
    terminal.press(key)
    while wanted not in terminal.output[begun:]:
        terminal.pump(0.02)
        if time.perf_counter() - sent > LIMIT or terminal.ended:
            raise AssertionError(
                f"{wanted!r} did not come within {LIMIT:.0f} s; the screen:\n{terminal.text()}"
            )
    shown = time.perf_counter() - sent
    terminal.settle(1.0, 10.0)
    grown = memory(terminal.pid)
    return {"first rows s": round(shown, 3), "memory MB": round(grown), "grown MB": round(grown - idle)}


# ---- rows: beside Harlequin -----------------------------------------------------------------------------


def database(folder: Path, rows: int) -> Path:
    target = folder / "rows.db"
    lines = folder / "rows.ndjson"
    with lines.open("wb") as file:
        for start in range(0, rows, 5000):
            file.write(b"".join(map(row, range(start, min(start + 5000, rows)))))
    with duckdb.connect(str(target)) as connection:
        items = ", ".join(f"r[{place}] AS {name}" for place, name in enumerate(NAMES, 1))
        connection.execute(
            f"CREATE TABLE t AS SELECT {items} FROM read_json(?, format='newline_delimited', records=false,"
            " columns={'r': 'VARCHAR[]'})",
            [str(lines)],
        )
    lines.unlink()
    return target


def harlequin(program: Path, folder: Path, rows: int) -> Facts:
    path = database(folder, rows)
    command = [str(program), "--no-download-tzdata", "--viewer-max-rows", "-1", str(path)]
    with Terminal(command, columns=SIZE[0], lines=SIZE[1], env=own_home(folder / "harlequin")) as terminal:
        terminal.wait_bytes(b"Help", timeout=60)
        terminal.settle(1.0, 5.0)
        terminal.type("select * from t")
        terminal.settle(1.0, 3.0)
        found = asked(terminal, CTRL_J, FIRST, memory(terminal.pid))
        return found | keys_of(terminal, {"pagedown": "pagedown", "end": CTRL_END, "home": CTRL_HOME})


def own_home(home: Path) -> dict[str, str]:
    home.mkdir(parents=True, exist_ok=True)
    return {"HOME": str(home), "XDG_CONFIG_HOME": f"{home}/c", "XDG_DATA_HOME": f"{home}/d"} | {
        "XDG_CACHE_HOME": f"{home}/k",
        "VIRTUAL_ENV": "",
    }


def ours(folder: Path, url: str, route: str, keys: dict[str, str]) -> Facts:
    """A request of one row is sent by the command line, opened from History, and sent again from there."""
    home = str(folder / "ours")
    profile_for(home, url)
    assay(home, "call", route, "-p", "bench", "--example", "--yes")
    command = [*ASSAY, "--profile", "bench"]
    env = environment(home)
    with Terminal(command, columns=SIZE[0], lines=SIZE[1], env=env, cwd=REPO) as terminal:
        terminal.wait_text("Nothing sent yet", timeout=60)
        terminal.settle(1.5)
        terminal.press("f6")
        terminal.wait_text(route[:8], timeout=60)
        terminal.settle(0.5)
        terminal.press("enter")
        terminal.wait_text("WARM", timeout=60)
        terminal.settle(1.0)
        found = asked(terminal, "r", FIRST, memory(terminal.pid))
        return found | keys_of(terminal, keys)


# ---- one JSON answer: beside Posting --------------------------------------------------------------------


def posting(program: Path, folder: Path, url: str) -> Facts:
    """The document pretty-printed, as it does by itself; the list of names, at its top, is waited for."""
    env = own_home(folder / "posting")
    with Terminal([str(program)], columns=SIZE[0], lines=SIZE[1], env=env, cwd=folder) as terminal:
        terminal.wait_text("Enter a URL", timeout=60)
        terminal.settle(1.5)
        terminal.type(f"{url}/querySql")
        terminal.settle(0.5)
        return asked(terminal, CTRL_J, b"amount", memory(terminal.pid))


# ---- one run -------------------------------------------------------------------------------------------


class Server:
    """The answers of one size, in a process of its own."""

    def __init__(self, kind: str, size: int) -> None:
        context = multiprocessing.get_context("spawn")
        told = context.Queue()
        self.process = context.Process(target=serve_bodies, args=(kind, size, told), daemon=True)
        self.process.start()
        port, self.size = told.get(timeout=60)
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.join()


def beside(peer: Peer, environments: Path, measure: Callable[[Path], Facts]) -> Facts:
    try:
        program = installed(peer, environments)
        return {"program": f"{peer.name} {version(program, peer)}", **measure(program)}
    except NotInstalled as error:
        return {"program": peer.name, "not measured": f"it could not be installed: {error}"}
    except AssertionError as error:
        return {"program": peer.name, "not measured": str(error)}


def run(rows: int, sizes: list[int], environments: Path, folder: Path) -> list[Facts]:
    found: list[Facts] = []
    keys = {"pagedown": "pagedown", "end": "end", "home": "home"}
    if rows:
        what = {"what": f"{rows:,} rows × {len(NAMES)}"}
        with Server("rows", rows) as server:
            found.append(what | {"program": "assay"} | ours(folder / "r", server.url, "sql-query", keys))
        found.append(what | beside(HARLEQUIN, environments, partial(harlequin, folder=folder, rows=rows)))
    for size in sizes:
        what = {"what": f"{size} MB JSON"}
        with Server("json", size) as server:
            found.append(
                what | {"program": "assay"} | ours(folder / f"j{size}", server.url, "event-user-list", {})
            )
            url = server.url
            found.append(what | beside(POSTING, environments, partial(posting, folder=folder, url=url)))
    return found


COLUMNS = ("what", "program", "first rows s", "memory MB", "grown MB", "pagedown ms", "end ms", "home ms")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="0 leaves Harlequin out")
    parser.add_argument("--mb", type=int, nargs="*", default=[1, 10], help="sizes for Posting")
    parser.add_argument("--environments", type=Path, help="where peers are, or will be, installed")
    parser.add_argument("--folder", type=Path, help="where to write; on a real disk, not in memory")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        environments = options.environments or Path(name) / "environments"
        found = run(options.rows, options.mb, environments, Path(name))
    if options.json:
        sys.stdout.write(json.dumps(found, indent=2) + "\n")
        return
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    print(f"load {load:.1f} per core\n\n| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    for facts in found:
        print(f"| {' | '.join(str(facts.get(name, '')) for name in COLUMNS)} |")
    for facts in found:
        if why := facts.get("not measured"):
            print(f"\n{facts['program']}, {facts['what']}: not measured; {why}")


if __name__ == "__main__":
    main()
