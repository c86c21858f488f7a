"""The SQL editor: Trino SQL in colour, with proposals and keys for help."""

from __future__ import annotations

import re
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.core.wording import tr
from tui.ui.widgets.sql.colours import SqlHighlighter
from tui.ui.widgets.sql.completing import CompletingEditor


class SqlEditor(CompletingEditor):
    """SQL as a person types it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+underscore,ctrl+slash",
            "toggle_comment",
            "Comment",
            show=False,
            id="sql.comment",
            tooltip="Put the line, or the selected lines, in a comment, or take them out (ctrl+/)",
        ),
        Binding(
            "ctrl+f",
            "help('fix')",
            "Fix",
            show=False,
            id="sql.fix",
            tooltip="Repair what the notice below says; ctrl+z takes it back",
        ),
        Binding(
            "ctrl+g",
            "help('next')",
            "Notice",
            show=False,
            id="sql.next",
            tooltip="Go to the place of the notice, then to the next one",
        ),
        Binding(
            "ctrl+l",
            "help('layout')",
            "Format",
            show=False,
            id="sql.layout",
            tooltip="Lay the statement out anew; ctrl+z takes it back",
        ),
    ]

    class HelpWanted(Message):
        """A person asks to `fix`, to go to the `next` notice, or for the `layout`."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def __init__(self, *, id: str) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(SqlHighlighter(), id=id, placeholder=tr("Type one SQL statement. ctrl+r sends it."))

    def action_help(self, what: str) -> None:
        self.post_message(self.HelpWanted(what))

    def change_to(self, text: str) -> None:
        """Make the text another one in one step that undo takes back; only what differs is replaced."""
        before = self.text
        most = min(len(before), len(text))
        start = next((i for i in range(most) if before[i] != text[i]), most)
        end = next((i for i in range(most - start) if before[-1 - i] != text[-1 - i]), most - start)
        first = self.characters.get_location_from_index(start)
        last = self.characters.get_location_from_index(len(before) - end)
        self.history.checkpoint()
        self.replace(text[start : len(text) - end], first, last)
        self.history.checkpoint()

    def action_toggle_comment(self) -> None:
        (top, _), (bottom, right) = sorted(self.selection)
        if bottom > top and right == 0:
            bottom -= 1
        lines = [self.document.get_line(row) for row in range(top, bottom + 1)]
        written = [line for line in lines if line.strip()]
        if not written:
            return
        if all(line.lstrip().startswith("--") for line in written):
            changed = [re.sub(r"^(\s*)-- ?", r"\1", line) for line in lines]
        else:
            indent = min(len(line) - len(line.lstrip()) for line in written)
            changed = [f"{line[:indent]}-- {line[indent:]}" if line.strip() else line for line in lines]
        if changed != lines:
            row, column = self.cursor_location
            shift = len(changed[row - top]) - len(lines[row - top]) if top <= row <= bottom else 0
            self.replace("\n".join(changed), (top, 0), (bottom, len(lines[-1])))
            self.move_cursor((row, max(0, column + shift)))
