"""The columns of a table as a list: show, hide, put in order, go to one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui.core.display import safe
from tui.core.table import Column
from tui.core.wording import tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.cells import KIND_WORDS
from tui.ui.widgets.choice_list import Choice, ChoiceList


class ColumnsWish(NamedTuple):
    order: tuple[int, ...]
    hidden: set[int]
    column: int
    """Where the cursor goes."""


def _key(keys: str, action: str, name: str, tip: str) -> Binding:
    return Binding(
        keys, action, name, show=False, id=f"columns.{name.lower().replace(' ', '-')}", tooltip=tip
    )


class ColumnsDialog(DialogBox[ColumnsWish]):
    """The wish, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _key("space", "switch", tr_later("Show or hide"), tr_later("Show or hide this column")),
        _key("a", "all", tr_later("Show all"), tr_later("Show all columns")),
        _key("o", "only", tr_later("Only this"), tr_later("Hide all other columns")),
        _key(
            "K,ctrl+up,left_curly_bracket",
            "shift(-1)",
            tr_later("Move up"),
            tr_later("Put the column further left"),
        ),
        _key(
            "J,ctrl+down,right_curly_bracket",
            "shift(1)",
            tr_later("Move down"),
            tr_later("Put the column further right"),
        ),
    ]

    HINTS: ClassVar[str] = tr_later(
        "space shows or hides · K J move it · a all · o only this · enter goes there · escape"
    )

    def __init__(
        self, columns: Sequence[Column], order: Sequence[int], hidden: Iterable[int], current: int
    ) -> None:
        super().__init__(tr("Columns"))
        self._columns = columns
        self._order = list(order)
        self._hidden = set(hidden)
        self._current = current

    def compose_box(self) -> ComposeResult:
        yield ChoiceList(self._choices())

    def on_mount(self) -> None:
        self._paint(self._current)
        self.query_one(ChoiceList).focus()

    def _choices(self) -> list[Choice]:
        found = []
        for number in self._order:
            column = self._columns[number]
            mark = "[ ]" if number in self._hidden else "[x]"
            kind = tr(KIND_WORDS[column.kind]) if column.kind is not None else ""
            name = safe(column.name, 60) or tr("(no name)")
            found.append(Choice(str(number), f"{mark} {name}", kind))
        return found

    def _paint(self, current: int) -> None:
        self.query_one(ChoiceList).show(self._choices(), str(current))

    @property
    def _number(self) -> int:
        choice = self.query_one(ChoiceList).current
        return int(choice.id) if choice is not None else self._order[0]

    def action_switch(self) -> None:
        number = self._number
        if number in self._hidden:
            self._hidden.discard(number)
        elif len(self._hidden) < len(self._order) - 1:
            self._hidden.add(number)
        else:
            self.notify(tr("The last column stays."))
        self._paint(number)

    def action_all(self) -> None:
        self._hidden.clear()
        self._paint(self._number)

    def action_only(self) -> None:
        number = self._number
        self._hidden = set(self._order) - {number}
        self._paint(number)

    def action_shift(self, step: int) -> None:
        number = self._number
        at = self._order.index(number)
        to = max(0, min(at + step, len(self._order) - 1))
        self._order.insert(to, self._order.pop(at))
        self._paint(number)

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        event.stop()
        number = self._number
        self._hidden.discard(number)
        self.dismiss(ColumnsWish(tuple(self._order), self._hidden, number))

    def action_leave(self) -> None:
        """What was shown, hidden and moved is kept; only the cursor stays where it was."""
        self.dismiss(ColumnsWish(tuple(self._order), self._hidden, self._current))
