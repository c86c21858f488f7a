"""One row whole: every value wrapped, nothing cut but what is huge, and that says so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.ui.driving import SIZES, SMALL
from tests.ui.hostile import STRINGS, acts
from tests.ui.inspect.cast import WidgetApp, lines_of
from tui.core.table import ABSENT_CELL, NULL_CELL, Cell, CellKind, Column
from tui.ui.widgets.record_view import SHOWN, RecordView


class RecordApp(WidgetApp):
    def on_record_view_row_wanted(self, message: RecordView.RowWanted) -> None:
        self.heard.append(message.step)

    def on_record_view_copy_wanted(self, message: RecordView.CopyWanted) -> None:
        self.heard.append(message.cell)

    def on_record_view_closed(self, message: RecordView.Closed) -> None:
        self.heard.append("closed")


@asynccontextmanager
async def shown(
    cells: Sequence[Cell], names: Sequence[str] = (), size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[RecordView, Pilot[None], RecordApp]]:
    record = RecordView()
    app = RecordApp(record)
    async with app.run_test(size=size) as pilot:
        record.show("Row 1", [Column(name) for name in names], cells)
        await pilot.pause()
        yield record, pilot, app


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_value_is_there_to_its_last_character(size: tuple[int, int]) -> None:
    value = "".join(f"{n:04d}" for n in range(900))
    async with shown([Cell(CellKind.TEXT, value)], ["v"], size) as (record, pilot, app):
        seen: list[str] = []
        for row in range(record.line_count):
            strip = record.paint(row, record.viewport.width)
            seen.append("".join(segment.text for segment in list(strip)[2:]).strip())
        assert "".join(seen) == value
        await pilot.press("G")
        assert value[-8:] in "".join(lines_of(app))


async def test_kinds_are_told_apart_and_line_ends_are_line_ends() -> None:
    cells = [NULL_CELL, Cell(CellKind.TEXT, "null"), Cell(CellKind.TEXT, ""), ABSENT_CELL]
    cells += [Cell(CellKind.TEXT, "one\ntwo"), Cell(CellKind.NUMBER, "1.10")]
    async with shown(cells, ["n", "t", "e", "a", "l", "d"]) as (_, __, app):
        words = [line.split() for line in lines_of(app)[1:8]]
        assert words[0] == ["n", "null"]
        assert words[1] == ["t", "T", "null"]
        assert words[2] == ["e", "T", '""']
        assert words[3] == ["a", "·"]
        assert words[4:6] == [["l", "T", "one"], ["two"]]
        assert words[6] == ["d", "#", "1.10"]


async def test_keys_ask_for_rows_copies_and_the_table() -> None:
    cells = [Cell(CellKind.TEXT, "a" * 200), Cell(CellKind.NUMBER, "7")]
    async with shown(cells, ["a", "b"]) as (record, pilot, app):
        await pilot.press("n", "p", "y", "G", "y", "escape")
        assert app.heard == [1, -1, cells[0], cells[1], "closed"]
        assert record.field == 1


async def test_cells_beyond_the_header_are_numbered() -> None:
    async with shown([Cell(CellKind.NUMBER, "1")] * 3, ["a"]) as (_, __, app):
        assert "(extra 1)" in lines_of(app)[2]
        assert "(extra 2)" in lines_of(app)[3]


async def test_the_field_stays_when_another_row_is_shown_and_when_the_size_changes() -> None:
    cells = [Cell(CellKind.TEXT, "x" * 100), Cell(CellKind.NUMBER, "7"), NULL_CELL]
    async with shown(cells, ["a", "b", "c"]) as (record, pilot, app):
        await pilot.press("G", "k")
        assert record.field == 1
        record.show("Row 2", [Column(n) for n in "abc"], [Cell(CellKind.TEXT, "short"), *cells[1:]])
        assert record.field == 1
        await pilot.resize_terminal(160, 45)
        await pilot.pause()
        assert record.field == 1
        assert app.heard == []


async def test_a_huge_value_is_cut_and_says_so() -> None:
    async with shown([Cell(CellKind.TEXT, "x" * (SHOWN * 3))], ["v"]) as (record, pilot, app):
        await pilot.press("G")
        assert "y copies all of it" in lines_of(app)[-1]
        assert record.line_count < 3000


async def test_hostile_names_and_values_do_nothing() -> None:
    cells = [Cell(CellKind.TEXT, text) for text in STRINGS]
    async with shown(cells, STRINGS, (100, 400)) as (_, __, app):
        for line in lines_of(app):
            assert acts(line) == []
            assert cell_len(line) == 100
