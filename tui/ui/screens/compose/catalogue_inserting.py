"""A name of the schema at the cursor of the editor that is open."""

from __future__ import annotations

import json

from textual.widgets import TextArea

from tui.core.wording import tr_later
from tui.ui.screens.compose.desk import Desk
from tui.ui.screens.compose.views import View

NO_EDITOR = tr_later("There is no SQL or JSON to insert into: f7 changes the view, y copies the name.")


PATIENCE = 20
"""Refreshes that an editor gets to be displayed."""


def editor_of(desk: Desk) -> TextArea | None:
    """The editor of text that is open; None for a form."""
    return {View.SQL: desk.sql, View.JSON: desk.json}.get(desk.view)


def insert_into(desk: Desk, name: str, sql: str, patience: int = PATIENCE) -> None:
    """Put a name in the place of the selection, quoted as the text wants it."""
    editor = editor_of(desk)
    if editor is None:
        return
    if not editor.size and patience:
        # Before it is laid out, it would scroll as if it were one cell wide.
        desk.call_after_refresh(insert_into, desk, name, sql, patience - 1)
        return
    _insert(editor, sql if editor is desk.sql else json.dumps(name, ensure_ascii=False))


def _insert(editor: TextArea, text: str) -> None:
    """Set off by a blank from a word or a quoted name on either side."""
    start, end = sorted(editor.selection)
    before = editor.document.get_line(start[0])[: start[1]]
    after = editor.document.get_line(end[0])[end[1] :]
    left = " " if before and (before[-1].isalnum() or before[-1] in "\"'") else ""
    right = " " if after and (after[0].isalnum() or after[0] in "\"'") else ""
    result = editor.replace(left + text + right, start, end)
    editor.move_cursor(result.end_location)
