"""What ends a query of an agent before its own end, and the words about it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.display import human_bytes
from tui.core.exchange import Progress

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of one answer after which it is cut."""

OnProgress = Callable[[Progress], None]


class Guard:
    """Cancels a call at the first limit that it meets; to be used as a context manager around the call."""

    def __init__(self, rows: int, seconds: float, token: CancelToken, tell: OnProgress | None = None) -> None:
        self.token = token
        self._rows = rows
        self._seconds = seconds
        self._tell = tell
        self._met = ""
        self._timer = threading.Timer(seconds, self._end, ["seconds"])
        self._timer.daemon = True

    def __enter__(self) -> Guard:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, progress: Progress) -> None:
        """To be given to the call as `on_progress`."""
        if progress.rows > self._rows:
            self._end("rows")
        elif progress.received > MAX_BYTES:
            self._end("bytes")
        elif self._tell is not None:
            self._tell(progress)

    def said(self, *, longer: bool = False) -> dict[str, Any]:
        """Which limit was met and what to do; nothing where none was. `longer`: there are more rows."""
        words = {
            "rows": (f"{self._rows} rows", "Count, group or filter in the SQL, or say LIMIT."),
            "bytes": (human_bytes(MAX_BYTES), "Select fewer columns, or group in the SQL."),
            "seconds": (f"{self._seconds:g} s", "Narrow the days or what is joined; then send it again."),
        }
        met = self._met or ("rows" if longer else "")
        if not met:
            return {}
        most, step = words[met]
        return {"limit": {"met": met, "most": most, "next": step}}

    def _end(self, what: str) -> None:
        self._met = self._met or what
        self.token.cancel()
