"""Dialogs that no journey with poisoned answers opens, each with the corpus in all its slots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.screen import Screen

from tests.hostile.corpus import PILES
from tests.ui.driving import running
from tests.ui.test_hostile_text import assert_tame
from tui.core.building import Outcome, Translation, TranslationNote
from tui.core.table import Column
from tui.core.vault_ports import PassphraseNeed
from tui.ui.dialogs.export import ExportDialog
from tui.ui.dialogs.model_paste import TranslatedDialog
from tui.ui.dialogs.passphrase import PassphraseDialog
from tui.ui.dialogs.pick_many import PickManyDialog, PickRow
from tui.ui.screens.inspect.columns import ColumnsDialog

DIALOGS: dict[str, Callable[[str], Screen[Any]]] = {
    "passphrase": lambda text: PassphraseDialog(PassphraseNeed.CHOOSE, text),
    "columns": lambda text: ColumnsDialog([Column(text), Column("b")], [0, 1], [1], 0),
    "pick many": lambda text: PickManyDialog(text, [PickRow(0, text, text, text)], [text]),
    "export": lambda text: ExportDialog(text, text, text),
    "translated": lambda text: TranslatedDialog(
        Translation(
            "event-analyze",
            {text: text},
            (TranslationNote(text, text, text, Outcome.UNKNOWN, text),),
            recognised=True,
        ),
        text,
    ),
}


@pytest.mark.parametrize("name", DIALOGS)
async def test_a_dialog_shows_the_corpus(name: str) -> None:
    async with running(size=(100, 40)) as (app, pilot):
        for pile in PILES[::8]:
            app.push_screen(DIALOGS[name](pile))
            await pilot.pause()
            assert_tame(app)
            app.pop_screen()
            await pilot.pause()
