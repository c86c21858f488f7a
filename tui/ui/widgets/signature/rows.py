"""The rows of a test as they come, and what they show as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Static

from tui.core.display import safe
from tui.core.envelope import TONE_SYMBOLS, Tone
from tui.core.wording import tr, tr_later
from tui.ui.widgets.cells import fit
from tui.ui.widgets.verdict_card import TONE_STYLES
from tui.ui.widgets.virtual_list import VirtualList

MARKS = {
    "ok": ("✓", Tone.GOOD),
    "seen": ("·", Tone.NEUTRAL),
    "failed": ("✗", Tone.BAD),
    "error": ("!", Tone.UNCERTAIN),
    "skipped": ("-", Tone.NEUTRAL),
}
"""Mark and tone of a row: as expected, nothing was expected, not as expected, no verdict, not sent."""

VERDICT = 20

NO_TEST = tr_later(
    "No test has run yet. ctrl+t chooses one: what a sign covers, for how long replays are noticed, which "
    "fields may be missing, how many calls are too many, which spelling of the path was signed."
)


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row. `kind` is a key of MARKS, `verdict` its class and code, `tone` the verdict's."""

    kind: str
    title: str
    verdict: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Finding:
    """One conclusion in words."""

    subject: str
    finding: str
    reason: str
    tone: Tone


class TestRows(VirtualList):
    """Rows are added as they come; the cursor follows the last one until someone moves it."""

    __test__ = False

    DEFAULT_CSS = """
    TestRows > .test-rows--good { color: $text-success; }
    TestRows > .test-rows--caution { color: $text-warning; }
    TestRows > .test-rows--bad { color: $text-error; }
    TestRows > .test-rows--uncertain { color: $uncertain; }
    TestRows > .test-rows--neutral { color: $text-muted; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"test-rows--{tone.value}" for tone in Tone}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._rows: list[RowLine] = []

    @property
    def line_count(self) -> int:
        return len(self._rows)

    def clear(self) -> None:
        self._rows = []
        self.lines_changed(keep_cursor=False)

    def add(self, row: RowLine) -> None:
        follows = self.cursor_row >= len(self._rows) - 1
        self._rows.append(row)
        self.fit_virtual_size()
        self.refresh()
        if follows:
            self.call_after_refresh(self.move_to, len(self._rows) - 1)

    def paint(self, row: int, width: int) -> Strip:
        one = self._rows[row]
        ground = "virtual-list--cursor" if row == self.cursor_row else ""
        mark, tone = MARKS[one.kind]
        room = max(8, width - 2 - VERDICT - 1)
        segments = [
            Segment(fit(mark, 2), self.style_of(f"test-rows--{tone.value}", ground)),
            Segment(fit(safe(one.title, 300), room), self.style_of("", ground)),
            Segment(" ", self.style_of("", ground)),
            Segment(
                fit(f"{TONE_SYMBOLS[one.tone]} {safe(one.verdict)}", VERDICT),
                self.style_of(f"test-rows--{one.tone.value}", ground),
            ),
        ]
        return Strip(segments, width).adjust_cell_length(width, self.style_of("", ground))


class TestView(Vertical):
    """How a test goes on one line, what it shows, and its rows."""

    __test__ = False

    DEFAULT_CSS = """
    TestView { height: 1fr; }
    TestView > .headline { height: auto; max-height: 3; }
    TestView > .findings { height: auto; max-height: 60%; scrollbar-size-vertical: 1; }
    TestView > .findings > Static { height: auto; width: 1fr; }
    TestView > TestRows { height: 1fr; margin-top: 1; }
    """

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(tr(NO_TEST), "dim"), classes="headline")
        with VerticalScroll(classes="findings", can_focus=False):
            yield Static("")
        yield TestRows(id="test-rows")

    @property
    def rows(self) -> TestRows:
        return self.query_one(TestRows)

    def begin(self, headline: Content) -> None:
        self.rows.clear()
        self.show([])
        self.say(headline)

    def say(self, headline: Content) -> None:
        self.query_one(".headline", Static).update(headline)

    def show(self, findings: Sequence[Finding]) -> None:
        """What the rows show so far."""
        parts = []
        for one in findings:
            words = f"{safe(one.subject)}  {TONE_SYMBOLS[one.tone]} {safe(one.finding)}".rstrip()
            parts.append(
                Content.assemble(
                    (words if one.finding else safe(one.subject), TONE_STYLES[one.tone]),
                    (f"  {safe(one.reason)}" if one.reason else "", ""),
                )
            )
        self.query_one(".findings > Static", Static).update(Content("\n").join(parts))
