"""What is expected of an answer against the answer: one sentence for each difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from tui.core.display import human_seconds, safe
from tui.core.envelope import Tone
from tui.core.exchange import Exchange
from tui.core.saved_queries import Assertions, CellCheck
from tui.core.table import Cell, CellKind, RowSource

TYPED_ROWS = 1_000
"""Rows whose cells are looked at for the types of columns."""

_KINDS = {
    "text": CellKind.TEXT,
    "number": CellKind.NUMBER,
    "boolean": CellKind.BOOLEAN,
    "nested": CellKind.NESTED,
}


def differences(expected: Assertions, exchange: Exchange, rows: RowSource | None) -> list[str]:
    """Empty when all is as expected. The exchange has a whole answer; `rows` is None when it holds none."""
    envelope = exchange.envelope
    code = (envelope.code if envelope is not None else None) or ""
    found = []
    if expected.code and code != expected.code:
        found.append(f"The code is {safe(code, 40)}, not {expected.code}.")
    elif not expected.code and (envelope is None or envelope.tone is not Tone.GOOD):
        said = safe(envelope.message, 200) if envelope is not None else ""
        found.append(
            f"The code is {safe(code, 40) or 'missing'}, not plain success{f': {said}' if said else '.'}"
        )
    limit = expected.seconds_max
    if limit is not None and exchange.timing.total > limit:
        found.append(f"It took {human_seconds(exchange.timing.total)}, more than {human_seconds(limit)}.")
    if rows is None:
        if _looks_at_rows(expected):
            found.append("The answer holds no rows.")
        return found
    return [*found, *_rows(expected, rows.row_count), *_columns(expected, rows), *_cells(expected, rows)]


def _looks_at_rows(expected: Assertions) -> bool:
    counts = (expected.rows, expected.rows_min, expected.rows_max)
    parts = (expected.columns, expected.has_columns, expected.types, expected.cells)
    return any(count is not None for count in counts) or any(parts)


def expected_words(expected: Assertions) -> str:
    """What is expected, in a line."""
    parts = [f"code {expected.code}" if expected.code else "success"]
    if expected.rows is not None:
        parts.append(_count(expected.rows))
    if expected.rows_min is not None:
        parts.append(f"at least {_count(expected.rows_min)}")
    if expected.rows_max is not None:
        parts.append(f"at most {_count(expected.rows_max)}")
    if expected.columns or expected.has_columns or expected.types:
        parts.append("columns")
    if expected.cells:
        parts.append("1 cell" if len(expected.cells) == 1 else f"{len(expected.cells)} cells")
    if expected.seconds_max is not None:
        parts.append(f"within {human_seconds(expected.seconds_max)}")
    return ", ".join(parts)


def _count(rows: int) -> str:
    return "1 row" if rows == 1 else f"{rows} rows"


def _rows(expected: Assertions, count: int) -> Iterator[str]:
    if expected.rows is not None and count != expected.rows:
        yield f"The answer has {_count(count)}, not {expected.rows}."
    if expected.rows_min is not None and count < expected.rows_min:
        yield f"The answer has {_count(count)}, fewer than {expected.rows_min}."
    if expected.rows_max is not None and count > expected.rows_max:
        yield f"The answer has {_count(count)}, more than {expected.rows_max}."


def _columns(expected: Assertions, rows: RowSource) -> Iterator[str]:
    names = [column.name for column in rows.columns]
    if expected.columns and tuple(names) != expected.columns:
        yield f"The columns are {_listed(names)}, not {_listed(expected.columns)}."
    missing = [name for name in expected.has_columns if name not in names]
    if missing:
        yield f"The columns {_listed(missing)} are missing; there are {_listed(names)}."
    for name, kind in expected.types.items():
        if name not in names:
            yield f"The column {safe(name, 60)} is missing, so it is not of type {kind}."
            continue
        wrong = _other_type(rows, names.index(name), _KINDS[kind])
        if wrong is not None:
            number, cell = wrong
            yield f"The column {safe(name, 60)} holds {_shown(cell)} in row {number}, which is no {kind}."


def _other_type(rows: RowSource, column: int, wanted: CellKind) -> tuple[int, Cell] | None:
    for number, (cell,) in enumerate(rows.window(0, min(TYPED_ROWS, rows.row_count), [column])):
        if cell.kind not in {wanted, CellKind.NULL}:
            return number, cell
    return None


def _cells(expected: Assertions, rows: RowSource) -> Iterator[str]:
    names = [column.name for column in rows.columns]
    for check in expected.cells:
        place = f"row {check.row}, column {safe(str(check.column), 60)}"
        row = check.row if check.row >= 0 else rows.row_count + check.row
        column = _column(check.column, names)
        if not 0 <= row < rows.row_count or column is None:
            yield f"There is no cell at {place}."
            continue
        problem = _cell(check, rows.window(row, row + 1, [column])[0][0])
        if problem:
            yield f"At {place} stands {problem}."


def _column(wanted: str | int, names: Sequence[str]) -> int | None:
    if isinstance(wanted, int):
        return wanted if wanted < len(names) else None
    return names.index(wanted) if wanted in names else None


def _cell(check: CellCheck, cell: Cell) -> str:
    """What stands there instead; empty when all is well."""
    if check.equals is not None and not _equal(check.equals, cell):
        return f"{_shown(cell)}, not {safe(check.equals, 60)}"
    if check.minimum is None and check.maximum is None:
        return ""
    number = _number(cell.text)
    if number is None:
        return f"{_shown(cell)}, which is no number"
    if check.minimum is not None and number < Decimal(repr(check.minimum)):
        return f"{_shown(cell)}, less than {check.minimum:g}"
    if check.maximum is not None and number > Decimal(repr(check.maximum)):
        return f"{_shown(cell)}, more than {check.maximum:g}"
    return ""


def _equal(wanted: str, cell: Cell) -> bool:
    if cell.kind in {CellKind.NULL, CellKind.ABSENT}:
        return False
    if cell.text == wanted:
        return True
    there, asked = _number(cell.text), _number(wanted)
    return there is not None and there == asked


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _shown(cell: Cell) -> str:
    return safe(cell.text, 60) if cell.kind not in {CellKind.NULL, CellKind.ABSENT} else cell.kind.value


def _listed(names: Sequence[str]) -> str:
    return safe(", ".join(names), 300)
