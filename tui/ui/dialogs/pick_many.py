"""Choose several of many, by filtering and marking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import Input, Static

from tui.core.display import safe
from tui.core.wording import told, tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.cells import fit
from tui.ui.widgets.literal import literal
from tui.ui.widgets.virtual_list import VirtualList


@dataclass(frozen=True, slots=True)
class PickRow:
    """`why_not` makes it unavailable, and says why."""

    id: int
    label: str
    detail: str = ""
    why_not: str = ""


class PickList(VirtualList):
    """Rows with a mark each."""

    DEFAULT_CSS = """
    PickList { height: 14; }
    PickList > .pick-list--muted { color: $text-muted; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"pick-list--muted"}

    def __init__(self, rows: Sequence[PickRow]) -> None:
        super().__init__()
        self.rows = list(rows)
        self.marked: set[int] = set()

    @property
    def line_count(self) -> int:
        return len(self.rows)

    @property
    def current(self) -> PickRow | None:
        return self.rows[self.cursor_row] if self.cursor_row < len(self.rows) else None

    def paint(self, row: int, width: int) -> Strip:
        one = self.rows[row]
        ground = "virtual-list--cursor" if row == self.cursor_row else ""
        mark = "✗" if one.why_not else "[x]" if one.id in self.marked else "[ ]"
        text = f"{safe(one.label, 400)}  {safe(told(one.why_not) or one.detail, 200)}"
        face = "pick-list--muted" if one.why_not else ""
        return Strip([Segment(fit(f"{mark:<3} {text}", width), self.style_of(face, ground))], width)


class PickManyDialog(DialogBox[tuple[int, ...]]):
    """The ids of the marked rows, or of the one under the cursor; None when nothing was chosen."""

    DEFAULT_CSS = """
    PickManyDialog .notes { height: auto; color: $text-muted; }
    PickManyDialog Input { border: none; height: 1; padding: 0; background: $panel; margin-bottom: 1; }
    PickManyDialog .why-not { height: auto; max-height: 3; color: $text-warning; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Mark", show=False, id="pick.mark", tooltip="Mark or unmark this row"),
        Binding("a", "mark_all", "All", show=False, id="pick.all", tooltip="Mark all rows shown, or none"),
        Binding("slash", "filter", "Filter", show=False, id="pick.filter", tooltip="To the filter"),
        Binding("down", "to_list", "Down", show=False, id="pick.list", tooltip="To the list"),
    ]

    HINTS: ClassVar[str] = tr_later(
        "space marks · a marks all shown · / filters · enter takes them · escape closes"
    )

    def __init__(self, title: str, rows: Sequence[PickRow], notes: Sequence[str] = ()) -> None:
        super().__init__(title)
        self._rows = tuple(rows)
        self._notes = tuple(notes)

    def compose_box(self) -> ComposeResult:
        if self._notes:
            yield Static(
                literal("\n".join(f"▲ {note}" for note in self._notes), keep_lines=True), classes="notes"
            )
        yield Input(placeholder=tr("type to filter by address and method"), compact=True)
        yield PickList(self._rows)
        yield Static("", classes="why-not")

    def on_mount(self) -> None:
        self.query_one(PickList).focus()

    @property
    def _list(self) -> PickList:
        return self.query_one(PickList)

    def on_input_changed(self, event: Input.Changed) -> None:
        words = event.value.casefold().split()
        self._list.rows = [r for r in self._rows if all(w in r.label.casefold() for w in words)]
        self._list.lines_changed(keep_cursor=False)

    def on_input_submitted(self) -> None:
        self._list.focus()

    def on_virtual_list_moved(self) -> None:
        current = self._list.current
        self.query_one(".why-not", Static).update(literal(told(current.why_not) if current else ""))

    def on_virtual_list_opened(self) -> None:
        marked = tuple(one.id for one in self._rows if one.id in self._list.marked)
        current = self._list.current
        if marked:
            self.dismiss(marked)
        elif current is not None and not current.why_not:
            self.dismiss((current.id,))
        elif current is not None:
            self.notify(current.why_not, severity="warning", markup=False)

    def action_mark(self) -> None:
        current = self._list.current
        if current is None or current.why_not:
            return
        self._list.marked ^= {current.id}
        self._list.refresh()
        self._list.action_line(1)

    def action_mark_all(self) -> None:
        shown = {one.id for one in self._list.rows if not one.why_not}
        self._list.marked = (
            self._list.marked - shown if shown <= self._list.marked else self._list.marked | shown
        )
        self._list.refresh()

    def action_filter(self) -> None:
        self.query_one(Input).focus()

    def action_to_list(self) -> None:
        self._list.focus()
