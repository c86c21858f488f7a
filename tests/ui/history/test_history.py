"""History by its keys: find, open, send again, edit, delete, clear; nothing in a list acts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from rich.cells import cell_len

from tests.fakes import Fake
from tests.ui.driving import (
    SIZES,
    SMALL,
    AppPilot,
    go,
    running,
    screen_text,
    shows,
    strips,
    told,
    type_text,
    until,
)
from tests.ui.hostile import STRINGS, acts
from tests.ui.inspect.cast import FAILED, exchange
from tests.workbench.cast import MemoryHistory
from tui.core.envelope import TONE_SYMBOLS, Envelope, Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.secret import Secret, SecretRef
from tui.ui.app import AssayApp
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.messages import ExchangeStarted
from tui.ui.screens.history import HistoryScreen
from tui.ui.screens.history.exchange_list import Entry, ExchangeList
from tui.ui.screens.history.screen import EMPTY, PAGE
from tui.ui.screens.inspect import InspectScreen
from tui.workbench.inspecting import tone_of

both_sizes = pytest.mark.parametrize("size", SIZES)


class FilteringHistory(MemoryHistory):
    """Filters as the kept one does: by profile, operation, code and state."""

    def recent(
        self, limit: int = 200, *, offset: int = 0, text: str = "", profile_id: str = ""
    ) -> Sequence[Exchange]:
        found = super().recent(1_000_000, profile_id=profile_id)
        words = text.casefold().split()
        return [e for e in found if all(w in _words_of(e) for w in words)][offset : offset + limit]


def _words_of(what: Exchange) -> str:
    code = what.envelope.code if what.envelope is not None else ""
    return f"{what.profile_name} {what.operation} {code} {what.state.value}".casefold()


BAD = Envelope("-7", "it went wrong", Tone.BAD, "ERROR")


@asynccontextmanager
async def history_of(
    *kept: Exchange, size: tuple[int, int] = SMALL
) -> AsyncIterator[tuple[HistoryScreen, AppPilot, AssayApp, Fake]]:
    fake = Fake(history=FilteringHistory())
    fake.vault.kept |= {SecretRef("sandbox", "te"): Secret("0123456789abcdef")}
    for what in kept:
        fake.history.kept[what.id] = what
    async with running(fake, size, sandbox=True) as (app, pilot):
        await go(pilot, "f6")
        screen = app.screen
        assert isinstance(screen, HistoryScreen)
        if kept:
            await until(pilot, lambda: screen.exchanges.line_count > 0, "a list")
        yield screen, pilot, app, fake


CUT = exchange(0, state=ExchangeState.FAILED, failure=FAILED, complete=False)

MIXED = (
    exchange(1, rows=31_106),
    exchange(2, envelope=BAD, sandbox=True),
    exchange(
        3, state=ExchangeState.FAILED, failure=FAILED, complete=False, profile_name="live", profile_id="p"
    ),
    exchange(
        4, operation="write", state=ExchangeState.UNCERTAIN, failure=FAILED, complete=False, envelope=None
    ),
    exchange(5, envelope=Envelope("1603", "replay", Tone.CAUTION, "PASS+REPLAY")),
)


@both_sizes
async def test_every_exchange_is_one_line_newest_first(size: tuple[int, int]) -> None:
    async with history_of(*MIXED, size=size) as (_, pilot, app, __):
        await shows(pilot, "5 exchanges kept")
        lines = screen_text(app).split("\n")[3:8]
        wanted = (
            ["▲ 1603 PASS", "read"],
            ["? UNCERTAIN", "write"],
            ["✗ FAILED", "live"],
            ["✗ -7 ERROR"],
            ["✓ 0 OK", "31,106"],
        )
        for line, words in zip(lines, wanted, strict=True):
            assert all(word in line for word in words), line
            assert "430 ms" in line


async def test_with_nothing_sent_it_says_what_to_do_and_no_key_fails() -> None:
    async with history_of() as (_, pilot, __, ___):
        await shows(pilot, "Nothing sent yet. F3 composes a query")
        for key in ("enter", "r", "i", "d", "C", "x", "down", "end", "escape"):
            await pilot.press(key)
        await told(pilot, EMPTY)


@both_sizes
async def test_the_filter_narrows_and_escape_gives_all_back(size: tuple[int, int]) -> None:
    async with history_of(*MIXED, size=size) as (screen, pilot, _, __):
        await pilot.press("slash")
        await type_text(pilot, "live")
        await until(pilot, lambda: screen.exchanges.line_count == 1, "one line")
        await shows(pilot, "1 match “live”", "5 exchanges kept")
        await pilot.press("enter")
        assert screen.focused is screen.exchanges
        await pilot.press("slash")
        await type_text(pilot, "nowhere")
        await shows(pilot, "Nothing matches “nowhere”.")
        await pilot.press("escape")
        await until(pilot, lambda: screen.exchanges.line_count == 5, "all lines")
        assert screen.focused is screen.exchanges


async def test_enter_opens_it_in_inspect_and_x_its_explanation() -> None:
    async with history_of(*MIXED) as (_, pilot, app, __):
        await pilot.press("j", "j", "j", "enter")
        await until(pilot, lambda: isinstance(app.screen, InspectScreen), "Inspect")
        await shows(pilot, "✗ ERROR", "-7 · seven")
        await go(pilot, "f6")
        await pilot.press("G", "x")
        await until(pilot, lambda: isinstance(app.screen, InspectScreen), "Inspect")
        await shows(pilot, "✓ OK", "▸5 Explain")


async def test_it_is_sent_again_and_the_cursor_stays_on_its_exchange() -> None:
    async with history_of(*MIXED) as (screen, pilot, _, fake):
        await pilot.press("G", "r")
        await until(pilot, lambda: screen.exchanges.line_count == 6, "a new line")
        assert len(fake.transport.seen) == 1
        entry = screen.exchanges.entry
        assert entry is not None
        assert entry.exchange.id == "ex1"


async def test_edit_hands_the_draft_to_compose() -> None:
    async with history_of(*MIXED) as (_, pilot, app, __):
        await pilot.press("G", "i")
        await until(pilot, lambda: not isinstance(app.screen, HistoryScreen), "Compose")
        assert app.session.profile_id == "sandbox-te"


async def test_delete_and_clear_ask_first() -> None:
    async with history_of(*MIXED) as (screen, pilot, app, fake):
        fake.answers.create("ex5", None)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog), "a question")
        await pilot.press("n", "d")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog), "a question")
        assert len(fake.history.kept) == 5
        await pilot.press("y")
        await until(pilot, lambda: screen.exchanges.line_count == 4, "one line less")
        assert "ex5" not in fake.history.kept
        assert "ex5" not in fake.answers.kept
        await pilot.press("C")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog), "a question")
        await shows(pilot, "Delete all exchanges", "4")
        await pilot.press("enter")
        assert len(fake.history.kept) == 4, "no is under the cursor"
        await pilot.press("C")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog), "a question")
        await pilot.press("y")
        await shows(pilot, "0 exchanges kept", "Nothing sent yet")


async def test_what_runs_is_not_deleted() -> None:
    running_now = exchange(9, state=ExchangeState.SENDING, envelope=None, complete=False)
    async with history_of(running_now) as (screen, pilot, app, fake):
        app.post_message(ExchangeStarted("ex9"))
        await until(pilot, lambda: "ex9" in app.session.running, "it to run")
        await pilot.press("d")
        await told(pilot, "It is running. Cancel it first")
        await pilot.press("C")
        await told(pilot, "Something is running.")
        assert fake.history.kept
        assert screen.exchanges.line_count == 1


async def test_thousands_are_read_page_by_page_as_the_cursor_goes_down() -> None:
    many = [exchange(number) for number in range(PAGE * 2 + 17)]
    async with history_of(*many) as (screen, pilot, _, __):
        assert screen.exchanges.line_count == PAGE
        await pilot.press("end")
        await until(pilot, lambda: screen.exchanges.line_count == PAGE * 2, "the second page")
        await pilot.press("end")
        await until(pilot, lambda: screen.exchanges.line_count == len(many), "the third page")
        await pilot.press("end")
        entry = screen.exchanges.entry
        assert entry is not None
        assert entry.exchange.id == "ex0"
        await shows(pilot, f"{len(many)} exchanges kept")


@both_sizes
async def test_hostile_names_do_nothing_and_shift_nothing(size: tuple[int, int]) -> None:
    kept = [
        exchange(n, operation=text, profile_name=text, envelope=Envelope(text, text, Tone.BAD, text))
        for n, text in enumerate(STRINGS)
    ]
    async with history_of(*kept, size=size) as (_, pilot, app, __):
        for _ in range(4):
            for strip in strips(app):
                assert acts(strip.text) == []
                assert cell_len(strip.text) == size[0]
            await pilot.press("pagedown")


def test_every_tone_has_its_symbol_in_the_list() -> None:
    for what in MIXED:
        tone = tone_of(what)
        assert Entry(what, tone).verdict.startswith(TONE_SYMBOLS[tone])
    no_code = replace(MIXED[0], envelope=Envelope(None, tone=Tone.UNCERTAIN, problem="not JSON"))
    assert Entry(no_code, tone_of(no_code)).verdict == "? no code"
    sending = replace(MIXED[0], state=ExchangeState.SENDING)
    assert Entry(sending, tone_of(sending)).verdict == "· running"


async def test_an_older_day_is_told_from_today() -> None:
    async with history_of(exchange()) as (screen, pilot, app, _):
        await pilot.pause()
        assert "11-14 " in screen_text(app) or "11-15 " in screen_text(app)
        listed = screen.query_one(ExchangeList)
        entry = listed.entry
        assert entry is not None
        listed.show([entry], "2023-11-14")
