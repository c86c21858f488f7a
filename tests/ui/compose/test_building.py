"""A guided form by keys alone: a funnel built and sent, its groups and problems; a console body pasted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from textual.events import Paste

from tests.factories import make_workbench
from tests.ui.driving import SMALL, AppPilot, ready, screen_text, type_text, until
from tui.ui.app import AssayApp
from tui.ui.dialogs.model_paste import PasteDialog, TranslatedDialog
from tui.ui.dialogs.model_question import ModelQuestionDialog
from tui.ui.screens.compose import ComposeScreen
from tui.ui.screens.compose.views import View

CONSOLE = {
    "qp": {
        "eventView": {
            "recentDay": "1-30",
            "timeParticleSize": "T5",
            "relation": 1,
            "filts": [{"columnName": "platform", "calcuSymbol": "C01", "tableType": "0", "ftv": ["web"]}],
        },
        "events": [{"type": "normal", "eventName": "purchase", "analysis": "A101", "relation": "1"}],
    },
    "projectId": 1,
    "useCache": True,
}


class Keys:
    """The real app over the real sandbox, on Compose with one model open."""

    def __init__(self, app: AssayApp, pilot: AppPilot) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> ComposeScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, ComposeScreen))

    @property
    def view(self) -> str:
        return self.screen.desk.view.value

    @property
    def body(self) -> Any:
        assert self.screen.composition is not None
        return self.screen.composition.draft.body

    @property
    def at(self) -> str:
        line = self.screen.desk.build.outline.current
        return line.id if line is not None else ""

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def answer(self, text: str) -> None:
        """Type into the open question, and take what is marked then."""
        await self.until(lambda: isinstance(self.app.screen, ModelQuestionDialog), "a question")
        if text:
            await type_text(self.pilot, text)
        await self.press("enter")

    async def until(self, condition: Any, what: str) -> None:
        await until(self.pilot, condition, what, limit=20)

    async def open(self, route: str) -> None:
        self.screen.post_message(self.screen.routes.Chosen(route))

        def opened() -> bool:
            now = self.screen.composition
            known = now is not None and now.context is not None and now.context.schema is not None
            return known and now is not None and now.operation.id == route

        await self.until(opened, f"{route} and its schema")

    async def go(self, line: str) -> None:
        """Down to a line, by the key."""
        for _ in range(40):
            if self.at == line:
                return
            await self.press("j")
        raise AssertionError(f"no line {line}; the screen shows:\n{screen_text(self.app)}")


async def started(app: AssayApp, pilot: AppPilot) -> Keys:
    await ready(pilot)
    await until(
        pilot,
        lambda: isinstance(app.screen, ComposeScreen) and app.screen.composition is not None,
        "Compose",
        limit=20,
    )
    return Keys(app, pilot)


async def test_a_funnel_is_built_by_keys_alone_and_sent(tmp_path: Path) -> None:
    app = AssayApp(lambda: make_workbench(tmp_path), sandbox=True)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        keys = await started(app, pilot)
        await keys.open("funnel-analyze")
        assert keys.view == View.BUILD.value
        await keys.press("g", "j")
        assert keys.at == "events[0]"
        await keys.press("d", "d", "d")
        assert keys.body["events"] == []
        assert "needs 2 steps at least" in screen_text(app)
        await keys.press("ctrl+r")
        await keys.until(lambda: "problem" in screen_text(app), "a refusal")

        await keys.press("g", "enter")
        await keys.answer("product")
        await keys.press("a")
        await keys.answer("purchase")
        await keys.press("K")
        assert [e["eventName"] for e in keys.body["events"]] == ["purchase", "product_view"]
        await keys.press("J")
        await keys.press("f")
        await keys.answer("plat")
        await keys.answer("is not")
        await keys.answer("nothing, nowhere")
        assert "platform is none of nothing, nowhere" in screen_text(app)
        await keys.press("n")
        await keys.press("a")
        await keys.answer("user.plat")
        await keys.answer("is set")
        group = keys.body["events"][1]["filts"][0]
        assert (group["relation"], len(group["filts"])) == ("or", 2)
        assert keys.at == "events[1].filts[0].filts[1]"

        await keys.go("eventView.recentDay")
        await keys.press("enter")
        await type_text(pilot, "1-90")
        await keys.until(lambda: "2024-04-01 – 2024-06-29" in screen_text(app), "the dates")
        await keys.press("enter")
        assert keys.body["eventView"]["recentDay"] == "1-90"
        assert "startTime" not in keys.body["eventView"]

        await keys.press("ctrl+r")
        await keys.until(lambda: keys.screen.strip.result is not None, "an answer")
        assert "✓ OK 0" in screen_text(app)
        await keys.until(lambda: "product_view" in str(keys.screen.strip.result), "rows")

        await keys.press("f7", "f7")
        assert keys.view == View.JSON.value
        assert '"recentDay": "1-90"' in keys.screen.desk.json.text


async def test_a_console_body_is_pasted_read_back_and_used(tmp_path: Path) -> None:
    app = AssayApp(lambda: make_workbench(tmp_path), sandbox=True)
    async with app.run_test(size=SMALL, notifications=True) as pilot:
        keys = await started(app, pilot)
        await keys.press("f12")
        await keys.until(lambda: isinstance(app.screen, PasteDialog), "the dialog")
        app.post_message(Paste(json.dumps(CONSOLE, indent=1)))
        await pilot.pause()
        await keys.press("ctrl+r")
        await keys.until(lambda: isinstance(app.screen, TranslatedDialog), "the translation")
        text = screen_text(app)
        assert "eventView.timeParticleSize: T5 → total" in text
        assert "events[0].analysis: A101 → TRIG_USER_NUM" in text
        await keys.press("enter")
        await keys.until(
            lambda: (
                keys.screen.composition is not None
                and keys.screen.composition.operation.id == "event-analyze"
            ),
            "its route",
        )
        await keys.until(lambda: "purchase · number of users" in screen_text(app), "the form")
        assert "platform is not web" in screen_text(app)
        await keys.press("ctrl+r")
        await keys.until(lambda: keys.screen.strip.result is not None, "an answer")
        assert "✓ OK 0" in screen_text(app)

        # A question goes back by one with escape; a formula is completed; a group that is off says why.
        await keys.go("events[0]")
        await keys.press("a")
        await keys.answer("= a formula")
        await type_text(pilot, "purchase.TRIG_USER_NUM / pur")
        await keys.press("enter")
        assert isinstance(app.screen, ModelQuestionDialog)
        await type_text(pilot, "TOTAL_TIMES")
        await keys.press("enter")
        await keys.press("escape", "escape")
        await keys.answer("anyEv")
        await keys.answer("number of times")
        assert keys.body["events"][1]["eventName"] == "anyEvent"
        await keys.press("u")
        await keys.until(lambda: bool(app._notifications), "why not")
        keys.screen.desk.json.text = "{"
        await keys.press("f7", "f7")
        keys.screen.desk.json.text = "{"
        await pilot.pause(0.3)
        await keys.press("f7", "f7")
        assert keys.view == View.BUILD.value
        assert "The guided form is off" in screen_text(app)
