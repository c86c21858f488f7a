"""The JSON editor: a request's body as text, coloured line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.core.wording import tr
from tui.ui.widgets.code.document import Span, encoded
from tui.ui.widgets.code.editor import CodeEditor

MAX_LINE = 20_000
"""Bytes of a line beyond which it is shown without colours."""

_TOKEN = re.compile(
    rb'(?P<string>"(?:[^"\\]|\\.)*"?)(?P<colon>\s*:)?|(?P<number>-?\d[\d.eE+-]*)|(?P<constant>\b(?:true|false|null)\b)'
)


class JsonHighlighter:
    """JSON has no token that crosses a line, so every line stands for itself."""

    def load(self, lines: Sequence[str]) -> None:
        """Nothing is kept."""

    def edited(self, lines: Sequence[str], first: int, old_last: int, new_last: int) -> int:
        return new_last

    def spans(self, row: int, line: str) -> list[Span]:
        data = encoded(line)
        if len(data) > MAX_LINE:
            return []
        found: list[Span] = []
        for match in _TOKEN.finditer(data):
            if match["string"] is not None:
                found.append((*match.span("string"), "key" if match["colon"] else "string"))
            elif match.lastgroup:
                found.append((*match.span(), match.lastgroup))
        return found


class JsonEditor(CodeEditor):
    """A JSON text as a person types it."""

    def __init__(self, *, id: str) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(JsonHighlighter(), id=id, placeholder=tr("Type the JSON body, or nothing for none."))
