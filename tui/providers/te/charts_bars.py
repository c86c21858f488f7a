"""Funnels and distributions as bars, and what all pictures share of reading a table."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tui.core.charting import Bar, Bars, Chart, Series, Stacks, number_of
from tui.core.table import Cell, CellKind, Column, Table
from tui.providers.te.model_layouts import share

RATES = ("of the step before", "of the first")


def heads_of(table: Table) -> int:
    """How many columns, from the left, name the row."""
    values = (place for place, column in enumerate(table.columns) if column.kind is CellKind.NUMBER)
    return next(values, len(table.columns))


def grouped(cells: Sequence[Cell]) -> str:
    """The name of a row; a list of group values is its values."""
    return " · ".join(name for cell in cells for name in _names(cell) if name)


def _names(cell: Cell) -> list[str]:
    if cell.kind is not CellKind.NESTED:
        return [cell.text]
    values = json.loads(cell.text)
    if not isinstance(values, list) or any(isinstance(value, list | dict) for value in values):
        return [cell.text]
    return [value if isinstance(value, str) else json.dumps(value) for value in values]


def funnel_charts(tables: Sequence[Table]) -> list[Chart]:
    """A bar per step with both rates; one picture per group."""
    found = []
    for table in tables:
        if table.title == "Funnel":
            steps = [(row[0].text, row[1]) for row in table.rows]
            found.append(Chart("Funnel", _steps(steps), table, table.note))
        elif table.title == "Funnel by group":
            heads = heads_of(table)
            names = [column.name for column in table.columns[heads:]]
            for row in table.rows:
                title = f"Funnel: {grouped(row[:heads])}"
                picture = _steps(list(zip(names, row[heads:], strict=True)))
                found.append(Chart(title, picture, _numbers(title, picture), table.note))
    return found


def _steps(steps: Sequence[tuple[str, Cell]]) -> Bars:
    bars = []
    for number, (name, cell) in enumerate(steps):
        before = share(cell.text, steps[number - 1][1].text).text if number else ""
        first = share(cell.text, steps[0][1].text).text if number else ""
        bars.append(Bar(name, number_of(cell), cell.text or "-", (before, first)))
    return Bars(tuple(bars), RATES, "users")


def _numbers(title: str, picture: Bars) -> Table:
    names = ("step", "users", *RATES)
    columns = tuple(Column(name, CellKind.TEXT if name == "step" else CellKind.NUMBER) for name in names)
    rows = [
        tuple(Cell(CellKind.TEXT, text) for text in (bar.label, bar.text, *bar.notes)) for bar in picture.bars
    ]
    return Table(title, columns, tuple(rows))


def distribution_charts(tables: Sequence[Table]) -> list[Chart]:
    """Per period and group one bar, made of its buckets."""
    found = []
    for table in tables:
        heads = heads_of(table)
        if table.title != "Distribution" or heads == len(table.columns):
            continue
        labels = tuple(grouped(row[:heads]) for row in table.rows)
        parts = tuple(
            Series(column.name, tuple(number_of(row[place]) for row in table.rows))
            for place, column in enumerate(table.columns)
            if place >= heads
        )
        found.append(Chart("Distribution", Stacks(labels, parts), table, table.note))
    return found
