"""A name of the schema at the cursor of the editor that is open."""

from __future__ import annotations

import json

from textual.widgets import TextArea

from tui.ui.screens.compose.desk import Desk
from tui.ui.screens.compose.views import View

NO_EDITOR = "There is no SQL or JSON to insert into: f7 changes the view, y copies the name."


def insert_into(desk: Desk, name: str, sql: str) -> bool:
    """Put a name in the place of the selection, quoted as the text wants it; False without an editor."""
    if desk.view is View.SQL:
        _insert(desk.sql, sql)
    elif desk.view is View.JSON:
        _insert(desk.json, json.dumps(name, ensure_ascii=False))
    else:
        return False
    return True


def _insert(editor: TextArea, text: str) -> None:
    start, end = sorted(editor.selection)
    before = editor.document.get_line(start[0])[: start[1]]
    # Two names in a row are two words.
    gap = " " if before and (before[-1].isalnum() or before[-1] in "\"'") else ""
    result = editor.replace(gap + text, start, end)
    editor.move_cursor(result.end_location)
