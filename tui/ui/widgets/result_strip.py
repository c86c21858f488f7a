"""The last send in a few lines: verdict, sentence, figures, first rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.core.display import human_bytes, human_seconds, safe
from tui.core.envelope import Tone
from tui.core.wording import tr
from tui.ui.widgets.cells import fit, shown_text, width_of
from tui.ui.widgets.counted import columns_words, rows_words

if TYPE_CHECKING:
    from tui.core.exchange import Exchange
    from tui.core.table import Cell, Column

FIRST_ROWS = 20
MAX_COLUMN = 24
GAP = 2
MORE = 17
"""Cells kept free for how many columns are not shown."""

TONE_STYLES = {
    Tone.GOOD: "bold $text-success",
    Tone.CAUTION: "bold $text-warning",
    Tone.BAD: "bold $text-error",
    Tone.UNCERTAIN: "bold $uncertain",
    Tone.NEUTRAL: "bold",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One outcome with its first rows. `sentence` may hold a server's words."""

    exchange: Exchange
    tone: Tone
    sentence: str
    columns: Sequence[Column] = ()
    rows: Sequence[tuple[Cell, ...]] = ()
    position: tuple[int, int] | None = None
    """Line and column, from 1, of the place in the typed text that the server complains about."""


class ResultStrip(Static, can_focus=True):
    """Shows one outcome at a time; foreign text in it is literal."""

    DEFAULT_CSS = """
    ResultStrip { height: auto; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,o", "open", "Inspect", id="result.open", tooltip="The whole answer (f4)"),
        Binding("x", "explain", "Explain", id="result.explain", tooltip="What the code means, what to do"),
    ]

    class Opened(Message):
        """The person wants to see the exchange, on the tab of that name if one is given."""

        def __init__(self, exchange_id: str, tab: str = "") -> None:
            super().__init__()
            self.exchange_id = exchange_id
            self.tab = tab

    result: Result | None = None

    def on_mount(self) -> None:
        self.border_title = tr("Result")
        self.empty()

    def empty(self) -> None:
        self.result = None
        self.update(Content.styled(tr("Nothing sent yet. ctrl+r sends."), "dim"))

    def sending(self) -> None:
        self.result = None
        self.update(Content.styled(tr("Sending … escape cancels."), "dim"))

    def tell(self, words: str) -> None:
        """Something worth knowing while nothing has been sent."""
        self.result = None
        self.update(Content.assemble(("▲ ", "bold $text-warning"), safe(words)))

    def refused(self, words: str) -> None:
        """Nothing was sent, and why."""
        self.result = None
        self.update(Content.assemble((f"✗ {tr('Not sent')}  ", "bold $text-error"), safe(words)))

    def show(self, result: Result) -> None:
        self.result = result
        self._paint()

    def on_resize(self) -> None:
        if self.result is not None:
            self._paint()

    def _paint(self) -> None:
        if self.result is None:
            return
        lines = [verdict_line(self.result)]
        if self.result.sentence:
            lines.append(Content(safe(self.result.sentence, 400)))
        lines += first_rows(self.result.columns, self.result.rows, self.content_size.width or 76)
        self.update(Content("\n").join(lines))

    def action_open(self) -> None:
        self._open("")

    def action_explain(self) -> None:
        self._open("explain")

    def _open(self, tab: str) -> None:
        if self.result is None:
            self.notify(tr("Nothing has been sent yet. ctrl+r sends."))
            return
        self.post_message(self.Opened(self.result.exchange.id, tab))


def verdict_line(result: Result) -> Content:
    """`✓ OK 0 · SANDBOX · 1.42 s · 1.4 MB · 31,106 rows`."""
    from tui.core.envelope import TONE_SYMBOLS
    from tui.core.exchange import ExchangeState

    exchange = result.exchange
    envelope = exchange.envelope
    if exchange.state is not ExchangeState.FINISHED:
        word, code = exchange.state.value.upper(), exchange.failure.code if exchange.failure else ""
    elif envelope is not None:
        word, code = envelope.word or result.tone.value.upper(), envelope.code or tr("no code")
    else:
        word, code = result.tone.value.upper(), ""
    facts = [human_seconds(exchange.timing.total), human_bytes(exchange.received)]
    if exchange.rows is not None:
        facts.append(rows_words(exchange.rows))
    if exchange.sandbox:
        facts.insert(0, "SANDBOX")
    if not exchange.complete:
        facts.insert(0, tr("CUT OFF") if exchange.received else tr("no answer"))
    return Content.assemble(
        (f"{TONE_SYMBOLS[result.tone]} {safe(word)} ", TONE_STYLES[result.tone]),
        (safe(code), "bold"),
        (f" · {' · '.join(facts)}", "dim"),
    )


def first_rows(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], width: int) -> list[Content]:
    """A header and the first rows in `width` cells; columns that do not fit are counted."""
    from tui.core.table import Cell, CellKind

    if not rows:
        return []
    widths: list[int] = []
    for number, column in enumerate(columns):
        cells = [row[number] for row in rows if number < len(row)]
        name = Cell(CellKind.TEXT, column.name)
        wanted = max(3, *(width_of(cell, MAX_COLUMN) for cell in (name, *cells)))
        if sum(widths) + GAP * len(widths) + wanted > width - MORE * (number < len(columns) - 1):
            break
        widths.append(wanted)
    if not widths:
        widths = [max(3, width)]
    hidden = len(columns) - len(widths)
    more = f"  … +{columns_words(hidden)}" if hidden > 0 else ""
    gap = " " * GAP
    names = gap.join(fit(safe(columns[i].name, 200), w) for i, w in enumerate(widths) if i < len(columns))
    lines = [Content.styled(names + more, "bold dim")]
    for row in rows:
        texts = (
            fit(shown_text(row[i], w), w, row[i].kind is CellKind.NUMBER)
            for i, w in enumerate(widths)
            if i < len(row)
        )
        lines.append(Content(gap.join(texts)))
    return lines
