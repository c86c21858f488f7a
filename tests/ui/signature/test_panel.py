"""The signature panel on the sandbox: by keyboard, at both sizes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Label, TextArea

from tests.factories import make_workbench
from tests.ui.reading import shown_text
from tui.core.cancel import CancelToken
from tui.core.failures import TransportFailure
from tui.ui.app import AssayApp
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.screens.signature import SignatureScreen
from tui.ui.widgets.verdict_card import VerdictCard
from tui.workbench import Workbench

SIZES = [(80, 24), (160, 45)]


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    made = make_workbench(tmp_path)
    yield made
    made.close()


@asynccontextmanager
async def panel(workbench: Workbench, size: tuple[int, int] = (120, 35)) -> AsyncIterator[Pilot[None]]:
    app = AssayApp(lambda: workbench, sandbox=True)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, WorkbenchScreen))
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, SignatureScreen))
        await until(pilot, lambda: app.screen.query("#form"))
        yield pilot


async def until(pilot: Pilot[None], condition: object, seconds: float = 10.0) -> None:
    assert callable(condition)
    for _ in range(int(seconds / 0.02)):
        await pilot.pause(0.02)
        if condition():
            return
    raise AssertionError("it did not happen")


async def verified(pilot: Pilot[None], word: str) -> str:
    card = pilot.app.screen.query_one(VerdictCard)
    await until(pilot, lambda: word in shown_text(card))
    return shown_text(card)


async def signed(pilot: Pilot[None], path: str = "/p") -> None:
    screen = pilot.app.screen
    screen.query_one("#path", Input).value = path
    await pilot.press("ctrl+g")
    await until(pilot, lambda: screen.query_one("#sign", Input).value.startswith("sbx1."))


@pytest.mark.parametrize("size", SIZES)
async def test_a_sign_passes_once_and_is_a_replay_the_second_time(
    workbench: Workbench, size: tuple[int, int]
) -> None:
    async with panel(workbench, size) as pilot:
        await signed(pilot)
        await pilot.press("ctrl+r")
        first = await verified(pilot, "1200")
        assert "✓ PASS" in first
        assert "first use" in first
        await pilot.press("ctrl+r")
        second = await verified(pilot, "1603")
        assert "▲ PASS+RISK" in second
        assert "✓" not in second
        assert "verified once before (1200)" in second
        ledger = pilot.app.screen.query_one("#ledger", Label)
        await until(pilot, lambda: "verified 2 times" in shown_text(ledger))


async def test_the_body_goes_out_byte_for_byte(workbench: Workbench) -> None:
    async with panel(workbench) as pilot:
        pilot.app.screen.query_one("SignatureForm #body", TextArea).text = ' {"b": 1,\n  "a": "é"} '
        await signed(pilot)
        await pilot.press("ctrl+r")
        await verified(pilot, "1200")
        kept = workbench.history.recent(1)[0]
        assert kept.draft["body"]["body"] == ' {"b": 1,\n  "a": "é"} '  # type: ignore[index]  # a JSON object


async def test_a_query_that_is_no_object_is_named_and_nothing_is_sent(workbench: Workbench) -> None:
    async with panel(workbench) as pilot:
        screen = pilot.app.screen
        screen.query_one("#query", Input).value = '{"a": '
        await pilot.press("ctrl+r")
        problem = screen.query_one("#problem", Label)
        await until(pilot, lambda: "query" in shown_text(problem))
        assert "line 1" in shown_text(problem)
        assert "Nothing was sent" in shown_text(problem)
        assert screen.focused is screen.query_one("#query")
        assert workbench.history.count() == 0


async def test_a_missing_sign_is_a_verdict_of_the_service(workbench: Workbench) -> None:
    async with panel(workbench) as pilot:
        pilot.app.screen.query_one("#path", Input).value = "/p"
        await pilot.press("ctrl+r")
        assert "MISS" in await verified(pilot, "1101")


async def test_a_lost_answer_is_uncertain_and_sent_once(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def lose(*args: object) -> None:
        calls.append(args)
        raise TransportFailure("The connection was lost.", code="connection-lost", sent=True)

    monkeypatch.setattr(workbench.sending._transport, "send", lose)
    async with panel(workbench) as pilot:
        await signed(pilot)
        await pilot.press("ctrl+r")
        assert "? UNCERTAIN" in await verified(pilot, "UNCERTAIN")
        assert len(calls) == 1


async def test_escape_cancels_a_running_verification(
    workbench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(request: object, authorizer: object, options: object, sink: object, cancel: CancelToken) -> None:
        assert cancel.wait(10)
        raise TransportFailure("Stopped.", code="cancelled", sent=False)

    monkeypatch.setattr(workbench.sending._transport, "send", wait)
    async with panel(workbench) as pilot:
        await signed(pilot)
        await pilot.press("ctrl+r")
        await until(pilot, workbench.sending.running)
        await pilot.press("ctrl+r")
        assert len(workbench.sending.running()) == 1
        await pilot.press("escape")
        await until(pilot, lambda: not workbench.sending.running())


async def test_the_draft_comes_back_without_the_sign(workbench: Workbench) -> None:
    async with panel(workbench) as pilot:
        screen = pilot.app.screen
        await signed(pilot, "/kept")
        sign = screen.query_one("#sign", Input).value
        await until(pilot, lambda: (workbench.drafts.get("signature") or {}).get("path") == "/kept")
        assert sign not in repr(workbench.drafts.get("signature"))
    async with panel(workbench) as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: screen.query_one("#path", Input).value == "/kept")
        assert screen.query_one("#sign", Input).value == ""


async def test_bytes_show_what_the_eye_misses(workbench: Workbench) -> None:
    async with panel(workbench) as pilot:
        screen = pilot.app.screen
        screen.query_one("#path", Input).value = "/p "
        await pilot.press("f7")
        view = screen.query_one("#bytes")
        await until(pilot, lambda: "ends with a blank" in shown_text(view))
        assert "2f 70 20" in shown_text(view)
        assert "left out of the request" in shown_text(view)


async def test_no_whole_sign_lies_in_the_history(workbench: Workbench, tmp_path: Path) -> None:
    async with panel(workbench) as pilot:
        await signed(pilot)
        sign = pilot.app.screen.query_one("#sign", Input).value.encode()
        await pilot.press("ctrl+r")
        await verified(pilot, "1200")
    workbench.close()
    kept = everything_below(tmp_path)
    assert kept
    assert not [name for name, data in kept.items() if sign in data]


def everything_below(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
