"""Which of several repairs is meant."""

from __future__ import annotations

from collections.abc import Sequence

from tui.core.knowledge import Fix
from tui.core.wording import told, tr
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.widgets.choice_list import Choice


def repair_dialog(fixes: Sequence[Fix]) -> ChoiceDialog:
    """Its result is the place of the one taken."""
    choices = [Choice(str(number), told(fix.label)) for number, fix in enumerate(fixes)]
    return ChoiceDialog(tr("Which repair?"), choices)
