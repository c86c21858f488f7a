"""Inspect by its keys: which side opens first, every side, running exchanges, sending again, editing."""

from __future__ import annotations

import json

import pytest
from textual.widgets import Input

from tests.fakes import Fake
from tests.ui.compose.cast import Waiting
from tests.ui.driving import LARGE, SIZES, go, running, screen_text, shows, strips, told, until
from tests.ui.hostile import GROUPS, acts
from tests.ui.inspect.cast import FAILED, Inspect, RowsAnswer, document, exchange, inspecting
from tests.ui.inspect.synthetic import SyntheticRows
from tests.workbench.cast import own_errors
from tui.core.envelope import Envelope, Tone
from tui.core.exchange import ExchangeState, ResponseHead
from tui.core.knowledge import Cause, Explanation, Fix
from tui.core.operation import RequestDraft
from tui.core.secret import Secret, SecretRef
from tui.core.table import Cell, CellKind, Column, Table
from tui.ui.app import AssayApp
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.messages import ComposeDraft, ExchangeFinished, ExchangeStarted
from tui.ui.screens.inspect import InspectScreen
from tui.ui.widgets.verdict_band import EMPTY

both_sizes = pytest.mark.parametrize("size", SIZES)

SECRETS = {SecretRef("sandbox", kind): Secret("0123456789abcdef") for kind in ("te", "td")}

BAD = Envelope("-7", "it went wrong", Tone.BAD, "ERROR")


@both_sizes
async def test_with_nothing_sent_it_says_what_to_do_and_no_key_fails(size: tuple[int, int]) -> None:
    async with running(Fake(), size, sandbox=True) as (_, pilot):
        await go(pilot, "f4")
        await shows(pilot, EMPTY, "one of the past")
        await pilot.press("x", "1", "2", "r", "e", "i", "y", "escape")
        await told(pilot, EMPTY)


@both_sizes
async def test_rows_open_first_and_one_row_opens_whole(size: tuple[int, int]) -> None:
    async with inspecting(exchange(rows=500), RowsAnswer(SyntheticRows(500)), size) as inspect:
        await inspect.shows("✓ OK", "500 rows", "1000000000", "row 1 of 500")
        await inspect.press("down", "right", "right", "enter")
        await inspect.shows("Row 2 of 500")
        assert inspect.focused == "record"
        assert ("account T" in inspect.text()) == (size == LARGE), "beside the table when there is room"
        await inspect.press("n")
        await inspect.shows("Row 3 of 500", "1000000002")
        await inspect.press("escape")
        assert inspect.focused == "table"
        assert inspect.screen.panes.rows.table.cursor_row == 2


@both_sizes
async def test_an_error_opens_its_explanation_first(size: tuple[int, int]) -> None:
    answer = document(b'{"code": -7}')
    async with inspecting(exchange(envelope=BAD), answer, size) as inspect:
        await inspect.shows("✗ ERROR", "-7 · seven", "you have to act", "▸5 Explain", "it went wrong")
        await inspect.press("1")
        await inspect.shows("This answer holds no rows")
        await inspect.press("x")
        await inspect.shows("▸5 Explain")


async def test_a_document_opens_as_a_tree_and_shows_the_path() -> None:
    answer = document(json.dumps({"code": 0, "data": {"list": [1.10, 2]}}).encode())
    async with inspecting(exchange(), answer) as inspect:
        await inspect.shows("▸2 Tree", "code: 0", "list: [2]", "[0]: 1.1")
        await inspect.press("G")
        await inspect.shows("$.data.list[1]")
        await inspect.press("3")
        await inspect.shows('{"code": 0', "text, b: hex")
        await inspect.press("b")
        await inspect.shows("7b 22 63 6f")
        await inspect.press("4")
        await inspect.shows("POST http://127.0.0.1:8992/read?format=json&token=••••", "HTTP/1.1 200 OK")
        await inspect.press("1")
        await inspect.shows("no known layout as a table")
        await inspect.press("escape")
        await inspect.shows("▸2 Tree")


