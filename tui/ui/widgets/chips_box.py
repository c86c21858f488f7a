"""One line to type a filter into: an expression, or plain text to search for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from tui.core.filtering import FilterProblem, parse_filter
from tui.core.results_ports import Chip, ChipKind
from tui.core.wording import told, tr, tr_later
from tui.ui.widgets.literal import literal

_QUOTED = re.compile(r""""((?:[^"]|"")*)"|'((?:[^']|'')*)'""")
_TEST = re.compile(r"[=<>]|\b(?:contains|matches|is\s+(?:not\s+)?null)\b", re.IGNORECASE)

HINT = tr_later("events > 100 and name contains 'view', or text to search · enter, escape")
SEARCHES = tr_later("Searches all columns · enter takes it")
FILTERS = tr_later("Filters the rows · enter takes it")


def chip_of(text: str, names: Sequence[str]) -> Chip:
    """The chip of a typed text. Raises FilterProblem for an expression that cannot be read.

    What tests something is an expression; anything else, and any text in quotes, is searched for.
    """
    quoted = _QUOTED.fullmatch(text)
    if quoted is not None:
        inner = text[1:-1].replace(text[0] * 2, text[0])
        return Chip(ChipKind.SEARCH, inner)
    if not _TEST.search(text):
        return Chip(ChipKind.SEARCH, text)
    parse_filter(text, names)
    return Chip(ChipKind.FILTER, text)


class FilterBox(Vertical):
    """Hidden until `ask`. What is wrong stands below its place while one types."""

    DEFAULT_CSS = """
    FilterBox { height: 2; display: none; background: $panel; padding: 0 1; }
    FilterBox > Input, FilterBox > Input:focus { border: none; height: 1; padding: 0; background: $panel; }
    FilterBox > Static { height: 1; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
    FilterBox > Static.-wrong { color: $text-error; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", id="filter.leave", tooltip="Close without a filter"),
    ]

    class Taken(Message):
        """A filter to add."""

        def __init__(self, chip: Chip) -> None:
            super().__init__()
            self.chip = chip

    class Left(Message):
        """The box has closed: the focus goes back."""

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield Input(placeholder=tr("filter or search"), compact=True, select_on_focus=False)
        yield Static()

    def ask(self, names: Sequence[str], value: str = "", problem: str = "") -> None:
        """Open for a table with these columns. `problem` is what was wrong with `value`."""
        self._names = tuple(names)
        self.display = True
        typed = self.query_one(Input)
        with self.prevent(Input.Changed):
            typed.value = value
        typed.cursor_position = len(value)
        self._say(problem or tr(HINT), wrong=bool(problem))
        typed.focus()

    def close(self) -> None:
        self.display = False

    def action_leave(self) -> None:
        self.close()
        self.post_message(self.Left())

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._read(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            self.action_leave()
            return
        chip = self._read(event.value)
        if chip is not None:
            self.close()
            self.post_message(self.Taken(chip))

    def _read(self, value: str) -> Chip | None:
        text = value.strip()
        if not text:
            self._say(tr(HINT))
            return None
        try:
            chip = chip_of(text, self._names)
        except FilterProblem as problem:
            column = problem.column + len(value) - len(value.lstrip())
            before = cell_len(value[: column - 1])
            self._say(self._at(before, told(str(problem))), wrong=True)
            return None
        self._say(tr(FILTERS) if chip.kind is ChipKind.FILTER else tr(SEARCHES))
        return chip

    def _at(self, place: int, message: str) -> str:
        """The message below its place where there is room, else with the place named."""
        words = f"^ {message}"
        scrolled = self.query_one(Input).scroll_offset.x
        if place - scrolled + cell_len(words) <= self.content_size.width and place >= scrolled:
            return " " * (place - scrolled) + words
        return tr("✗ at character {place}: {message}", place=place + 1, message=message)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        line = self.query_one(Static)
        line.set_class(wrong, "-wrong")
        line.update(literal(text, limit=400))
