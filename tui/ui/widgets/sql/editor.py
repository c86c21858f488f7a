"""The SQL editor: Trino SQL in colour, read by tree-sitter where it is installed."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from tui.ui.widgets.code.document import Points, Span, encoded
from tui.ui.widgets.sql.completing import CompletingEditor
from tui.ui.widgets.sql.words import CONSTANTS, KEYWORDS, TYPES

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Query, Tree

MAX_BYTES = 400_000
"""A larger text is shown without colours: reading it would be felt."""

_WORD = re.compile(rb"[A-Za-z_][A-Za-z_0-9]*")
_CALL = re.compile(rb"\s*\(")


@cache
def _grammar() -> tuple[Parser, Query] | None:
    """Parser and query, made once; None where tree-sitter is missing or its grammar is another one."""
    try:
        import tree_sitter_sql
        from tree_sitter import Language, Parser, Query

        language = Language(tree_sitter_sql.language())
        kinds = {
            language.node_kind_for_id(number) or ""
            for number in range(language.node_kind_count)
            if language.node_kind_is_visible(number)
        }
        keywords = sorted(kind for kind in kinds if kind.startswith("keyword_"))
        patterns = [
            f"[{' '.join(f'({word})' for word in keywords)}] @keyword",
            "[(identifier) (literal) (interval)] @word",
            "[(comment) (marginalia)] @comment",
            '["+" "-" "*" "/" "%" "=" "<" "<=" "!=" ">=" ">" "<>" (op_other)] @operator',
        ]
        return Parser(language), Query(language, "\n".join(patterns))
    except (ImportError, ValueError):
        return None


class SqlHighlighter:
    """Colours from a syntax tree that follows every edit, and is read anew in pauses.

    Between an edit and the next pause the old tree's nodes move with the text, so colours neither jump
    nor flicker. Without tree-sitter, all text has one colour.
    """

    def __init__(self, *, patient: bool = False) -> None:
        """`patient` leaves making the grammar, some 30 ms, to the first pause, so that a start shows
        its text at once and the colours a moment later."""
        self._patient = patient
        self._parser: Parser | None = None
        self._query: Query | None = None
        self._tree: Tree | None = None
        self._stale = False

    def load(self, text: str) -> None:
        self._tree = None
        if self._patient and self._parser is None:
            self._stale = True
        else:
            self._read(text)

    def edited(self, start: int, old_end: int, new_end: int, points: Points) -> None:
        self._stale = True
        if self._tree is not None:
            self._tree.edit(start, old_end, new_end, *points)

    def catch_up(self, text: str) -> bool:
        if not self._stale:
            return False
        self._read(text)
        return True

    def _read(self, text: str) -> None:
        self._stale = False
        if self._parser is None:
            self._parser, self._query = _grammar() or (None, None)
        data = encoded(text)
        if self._parser is None or len(data) > MAX_BYTES:
            self._tree = None
        else:
            self._tree = self._parser.parse(data, self._tree) if self._tree else self._parser.parse(data)

    def spans(self, row: int, line: str) -> list[Span]:
        if self._tree is None or self._query is None or not line:
            return []
        from tree_sitter import QueryCursor

        cursor = QueryCursor(self._query)
        data = encoded(line)
        cursor.set_point_range((row, 0), (row, len(data)))
        found: list[Span] = []
        for name, nodes in cursor.captures(self._tree.root_node).items():
            for node in nodes:
                start, stop = _within(node, row, len(data))
                if start < stop:
                    found += _coloured(name, data, start, stop, whole=node.start_point[0] == row)
        return found


def _within(node: Node, row: int, length: int) -> tuple[int, int]:
    first, last = node.start_point, node.end_point
    if not first[0] <= row <= last[0]:
        return 0, 0
    return (first[1] if first[0] == row else 0), (last[1] if last[0] == row else length)


def _coloured(name: str, data: bytes, start: int, stop: int, *, whole: bool) -> list[Span]:
    if name != "word":
        return [(start, stop, name)]
    if not whole:
        # The rest of a literal that began on a line above.
        return [(start, stop, "string")]
    token = data[start:stop]
    quote = token.find(b"'")
    if quote >= 0 and not token.startswith((b'"', b"`")):
        # A typed literal, such as DATE '2024-01-31', is one token of the grammar.
        before = [(start, start + quote, "keyword")] if quote else []
        return [*before, (start + quote, stop, "string")]
    if token.startswith((b'"', b"`")):
        return [(start, stop, "quoted")]
    if token[:1].isdigit() or token[:1] in b"+-.":
        return [(start, stop, "number")]
    word = token.decode("utf-8", "replace").lower()
    if word in CONSTANTS:
        return [(start, stop, "constant")]
    if word in KEYWORDS:
        return [(start, stop, "keyword")]
    if _CALL.match(data, stop):
        return [(start, stop, "function")]
    return [(start, stop, "type")] if word in TYPES else []


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
        super().__init__(
            SqlHighlighter(patient=True), id=id, placeholder="Type one SQL statement. ctrl+r sends it."
        )

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
