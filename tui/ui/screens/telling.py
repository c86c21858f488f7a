"""What a sending tells the app while it runs."""

from __future__ import annotations

import time

from tui.core.exchange import Exchange, Progress
from tui.ui import messages
from tui.ui.screens.frame import WorkbenchScreen

PROGRESS_EVERY = 0.1
"""Seconds between two signs of life that reach the screen."""


class Telling:
    """In the sending's own thread: each exchange once, signs of life not too often."""

    def __init__(self, screen: WorkbenchScreen) -> None:
        self._screen = screen
        self._last = 0.0
        self.exchange_id = ""
        """Of the attempt under way, or refused last."""

    def started(self, exchange: Exchange) -> None:
        if self.exchange_id:
            # Another attempt: the one before has its outcome.
            self._screen.post_message(messages.ExchangeFinished(self.exchange_id))
        self.exchange_id = exchange.id
        self._screen.post_message(messages.ExchangeStarted(exchange.id))

    def progress(self, sign: Progress) -> None:
        now = time.monotonic()
        if now - self._last >= PROGRESS_EVERY:
            self._last = now
            self._screen.post_message(messages.ExchangeProgress(sign))
