"""Exchanges, one a line, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual.strip import Strip

from tui.core.display import human_count, human_seconds, safe
from tui.core.envelope import TONE_SYMBOLS, Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.wording import tr
from tui.ui.widgets.cells import fit
from tui.ui.widgets.virtual_list import VirtualList

WIDE = 100
"""Cells from which the environment and longer names have room."""

ROOM_AHEAD = 20
"""Lines before the last one at which older exchanges are asked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange with what is not in it: how it is painted, and its profile's environment now."""

    exchange: Exchange
    tone: Tone
    environment: str = ""

    @property
    def verdict(self) -> str:
        """`✓ 0 OK`, `✗ -1008 ERROR`, `? UNCERTAIN`."""
        exchange, symbol = self.exchange, TONE_SYMBOLS[self.tone]
        if exchange.state is ExchangeState.SENDING:
            return tr("{symbol} running", symbol=symbol)
        if exchange.state is not ExchangeState.FINISHED:
            return f"{symbol} {exchange.state.value.upper()}"
        envelope = exchange.envelope
        if envelope is None:
            return tr("{symbol} no answer", symbol=symbol)
        code = envelope.code if envelope.code is not None else tr("no code")
        return f"{symbol} {code} {envelope.word}".rstrip()


class _Widths(NamedTuple):
    when: int
    verdict: int
    route: int
    rows: int
    took: int
    profile: int
    environment: int


def widths_for(width: int) -> _Widths:
    """How a line of `width` cells is shared; the route gets what is left."""
    if width >= WIDE:
        fixed = {"when": 19, "verdict": 20, "rows": 10, "took": 9, "profile": 16, "environment": 8}
    else:
        fixed = {"when": 11, "verdict": 15, "rows": 9, "took": 8, "profile": 10, "environment": 0}
    gaps = sum(1 for size in fixed.values() if size) * 2 + 2
    route = max(8, width - sum(fixed.values()) - gaps)
    return _Widths(route=route, **fixed)


class ExchangeList(VirtualList):
    """Set with `show`, extended with `add`. Enter on a line is `VirtualList.Opened`."""

    DEFAULT_CSS = """
    ExchangeList > .exchange-list--header { background: $panel; color: $text-muted; text-style: bold; }
    ExchangeList > .exchange-list--muted { color: $text-muted; }
    ExchangeList > .exchange-list--good { color: $text-success; }
    ExchangeList > .exchange-list--caution { color: $text-warning; }
    ExchangeList > .exchange-list--bad { color: $text-error; }
    ExchangeList > .exchange-list--uncertain { color: $uncertain; }
    ExchangeList > .exchange-list--neutral { color: $text-muted; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "exchange-list--header",
        "exchange-list--muted",
        *(f"exchange-list--{tone.value}" for tone in Tone),
    }

    HEADER_LINES: ClassVar[int] = 1

    def __init__(self) -> None:
        super().__init__(id="exchanges")
        self._entries: list[Entry] = []
        self._today = ""
        self.marked: Exchange | None = None

    def mark(self, exchange: Exchange | None) -> None:
        """One exchange to be compared with another; None for none."""
        self.marked = exchange
        self.refresh()

    def show(self, entries: Sequence[Entry], today: str) -> None:
        """Replace the lines; the cursor stays on its exchange when it is still there. `today` is a date."""
        current = self.entry.exchange.id if self.entry is not None else ""
        self._entries, self._today = list(entries), today
        places = [n for n, entry in enumerate(self._entries) if entry.exchange.id == current]
        row = places[0] if places else min(self.cursor_row, max(0, len(entries) - 1))
        self.lines_changed()
        self.move_to(row)

    def add(self, entries: Sequence[Entry]) -> None:
        """Older exchanges, below those shown."""
        self._entries += entries
        self.fit_virtual_size()
        self.refresh()

    @property
    def line_count(self) -> int:
        return len(self._entries)

    @property
    def entry(self) -> Entry | None:
        """The exchange under the cursor."""
        return self._entries[self.cursor_row] if self.cursor_row < len(self._entries) else None

    @property
    def is_near_end(self) -> bool:
        return self.cursor_row >= len(self._entries) - ROOM_AHEAD

    def paint_header(self, width: int) -> Strip:
        wide = widths_for(width)
        texts = [
            fit("time", wide.when),
            fit("verdict", wide.verdict),
            fit("route", wide.route),
            fit("rows", wide.rows, right=True),
            fit("took", wide.took, right=True),
            fit("profile", wide.profile),
            fit("env", wide.environment),
        ]
        line = " " + "  ".join(text for text in texts if text)
        style = self.style_of("exchange-list--header")
        return Strip([Segment(line, style)]).adjust_cell_length(width, style)

    def paint(self, row: int, width: int) -> Strip:
        entry = self._entries[row]
        exchange = entry.exchange
        ground = "virtual-list--cursor" if row == self.cursor_row else ""
        plain, muted = self.style_of("", ground), self.style_of("exchange-list--muted", ground)
        tone = self.style_of(f"exchange-list--{entry.tone.value}", ground)
        wide = widths_for(width)
        rows = human_count(exchange.rows) if exchange.rows is not None else "—"
        took = human_seconds(exchange.timing.total) if exchange.timing.total else "—"
        cells = [
            (fit(self._when(exchange.started_at, wide.when), wide.when), muted),
            (fit(safe(entry.verdict, 100), wide.verdict), tone),
            (fit(safe(exchange.operation, 200), wide.route), plain),
            (fit(rows, wide.rows, right=True), plain),
            (fit(took, wide.took, right=True), muted),
            (fit(safe(exchange.profile_name, 200), wide.profile), plain),
            (fit(entry.environment or "—", wide.environment), muted),
        ]
        segments = [Segment(self._sign(exchange), plain)]
        for text, style in cells:
            if text:
                segments += [Segment(text, style), Segment("  ", plain)]
        return Strip(segments).adjust_cell_length(width, plain)

    def _sign(self, exchange: Exchange) -> str:
        """● marked to be compared, ★ pinned."""
        if self.marked is not None and self.marked.id == exchange.id:
            return "●"
        return "★" if exchange.pinned else " "

    def _when(self, seconds: float, width: int) -> str:
        moment = datetime.fromtimestamp(seconds).astimezone()
        if width >= 19:
            return f"{moment:%Y-%m-%d %H:%M:%S}"
        is_today = f"{moment:%Y-%m-%d}" == self._today
        return f"{moment:%H:%M:%S}" if is_today else f"{moment:%m-%d %H:%M}"
