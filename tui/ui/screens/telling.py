"""What a sending tells the app while it runs."""

from __future__ import annotations

import threading
import time

from tui.core.exchange import Exchange, Progress
from tui.ui import messages
from tui.ui.screens.frame import WorkbenchScreen

PROGRESS_EVERY = 0.1
"""Seconds between two signs of life that reach the screen."""


class Telling:
    """Called in the sending's own thread: each exchange once; signs of life not too often, the last one
    always, because it is what stays on the screen while nothing comes."""

    def __init__(self, screen: WorkbenchScreen) -> None:
        self._screen = screen
        self._lock = threading.Lock()
        self._last = 0.0
        self._waiting: Progress | None = None
        self.exchange_id = ""
        """Of the attempt under way, or refused last."""

    def started(self, exchange: Exchange) -> None:
        if self.exchange_id:
            # Another attempt: the one before has its outcome.
            self._screen.post_message(messages.ExchangeFinished(self.exchange_id))
        self.exchange_id = exchange.id
        self._screen.post_message(messages.ExchangeStarted(exchange.id))

    def progress(self, sign: Progress) -> None:
        with self._lock:
            is_waited_for = self._waiting is not None
            self._waiting = sign
            if is_waited_for:
                return
            left = self._last + PROGRESS_EVERY - time.monotonic()
        if left <= 0:
            self._tell()
            return
        timer = threading.Timer(left, self._tell)
        timer.daemon = True
        timer.start()

    def _tell(self) -> None:
        with self._lock:
            sign, self._waiting = self._waiting, None
            self._last = time.monotonic()
        if sign is not None:
            self._screen.post_message(messages.ExchangeProgress(sign))
