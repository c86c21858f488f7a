"""The same rows here and in Harlequin, each in a terminal of its own, one after the other.

    python -m tests.bench.peers --harlequin /path/to/its/bin/harlequin [--rows 1000000] [--folder DIR]

Harlequin is no dependency: install it in an environment of its own (`python -m venv V && V/bin/pip install
harlequin`) and name its program; without it only our side is measured, and that is said. Harlequin opens a
DuckDB file that holds the rows and runs `select * from t` by its key; measured is the time from the key to
the first row on the screen, and its resident memory then. Ours takes the rows as lines of a file, and paints
nothing: time from the first byte to 40 rows decoded, to all rows there, and the resident memory.
Seconds and MB. Posting is not driven here; figures of its 1 MB and 10 MB answers have to be taken by hand.
"""

from __future__ import annotations

import argparse
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from fcntl import ioctl
from pathlib import Path

import duckdb

from tests.bench.engine import HEAD, NAMES, row
from tests.bench.ingest import resident
from tests.results.readers import LineReader
from tui.results import SpoolAnswerStore

CTRL_J = b"\n"
LIMIT = 20.0


def rows_of(folder: Path, count: int) -> Path:
    path = folder / "rows.ndjson"
    with path.open("wb") as file:
        file.write(HEAD)
        for start in range(0, count, 5000):
            file.write(b"".join(map(row, range(start, min(start + 5000, count)))))
    return path


def ours(folder: Path, path: Path) -> str:
    before = resident()
    writer = (store := SpoolAnswerStore(folder / "answers")).create("x", LineReader())
    answer = store.open("x")
    assert answer is not None
    first = 0.0
    start = time.perf_counter()
    with path.open("rb") as file:
        while chunk := file.read(64 * 1024):
            writer.write(chunk)
            if not first and answer.window(0, 40):
                first = time.perf_counter() - start
    writer.finish(complete=True)
    answer.window(answer.row_count - 40, answer.row_count)
    done = time.perf_counter() - start
    grown = resident() - before
    store.delete("x")
    return f"first rows {first:.3f} s, all {answer.row_count:,} rows {done:.2f} s, memory +{grown:.0f} MB"


def table(folder: Path, path: Path) -> Path:
    target = folder / "rows.db"
    with duckdb.connect(str(target)) as connection:
        items = ", ".join(f"r[{place}] AS {name}" for place, name in enumerate(NAMES, 1))
        connection.execute(
            f"CREATE TABLE t AS SELECT {items} FROM read_json(?, format='newline_delimited', records=false,"
            " columns={'r': 'VARCHAR[]'}, ignore_errors=true) WHERE r IS NOT NULL",
            [str(path)],
        )
    return target


def harlequin(program: Path, database: Path, folder: Path) -> str:
    """Raises TimeoutError when it shows nothing."""
    leader, follower = pty.openpty()
    ioctl(leader, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {
        "TERM": "xterm-256color",
        "HOME": str(folder),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
    }
    child = subprocess.Popen(
        [str(program), str(database)],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environment,
        start_new_session=True,
    )
    os.close(follower)
    try:
        until(leader, b"Help")
        quiet(leader)
        os.write(leader, b"select * from t")
        quiet(leader)
        sent = time.perf_counter()
        os.write(leader, CTRL_J)
        until(leader, b"event_")
        shown = time.perf_counter() - sent
        quiet(leader)
        lines = Path(f"/proc/{child.pid}/status").read_text().splitlines()
        memory = next(float(line.split()[1]) / 1e3 for line in lines if line.startswith("VmRSS"))
        return f"key to first row {shown:.2f} s, memory {memory:.0f} MB"
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        os.close(leader)


def until(leader: int, text: bytes) -> None:
    seen = b""
    end = time.perf_counter() + LIMIT
    while text not in seen:
        if not select.select([leader], [], [], max(0.0, end - time.perf_counter()))[0]:
            raise TimeoutError(f"{text!r} did not come on the screen within {LIMIT:.0f} s")
        seen = seen[-4096:] + os.read(leader, 65536)


def quiet(leader: int) -> None:
    """Until nothing has been painted for a second, three at most: a cursor may blink for ever."""
    end = time.perf_counter() + 3
    while time.perf_counter() < end and select.select([leader], [], [], 1.0)[0]:
        os.read(leader, 65536)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--harlequin", type=Path, help="its program, in an environment of its own")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where to write; on a real disk, not in memory")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        path = rows_of(folder, options.rows)
        sys.stdout.write(f"{options.rows:,} rows, {path.stat().st_size / 1e6:.0f} MB\n")
        sys.stdout.write(f"ours: {ours(folder, path)}\n")
        if options.harlequin is None or not options.harlequin.is_file():
            sys.stdout.write("Harlequin: not measured, since no program was named by --harlequin.\n")
            return
        try:
            sys.stdout.write(f"Harlequin: {harlequin(options.harlequin, table(folder, path), folder)}\n")
        except TimeoutError as error:
            sys.stdout.write(f"Harlequin: not measured: {error}.\n")


if __name__ == "__main__":
    main()
