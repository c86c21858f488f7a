"""Compose by its keys: write, send, cancel, be asked, be refused; at both sizes."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.ui.compose.cast import Cast, Waiting, composing, enveloped
from tests.ui.driving import LARGE, SIZES, SMALL, screen_text
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.screens.compose.views import View

both_sizes = pytest.mark.parametrize("size", SIZES)


@both_sizes
async def test_a_query_is_written_and_sent_by_keys_alone(size: tuple[int, int]) -> None:
    async with composing(size=size) as compose:
        assert compose.screen.composition is not None
        assert compose.screen.composition.operation.id == "sql-query"
        assert "SELECT" in screen_text(compose.app)
        compose.screen.desk.sql.select_all()
        await compose.press("backspace")
        await compose.type("select 1")
        await compose.press("ctrl+r")
        await compose.sent()
        assert [r.path for r in compose.requests] == ["/querySql"]
        assert compose.requests[0].body == b"sql=select%201"
        text = screen_text(compose.app)
        assert "✓ OK 0" in text
        assert "SANDBOX" in text
        assert compose.screen.focused is compose.screen.desk.sql


@both_sizes
async def test_the_place_of_an_sql_error_is_marked_and_one_key_goes_there(size: tuple[int, int]) -> None:
    cast = Cast()
    cast.transport.script = enveloped(-1008, "line 2:8: Table 't' does not exist")
    async with composing(cast, size) as compose:
        sql = compose.screen.desk.sql
        sql.select_all()
        await compose.press("backspace")
        await compose.paste("select a\n  from t")
        await compose.press("ctrl+r")
        await compose.sent()
        await compose.until(lambda: sql.error_at is not None, "a mark")
        assert sql.error_at == (1, 7)
        assert "does not exist" in screen_text(compose.app)
        await compose.press("f9")
        assert sql.cursor_location == (1, 7)
        await compose.type("x")
        await compose.until(lambda: sql.error_at is None, "taking the mark away")


async def test_a_text_changed_since_is_not_marked() -> None:
    cast = Cast()
    waiting = Waiting()
    cast.transport.script = waiting
    async with composing(cast) as compose:
        await compose.press("ctrl+r")
        await compose.until(waiting.asked.is_set, "the call")
        compose.screen.desk.mark_error("another text", 1, 1)
        assert compose.screen.desk.sql.error_at is None
        waiting.go_on.set()
        await compose.sent()


@both_sizes
async def test_escape_cancels_at_once_and_the_focus_stays(size: tuple[int, int]) -> None:
    cast = Cast()
    waiting = Waiting()
    cast.transport.script = waiting
    async with composing(cast, size) as compose:
        await compose.press("ctrl+r")
        await compose.until(waiting.asked.is_set, "the call")
        assert "Sending" in screen_text(compose.app)
        await compose.press("ctrl+r")
        assert len(compose.requests) == 1
        await compose.press("escape")
        await compose.sent()
        result = compose.screen.strip.result
        assert result is not None
        assert result.exchange.state.value == "cancelled"
        assert "▲ CANCELLED cancelled" in screen_text(compose.app)
        assert compose.screen.focused is compose.screen.desk.sql


async def test_a_running_query_shows_its_elapsed_time() -> None:
    cast = Cast()
    waiting = Waiting()
    cast.transport.script = waiting
    async with composing(cast) as compose:
        await compose.press("ctrl+r")
        await compose.until(lambda: "waiting · " in screen_text(compose.app), "a running line")
        waiting.go_on.set()
        await compose.sent()
        await compose.until(lambda: "success" in screen_text(compose.app), "the outcome")


@both_sizes
async def test_a_write_asks_first_and_a_no_sends_nothing(size: tuple[int, int]) -> None:
    async with composing(size=size) as compose:
        await compose.open("sql-cancel")
        await compose.paste("task1")
        await compose.press("ctrl+r")
        await compose.until(lambda: isinstance(compose.app.screen, ConfirmDialog), "a question")
        text = screen_text(compose.app)
        for fact in ("POST /open/cancel-sql-task", "sandbox.invalid", "SANDBOX"):
            assert fact in text
        await compose.press("n")
        await compose.until(lambda: compose.app.screen is compose.screen, "going back")
        assert compose.requests == []
        assert "Not sent" in screen_text(compose.app)
        await compose.press("ctrl+r")
        await compose.until(lambda: isinstance(compose.app.screen, ConfirmDialog), "a question")
        await compose.press("y")
        await compose.sent()
        assert [r.path for r in compose.requests] == ["/open/cancel-sql-task"]


@both_sizes
async def test_a_write_on_a_read_only_profile_is_refused_in_words(size: tuple[int, int]) -> None:
    async with composing(size=size, profile="live") as compose:
        await compose.open("sql-cancel")
        await compose.paste("task1")
        await compose.press("ctrl+r")
        await compose.until(lambda: "read-only" in screen_text(compose.app), "a refusal")
        assert compose.app.screen is compose.screen
        assert compose.requests == []
        problems = compose.app.session.problems
        assert [p.error.code for p in problems] == ["read-only"]
        assert problems[0].error.next_step


@both_sizes
async def test_field_errors_stand_beside_their_fields_and_nothing_is_sent(size: tuple[int, int]) -> None:
    async with composing(size=size) as compose:
        await compose.open("sql-result-page")
        assert compose.screen.desk.view is View.FORM
        await compose.press("ctrl+r")
        await compose.until(lambda: "is required and empty" in screen_text(compose.app), "an error")
        assert compose.requests == []
        assert "f9 goes to the first" in screen_text(compose.app)
        await compose.press("ctrl+t", "f9")
        rows = {row.spec.name: row for row in compose.screen.desk.form.rows}
        focused = compose.screen.focused
        assert focused is not None
        assert rows["taskId"] in focused.ancestors
        await compose.type("t")
        assert not rows["taskId"].has_class("-wrong")


async def test_a_number_field_says_at_once_what_is_wrong() -> None:
    async with composing() as compose:
        await compose.open("sql-result-page")
        form = compose.screen.desk.form
        number = next(row.spec.name for row in form.rows if row.spec.kind.value == "integer")
        form.focus_field(number)
        await compose.pilot.pause()
        await compose.type("1x")
        await compose.until(lambda: "needs a whole number" in screen_text(compose.app), "an error")
        await compose.press("f7", "f7")
        await compose.until(lambda: "There is no request yet" in screen_text(compose.app), "a refusal")
        assert number in screen_text(compose.app)


async def test_the_request_view_shows_the_bytes_and_hides_the_secret() -> None:
    async with composing(size=LARGE) as compose:
        await compose.press("f7")
        await compose.until(lambda: "token=••••" in screen_text(compose.app), "the request")
        text = screen_text(compose.app)
        assert "POST http://sandbox.invalid/querySql?" in text
        assert "Content-Type: application/x-www-form-urlencoded" in text
        assert "sql=SELECT" in text
        assert "0123456789abcdef" not in text
        assert compose.requests == []


@both_sizes
async def test_every_pane_is_reached_by_one_key(size: tuple[int, int]) -> None:
    async with composing(size=size) as compose:
        screen = compose.screen
        seen = []
        for _ in range(4):
            focused = screen.focused
            assert focused is not None
            places = [screen.routes, screen.desk.sql, screen.desk.form, screen.strip]
            seen.append(next(i for i, place in enumerate(places) if place in focused.ancestors_with_self))
            assert focused.region.height > 0
            await compose.press("ctrl+t")
            await compose.pilot.pause(0.05)
        assert seen == [1, 2, 3, 0]


async def test_a_narrow_screen_shows_routes_or_draft() -> None:
    async with composing(size=SMALL) as compose:
        assert "Custom query" not in screen_text(compose.app)
        await compose.press("escape")
        await compose.until(lambda: "Custom query" in screen_text(compose.app), "the routes")
        assert "SELECT" not in screen_text(compose.app)
        await compose.press("escape")
        await compose.until(lambda: "SELECT" in screen_text(compose.app), "the draft")


async def test_a_route_with_a_form_takes_the_focus_on_a_narrow_screen() -> None:
    async with composing(size=SMALL) as compose:
        await compose.press("escape", "slash")
        await compose.paste("data table")
        await compose.until(lambda: "Create a data table" in screen_text(compose.app), "matches")
        await compose.press("enter", "j", "enter")
        await compose.until(lambda: compose.screen.desk.view is View.FORM, "the form")
        await compose.until(lambda: isinstance(compose.screen.focused, Input), "the first field")
        await compose.pilot.pause()
        assert compose.screen.desk in (compose.screen.focused or compose.screen).ancestors_with_self


@both_sizes
async def test_routes_are_filtered_chosen_and_explained(size: tuple[int, int]) -> None:
    async with composing(size=size) as compose:
        await compose.press("escape")
        await compose.until(lambda: compose.screen.routes.routes.has_focus, "the routes")
        await compose.press("slash")
        await compose.until(lambda: compose.screen.focused is not None, "the filter")
        await compose.paste("background")
        await compose.until(lambda: "Stop a background query" in screen_text(compose.app), "matches")
        assert "Model query" not in screen_text(compose.app)
        await compose.press("enter", "G")
        # How the words are broken over lines depends on the width of the pane.
        await compose.until(lambda: "changes state" in screen_text(compose.app), "words")
        await compose.press("enter")
        await compose.until(
            lambda: (
                compose.screen.composition is not None
                and compose.screen.composition.operation.id == "sql-cancel"
            ),
            "the route",
        )
        assert "W writes" in screen_text(compose.app)


async def test_a_filter_without_match_says_so_and_escape_clears_it() -> None:
    async with composing() as compose:
        await compose.press("escape", "slash")
        await compose.paste("nosuchroute")
        await compose.until(lambda: "No route matches" in screen_text(compose.app), "the words")
        await compose.press("escape")
        await compose.until(lambda: "Model query" in screen_text(compose.app), "all routes")


async def test_the_result_opens_and_explains() -> None:
    async with composing() as compose:
        await compose.press("ctrl+o")
        assert ["Nothing has been sent yet" in note.message for note in compose.app._notifications] == [True]
        await compose.press("ctrl+r")
        await compose.sent()
        exchange_id = compose.screen.strip.result.exchange.id  # type: ignore[union-attr]  # just sent
        compose.screen.strip.focus()
        await compose.press("x")
        await compose.until(lambda: compose.app.screen is not compose.screen, "Inspect")
        assert compose.app.session.exchange_id == exchange_id
