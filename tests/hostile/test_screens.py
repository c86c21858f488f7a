"""The corpus through every screen of the real app: routes, schema, drafts, rows, tree, charts.

The sandbox's answers are poisoned, profiles have hostile names, and every key of the screens is pressed.
The last line of defence is taken out, so that each place must have made its text safe itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from textual.app import App
from textual.filter import LineFilter
from textual.widget import Widget
from textual.widgets import Input, TextArea

from tests.factories import make_workbench, paths_below
from tests.hostile.corpus import PILES, SHORT, acts
from tests.hostile.parts import THOROUGH, assert_shown, begin, note
from tests.hostile.poison import Poisoned
from tests.ui.driving import AppPilot, ready, strips
from tui.core.drafting import starting_draft
from tui.core.operation import RequestDraft
from tui.core.profile import Profile
from tui.core.secret import SecretRef
from tui.sandbox import Sandbox
from tui.storage import TomlProfileStore
from tui.ui.app import AssayApp
from tui.ui.messages import ComposeDraft, OpenExchange
from tui.ui.safety import SafeApp
from tui.workbench import Workbench

SQL = 'SELECT "#event_name", count(*) AS n FROM ta.v_event_1 WHERE "$part_date" > \'2024-05-01\' GROUP BY 1'
WRONG = SQL.replace("count(*)", "platfrom")
SIZE = (100, 32)


def assert_tame(app: AssayApp, where: str) -> None:
    for strip in strips(app):
        assert acts(strip.text) == [], f"{where}: {strip.text!r}"
        for segment in strip:
            if segment.style is not None:
                assert segment.style.link is None, where
                assert "@click" not in segment.style.meta, where
    for widget in app.screen.walk_children(Widget):
        # Text that a picture of the screen does not hold.
        for text in (widget.tooltip, widget.border_title, widget.border_subtitle):
            assert acts(str(text or "").replace("\n", " ")) == [], f"{where}: {widget!r}"
    assert acts(app.title + app.sub_title) == [], where


@pytest.fixture
def no_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def stock(app: SafeApp) -> Sequence[LineFilter]:
        return App.get_line_filters(app)

    monkeypatch.setattr(SafeApp, "get_line_filters", stock)


@pytest.fixture
def poisoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    real = Sandbox.asgi
    made: dict[int, Poisoned] = {}

    def asgi(sandbox: Sandbox) -> Poisoned:
        if id(sandbox) not in made:
            made[id(sandbox)] = Poisoned(real(sandbox))
        return made[id(sandbox)]

    monkeypatch.setattr(Sandbox, "asgi", asgi)
    workbench = make_workbench(tmp_path)
    yield workbench
    workbench.close()
    assert sum(app.answers for app in made.values()) > 0


async def press(app: AssayApp, pilot: AppPilot, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()
        note(app)
        assert_tame(app, f"after {key} on {type(app.screen).__name__}")
        assert app.is_running, f"{key} ended the app"


async def settled(app: AssayApp, pilot: AppPilot) -> None:
    """Workers done, so that what they bring is on the screen."""
    for _ in range(200):
        await pilot.pause(0.01)
        if not app.session.running and all(worker.is_finished for worker in app.workers):
            break
    note(app)
    assert_tame(app, f"settled {type(app.screen).__name__}")


MODELS = ("event", "retention", "funnel", "distribution", "path", "interval", "user-prop")


def sent(workbench: Workbench, profile: Profile) -> list[str]:
    """Ids of exchanges of every kind: rows, an error, each model, verdicts."""
    sending = workbench.sending
    drafts = [
        RequestDraft("sql-query", query={"format": "json"}, form={"sql": SQL}),
        RequestDraft("sql-query", query={"format": "json"}, form={"sql": WRONG}),
        *(starting_draft(sending.operation("te", f"{model}-analyze"), profile.settings) for model in MODELS),
    ]
    return [sending.send(profile, draft, confirmed=True).id for draft in drafts]


INSPECT_KEYS: dict[str, tuple[str, ...]] = {
    "1": (
        "enter",
        "escape",
        "slash",
        "escape",
        "s",
        "f",
        "c",
        "escape",
        "-",
        "+",
        "b",
        "escape",
        "enter",
        "escape",
        "right_square_bracket",
        "Y",
        "escape",
    ),
    "2": ("slash", "a", "enter", "escape", "plus", "down", "enter", "down", "plus", "n", "minus", "escape"),
    "3": ("b", "n", "escape"),
    "4": ("down", "pagedown", "w", "escape"),
    "5": ("down", "pagedown", "escape"),
    "6": ("t", "t", "X", "escape", "G", "escape", "n", "n", "right_square_bracket", "escape"),
}


@pytest.mark.timeout(240)
async def test_poisoned_answers_on_every_side_of_inspect(poisoned: Workbench, no_last_line: None) -> None:
    begin()
    profile = poisoned.profiles.find("sandbox-te")
    ids = await asyncio.to_thread(sent, poisoned, profile)
    # Of rows every side, of an error the one that tells of it, of every other model its picture.
    sides = ("123456", "5")
    app = AssayApp(lambda: poisoned, sandbox=True)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        for number, exchange in enumerate(ids):
            app.post_message(OpenExchange(exchange, "rows"))
            await pilot.pause()
            await ready(pilot)
            for tab, keys in INSPECT_KEYS.items():
                if not THOROUGH and tab not in (sides[number] if number < 2 else "6" * (number % 2)):
                    continue
                await press(app, pilot, tab)
                await settled(app, pilot)
                if THOROUGH or number == 0:
                    await press(app, pilot, *(keys if THOROUGH else keys[:6]), "escape")
                    await settled(app, pilot)
        if THOROUGH:
            app.post_message(OpenExchange(ids[0], "rows"))
            await settled(app, pilot)
            await press(app, pilot, "Q")
            await settled(app, pilot)
            await press(app, pilot, "ctrl+r")
            await settled(app, pilot)
            await press(app, pilot, "escape", "escape")
        await press(app, pilot, "f6")
        await ready(pilot)
        await press(app, pilot, "down", "m", "down", "m")
        await settled(app, pilot)
        await press(app, pilot, "ctrl+p")
        await settled(app, pilot)
    assert_shown("answers")


@pytest.mark.timeout(240)
async def test_hostile_profiles_schema_and_drafts_on_the_other_screens(
    poisoned: Workbench, tmp_path: Path
) -> None:
    """Editors show what is typed as it is: there, and only there, the last line is needed."""
    begin()
    sandbox = poisoned.profiles.find("sandbox-te")
    await asyncio.to_thread(poisoned.schemas.fetch, sandbox)
    for number, text in enumerate(PILES[:4]):
        # As a file that was edited by hand would bring them; the form refuses such names.
        TomlProfileStore(paths_below(tmp_path)).save(
            Profile(
                f"h{number}",
                f"{number}{text}",
                "te",
                "http://127.0.0.1:9",
                secret=SecretRef("environment", text),
                settings={"projectId": text},
                proxy=text,
            )
        )
    poisoned.profiles.reload()
    poisoned.drafts.put("te", {"operation": "sql-query", "form": {"sql": f"SELECT '{PILES[5]}'"}})
    app = AssayApp(lambda: poisoned, sandbox=False)
    async with app.run_test(size=SIZE) as pilot:
        await ready(pilot)
        for keys in (
            (
                "f2",
                "down",
                "down",
                "enter",
                "escape",
                "s",
                "escape",
                "d",
                "escape",
                "e",
                "escape",
                "t",
                "escape",
            ),
            ("f3", "f7", "f7", "f7", "f7", "ctrl+e", "escape", "tab", "tab", "down", "enter", "escape"),
            (
                "f5",
                "ctrl+g",
                "ctrl+r",
                "f9",
                "f9",
                "f7",
                "escape",
                "ctrl+t",
                "down",
                "enter",
                "escape",
                "escape",
            ),
            ("f6", "down", "enter"),
        ):
            await press(app, pilot, *keys)
            await settled(app, pilot)
        for draft in (
            RequestDraft("event-analyze", body={PILES[1]: PILES[2], "events": [{"eventName": PILES[3]}]}),
            RequestDraft("cohort-add", form={"name": PILES[4]}, query={"projectId": PILES[6]}),
        ):
            app.post_message(ComposeDraft(sandbox.id, draft))
            await settled(app, pilot)
            await press(app, pilot, "f7", "f7")
            await settled(app, pilot)
        for pile in PILES[::20]:
            app.notify(pile, title=pile)
            await settled(app, pilot)
        for area in app.screen.query(TextArea):
            area.text = PILES[0]
        for line in app.screen.query(Input):
            line.value = SHORT[0]
        await settled(app, pilot)
    assert_shown("other screens")
