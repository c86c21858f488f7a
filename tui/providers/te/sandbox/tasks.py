"""Background queries: started at once, asked for their state, read by pages, cancelled, forgotten."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.ports import Clock
from tui.core.sandboxing import MESSAGE_PREFIX, Refusal, ResultStream, SqlRefused
from tui.providers.te.sandbox.envelope import PARAMETER_ERROR, Rejected, envelope
from tui.providers.te.sandbox.formats import Format, refusal_line

KEPT_SECONDS = 15 * 60.0
MAX_TASKS = 20
MAX_BYTES = 64 * 1024 * 1024
"""Of one task's result. The vendor's limits are not known; these are the sandbox's."""

RUNNING, FINISHED, FAILED, CANCELED = "RUNNING", "FINISHED", "FAILED", "CANCELED"

Start = Callable[[CancelToken], ResultStream]


class Task:
    """One background query and its pages, as bytes in the chosen format."""

    def __init__(
        self, start: Start, chosen: Format, page_size: int | None, clock: Clock, slow: float = 0.0
    ) -> None:
        """`slow` seconds it runs at least."""
        self.id = secrets.token_hex(16)
        self.format = chosen
        self.at = clock()
        self._clock = clock
        self._slow = slow
        self.cancel = CancelToken()
        self.columns: tuple[str, ...] = ()
        self.error: bytes | None = None
        self._start = start
        self._page_size = page_size
        self._pages: list[bytes] = []
        self._rows = 0
        self._status = RUNNING
        self._message = ""
        self._thread = threading.Thread(target=self._run, name="sandbox-task", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        self._thread.join()

    def stop(self) -> None:
        """Cancel it; returns when it has ended. A finished task stays finished."""
        self.cancel.cancel()
        self._thread.join(timeout=5.0)

    def stat(self) -> dict[str, Any]:
        return {
            "headers": list(self.columns),
            "rowCount": self._rows,
            "pageCount": len(self._pages),
            "pageSize": self._page_size or self._rows,
        }

    def info(self) -> dict[str, Any]:
        """The `data` of sql-task-info. `message` of a failed task is the sandbox's own field."""
        info: dict[str, Any] = {
            "taskId": self.id,
            "status": self._status,
            "progress": self._progress(),
        }
        if self._status == FINISHED:
            info["resultStat"] = self.stat()
        if self._message:
            info["message"] = self._message
        return info

    def _progress(self) -> int:
        if self._status == FINISHED:
            return 100
        return min(99, int(100 * (self._clock() - self.at) / self._slow)) if self._slow else 0

    def page(self, number: int) -> bytes:
        """Rows of one page, counted from 0. Raises Rejected before the end and past the last page."""
        if self._status != FINISHED:
            message = self._message or f"task {self.id} is {self._status}; it has no pages yet"
            raise Rejected(PARAMETER_ERROR, message.removeprefix(MESSAGE_PREFIX))
        if number == 0 and not self._pages:
            return b""
        if not 0 <= number < len(self._pages):
            raise Rejected(
                PARAMETER_ERROR, f"there is no page {number}; pages are 0 to {len(self._pages) - 1}"
            )
        return self._pages[number]

    def _run(self) -> None:
        try:
            stream = self._start(self.cancel)
            try:
                self._collect(stream)
            finally:
                stream.close()
            if self._slow and self.cancel.wait(self._slow):
                raise SqlRefused(f"{MESSAGE_PREFIX}the task was cancelled", reason=Refusal.CANCELLED)
            self._status = FINISHED
        except SqlRefused as refused:
            self.error, self._message = refusal_line(refused), str(refused)
            self._status = CANCELED if refused.reason is Refusal.CANCELLED else FAILED
        except Rejected as rejected:
            self.error, self._message = envelope(rejected.code, rejected.text), rejected.text
            self._status = FAILED
        if self._status != FINISHED:
            self._pages.clear()

    def _collect(self, stream: ResultStream) -> None:
        self.columns = stream.columns
        size = 0
        parts: list[bytes] = []
        for chunk in stream.encoded(self.format.rows, self._page_size or 2048):
            size += len(chunk)
            if size > MAX_BYTES:
                message = f"{MESSAGE_PREFIX}the result is over {MAX_BYTES} bytes; use /querySql"
                raise SqlRefused(message, reason=Refusal.LIMIT)
            (self._pages if self._page_size else parts).append(chunk)
        if parts:
            self._pages.append(b"".join(parts))
        self._rows = stream.rows


class Tasks:
    """The tasks of one sandbox, by id."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tasks: dict[str, Task] = {}

    def start(self, start: Start, chosen: Format, page_size: int | None, slow: float = 0.0) -> Task:
        """Begin a query; the oldest task is forgotten when there are too many."""
        with self._lock:
            now = self._clock()
            kept = [task for task in self._tasks.values() if now - task.at < KEPT_SECONDS]
            for task in kept[: -MAX_TASKS + 1]:
                task.cancel.cancel()
            task = Task(start, chosen, page_size, self._clock, slow)
            self._tasks = {one.id: one for one in [*kept[-MAX_TASKS + 1 :], task]}
        return task

    def get(self, task_id: str) -> Task:
        """Raises Rejected for a task that is unknown or has expired."""
        with self._lock:
            task = self._tasks.get(task_id)
            if task is None or self._clock() - task.at >= KEPT_SECONDS:
                raise Rejected(PARAMETER_ERROR, f"task {task_id[:40]!r} does not exist or has expired")
            return task

    def close(self) -> None:
        with self._lock:
            tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.stop()
