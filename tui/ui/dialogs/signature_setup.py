"""Before a test: its figures, where its signs come from, what it would send and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label, Static

from tui.core.display import safe
from tui.core.failures import AssayError
from tui.core.wording import told, tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.dialogs.reading import ReadingDialog
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.reading import Line
from tui.ui.widgets.signature.importing import PasteBox

VALUE_HINTS = {
    "file": tr_later("a file with one sign a line"),
    "command": tr_later("a program that prints one sign; {path} in it is the path"),
}
"""Feeds that need a line of text, and what it is."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line to fill in before a test."""

    id: str
    label: str
    default: str
    hint: str = ""
    needed: bool = False
    """Without it there is no test, so it has the focus at first."""


@dataclass(frozen=True, slots=True)
class TestWish:
    """What a person wants: the test, its figures as typed, the feed and what it needs."""

    __test__ = False

    test: str
    figures: Mapping[str, str] = field(default_factory=dict)
    feed: str = ""
    value: str = field(default="", repr=False)
    """A file, a command, or pasted signs."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a test would do: sentences about it, and every row that it would send."""

    lines: tuple[str, ...]
    preview: tuple[str, ...] = ()


Describe = Callable[[TestWish], Cost]
"""Raises AssayError for a wish that cannot be met."""


class TestSetup(DialogBox[TestWish]):
    """The wish, or None."""

    __test__ = False

    DEFAULT_CSS = """
    TestSetup .row { height: 1; }
    TestSetup .row Label { width: 14; color: $text-muted; }
    TestSetup .row Input { width: 1fr; background: $panel; }
    TestSetup .label { color: $text-muted; height: 1; margin-top: 1; }
    TestSetup ChoiceList { max-height: 8; }
    TestSetup #feed-value { background: $panel; }
    TestSetup PasteBox { height: 4; padding: 0; background: $panel; }
    TestSetup .cost { height: auto; max-height: 8; margin-top: 1; }
    TestSetup .cost Static { height: auto; }
    TestSetup > .box > .hints { margin-top: 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r", "take", "Start", id="setup.start", priority=True, tooltip="Start the test"),
        Binding("f7", "dry_run", "Dry run", id="setup.dry-run", tooltip="List what would be sent"),
    ]

    HINTS: ClassVar[str] = tr_later("ctrl+r starts · f7 lists what would be sent · tab moves · escape closes")

    def __init__(
        self,
        title: str,
        wish: TestWish,
        figures: Sequence[Figure],
        feeds: Sequence[Choice],
        describe: Describe,
    ) -> None:
        super().__init__(title)
        self._wish = wish
        self._figures = tuple(figures)
        self._feeds = tuple(feeds)
        self._describe = describe
        self._cost: Cost | None = None

    def compose_box(self) -> ComposeResult:
        for one in self._figures:
            with Horizontal(classes="row"):
                yield Label(tr(one.label))
                value = self._wish.figures.get(one.id, one.default)
                yield Input(value, id=f"figure-{one.id}", placeholder=tr(one.hint), compact=True)
        if self._feeds:
            yield Static(tr("Signs come from"), classes="label")
            yield ChoiceList(self._feeds)
            yield Input(id="feed-value", compact=True)
            yield PasteBox(id="feed-list", placeholder=tr("paste signs here, one a line"))
        with VerticalScroll(classes="cost", can_focus=False):
            yield Static("")

    def on_mount(self) -> None:
        if self._feeds:
            known = [one.id for one in self._feeds]
            self.query_one(ChoiceList).show(self._feeds, self._wish.feed if self._wish.feed in known else "")
            if self._wish.feed in VALUE_HINTS:
                self.query_one("#feed-value", Input).value = self._wish.value
            needed = next((one.id for one in self._figures if one.needed), "")
            (self.query_one(f"#figure-{needed}") if needed else self.query_one(ChoiceList)).focus()
        elif self._figures:
            self.query_one(Input).focus()
        else:
            self.query_one(".cost").focus()
        self._show_feed()

    @property
    def wish(self) -> TestWish:
        """As it stands now."""
        figures = {f.id: self.query_one(f"#figure-{f.id}", Input).value for f in self._figures}
        if not self._feeds:
            return TestWish(self._wish.test, figures)
        current = self.query_one(ChoiceList).current
        feed = current.id if current is not None else ""
        value = self.query_one(PasteBox).whole if feed == "list" else ""
        if feed in VALUE_HINTS:
            value = self.query_one("#feed-value", Input).value.strip()
        return TestWish(self._wish.test, figures, feed, value)

    def _show_feed(self) -> None:
        if self._feeds:
            feed = self.wish.feed
            value = self.query_one("#feed-value", Input)
            value.display = feed in VALUE_HINTS
            value.placeholder = tr(VALUE_HINTS[feed]) if feed in VALUE_HINTS else ""
            self.query_one(PasteBox).display = feed == "list"
        self._show_cost()

    def _show_cost(self) -> None:
        shown = self.query_one(".cost Static", Static)
        try:
            self._cost = self._describe(self.wish)
        except AssayError as error:
            self._cost = None
            words = [error.message, *error.evidence, error.next_step]
            shown.update(
                Content.styled("\n".join(f"✗ {safe(told(w))}" for w in words[:3] if w), "$text-error")
            )
        else:
            shown.update(Content("\n".join(safe(line) for line in self._cost.lines)))

    def on_option_list_option_highlighted(self, event: ChoiceList.OptionHighlighted) -> None:
        event.stop()
        self._show_feed()

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        event.stop()
        if self.wish.feed == "list":
            self.query_one(PasteBox).focus()
        elif self.wish.feed in VALUE_HINTS and not self.wish.value:
            self.query_one("#feed-value").focus()
        else:
            self.action_take()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._show_cost()

    def on_text_area_changed(self) -> None:
        self._show_cost()

    def on_paste_box_pasted(self, event: PasteBox.Pasted) -> None:
        event.stop()
        self._show_cost()

    def on_input_submitted(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        self._show_cost()
        current = self.query_one(ChoiceList).current if self._feeds else None
        if current is not None and current.why_not:
            self.notify(current.why_not, severity="warning", markup=False)
        elif self._cost is not None:
            self.dismiss(self.wish)

    def action_dry_run(self) -> None:
        self._show_cost()
        if self._cost is not None:
            lines = [Line(f"{n:>3}  {row}") for n, row in enumerate(self._cost.preview, 1)]
            title = tr("What would be sent; nothing is sent yet")
            self.app.push_screen(ReadingDialog(title, lines or [Line(tr("Nothing."))]))
