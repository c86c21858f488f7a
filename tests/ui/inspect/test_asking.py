"""Asking rows again by keys: order, filters, search, chips, statistics; while an answer grows; stopping."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.ui.driving import LARGE, SIZES, strips, told, type_text, until
from tests.ui.hostile import GROUPS, acts
from tests.ui.inspect.asking import asked, event_rows, events
from tests.ui.inspect.cast import Inspect
from tests.ui.inspect.synthetic import SyntheticRows
from tui.core.filtering import FilterProblem
from tui.core.results_ports import Bin, Chip, ChipKind, ColumnStatistics
from tui.core.table import Cell, CellKind, Column, Table
from tui.ui.dialogs.statistics import StatisticsDialog
from tui.ui.widgets.chips import ChipsLine
from tui.ui.widgets.chips_box import FilterBox, chip_of
from tui.ui.widgets.statistics_view import statistics_lines

both_sizes = pytest.mark.parametrize("size", SIZES)


def column(inspect: Inspect, place: int, count: int = 3) -> list[str]:
    """The first texts of a column as the table has them."""
    source = inspect.screen.panes.rows.table.source
    assert source is not None
    return [row[0].text for row in source.window(0, count, [place])]


def amounts() -> list[Cell]:
    """The numbers of the column in their order."""
    cells = [row[1] for row in event_rows(60) if row[1].kind is CellKind.NUMBER]
    return sorted(cells, key=lambda cell: int(cell.text))


async def filtered(inspect: Inspect, text: str) -> None:
    """Type a filter and take it."""
    await inspect.press("slash")
    await type_text(inspect.pilot, text)
    await inspect.press("enter")


@both_sizes
async def test_s_sorts_up_then_down_then_as_it_came_and_the_cursor_keeps_its_row(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with asked(tmp_path, size=size) as (inspect, _):
        table = inspect.screen.panes.rows.table
        await inspect.press("right", "down", "s")
        await inspect.shows("60 of 60 rows", "▲ amount ×", "amount ▲")
        assert column(inspect, 1) == [cell.text for cell in amounts()[:3]]
        assert table.cell is not None
        assert table.cell.text == "37", "the row of before"
        await inspect.press("s")
        await inspect.shows("▼ amount ×")
        assert column(inspect, 1) == [cell.text for cell in amounts()[:-4:-1]]
        await inspect.press("s")
        await until(inspect.pilot, lambda: "of 60 rows" not in inspect.text(), "the original order")
        assert column(inspect, 0) == ["0", "1", "2"]
        assert (table.cursor_row, table.cursor_column) == (1, 1)


async def test_capital_s_is_the_original_order_and_filters_stay(tmp_path: Path) -> None:
    async with asked(tmp_path) as (inspect, _):
        await inspect.press("right", "s", "left", "s")
        await inspect.shows("▲ id ×")
        await filtered(inspect, "event = login")
        await inspect.shows("20 of 60 rows", "▲ id ×", "event = login ×")
        await inspect.press("S")
        await until(inspect.pilot, lambda: "▲" not in inspect.text(), "the original order")
        await inspect.shows("20 of 60 rows", "event = login ×")
        await inspect.press("S")
        await told(inspect.pilot, "in their original order")


@both_sizes
async def test_a_filter_and_a_search_are_chips_and_backspace_takes_the_last(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with asked(tmp_path, size=size) as (inspect, _):
        await filtered(inspect, "amount >= 50 and event contains 'VIEW'")
        await inspect.shows("8 of 60 rows", "amount >= 50 and event contains 'VIEW' ×")
        assert inspect.focused == "table"
        await filtered(inspect, "北京")
        await inspect.shows("any cell has “北京” ×")
        assert set(column(inspect, 3, 8)) == {"北京"}
        await inspect.press("backspace")
        await inspect.shows("8 of 60 rows")
        await inspect.press("backspace")
        await until(inspect.pilot, lambda: "of 60 rows" not in inspect.text().replace("row 1 of", ""), "all")
        assert column(inspect, 0) == ["0", "1", "2"]
        await inspect.press("backspace")
        await told(inspect.pilot, "There is no filter")


async def test_a_click_takes_that_chip_and_the_order(tmp_path: Path) -> None:
    async with asked(tmp_path, size=LARGE) as (inspect, _):
        await filtered(inspect, "event = login")
        await filtered(inspect, "amount > 90")
        await inspect.press("s")
        await inspect.shows("▲ id ×", "event = login ×", "amount > 90 ×")
        line = strips(inspect.app)[inspect.screen.query_one(ChipsLine).region.y].text
        await inspect.pilot.click(ChipsLine, offset=(line.index("event =") - 1, 0))
        await until(inspect.pilot, lambda: "event = login" not in inspect.text(), "one chip gone")
        await inspect.shows("amount > 90 ×")
        line = strips(inspect.app)[inspect.screen.query_one(ChipsLine).region.y].text
        await inspect.pilot.click(ChipsLine, offset=(line.index("▲"), 0))
        await until(inspect.pilot, lambda: "▲" not in inspect.text(), "the order gone")


async def test_what_is_wrong_stands_below_its_place_and_nothing_is_asked(tmp_path: Path) -> None:
    async with asked(tmp_path) as (inspect, local):
        await filtered(inspect, "amout > 3")
        await inspect.shows("^ There is no column “amout”.")
        assert inspect.screen.query_one(FilterBox).display
        assert not local.tokens
        await inspect.press("escape")
        assert inspect.focused == "table"
        assert not inspect.screen.query_one(FilterBox).display


async def test_what_only_the_engine_refuses_comes_back_into_the_box(tmp_path: Path) -> None:
    async with asked(tmp_path) as (inspect, _):
        await filtered(inspect, "event matches '('")
        await inspect.shows("event matches '('", "✗ ")
        assert inspect.screen.query_one(FilterBox).query_one(Input).value == "event matches '('"
        assert " of 60 rows" not in inspect.text().replace("row 1 of 60 rows", "")


async def test_escape_stops_and_the_rows_stay_as_they_were(tmp_path: Path) -> None:
    async with asked(tmp_path) as (inspect, local):
        await filtered(inspect, "event = login")
        await inspect.shows("20 of 60 rows")
        local.gate.clear()
        await inspect.press("s")
        await inspect.shows("… sorting · 42 % · escape stops it", "20 of 60 rows")
        await inspect.press("escape")
        await inspect.shows("Stopped: the rows are shown as before.", "20 of 60 rows")
        assert "▲" not in inspect.text()
        assert local.tokens[-1].cancelled


async def test_a_later_question_wins(tmp_path: Path) -> None:
    async with asked(tmp_path) as (inspect, local):
        local.gate.clear()
        await inspect.press("s", "s")
        await until(inspect.pilot, lambda: len(local.tokens) == 2, "two questions")
        assert local.tokens[0].cancelled
        local.gate.set()
        await inspect.shows("▼ id ×")
        await until(inspect.pilot, lambda: column(inspect, 0) == ["59", "58", "57"], "the last one")


async def test_a_growing_answer_is_asked_for_what_has_come_and_again_at_its_end(tmp_path: Path) -> None:
    rows = SyntheticRows(50, complete=False)
    async with asked(tmp_path, rows) as (inspect, _):
        pane = inspect.screen.panes.rows
        pane.show_source(rows, live=True)
        await inspect.press("s", "s")
        await inspect.shows("50 of 50 rows so far")
        rows.row_count = 80
        await inspect.pilot.pause(0.15)
        assert pane.table.line_count == 50, "nothing moves"
        rows.complete = True
        pane.settle()
        await inspect.shows("80 of 80 rows")
        assert "so far" not in inspect.text()


async def test_no_row_passing_says_what_to_do_and_the_tree_shows_the_rows_own_line(tmp_path: Path) -> None:
    async with asked(tmp_path) as (inspect, _):
        await filtered(inspect, "amount > 1000")
        await inspect.shows("0 of 60 rows", "No row passes. backspace takes")
        await inspect.press("backspace")
        await filtered(inspect, "id = 41")
        await inspect.shows("1 of 60 rows")
        assert inspect.screen.panes.row_for_tree == 41
        await inspect.press("enter")
        await inspect.shows("Row 1 of 1")


async def test_the_tables_of_a_document_are_asked_one_by_one(tmp_path: Path) -> None:
    async with asked(tmp_path) as (inspect, _):
        pane = inspect.screen.panes.rows
        pane.show_tables([events(6), events(4)])
        await filtered(inspect, "event = login")
        await inspect.shows("2 of 6 rows")
        await inspect.press("right_square_bracket")
        await until(inspect.pilot, lambda: "of 6 rows" not in inspect.text(), "the other table")
        assert pane.table.line_count == 4


async def test_with_nothing_to_ask_every_key_says_so(tmp_path: Path) -> None:
    async with asked(tmp_path) as (inspect, _):
        inspect.screen.panes.rows.show_nothing("Nothing here.")
        await inspect.press("slash", "s", "c", "backspace", "S")
        for words in (
            "no rows to filter",
            "no rows to ask",
            "no rows to count",
            "no filter",
            "original order",
        ):
            await told(inspect.pilot, words)


@both_sizes
async def test_statistics_of_a_column(tmp_path: Path, size: tuple[int, int]) -> None:
    async with asked(tmp_path, size=size) as (inspect, _):
        await inspect.press("right", "c")
        await inspect.shows("Column amount", "60 rows · all rows", "null      6", "distinct  54", "mean", "█")
        await inspect.press("escape")
        await filtered(inspect, "event = login")
        await inspect.shows("20 of 60 rows")
        await inspect.press("right", "c")
        await inspect.shows("Column event", "20 rows · the rows shown", "login")


async def test_leaving_the_statistics_stops_the_counting(tmp_path: Path) -> None:
    async with asked(tmp_path) as (inspect, local):
        local.gate.clear()
        await inspect.press("c")
        await inspect.shows("… counting all rows · 42 % · escape stops it")
        await inspect.press("escape")
        await until(inspect.pilot, lambda: local.tokens[-1].cancelled, "stopping")
        assert not isinstance(inspect.app.screen, StatisticsDialog)


async def test_hostile_names_and_cells_do_nothing_in_chips_and_statistics(tmp_path: Path) -> None:
    words = list(GROUPS)
    table = Table(
        "",
        tuple(Column(word) for word in words),
        tuple(tuple(Cell(CellKind.TEXT, word) for word in words) for _ in range(3)),
    )
    async with asked(tmp_path, table, LARGE) as (inspect, _):
        pane = inspect.screen.panes.rows
        chips = tuple(Chip(ChipKind.SEARCH, word) for word in words[:3])
        await inspect.press("s")
        for chip in chips:
            pane.on_filter_box_taken(FilterBox.Taken(chip))
        await inspect.shows("3 of 3 rows")
        assert not acts(inspect.text().replace("\n", ""))
        await inspect.press("slash")
        await inspect.press("escape", "c")
        await inspect.shows("3 rows · the rows shown")
        assert not acts(inspect.text().replace("\n", ""))


@pytest.mark.parametrize(
    ("typed", "chip"),
    [
        ("view", Chip(ChipKind.SEARCH, "view")),
        ("new york", Chip(ChipKind.SEARCH, "new york")),
        ('"a = b"', Chip(ChipKind.SEARCH, "a = b")),
        ("'it''s'", Chip(ChipKind.SEARCH, "it's")),
        ("a = 1", Chip(ChipKind.FILTER, "a = 1")),
        ("b is null", Chip(ChipKind.FILTER, "b is null")),
        ("what it is", Chip(ChipKind.SEARCH, "what it is")),
    ],
)
def test_what_tests_something_filters_and_the_rest_searches(typed: str, chip: Chip) -> None:
    assert chip_of(typed, ["a", "b"]) == chip


def test_a_broken_expression_is_never_taken_for_a_search() -> None:
    with pytest.raises(FilterProblem):
        chip_of("a = ", ["a"])


def test_a_histogram_shows_even_the_smallest_count_and_an_empty_one_nothing() -> None:
    bins = (Bin(0, 1, 1_000_000), Bin(1, 2, 1), Bin(2, 3, 0))
    lines = statistics_lines(ColumnStatistics(rows=1_000_001, distinct=3, histogram=bins), "all rows")
    bars = [line.text[-20:].strip() for line in lines[-3:]]
    assert bars[0].endswith("█" * 20)
    assert bars[1].endswith("▏")
    assert not lines[-1].text.endswith(("█", "▏"))
    assert "about" not in lines[3].text
