"""One line at the bottom: what runs, and how the last exchange ended."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tui.core.display import human_bytes, human_count, human_seconds
from tui.core.envelope import TONE_SYMBOLS
from tui.core.wording import told, tr, tr_later
from tui.ui.session import Outcome, Running
from tui.ui.theme import TONE_CLASSES
from tui.ui.widgets.literal import literal

if TYPE_CHECKING:
    from tui.core.exchange import Progress

TICK = 0.1
"""Seconds between two pictures of a running exchange."""

QUIET = 0.2
"""Seconds before a running exchange is worth a line; most have ended by then."""

_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


def phase_words(phase: str) -> str:
    """One word such as `waiting`, or what is being waited for."""
    words = phase or tr_later("sending")
    shown = tr(words)
    return shown if shown != words else told(words)


def progress_words(elapsed: float, progress: Progress | None) -> str:
    """`waiting · 2.40 s · 1.4 MB · 31,106 rows · 42 % · escape cancels · 580.0 kB/s`."""
    parts = [phase_words(progress.phase if progress else ""), human_seconds(elapsed)]
    if progress is not None and progress.received:
        parts.append(human_bytes(progress.received))
    if progress is not None and progress.rows:
        parts.append(tr("{rows} rows", rows=human_count(progress.rows)))
    if progress is not None and progress.percent is not None:
        parts.append(f"{progress.percent:g} %")
    elif progress is not None and progress.expected:
        parts.append(f"{min(100, 100 * progress.received // progress.expected)} %")
    parts.append(tr("escape cancels"))
    if progress is not None and progress.received and elapsed > 1:
        # Last, because the end of the line is what a narrow screen cuts off.
        parts.append(f"{human_bytes(int(progress.received / elapsed))}/s")
    return " · ".join(parts)


class StatusLine(Static):
    """Shows the newest running exchange, else the last outcome."""

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $surface; padding: 0 1; color: $text-muted; text-wrap: nowrap;
                 text-overflow: ellipsis; }
    StatusLine.-running { color: $primary; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._live: list[Running] = []
        self._outcome: Outcome | None = None
        self._looked_at = self._hint = ""
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        self._timer = self.set_interval(TICK, self._paint, pause=not self._live)
        self._paint()

    def show(self, running: list[Running], outcome: Outcome | None, looked_at: str, hint: str = "") -> None:
        """Oldest first; an empty list shows the outcome, or where there is none yet, the hint.

        `looked_at` is the exchange that Inspect shows: an outcome of another one must not be taken for its.
        """
        self._live, self._outcome, self._looked_at = running, outcome, looked_at
        self._hint = hint
        if self._timer is not None:
            if running:
                self._timer.resume()
            else:
                self._timer.pause()
        self._paint()

    def _paint(self) -> None:
        elapsed = time.monotonic() - self._live[-1].since if self._live else 0.0
        self.remove_class(*TONE_CLASSES.values(), "-running")
        if self._live and elapsed >= QUIET:
            self.add_class("-running")
            self.update(self._running_line(elapsed))
        elif self._outcome is not None:
            self.add_class(TONE_CLASSES[self._outcome.tone])
            words = f"{TONE_SYMBOLS[self._outcome.tone]} {self._outcome.text}"
            if self._looked_at and self._looked_at != self._outcome.exchange_id:
                words = tr("Sent last: {outcome}", outcome=words)
            self.update(literal(words, limit=500))
        else:
            self.update(Content(self._hint or tr("Nothing sent yet.")))

    def _running_line(self, elapsed: float) -> Content:
        spinner = _SPINNER[int(elapsed / TICK) % len(_SPINNER)]
        words = progress_words(elapsed, self._live[-1].progress)
        others = tr("  (+{count} more)", count=len(self._live) - 1) if len(self._live) > 1 else ""
        return literal(f"{spinner} {words}{others}")
