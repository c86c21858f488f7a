"""What counts as a number in a chart, and what is a gap."""

from __future__ import annotations

import pytest

from tui.core.charting import figure, is_percent, number_of, total
from tui.core.table import ABSENT_CELL, NULL_CELL, Cell, CellKind


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Cell(CellKind.NUMBER, "31106"), 31106.0),
        (Cell(CellKind.TEXT, "3.10"), 3.1),
        (Cell(CellKind.TEXT, "12.5%"), 12.5),
        (Cell(CellKind.NUMBER, "-1e3"), -1000.0),
        (Cell(CellKind.TEXT, "-"), None),
        (Cell(CellKind.TEXT, ""), None),
        (Cell(CellKind.TEXT, "1,234"), None),
        (Cell(CellKind.TEXT, "NaN"), None),
        (Cell(CellKind.NUMBER, "1e400"), None),
        (Cell(CellKind.BOOLEAN, "true"), None),
        (NULL_CELL, None),
        (ABSENT_CELL, None),
    ],
)
def test_a_dash_null_and_text_are_gaps_and_never_zero(cell: Cell, value: float | None) -> None:
    assert number_of(cell) == value


def test_totals_and_figures() -> None:
    assert total([1.0, None, 2.0]) == 3.0
    assert total([None, None]) is None
    assert [figure(v) for v in (31106.0, 0.41254, None, 1.5e12, -2.0)] == [
        "31,106",
        "0.4125",
        "-",
        "1.5e+12",
        "-2",
    ]
    assert is_percent(Cell(CellKind.TEXT, "3 %"))
    assert not is_percent(Cell(CellKind.TEXT, "%"))