async def test_a_tree_that_cannot_be_says_why_and_raw_shows_all() -> None:
    async with inspecting(exchange(), document(b"<html>login</html>")) as inspect:
        await inspect.shows("▸3 Raw", "<html>login</html>")
        await inspect.press("2")
        await inspect.shows("This is not JSON")
    async with inspecting(exchange(), document(b'{"a":"' + b"x" * 6_000_000)) as inspect:
        await inspect.shows('a: "xxx', "ends before its end")


async def test_the_tree_of_a_stream_is_the_row_under_the_cursor() -> None:
    async with inspecting(exchange(rows=9), RowsAnswer(SyntheticRows(9))) as inspect:
        await inspect.press("down", "down", "2")
        await inspect.shows("Row 3 of the stream", '[1]: "a"')
        await inspect.press("1", "down", "2")
        await inspect.shows("Row 4 of the stream")


async def test_the_tables_of_a_document_are_chosen_by_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    def table(title: str, value: str) -> Table:
        return Table(title, (Column("n"),), ((Cell(CellKind.NUMBER, value),),), note="a note")

    tables = (table("First", "11"), table("Second", "22"))
    monkeypatch.setattr("tui.workbench.inspecting.Inspecting.tables", lambda self, exchange_id: tables)
    async with inspecting(exchange(), document(b'{"code": 0}')) as inspect:
        await inspect.shows("▸1 Rows", "Table 1 of 2", "First", "a note", "11")
        await inspect.press("right_square_bracket")
        await inspect.shows("Table 2 of 2", "Second", "22")
        await inspect.press("right_square_bracket")
        await inspect.shows("Table 1 of 2")
        await inspect.press("left_square_bracket")
        await inspect.shows("Table 2 of 2")


async def test_any_side_can_be_asked_for() -> None:
    async with inspecting(exchange(rows=9), RowsAnswer(SyntheticRows(9))) as inspect:
        for tab in ("explain", "tree", "rows", "raw", "exchange"):
            await inspect.open("ex1", tab)
            assert inspect.screen.panes.current == tab


async def test_a_click_on_a_tab_opens_it_and_the_focus_goes_along() -> None:
    async with inspecting(exchange(rows=9), RowsAnswer(SyntheticRows(9))) as inspect:
        await inspect.pilot.click(".tab", offset=(2, 0))
        await inspect.press("3")
        assert inspect.focused == "bytes"
        await inspect.press("2")
        assert inspect.focused == "json"


async def test_an_answer_no_longer_kept_and_an_exchange_deleted_are_said() -> None:
    async with inspecting(exchange()) as inspect:
        await inspect.press("1")
        await inspect.shows("no longer kept", "r sends the request again")
        await inspect.press("2")
        await inspect.shows("no body, or it has been cleared")
        await inspect.press("3")
        await inspect.shows("no bytes")


@both_sizes
async def test_what_is_cut_off_keeps_its_rows_and_is_never_good(size: tuple[int, int]) -> None:
    what = exchange(state=ExchangeState.FAILED, failure=FAILED, complete=False, rows=77)
    async with inspecting(what, RowsAnswer(SyntheticRows(77)), size) as inspect:
        await inspect.shows("✗ FAILED", "CUT OFF", "▸1 Rows", "row 1 of 77")
        assert "✓" not in inspect.text()


# -- going to a row, copying -----------------------------------------------------------------------------


async def test_a_row_is_gone_to_by_its_number() -> None:
    async with inspecting(exchange(rows=10_000_000), RowsAnswer(SyntheticRows(10_000_000))) as inspect:
        await inspect.press("colon")
        await until(inspect.pilot, lambda: bool(inspect.app.screen.query(Input)), "a question")
        inspect.app.screen.query_one(Input).value = "7,654,321"
        await inspect.press("enter")
        await inspect.shows("row 7,654,321 of 10,000,000", "1007654320")
        await inspect.press("colon")
        inspect.app.screen.query_one(Input).value = "0"
        await inspect.press("enter")
        await told(inspect.pilot, "is not a row: rows go from 1 to 10,000,000")


