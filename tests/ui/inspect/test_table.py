"""The table: ten million rows by keys and mouse, growth, columns, kinds of value, exact widths."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from rich.cells import cell_len
from textual import events
from textual.pilot import Pilot
from textual.widgets import Static

from tests.ui.driving import LARGE, SIZES, SMALL
from tests.ui.hostile import STRINGS, acts
from tests.ui.inspect.cast import WidgetApp, lines_of
from tests.ui.inspect.synthetic import SyntheticRows, cell_at
from tui.core.failures import FileProblem
from tui.core.table import ABSENT_CELL, NULL_CELL, Cell, CellKind, Column, RowSource, Table
from tui.ui.widgets.virtual_table.table import VirtualTable
from tui.ui.widgets.virtual_table.view import TableView

MILLIONS = 10_000_000
both_sizes = pytest.mark.parametrize("size", SIZES)


class TableApp(WidgetApp):
    """Remembers what the table asks for."""

    def on_virtual_table_goto_wanted(self, message: VirtualTable.GotoWanted) -> None:
        self.heard.append(message)

    def on_virtual_table_copy_wanted(self, message: VirtualTable.CopyWanted) -> None:
        self.heard.append(message)

    def on_virtual_list_opened(self, message: VirtualTable.Opened) -> None:
        self.heard.append(message)

    def on_table_view_source_lost(self, message: TableView.SourceLost) -> None:
        self.heard.append(message)


@asynccontextmanager
async def shown(
    source: RowSource, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[VirtualTable, Pilot[None], TableApp]]:
    table = VirtualTable()
    app = TableApp(table)
    async with app.run_test(size=size) as pilot:
        table.show(source)
        await pilot.pause()
        yield table, pilot, app


async def heard(pilot: Pilot[None], app: TableApp) -> None:
    """Wait for a message that was sent while painting."""
    for _ in range(50):
        if app.heard:
            break
        await pilot.pause(0.01)


def small(*rows: Sequence[Cell], names: Sequence[str] = ()) -> Table:
    width = max(map(len, rows))
    columns = tuple(Column(names[n] if n < len(names) else f"c{n}") for n in range(width))
    return Table("t", columns, tuple(map(tuple, rows)))


def text(value: str) -> Cell:
    return Cell(CellKind.TEXT, value)


def number(value: str) -> Cell:
    return Cell(CellKind.NUMBER, value)


# -- moving ----------------------------------------------------------------------------------------------


@both_sizes
async def test_ten_million_rows_are_walked_by_keys_and_hardly_read(size: tuple[int, int]) -> None:
    source = SyntheticRows(MILLIONS)
    async with shown(source, size) as (table, pilot, app):
        await pilot.press("end")
        assert table.cursor_row == MILLIONS - 1
        assert table.cell == cell_at(MILLIONS - 1, 0)
        assert f"{MILLIONS} " in lines_of(app)[table.page_lines].lstrip()[:10]
        await pilot.press("home")
        assert (table.cursor_row, table.top) == (0, 0)
        await pilot.press("j", "j", "k", "ctrl+d", "ctrl+u", "G", "g")
        assert table.cursor_row == 0
        await pilot.press("pagedown")
        assert (table.cursor_row, table.top) == (table.page_lines, table.page_lines)
        await pilot.press("pageup")
        assert (table.cursor_row, table.top) == (0, 0)
        assert sum(stop - start for start, stop in source.reads) < 2000


@both_sizes
async def test_every_column_of_two_hundred_is_reached_and_seen_whole(size: tuple[int, int]) -> None:
    async with shown(SyntheticRows(1000, 200), size) as (table, pilot, app):
        for _ in range(12):
            await pilot.press("right")
            view = table.view
            assert table.cursor_column in view.columns
        assert table.cursor_column == 12
        await pilot.press("dollar_sign")
        assert table.cursor_column == 199
        assert "tags19" in lines_of(app)[0]
        await pilot.press("h")
        assert table.cursor_column == 198
        await pilot.press("0")
        assert (table.cursor_column, table.scroll_offset.x) == (0, 0)


async def test_a_row_is_gone_to_and_stands_in_the_middle() -> None:
    async with shown(SyntheticRows(MILLIONS)) as (table, pilot, app):
        table.go_to(5_000_000)
        await pilot.pause()
        assert table.cursor_row == 5_000_000
        assert 5_000_000 - table.top == table.page_lines // 2
        await pilot.press("colon", "y", "enter")
        assert [type(message).__name__ for message in app.heard] == ["GotoWanted", "CopyWanted", "Opened"]


async def test_a_click_puts_the_cursor_and_a_second_one_opens() -> None:
    async with shown(SyntheticRows(100)) as (table, pilot, app):
        await pilot.click(VirtualTable, offset=(20, 6))
        assert (table.cursor_row, table.cursor_column) == (5, 1)
        await pilot.click(VirtualTable, offset=(20, 0))
        assert table.cursor_row == 5
        await pilot.click(VirtualTable, offset=(8, 3), times=2)
        assert (table.cursor_row, table.cursor_column) == (2, 0)
        assert any(isinstance(message, VirtualTable.Opened) for message in app.heard)


async def test_a_smaller_terminal_keeps_the_cursor_in_sight() -> None:
    async with shown(SyntheticRows(1000), LARGE) as (table, pilot, app):
        await pilot.press("pagedown", *["down"] * 3)
        table.move_to(table.top + table.page_lines - 1)
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert table.top <= table.cursor_row < table.top + table.page_lines
        assert any(line.split()[0] == str(table.cursor_row + 1) for line in lines_of(app)[1:-1])


async def test_the_wheel_scrolls_and_the_cursor_stays_where_it_is() -> None:
    async with shown(SyntheticRows(1000)) as (table, pilot, _app):
        await pilot._post_mouse_events([events.MouseScrollDown], VirtualTable)
        await pilot.pause()
        assert table.top > 0
        assert table.cursor_row == 0
        await pilot.press("down")
        assert table.cursor_row == 1
        assert table.top <= 1


# -- growing ---------------------------------------------------------------------------------------------


async def test_rows_that_arrive_move_nothing_under_the_cursor() -> None:
    source = SyntheticRows(200, complete=False)
    async with shown(source) as (table, pilot, app):
        await pilot.press("pagedown", "down", "right")
        before = lines_of(app)[1:20]
        place = (table.cursor_row, table.cursor_column, table.top)
        table.follow(True)
        source.row_count = 90_000
        await pilot.pause(0.25)
        assert table.line_count == 90_000
        assert (table.cursor_row, table.cursor_column, table.top) == place
        # The row numbers may need more room; the rows stay on their lines.
        assert [line.split()[:3] for line in before] == [line.split()[:3] for line in lines_of(app)[1:20]]
        source.row_count, source.complete = 90_123, True
        table.follow(False)
        assert table.line_count == 90_123
        await pilot.press("G")
        assert table.cell == cell_at(90_122, 1)


async def test_the_first_rows_appear_in_an_empty_table_and_fill_the_screen() -> None:
    source = SyntheticRows(0, complete=False)
    async with shown(source) as (table, pilot, app):
        table.follow(True)
        assert table.cell is None
        source.row_count = 3
        await pilot.pause(0.25)
        assert "1000000002" in lines_of(app)[3]
        source.row_count = 5
        await pilot.pause(0.25)
        assert "1000000004" in lines_of(app)[5]
        assert table.cell == cell_at(0, 0)


async def test_a_last_page_that_was_short_is_read_again() -> None:
    source = SyntheticRows(65)
    async with shown(source) as (table, pilot, _app):
        await pilot.press("end")
        assert table.cell == cell_at(64, 0)
        source.row_count = 70
        table.look_for_rows()
        await pilot.press("end")
        assert table.cell == cell_at(69, 0)


async def test_columns_that_turn_up_later_are_added_and_the_others_keep_their_width() -> None:
    source = SyntheticRows(1000, 3)
    async with shown(source, LARGE) as (table, pilot, app):
        await pilot.press("greater_than_sign", "greater_than_sign")
        widths = table.layout_of_columns.widths[:]
        source.columns.append(Column("late"))
        await pilot.press("end")
        await pilot.pause()
        assert table.layout_of_columns.widths[:3] == widths
        assert "late" in lines_of(app)[0]


async def test_an_answer_cleared_away_is_said_and_nothing_breaks() -> None:
    class Cleared(SyntheticRows):
        def window(
            self, start: int, stop: int, columns: Sequence[int] | None = None
        ) -> list[tuple[Cell, ...]]:
            if start > 100:
                raise FileProblem("The answer has been cleared away.")
            return super().window(start, stop, columns)

    async with shown(Cleared(1000)) as (table, pilot, app):
        await pilot.press("end")
        assert "981" in lines_of(app)[3]
        await heard(pilot, app)
        assert [type(message).__name__ for message in app.heard] == ["SourceLost"]
        await pilot.press("home")
        assert table.cell == cell_at(0, 0)


# -- columns ---------------------------------------------------------------------------------------------


async def test_columns_are_resized_hidden_shown_and_fixed() -> None:
    async with shown(SyntheticRows(100), LARGE) as (table, pilot, app):
        width = table.layout_of_columns.widths[0]
        await pilot.press("greater_than_sign")
        assert table.layout_of_columns.widths[0] == width + 4
        await pilot.press(*["less_than_sign"] * 9)
        assert table.layout_of_columns.widths[0] == 3
        await pilot.press("minus")
        assert "user_id" not in lines_of(app)[0]
        assert table.column == table.source.columns[1] if table.source else False
        await pilot.press("plus")
        assert table.layout_of_columns.shown[0] == 0


async def test_the_last_column_cannot_be_hidden() -> None:
    async with shown(small([text("a")])) as (table, pilot, _app):
        await pilot.press("minus")
        assert table.layout_of_columns.shown == [0]


async def test_fixed_columns_stay_when_the_others_scroll() -> None:
    async with shown(SyntheticRows(100, 40), SMALL) as (table, pilot, app):
        await pilot.press("right", "f", "dollar_sign")
        header = lines_of(app)[0]
        assert "user_id" in header
        assert "account" in header
        assert "tags3" in header
        assert "│" in lines_of(app)[1]
        assert lines_of(app)[1].split()[1] == "1000000000"
        await pilot.press("0", "right", "f")
        assert table.layout_of_columns.fixed == 0
        await pilot.press("dollar_sign")
        assert "user_id" not in lines_of(app)[0]


# -- values ----------------------------------------------------------------------------------------------


async def test_what_looks_alike_is_told_apart() -> None:
    cells = [
        NULL_CELL,
        text("null"),
        text(""),
        ABSENT_CELL,
        text("-"),
        number("0"),
        text("0"),
        number("-0.0"),
    ]
    async with shown(small(*([cell] for cell in cells))) as (table, _pilot, app):
        seen = [line[5:20].strip() for line in lines_of(app)[1 : len(cells) + 1]]
        assert seen == ["null", '"null"', '""', "·", "-", "0", "0", "-0.0"]
        lines = lines_of(app)
        assert lines[6].rstrip() != lines[7].rstrip(), "a number stands right, a text left"
        # No cell under the cursor: its own colours hide those of the kind.
        null = next(s for s in table.render_line(1) if "null" in s.text)
        other = next(s for s in table.render_line(2) if "null" in s.text)
        assert null.style is not None
        assert other.style is not None
        assert null.style.italic
        assert not other.style.italic


async def test_digits_are_never_rounded_nor_booleans_dressed() -> None:
    digits = "123456789012345678901234567890.10"
    row = [
        number(digits),
        Cell(CellKind.BOOLEAN, "false"),
        text("false"),
        Cell(CellKind.NESTED, '{"a": 1.0}'),
    ]
    async with shown(small(row), LARGE) as (_, _pilot, app):
        line = lines_of(app)[1]
        assert digits in line
        assert "false" in line
        assert '"false"' in line
        assert '{"a": 1.0}' in line


WIDE = ["北京市朝阳区", "広島", "한국어", "e\u0301te\u0301", "ﾊﾝｶｸ", "🎮 town", "ascii", "Ünïcödé", "𠀋𠀋𠀋"]


@both_sizes
async def test_wide_characters_never_shift_the_next_column(size: tuple[int, int]) -> None:
    rows = [[text(value), text("next"), text(value * 30), text("last")] for value in WIDE]
    async with shown(small(*rows), size) as (_table, pilot, app):
        lines = lines_of(app)[1 : len(rows) + 1]
        starts = {cell_len(line[: line.index("next")]) for line in lines}
        assert len(starts) == 1
        assert {cell_len(line) for line in lines_of(app)} == {size[0]}
        for keys in (["right"] * 2, ["f"], ["right"], ["less_than_sign"] * 3):
            await pilot.press(*keys)
            assert {cell_len(line) for line in lines_of(app)} == {size[0]}


async def test_a_long_value_ends_in_an_ellipsis_and_costs_nothing() -> None:
    rows = [[text("x" * 5_000_000)], [text("字" * 1_000_000)], [text("a\u0301" * 100_000)]]
    async with shown(small(*rows)) as (_table, _pilot, app):
        for line in lines_of(app)[1:4]:
            assert "…" in line
            assert cell_len(line) == SMALL[0]


async def test_hostile_text_in_cells_and_names_is_shown_and_does_nothing() -> None:
    rows = [[text(value), Cell(CellKind.RAW, value), Cell(CellKind.NESTED, value)] for value in STRINGS]
    names = [STRINGS[0], STRINGS[40], STRINGS[13]]
    async with shown(small(*rows, names=names), (120, len(rows) + 4)) as (table, _pilot, app):
        lines = lines_of(app)
        assert [acts(line) for line in lines] == [[]] * len(lines)
        assert {cell_len(line) for line in lines} == {120}
        for y in range(len(rows)):
            for segment in table.render_line(y):
                assert segment.style is not None
                assert segment.style.link is None
                assert "@click" not in segment.style.meta


async def test_names_may_repeat_and_a_nameless_column_says_so() -> None:
    source = small([number("1"), number("2"), number("3")], names=["n", "n", ""])
    async with shown(source) as (_table, _pilot, app):
        assert lines_of(app)[0].count(" n ") == 2
        assert "(no name)" in lines_of(app)[0]


async def test_a_table_without_rows_or_columns_takes_every_key() -> None:
    for source in (Table("t", (), ()), Table("t", (Column("a"),), ())):
        async with shown(source) as (table, pilot, _app):
            await pilot.press(
                "down", "end", "right", "dollar_sign", "minus", "plus", "f", "y", "colon", "enter"
            )
            assert table.cell is None
            table.show(None)
            await pilot.press("down", "end", "right")
            assert table.line_count == 0


async def test_only_the_two_rows_are_painted_when_the_cursor_moves() -> None:
    async with shown(SyntheticRows(MILLIONS), LARGE) as (table, pilot, _app):
        painted: list[int] = []
        paint = table.paint

        def counting(row: int, width: int) -> object:
            painted.append(row)
            return paint(row, width)

        table.paint = counting  # type: ignore[method-assign,assignment]  # watched, not replaced
        await pilot.press("down")
        await pilot.pause()
        assert sorted(set(painted)) == [0, 1]


async def test_the_theme_can_change_under_it() -> None:
    async with shown(SyntheticRows(100)) as (table, pilot, app):
        before = [segment.style for segment in table.render_line(2)]
        app.theme = "assay-light"
        await pilot.pause()
        table.render_lines(table.size.region)
        assert [segment.style for segment in table.render_line(2)] != before


async def test_focus_elsewhere_keeps_the_place_visible() -> None:
    class Two(WidgetApp):
        def compose(self):  # type: ignore[no-untyped-def]  # Textual's own
            yield self.widget
            yield Static("other")

    table = VirtualTable()
    app = Two(table)
    async with app.run_test(size=SMALL) as pilot:
        table.show(SyntheticRows(100))
        await pilot.pause()
        focused = [segment.style for segment in table.render_line(1)]
        app.set_focus(None)
        await pilot.pause()
        blurred = [segment.style for segment in table.render_line(1)]
        assert blurred != focused
        assert blurred != [segment.style for segment in table.render_line(2)]
