"""Every dialog with the corpus in all its slots, and the watch that no part of the screens is left out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.app import App
from textual.filter import LineFilter
from textual.widgets import Input, TextArea

from tests.hostile.classes import dialogs, screens, widgets
from tests.hostile.corpus import PILES
from tests.hostile.dialogs import DIALOGS, made_classes
from tests.hostile.parts import SHOWN, THOROUGH, assert_shown, begin, note
from tests.ui.driving import running
from tests.ui.test_hostile_text import assert_tame, show_dialog
from tui.ui.dialogs.secret import SecretDialog
from tui.ui.safety import SafeApp
from tui.ui.screens import SCREENS, screen_class


async def test_every_dialog_shows_the_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor shows what is typed as it is, and only there the last line is needed: it is taken out
    wherever no editor is shown. In the suite each dialog takes one pile of it, the next one another."""
    begin()
    edits, filters = False, SafeApp.get_line_filters

    def chosen(app: SafeApp) -> Sequence[LineFilter]:
        return filters(app) if edits else App.get_line_filters(app)

    monkeypatch.setattr(SafeApp, "get_line_filters", chosen)
    async with running(size=(100, 40)) as (app, pilot):
        for number, make in enumerate(DIALOGS.values()):
            for pile in PILES if THOROUGH else (PILES[number % len(PILES)],):
                dialog = make(pile)
                edits = True
                await show_dialog(app, pilot, dialog, pile)
                edits = isinstance(dialog, SecretDialog) or any(
                    one.display and one.region for kind in (Input, TextArea) for one in dialog.query(kind)
                )
                app.screen.refresh(layout=True)
                await pilot.pause()
                assert_tame(app)
                note(app)
                app.pop_screen()
                await pilot.pause()
    assert_shown("dialogs")


def test_every_dialog_of_the_code_is_tried() -> None:
    forgotten = {one for one in dialogs() if one not in made_classes() and not one.__subclasses__()}
    assert forgotten == set(), "put it into tests/hostile/dialogs.py"


def test_every_screen_of_the_code_is_one_of_the_modes_that_are_tried() -> None:
    """The others are what these are made of."""
    tried = {base for mode in SCREENS for base in screen_class(mode).__mro__}
    assert {one.__name__ for one in screens() - tried} <= {"Frame"}


def test_every_widget_of_the_code_is_shown_by_one_of_the_stories() -> None:
    named = [name for names in SHOWN.values() for name in names]
    assert {one.__name__ for one in widgets()} - set(named) == set(), "put it into tests/hostile/parts.py"
    assert set(named) - {one.__name__ for one in widgets()} == set(), "it is gone from the code"
