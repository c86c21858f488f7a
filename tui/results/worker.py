"""The helper process: owns the engine, reads requests from its input, ends with its parent.

One JSON object a line both ways. A request is `{"id", "do", …}`; answers are `{"id", "share"}`,
`{"id", "preview"}` and last `{"id", "done"}` or `{"id", "failed"}`.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tui.core.failures import AssayError, FileProblem

EVERY = 0.1
"""Seconds between two signs of progress."""


class Teller:
    """Writes messages of one request."""

    def __init__(self, descriptor: int, request: int) -> None:
        self._descriptor = descriptor
        self._request = request
        self._told = 0.0

    def tell(self, **message: Any) -> None:
        data = json.dumps({"id": self._request, **message}).encode() + b"\n"
        while data:
            data = data[os.write(self._descriptor, data) :]

    def share(self, done: float) -> None:
        now = time.monotonic()
        if now - self._told >= EVERY:
            self._told = now
            self.tell(share=round(done, 3))


class Worker:
    """Does one request after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._store: Any = None
        self._modest = False

    def do(self, request: dict[str, Any], teller: Teller) -> Any:
        verbs: dict[str, Callable[[dict[str, Any], Teller], Any]] = {
            "hello": lambda request, teller: os.getpid(),
            "view": self._view,
            "match": self._match,
            "export": self._export,
            "text": self._text,
            "statistics": self._statistics,
            "query": self._query,
        }
        if request["do"] != "text" and not self._modest:
            # The screen goes first. Text is made for standard output, which has no screen beside it.
            os.nice(5)
            self._modest = True
        return verbs[request["do"]](request, teller)

    def store(self) -> Any:
        if self._store is None:
            from tui.results.worker_columns import ColumnStore, connect

            self._store = ColumnStore(connect(self._folder), self._folder)
        return self._store

    def _view(self, request: dict[str, Any], teller: Teller) -> Any:
        from tui.results.worker_views import build_view

        return build_view(self.store(), request, teller.share, lambda: teller.tell(preview=True))

    def _export(self, request: dict[str, Any], teller: Teller) -> Any:
        from tui.results.exports.working import export

        return export(self.store, request, teller.share)

    def _text(self, request: dict[str, Any], teller: Teller) -> Any:
        from tui.results.exports.working import write_text

        return write_text(request)

    def _statistics(self, request: dict[str, Any], teller: Teller) -> Any:
        from tui.results.worker_statistics import column_statistics

        return column_statistics(self.store(), request, teller.share)

    def _query(self, request: dict[str, Any], teller: Teller) -> Any:
        from tui.results.worker_sql import run_query

        return run_query(self.store(), request, teller.share)

    def _match(self, request: dict[str, Any], teller: Teller) -> Any:
        from tui.results.worker_views import texts_matching

        return texts_matching(self.store(), request["pattern"], request["texts"])


def failure_of(error: Exception) -> dict[str, Any]:
    """What the other process raises again."""
    if isinstance(error, AssayError):
        return {
            "kind": "file" if isinstance(error, FileProblem) else "assay",
            "message": error.message,
            "code": error.code,
            "evidence": list(error.evidence),
            "next": error.next_step,
        }
    if isinstance(error, OSError) and error.errno:
        return {"kind": "os", "errno": error.errno, "message": os.strerror(error.errno)}
    said, _, rest = str(error).strip().partition("\n\n")
    place = f"\n{rest}"[:2000] if rest.lstrip().startswith("LINE ") else ""
    return {"kind": type(error).__name__, "message": said[:2000] + place or type(error).__name__}


def main() -> None:
    """The folder is the only argument; the parent made it and removes it when this process ended."""
    folder = Path(sys.argv[1])
    os.umask(0o077)
    # Whatever a library prints must not run into the messages.
    out = os.dup(1)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests, folder), daemon=True).start()
    worker = Worker(folder)
    while True:
        request = requests.get()
        teller = Teller(out, int(request["id"]))
        try:
            result = worker.do(request, teller)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other process tells it
            teller.tell(failed=failure_of(error))
        else:
            teller.tell(done=result)


def _listen(requests: queue.SimpleQueue[dict[str, Any]], folder: Path) -> None:
    """The input ends when the parent closes it or dies; then everything ends, also in mid-query."""
    for line in sys.stdin.buffer:
        requests.put(json.loads(line))
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)