async def test_cell_row_and_column_are_copied_exactly() -> None:
    async with inspecting(exchange(rows=3), RowsAnswer(SyntheticRows(3))) as inspect:

        async def copied(begin: str, *keys: str) -> str:
            await inspect.press(*keys)
            await until(inspect.pilot, lambda: inspect.app.clipboard.startswith(begin), f"copying {begin}")
            return inspect.app.clipboard

        assert await copied("1000000000", "ctrl+c") == "1000000000"
        await copied('{"user_id": 1000000000, "account": "acct-0"', "y", "down", "enter")
        await copied("1000000000\tacct-0\t", "y", "down", "down", "enter")
        column = await copied("1000000000\n", "y", "down", "down", "down", "enter")
        assert column == "1000000000\n1000000001\n1000000002"
        table = await copied("user_id\taccount\t", "y", "end", "enter")
        assert table.count("\n") == 3


async def test_tree_raw_and_pages_are_copied() -> None:
    body = b'{"code": 0, "n": 1.10}'
    async with inspecting(exchange(), document(body)) as inspect:
        await inspect.shows("n: 1.1")
        await inspect.press("G", "y", "enter")
        assert inspect.app.clipboard == "1.10"
        await inspect.press("y", "down", "enter")
        assert inspect.app.clipboard == "$.n"
        await inspect.press("3", "y", "enter")
        assert inspect.app.clipboard == body.decode()
        await inspect.press("4")
        await inspect.shows("POST http")
        await inspect.press("y")
        assert "token=••••" in inspect.app.clipboard


# -- running ---------------------------------------------------------------------------------------------


async def test_a_running_exchange_is_watched_cancelled_and_then_shown() -> None:
    fake = Fake()
    waiting = Waiting()
    fake.transport.script = waiting
    fake.history.kept["ex1"] = exchange(profile_id="sandbox-te")
    fake.vault.kept |= SECRETS
    async with running(fake, sandbox=True) as (app, pilot):
        inspect = Inspect(app, pilot, fake)
        await inspect.open("ex1")
        await inspect.press("r")
        await until(pilot, waiting.asked.is_set, "the call")
        await inspect.shows("WAITING", "escape cancels")
        await inspect.press("escape")
        await inspect.shows("CANCELLED", "▸5 Explain")
        assert not app.session.running


async def test_rows_appear_while_they_arrive_and_the_place_stays() -> None:
    what = exchange(state=ExchangeState.SENDING, complete=False, envelope=None, head=None)
    source = SyntheticRows(100, complete=False)
    fake = Fake()
    fake.history.kept[what.id], fake.answers.kept[what.id] = what, RowsAnswer(source)
    async with running(fake, LARGE, sandbox=True) as (app, pilot):
        app.post_message(ExchangeStarted(what.id))
        inspect = Inspect(app, pilot, fake)
        await inspect.open(what.id)
        await inspect.shows("1000000000", "of 100", "escape cancels")
        await inspect.press("pagedown")
        table = inspect.screen.panes.rows.table
        place = (table.cursor_row, table.top)
        source.row_count = 5000
        await inspect.shows("of 5,000")
        assert (table.cursor_row, table.top) == place
        source.row_count = 5001
        fake.history.kept[what.id] = exchange(rows=5001)
        app.post_message(ExchangeFinished(what.id))
        await inspect.shows("✓ OK", "5,001 rows", "of 5,001")
        assert (table.cursor_row, table.top) == place


# -- again, and edited -----------------------------------------------------------------------------------


async def test_a_read_is_sent_again_at_once_and_a_write_only_after_a_yes() -> None:
    fake = Fake()
    fake.vault.kept |= SECRETS
    fake.history.kept["ex1"] = exchange()
    fake.history.kept["ex2"] = exchange(2, operation="write")
    async with running(fake, sandbox=True) as (app, pilot):
        inspect = Inspect(app, pilot, fake)
        await inspect.open("ex1")
        await inspect.press("r")
        await until(pilot, lambda: len(fake.transport.seen) == 1, "a second call")
        await until(pilot, lambda: app.session.exchange_id == "id1", "the new exchange")
        await inspect.open("ex2")
        await inspect.press("r")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog), "a question")
        assert "changes state" in screen_text(app)
        await inspect.press("n")
        assert len(fake.transport.seen) == 1
        await inspect.press("r")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog), "a question")
        await inspect.press("y")
        await until(pilot, lambda: len(fake.transport.seen) == 2, "the write")


