"""History and Inspect: pins, two marked ones compared, what changed since it last went well, copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import Fake
from tests.ui.driving import running, screen_text, shows, told, until
from tests.ui.inspect.cast import RowsAnswer, exchange
from tests.workbench.test_comparing import table
from tui.core.envelope import Envelope, Tone
from tui.ui.messages import OpenExchange
from tui.ui.screens.history import HistoryScreen
from tui.ui.screens.inspect import InspectScreen

BAD = Envelope("-7", "it [b]broke[/b]", Tone.BAD, "ERROR")


def filled() -> Fake:
    fake = Fake()
    first = exchange(1, draft={"operation": "read", "body": {"thing": "a"}})
    for one in (
        first,
        exchange(2, draft={"operation": "read", "body": {"thing": "b"}}),
        exchange(3, envelope=BAD),
    ):
        fake.history.kept[one.id] = one
    fake.answers.kept["ex1"] = RowsAnswer(table(["id", "n"], [[1, 1], [2, 2]]))
    fake.answers.kept["ex2"] = RowsAnswer(table(["id", "n"], [[1, 1], [2, "[red]5"], [3, 3]]))
    return fake


async def test_exchanges_are_pinned_marked_compared_and_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fake = filled()
    async with running(fake, sandbox=True, mode="history") as (app, pilot):
        assert isinstance(app.screen, HistoryScreen)
        await shows(pilot, "3 exchanges kept")
        await pilot.press("p")
        await until(pilot, lambda: fake.history.kept["ex3"].pinned, "a pin")
        await shows(pilot, "★")
        await pilot.press("p")
        await until(pilot, lambda: not fake.history.kept["ex3"].pinned, "no pin")

        await pilot.press("down", "m")
        await shows(pilot, "●")
        await pilot.press("down", "m")
        await shows(pilot, "What differs: the request in 1 place, 2 rows.", "body.thing", "- a", "+ b")
        assert "- ex1" in screen_text(app)
        assert "+ ex2" in screen_text(app)
        await pilot.press("G")
        await shows(pilot, "2 → 3 rows, matched by id", "~ 2  n: 2 → [red]5", "+ 3")
        await pilot.press("escape")
        assert "●" not in screen_text(app)

        await pilot.press("g", "w")
        await shows(pilot, "What differs", "it [b]broke[/b]")
        await pilot.press("escape", "G", "w")
        await shows(pilot, "No earlier exchange of read")
        await pilot.press("g", "y")
        await shows(pilot, "cURL command", "Bug report")
        await pilot.press("enter")
        await told(pilot, "It takes the secret from $TE_TOKEN.")
        assert app.clipboard.startswith("curl --globoff")
        await pilot.press("y", "end", "enter")
        await told(pilot, "assay-ex3.har")
        written = tmp_path / "assay-ex3.har"
        assert written.stat().st_mode & 0o777 == 0o600
        await pilot.press("y", "end", "enter")
        await shows(pilot, "is there already")

        app.post_message(OpenExchange("ex3"))
        await until(pilot, lambda: isinstance(app.screen, InspectScreen), "Inspect")
        await shows(pilot, "ERROR")
        await pilot.press("Y", "down", "enter")
        await told(pilot, "Copied httpx")
        assert "os.environ['TE_TOKEN']" in app.clipboard
        await pilot.press("w")
        await shows(pilot, "What differs")
