"""Rows that are worked out when they are asked for: ten million of them cost nothing to keep."""

from __future__ import annotations

from collections.abc import Sequence

from tui.core.table import ABSENT_CELL, NULL_CELL, Cell, CellKind, Column

NAMES = ("user_id", "account", "event", "ts", "amount", "level", "city", "is_first", "url", "tags")
CITIES = ("北京", "上海", "広島", "São Paulo", "Zürich", "New York", "Москва", "서울", "🎮 town")
EVENTS = ("login", "purchase", "", "null", "0")


def cell_at(row: int, column: int) -> Cell:
    """Ten kinds of column, repeated: numbers, texts that look like something else, gaps, JSON."""
    match column % 10:
        case 0:
            return Cell(CellKind.NUMBER, str(10**9 + row))
        case 1:
            return Cell(CellKind.TEXT, f"acct-{row * 7919 % 50_000:x}")
        case 2:
            return Cell(CellKind.TEXT, EVENTS[row % 5])
        case 3:
            return Cell(CellKind.TEXT, f"2025-01-{row % 28 + 1:02d} 10:00:{row % 60:02d}.123")
        case 4:
            return Cell(CellKind.NUMBER, f"{row * 37 % 100_000 / 100:.2f}")
        case 5:
            return NULL_CELL if row % 11 == 0 else Cell(CellKind.NUMBER, str(row % 100))
        case 6:
            return Cell(CellKind.TEXT, CITIES[row % len(CITIES)])
        case 7:
            return ABSENT_CELL if row % 13 == 0 else Cell(CellKind.BOOLEAN, "true")
        case 8:
            return Cell(CellKind.TEXT, f"https://game.example.com/p/{row}?ref=q{row}&utm_source=src{row % 7}")
        case _:
            return Cell(CellKind.NESTED, f'{{"a":[1,2,{row}]}}')


class SyntheticRows:
    """A `RowSource` that may be made to grow by setting `row_count`."""

    def __init__(self, rows: int, columns: int = 10, *, complete: bool = True) -> None:
        self.row_count = rows
        self.complete = complete
        self.columns = [Column(NAMES[n % 10] + (str(n // 10) if n > 9 else "")) for n in range(columns)]
        self.reads: list[tuple[int, int]] = []

    def window(self, start: int, stop: int, columns: Sequence[int] | None = None) -> list[tuple[Cell, ...]]:
        self.reads.append((start, stop))
        wanted = range(len(self.columns)) if columns is None else columns
        rows = range(max(0, start), min(stop, self.row_count))
        return [tuple(cell_at(row, column) for column in wanted) for row in rows]