async def test_what_cannot_be_repeated_says_that_the_verdict_will_differ() -> None:
    fake = Fake()
    fake.vault.kept |= SECRETS
    draft = {"operation": "verify", "body": {"path": "/x", "sign": "abc"}}
    fake.history.kept["ex1"] = exchange(operation="verify", draft=draft)
    async with running(fake, sandbox=True) as (app, pilot):
        inspect = Inspect(app, pilot, fake)
        await inspect.open("ex1")
        await inspect.press("r")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog), "a question")
        assert "the same sign is a replay" in " ".join(screen_text(app).split()).replace(" │ │ ", " ")
        await inspect.press("escape")
        assert fake.transport.seen == []


async def test_a_sign_that_was_cut_short_is_not_sent_and_edit_says_so() -> None:
    fake = Fake()
    fake.history.kept["ex1"] = exchange(operation="verify", fingerprints={"sign": "ab" * 32})
    async with running(fake, sandbox=True) as (app, pilot):
        inspect = Inspect(app, pilot, fake)
        await inspect.open("ex1")
        await inspect.press("r")
        await until(pilot, lambda: bool(app.session.problems), "a problem")
        assert "cannot be sent again" in app.session.problems[0].error.message
        assert fake.transport.seen == []
        await inspect.press("i")
        await told(pilot, "type them anew")


async def test_edit_hands_the_draft_to_compose() -> None:
    async with inspecting(exchange()) as inspect:
        await inspect.press("i")
        await until(inspect.pilot, lambda: not isinstance(inspect.app.screen, InspectScreen), "Compose")
        assert inspect.app.session.profile_id == "sandbox-te"
        draft = inspect.app.session.pending_draft
        assert draft is None or draft == RequestDraft("read", body={"thing": "a"})


async def test_a_repair_that_explain_proposes_is_handed_to_compose(monkeypatch: pytest.MonkeyPatch) -> None:
    fixes = (Fix("Set thing to b", "body", "thing", "b"), Fix("Set thing to c", "body", "thing", "c"))
    page = own_errors().page("not-found")
    taken: list[ComposeDraft] = []
    monkeypatch.setattr(AssayApp, "on_compose_draft", lambda app, message: taken.append(message))
    for count, keys in ((1, ["a"]), (2, ["a", "down", "enter"])):
        causes = tuple(Cause(fix.label, fix=fix) for fix in fixes[:count])
        told_so = Explanation(page, "Wrong thing", Tone.BAD, causes=causes)
        monkeypatch.setattr("tui.workbench.inspecting.Inspecting.explain", lambda self, i, e=told_so: e)
        async with inspecting(exchange(envelope=BAD), document(b'{"code": -7}')) as inspect:
            await inspect.shows("a: Set thing to b")
            await inspect.press(*keys)
            await until(inspect.pilot, lambda n=count: len(taken) == n, "the draft")  # type: ignore[misc]
    assert [message.draft.body for message in taken] == [{"thing": "b"}, {"thing": "c"}]


async def test_without_a_repair_the_key_says_so() -> None:
    async with inspecting(exchange(), document(b'{"code": 0}')) as inspect:
        await inspect.press("a")
        await told(inspect.pilot, "proposes no repair")


# -- hostile ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["".join(GROUPS[:2]), "".join(GROUPS[2:])], ids=["control", "shapes"])
async def test_hostile_answers_do_nothing_on_any_side(text: str) -> None:
    row = (Cell(CellKind.TEXT, text), Cell(CellKind.RAW, text))
    table = Table(text, (Column(text), Column(text)), (row,), note=text)
    what = exchange(
        operation="read",
        profile_name=text,
        head=ResponseHead(200, text, ((text, text),), text),
        envelope=Envelope(text, text, Tone.BAD, text, problem=text, notes=(text,)),
        notes=(text,),
        rows=1,
    )
    answer = RowsAnswer(table, text.encode("utf-8", "surrogatepass"))
    async with inspecting(what, answer, (120, 60)) as inspect:
        for keys in (["1"], ["enter"], ["escape", "2"], ["3"], ["b"], ["4"], ["5"], ["1", "y"]):
            await inspect.press(*keys)
            for strip in strips(inspect.app):
                assert acts(strip.text) == []
                for segment in strip:
                    assert segment.style is None or segment.style.link is None
                    assert segment.style is None or "@click" not in segment.style.meta
