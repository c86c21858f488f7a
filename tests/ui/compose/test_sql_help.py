"""Help with the SQL in Compose: one journey by keys, from an empty editor to a sent query."""

from __future__ import annotations

from tests.ui.compose.cast import composing
from tests.ui.driving import screen_text, shows, told
from tui.ui.dialogs.confirm import ConfirmDialog

DAYS = "\"$part_date\" BETWEEN '2024-06-24' AND '2024-06-30'"


async def test_a_query_is_proposed_repaired_laid_out_and_taken_back() -> None:
    async with composing() as compose:
        editor, screen = compose.screen.desk.sql, compose.screen
        editor.text = "SELECT #us FROM ta.v_event_1"
        editor.move_cursor((0, 10))
        await compose.press("ctrl+n")
        await compose.until(lambda: editor.popup is not None, "proposals")
        assert "#user_id" in screen_text(compose.app)
        await compose.press("tab")
        assert editor.text == 'SELECT "#user_id" FROM ta.v_event_1'
        assert editor.popup is None

        await shows(compose.pilot, "1 of 2", "no condition on", f"^f Add {DAYS}")
        await compose.press("ctrl+f")
        assert editor.text == f'SELECT "#user_id" FROM ta.v_event_1 WHERE {DAYS}'
        await shows(compose.pilot, "There is no LIMIT")
        await compose.press("ctrl+f", "ctrl+l")
        laid_out = f'SELECT "#user_id"\nFROM ta.v_event_1\nWHERE {DAYS}\nLIMIT 1000'
        await compose.until(lambda: editor.text == laid_out, "a layout")
        await compose.until(lambda: not screen.has_notices, "no notices")
        await compose.press("ctrl+z", "ctrl+z", "ctrl+z")
        assert editor.text == 'SELECT "#user_id" FROM ta.v_event_1'


async def test_typing_is_never_stolen_and_what_is_no_query_asks() -> None:
    async with composing() as compose:
        editor = compose.screen.desk.sql
        editor.text = ""
        await compose.type("sel")
        await compose.until(lambda: editor.popup is not None, "proposals while typing")
        # Enter ends the line, as nobody has moved in the list.
        await compose.press("enter")
        assert editor.text == "sel\n"
        assert editor.popup is None
        await compose.press("ctrl+n", "escape", "ctrl+f")
        assert editor.has_focus

        editor.text = "-- select\nDROP TABLE x"
        await compose.press("ctrl+r")
        await compose.until(lambda: isinstance(compose.app.screen, ConfirmDialog), "a question")
        assert "DROP changes something" in screen_text(compose.app)
        await compose.press("n")
        assert compose.requests == []
        await shows(compose.pilot, "line 2:1")
        await compose.press("ctrl+g")
        await compose.until(lambda: editor.cursor_location == (1, 0), "the place of the notice")
        await compose.press("ctrl+l")
        await told(compose.pilot, "only SELECT and WITH are laid out")

        editor.text = "select 'a b c"
        await shows(compose.pilot, "is not closed")
        assert editor.error_at == (0, 7)
