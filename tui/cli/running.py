"""One call from the command line: it runs in a thread, while this one writes rows and listens for ctrl+c."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic, sleep
from types import FrameType
from typing import Generic, TypeVar

from tui.cli import stderr, stdout
from tui.core.cancel import CancelToken
from tui.core.display import human_bytes, human_count, human_seconds
from tui.core.exchange import Exchange, Progress

T = TypeVar("T")

POLL = 0.02
"""Seconds between two looks at a running call."""

QUIET = 0.2
"""Seconds before a call begins to tell how it goes."""

TELL = 0.1
"""Seconds between two progress lines."""

AHEAD = 256 * 1024 * 1024
"""Bytes that an answer may run ahead of whoever reads the rows; then the sender is held back."""


@dataclass(slots=True)
class Call:
    """The strings of one running call, handed to the verb."""

    token: CancelToken = field(default_factory=CancelToken)
    exchange_id: str = ""
    progress: Progress | None = None
    written: Callable[[], int] | None = None
    """Tells the rows written so far by `meanwhile`, also while it writes; None when nobody writes them."""
    ended: bool = False

    def started(self, exchange: Exchange) -> None:
        self.exchange_id = exchange.id

    def report(self, progress: Progress) -> None:
        self.progress = progress
        # In the thread that receives: while it waits here nothing is taken from the socket.
        while self.behind() > AHEAD and not (self.token.cancelled or self.ended):
            sleep(POLL)

    def behind(self) -> int:
        """About how many bytes of rows wait to be written."""
        progress, written = self.progress, self.written
        if written is None or progress is None or not progress.rows:
            return 0
        return progress.received * (progress.rows - written()) // progress.rows


class _Runner(threading.Thread, Generic[T]):
    """The verb in its thread; a daemon, so that a second ctrl+c always ends the program."""

    def __init__(self, verb: Callable[[Call], T], call: Call) -> None:
        super().__init__(name="call", daemon=True)
        self._verb = verb
        self._call = call
        self._done = threading.Event()
        self.result: T | None = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self._verb(self._call)
        except BaseException as error:  # noqa: BLE001  # raised again, by `outcome`, in the thread that waits
            self.error = error
        finally:
            self._done.set()

    def finished(self, timeout: float) -> bool:
        return self._done.wait(timeout)

    def outcome(self) -> T:
        if self.error is not None:
            raise self.error
        assert self.result is not None
        return self.result


def run_call(verb: Callable[[Call], T], meanwhile: Callable[[Call], None] | None = None) -> T:
    """Run `verb` in a thread and wait for its outcome.

    `meanwhile` is called again and again in this thread once rows have come, to write them. Ctrl+c, and a
    reader of the output that goes away, cancel the call; its outcome then still comes, within a
    moment. Raises what the verb raises, and ReaderGone.
    """
    call = Call()
    runner: _Runner[T] = _Runner(verb, call)
    meter = _Meter()
    with _interrupts(call.token):
        runner.start()
        try:
            while not runner.finished(POLL):
                progress = call.progress
                rows_came = meanwhile is not None and progress is not None and progress.rows > 0
                if rows_came and stdout.is_terminal():
                    # Rows and progress would share a line; the rows themselves show that it goes on.
                    meter.clear()
                else:
                    meter.show(progress)
                if rows_came and meanwhile is not None:
                    meanwhile(call)
        except stdout.ReaderGone:
            call.token.cancel()
            runner.finished(timeout=2.0)
            raise
        finally:
            call.ended = True
            meter.clear()
    return runner.outcome()


@contextmanager
def _interrupts(token: CancelToken) -> Iterator[None]:
    """The first ctrl+c (or SIGTERM) cancels the call, the second one ends the program."""

    def stop(number: int, frame: FrameType | None) -> None:
        if token.cancelled:
            raise KeyboardInterrupt
        token.cancel()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Meter:
    """How a long call goes, on a terminal only."""

    def __init__(self) -> None:
        self._next = monotonic() + QUIET
        self._shown = False

    def show(self, progress: Progress | None) -> None:
        now = monotonic()
        if progress is None or now < self._next or not stderr.is_terminal():
            return
        self._next = now + TELL
        self._shown = True
        stderr.status(progress_line(progress))

    def clear(self) -> None:
        if self._shown:
            self._shown = False
            stderr.status("")


def progress_line(progress: Progress) -> str:
    """`12.3 s · receiving · 1.4 MB · 8,192 rows · 31 %   ctrl+c cancels`"""
    return f"{progress_words(progress)}   ctrl+c cancels"


def progress_words(progress: Progress) -> str:
    parts = [human_seconds(progress.elapsed), progress.phase]
    if progress.received:
        parts.append(human_bytes(progress.received))
    if progress.rows:
        parts.append(f"{human_count(progress.rows)} rows")
    if progress.percent is not None:
        parts.append(f"{progress.percent:g} %")
    elif progress.expected:
        parts.append(f"{min(100, 100 * progress.received // progress.expected)} %")
    return " · ".join(part for part in parts if part)
