"""What a newcomer meets beside the tour: help, the palette, and what --sandbox refuses."""

from __future__ import annotations

import pytest

from tests.ui.driving import go, running, shows, told, type_text
from tui.core.wording import tr
from tui.ui.help import IN_SHORT
from tui.ui.screens import SCREENS


async def test_the_sandbox_says_what_it_refuses_once_and_the_palette_what_a_code_means() -> None:
    async with running(sandbox=True) as (app, pilot):
        await go(pilot, "f2")
        await shows(pilot, "without --sandbox")
        for _ in range(3):
            await pilot.press("c")
        await told(pilot, "start it without to make profiles")
        assert len(app._notifications) == 1
        await pilot.press("question_mark")
        await shows(pilot, "In short", "n makes one")
        await pilot.press("escape", "ctrl+p")
        await shows(pilot, "or a code such as -1005")
        await type_text(pilot, "-7")
        await shows(pilot, "Code -7", "it went wrong")


@pytest.mark.parametrize("mode", SCREENS)
def test_every_screen_says_first_what_to_press(mode: str) -> None:
    assert tr(IN_SHORT[mode]) == IN_SHORT[mode]
