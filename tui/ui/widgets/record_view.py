"""One row as a list of names and values, every value whole and wrapped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.core.display import human_bytes, safe
from tui.core.table import Cell, CellKind, Column
from tui.core.wording import tr
from tui.ui.widgets.cells import KIND_HINTS, fit, shown_text
from tui.ui.widgets.virtual_list import VirtualList

NAME_SHARE = 3
"""The names take at most one third of the width."""

SHOWN = 64 * 1024
"""Characters of one value that are shown; copying gives all of it."""


class _Piece(NamedTuple):
    """One painted line: the field it belongs to, its name on the first line, a part of its value."""

    field: int
    name: str
    sign: str
    text: str
    kind: CellKind


class RecordView(VirtualList):
    """Set with `show`. The cursor stands in a field; `field` and `cell` say in which."""

    DEFAULT_CSS = """
    RecordView > .record-view--name { color: $primary; }
    RecordView > .record-view--sign { color: $text-muted; }
    RecordView > .record-view--null { color: $text-muted; text-style: italic; }
    RecordView > .record-view--title { background: $panel; text-style: bold; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-view--name",
        "record-view--sign",
        "record-view--null",
        "record-view--title",
    }

    HEADER_LINES: ClassVar[int] = 1

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,right,l", "row(1)", "Next row", show=False, id="record.next", tooltip="The next row"),
        Binding(
            "p,left,h", "row(-1)", "Previous row", show=False, id="record.previous", tooltip="Row before"
        ),
        Binding("y", "copy", "Copy value", id="record.copy", tooltip="Copy this value, whole and exact"),
        Binding("escape,q,enter", "close", "Table", id="record.close", tooltip="Back to the table"),
    ]

    class RowWanted(Message):
        """Another row is asked for, so many further."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class CopyWanted(Message):
        """This value is to be copied."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell

    class Closed(Message):
        """Back to the table."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._title = ""
        self._columns: Sequence[Column] = ()
        self._cells: Sequence[Cell] = ()
        self._pieces: list[_Piece] = []
        self._name_width = 0

    def show(self, title: str, columns: Sequence[Column], cells: Sequence[Cell]) -> None:
        """`cells` may be more than `columns`: surplus cells of a long row are numbered."""
        self._title, self._columns, self._cells = title, columns, cells
        field = self.field
        self._cut()
        self.cursor_row = next((n for n, piece in enumerate(self._pieces) if piece.field == field), 0)
        self.lines_changed()
        self.move_to(self.cursor_row)

    @property
    def field(self) -> int:
        """The number of the field under the cursor."""
        return self._pieces[self.cursor_row].field if self.cursor_row < len(self._pieces) else 0

    @property
    def line_count(self) -> int:
        return len(self._pieces)

    def on_resize(self) -> None:
        field = self.field
        self._cut()
        self.cursor_row = next((n for n, piece in enumerate(self._pieces) if piece.field == field), 0)
        self.lines_changed()

    def _cut(self) -> None:
        """Wrap every value to the width there is."""
        width = max(20, self.viewport.width)
        names = [safe(column.name, 200) or tr("(no name)") for column in self._columns]
        names += [tr("(extra {number})", number=n + 1) for n in range(len(self._cells) - len(names))]
        longest = max((cell_len(name) for name in names), default=0)
        self._name_width = max(4, min(longest, width // NAME_SHARE))
        room = max(8, width - self._name_width - 5)
        pieces: list[_Piece] = []
        for number, cell in enumerate(self._cells):
            sign = KIND_HINTS.get(cell.kind, " ")
            for place, text in enumerate(_wrapped(cell, room)):
                name = names[number] if place == 0 else ""
                pieces.append(_Piece(number, name, sign if place == 0 else " ", text, cell.kind))
        self._pieces = pieces

    def paint_header(self, width: int) -> Strip:
        style = self.style_of("record-view--title")
        return Strip([Segment(fit(f" {safe(self._title)}", width), style)], width)

    def paint(self, row: int, width: int) -> Strip:
        piece = self._pieces[row]
        ground = "virtual-list--cursor" if piece.field == self.field else ""
        is_gap = piece.kind in {CellKind.NULL, CellKind.ABSENT}
        value = self.style_of("record-view--null" if is_gap else "", ground)
        name = fit(piece.name, self._name_width)
        segments = [
            Segment(f" {name} ", self.style_of("record-view--name", ground)),
            Segment(f"{piece.sign} ", self.style_of("record-view--sign", ground)),
            Segment(piece.text, value),
        ]
        return Strip(segments).adjust_cell_length(width, self.style_of("", ground))

    def move_to(self, row: int, *, top: int | None = None) -> None:
        before = self.field
        super().move_to(row, top=top)
        if self.field != before:
            self.refresh_lines_seen()

    def action_row(self, step: int) -> None:
        self.post_message(self.RowWanted(step))

    def action_copy(self) -> None:
        if self._cells:
            self.post_message(self.CopyWanted(self._cells[self.field]))

    def action_close(self) -> None:
        self.post_message(self.Closed())


def _wrapped(cell: Cell, width: int) -> list[str]:
    if cell.kind in {CellKind.NULL, CellKind.ABSENT} or not cell.text:
        return [shown_text(cell)]
    text = safe(cell.text[:SHOWN], keep_lines=True)
    lines = [part for line in text.split("\n") for part in (chop_cells(line, width) or [""])]
    if len(cell.text) > SHOWN:
        lines.append(
            tr(
                "… {shown} of {size}; y copies all of it",
                shown=human_bytes(SHOWN),
                size=human_bytes(len(cell.text)),
            )
        )
    return lines
