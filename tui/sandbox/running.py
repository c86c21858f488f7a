"""One running statement: its cursor, its time limit, its cancellation, and its rows as text."""

from __future__ import annotations

import mmap
import threading
import time
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.sandboxing import Refusal, SqlRefused
from tui.core.table import RowFormat
from tui.sandbox.encoding import row_expression, trino_type
from tui.sandbox.trino import shown_name

Explain = Callable[[Exception], SqlRefused]
"""Turns an engine's exception into words."""

_INTERRUPT_EVERY = 0.005
_LOOK_EVERY = 0.1

MOST_MEMORY = 1 << 30
"""Bytes by which the process may grow while a statement runs. The engine's own limit leaves out what
functions build within a batch of rows."""


def resident() -> int:
    """Bytes of memory that the process holds; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_bytes().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * mmap.PAGESIZE


class Watch:
    """Interrupts a cursor when the token is cancelled or the time is up, until the call has ended.

    An interrupt that arrives before the engine has begun is lost, so it is repeated; `stop` ends
    that, and must be called before the cursor is used for anything else.
    """

    def __init__(self, cursor: Any, timeout: float | None, cancel: CancelToken) -> None:
        self._cursor = cursor
        self._timeout = timeout
        self._wake = threading.Event()
        self._done = threading.Event()
        self.reason: Refusal | None = None
        self._forget = cancel.on_cancel(self._cancelled)
        self._thread = threading.Thread(target=self._run, name="sandbox-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        self._wake.set()
        self._forget()
        self._thread.join()

    def raise_if_over(self) -> None:
        if self.reason is not None:
            raise self.refusal()

    def refusal(self) -> SqlRefused:
        if self.reason is Refusal.CANCELLED:
            return SqlRefused("Query was canceled", reason=Refusal.CANCELLED)
        if self.reason is Refusal.LIMIT:
            return SqlRefused("Query exceeded per-node memory limit of 1GB", reason=Refusal.LIMIT)
        message = f"Query exceeded the maximum run time limit of {self._timeout:g}s"
        return SqlRefused(message, reason=Refusal.TIMED_OUT)

    def _cancelled(self) -> None:
        self.reason = self.reason or Refusal.CANCELLED
        self._wake.set()

    def _run(self) -> None:
        self._wait()
        while not self._done.is_set():
            self._cursor.interrupt()
            self._done.wait(_INTERRUPT_EVERY)

    def _wait(self) -> None:
        """Until there is a reason to interrupt."""
        end = None if self._timeout is None else time.monotonic() + self._timeout
        most = resident() + MOST_MEMORY
        while not self._wake.wait(
            _LOOK_EVERY if end is None else max(0, min(_LOOK_EVERY, end - time.monotonic()))
        ):
            if end is not None and time.monotonic() >= end:
                self.reason = self.reason or Refusal.TIMED_OUT
                return
            if resident() > most:
                self.reason = self.reason or Refusal.LIMIT
                return


class EngineStream:
    """Plays core.sandboxing.ResultStream over one cursor, given back through `release`."""

    def __init__(
        self,
        cursor: Any,
        sql: str,
        *,
        notices: tuple[str, ...],
        projects: frozenset[int],
        watch: Watch,
        explain: Explain,
        release: Callable[[], None],
    ) -> None:
        self._cursor = cursor
        self._sql = sql
        self._watch = watch
        self._explain = explain
        self._release = release
        self._closed = False
        self.notices = notices
        self.projects = projects
        self.rows = 0
        try:
            described = self._call(lambda: cursor.execute(f"DESCRIBE {sql}").fetchall())
        except BaseException:
            self.close()
            raise
        self.columns = tuple(shown_name(row[0], index) for index, row in enumerate(described))
        self._kinds = [str(row[1]) for row in described]
        self.types = tuple(trino_type(kind) for kind in self._kinds)

    def encoded(self, row_format: RowFormat, rows_per_chunk: int = 2048) -> Iterator[bytes]:
        references = [f"c{index}" for index in range(len(self.columns))]
        parts = list(zip(references, self.columns, self._kinds, strict=True))
        expression = row_expression(parts, row_format)
        sql = f"SELECT {expression} FROM ({self._sql}) AS answer({', '.join(references)})"  # noqa: S608 - translated
        self._call(lambda: self._cursor.execute(sql))
        first = itemgetter(0)
        while rows := self._call(lambda: self._cursor.fetchmany(rows_per_chunk)):
            self.rows += len(rows)
            yield ("\n".join(map(first, rows)) + "\n").encode("utf-8", "replace")

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._watch.stop()
            self._release()

    def _call(self, call: Callable[[], Any]) -> Any:
        import duckdb

        self._watch.raise_if_over()
        try:
            return call()
        except duckdb.InterruptException:
            raise self._watch.refusal() from None
        except (duckdb.Error, RuntimeError) as error:
            self._watch.raise_if_over()
            raise self._explain(error) from None
