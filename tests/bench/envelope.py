"""A large answer in an envelope, the rows in a list inside it: from the socket to rows in view.

    python -m tests.bench.envelope [--mb 100] [--folder DIR] [--json]

A server in a process of its own sends `{"return_code": …, "data": [ … ]}` over loopback, with the names of
columns first. Measured per run: seconds until all has arrived, against a bare loop that receives and writes
and against `json.loads` of the whole; when the first 40 rows could be read, in milliseconds after the first
byte; how long after the last byte the last rows and the envelope were there; how late an event loop was
that does 3 ms of work every 16.7 ms beside it (p99, max); and the growth of the resident set, as a ratio to
that of the process before.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.bench.engine import NAMES, row
from tests.bench.ingest import bare, resident
from tui.core.operation import RequestDraft
from tui.providers.te import PROVIDER
from tui.results import SpoolAnswer, SpoolAnswerStore

CHUNK = 64 * 1024
FRAME = 1 / 60


def document(megabytes: int) -> list[bytes]:
    """The chunks of the document; its code stands behind the rows."""
    head = json.dumps({"data": {"headers": NAMES}})[:-2].encode() + b', "rows": ['
    part = b",".join(row(number).rstrip() for number in range(6000))
    rounds = max(1, megabytes * 1_000_000 // len(part))
    data = head + b",".join([part] * rounds) + b']}, "return_code": 0, "return_message": "success"}'
    return [data[start : start + CHUNK] for start in range(0, len(data), CHUNK)]


def serve(megabytes: int, ready: Any) -> None:
    chunks = document(megabytes)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ready.put((listening.getsockname()[1], sum(map(len, chunks))))
        while True:
            connection, _ = listening.accept()
            with connection:
                if connection.recv(1) == b"q":
                    return
                for chunk in chunks:
                    connection.sendall(chunk)


class Loop:
    """An event loop that does the work of a screen, and how late it was, in ms."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._ended = threading.Event()

    async def run(self) -> None:
        due = time.perf_counter()
        while not self._ended.is_set():
            due += FRAME
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            now = time.perf_counter()
            self.late.append(max(0.0, now - due) * 1e3)
            while time.perf_counter() - now < 0.003:
                pass
            due = max(due, time.perf_counter() - FRAME)

    def end(self) -> None:
        self._ended.set()


def receive(port: int, take: Any) -> float:
    """When the first byte came."""
    first = 0.0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"g")
        while chunk := connection.recv(CHUNK):
            first = first or time.perf_counter()
            take(chunk)
    return first


def ingest(folder: Path, port: int, facts: dict[str, Any]) -> SpoolAnswer:
    operation = PROVIDER.operations().get("event-user-list")
    reader = PROVIDER.codec().row_reader(operation, RequestDraft(operation.id))
    store = SpoolAnswerStore(folder)
    writer = store.create("x", reader)
    answer = store.open("x", reader)
    assert answer is not None
    seen: list[float] = []

    def take(chunk: bytes) -> None:
        writer.write(chunk)
        facts["chunks"] = facts.get("chunks", 0) + 1
        if not facts["chunks"] % 64:
            facts["RSS MB"] = max(facts.get("RSS MB", 0.0), resident())
        if not seen and answer.row_count >= 40:
            answer.window(0, 40)
            seen.append(time.perf_counter())

    start = time.perf_counter()
    first = receive(port, take)
    last = time.perf_counter()
    writer.finish(complete=True)
    answer.window(answer.row_count - 40, answer.row_count)
    facts["s"] = last - start
    facts["first rows ms"] = (seen[0] - first) * 1e3
    facts["all in view after last byte ms"] = (time.perf_counter() - last) * 1e3
    return answer


def run(folder: Path, port: int) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    before = resident()
    loop = Loop()
    peak = [before]

    def work() -> None:
        answer = ingest(folder / "answers", port, facts)
        assert answer.complete
        facts["rows"] = answer.row_count
        peak.append(max(facts["RSS MB"], resident()))
        loop.end()

    thread = threading.Thread(target=work)
    thread.start()
    asyncio.run(loop.run())
    thread.join()
    late = sorted(loop.late)
    facts["loop late p99 ms"] = late[len(late) * 99 // 100]
    facts["loop late max ms"] = late[-1]
    facts["RSS x idle"] = max(peak) / before
    return facts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="where to write; on a real disk, not in memory")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    ready = context.Queue()
    server = context.Process(target=serve, args=(options.mb, ready), daemon=True)
    server.start()
    port, size = ready.get()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        facts = run(folder, port)
        whole = (folder / "answers" / "x.answer").read_bytes()
        start = time.perf_counter()
        json.loads(whole)
        facts["json.loads s"] = time.perf_counter() - start
        facts["bare write s"] = bare(
            folder / "bare", [whole[at : at + CHUNK] for at in range(0, size, CHUNK)], 1
        )
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"q")
    server.join()
    facts["MB/s"] = size / 1e6 / facts["s"]
    shown = {key: round(value, 3) if isinstance(value, float) else value for key, value in facts.items()}
    text = json.dumps(shown, indent=2) if options.json else "\n".join(f"{k}: {v}" for k, v in shown.items())
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
