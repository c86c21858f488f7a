"""What the copy menus put on the clipboard: exact values, never what the screen made of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from textual.app import App
from textual.widget import Widget

from tui.core.display import human_bytes, human_count
from tui.core.failures import AssayError
from tui.core.table import Cell, CellKind, Column, RowSource
from tui.core.wording import tr
from tui.ui.background import run_in_background
from tui.ui.widgets.choice_list import Choice

MOST_ROWS = 10_000
"""Rows that are copied at most; an export has no such limit."""

STEP = 500

OSC_52_SAFE = 74_000
"""Bytes that terminals commonly take for the clipboard (xterm: 100,000 characters of Base64)."""


def cell_value(cell: Cell) -> str:
    """The exact text of a cell; `null` for null, nothing for a cell that the row does not have."""
    return "null" if cell.kind is CellKind.NULL else cell.text


def cell_json(cell: Cell) -> str:
    """A cell as JSON, its digits as the server wrote them."""
    if cell.kind in {CellKind.NULL, CellKind.ABSENT}:
        return "null"
    if cell.kind in {CellKind.NUMBER, CellKind.BOOLEAN, CellKind.NESTED}:
        return cell.text
    return json.dumps(cell.text, ensure_ascii=False)


def row_json(columns: Sequence[Column], cells: Sequence[Cell]) -> str:
    """One row as an object. A name that stands twice gets a number; an absent cell is left out."""
    used: dict[str, int] = {}
    members = []
    for number, cell in enumerate(cells):
        name = columns[number].name if number < len(columns) else "extra " + str(number - len(columns) + 1)
        used[name] = used.get(name, 0) + 1
        key = name if used[name] == 1 else f"{name} ({used[name]})"
        if cell.kind is not CellKind.ABSENT:
            members.append(f"{json.dumps(key, ensure_ascii=False)}: {cell_json(cell)}")
    return "{" + ", ".join(members) + "}"


def tsv_line(values: Iterable[str]) -> str:
    """Values between tabs; one that holds a tab, a quote or a line end is quoted, quotes doubled."""
    quoted = (
        '"' + value.replace('"', '""') + '"' if any(c in value for c in '\t\n\r"') else value
        for value in values
    )
    return "\t".join(quoted)


def _windows(source: RowSource, columns: Sequence[int] | None) -> Iterator[tuple[Cell, ...]]:
    for start in range(0, min(source.row_count, MOST_ROWS), STEP):
        yield from source.window(start, min(start + STEP, MOST_ROWS), columns)


def column_lines(source: RowSource, column: int) -> str:
    """One column of the first rows, a value per line."""
    return "\n".join(tsv_line([cell_value(row[0])]) for row in _windows(source, [column]))


def table_tsv(source: RowSource) -> str:
    """Names and the first rows, between tabs."""
    lines = [tsv_line(column.name for column in source.columns)]
    lines += [tsv_line(map(cell_value, row)) for row in _windows(source, None)]
    return "\n".join(lines)


def copy_choices(rows: int) -> list[Choice]:
    """What of a table can be copied."""
    count = human_count(min(rows, MOST_ROWS))
    return [
        Choice("cell", tr("Cell"), tr("its exact value")),
        Choice("json", tr("Row as JSON")),
        Choice("tsv", tr("Row as TSV")),
        Choice("column", tr("Column"), tr("one value a line, {count} rows", count=count)),
        Choice("table", tr("Table as TSV"), tr("with names, {count} rows", count=count)),
    ]


def text_of(what: str, source: RowSource, cell: Cell, row: Sequence[Cell], column: int) -> tuple[str, str]:
    """The text of a choice, and what it is in words. Blocks for a column or a table."""
    match what:
        case "json":
            return row_json(source.columns, row), tr("the row as JSON")
        case "tsv":
            return tsv_line(map(cell_value, row)), tr("the row as TSV")
        case "column":
            return column_lines(source, column), tr("the column")
        case "table":
            return table_tsv(source), tr("the table as TSV")
        case _:
            return cell_value(cell), tr("the cell")


def copy_in_background(
    pane: Widget, make: Callable[[], tuple[str, str]], failed: Callable[[AssayError], None]
) -> None:
    """Make the text in a thread: ten thousand rows of two hundred columns take seconds."""
    run_in_background(pane, make, lambda found: put_on_clipboard(pane.app, *found), failed, name="assay-copy")


def put_on_clipboard(app: App[object], text: str, what: str) -> None:
    """Copy and say so. A lone surrogate, which no clipboard takes, becomes its escape."""
    data = text.encode("utf-8", "backslashreplace")
    app.copy_to_clipboard(data.decode("utf-8"))
    values = {"what": what, "size": human_bytes(len(data))}
    if len(data) > OSC_52_SAFE:
        app.notify(tr("Copied {what}, {size}. Some terminals take less than that.", **values))
    else:
        app.notify(tr("Copied {what}, {size}.", **values))
