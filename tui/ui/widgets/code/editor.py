"""An editor for what a person types: coloured lazily, so that a key costs the same in any text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rich.style import Style
from rich.text import Text
from textual.color import Color
from textual.document._document import Location
from textual.document._document_navigator import DocumentNavigator
from textual.events import Key, Paste
from textual.geometry import Size
from textual.widgets.text_area import TextAreaTheme

from tui.core.display import safe
from tui.ui.widgets.code.document import CodeDocument, FlatDocument, Highlighter, Span, encoded
from tui.ui.widgets.code.painting import NarrowPainting

WIDTH_STEP = 32
"""Cells by which the editor grows when a line becomes wider than what is shown."""

BRACKET_LINES = 300
"""Lines that are searched for the partner of a bracket, up or down."""

TOKENS = (
    "keyword",
    "function",
    "type",
    "string",
    "quoted",
    "number",
    "comment",
    "operator",
    "key",
    "constant",
)

_WORD = re.compile(r"\w+")
_BRACKETS = re.compile(r"[][(){}]")
_PARTNERS = {"(": ")", "[": "]", "{": "}"}


class _LazyColours(dict[int, list[Span]]):
    """Looks a line's colours up when the line is painted."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__()
        self._editor = editor

    def __bool__(self) -> bool:
        return True

    def __missing__(self, row: int) -> list[Span]:
        spans = self[row] = self._editor.spans_of(row)
        return spans


class CodeEditor(NarrowPainting):
    """A text area with line numbers, brackets, and one marked place for an error.

    Only for what a person types; never for an answer. Tab indents; escape and the send keys are left
    to the screen.
    """

    DEFAULT_CSS = """
    CodeEditor { border: none; padding: 0; background: $background; scrollbar-size: 1 1; }
    CodeEditor:focus { border: none; }
    CodeEditor .text-area--cursor-line { background: $surface; }
    CodeEditor .text-area--gutter { color: $text-disabled; }
    CodeEditor .text-area--cursor-gutter { background: $surface; color: $foreground 70%; }
    CodeEditor .text-area--matching-bracket { background: $primary 35%; }
    """

    def __init__(self, highlighter: Highlighter, *, id: str | None = None, placeholder: str = "") -> None:  # noqa: A002  # Textual's own name for it
        self._highlighter = highlighter
        self.error_at: Location | None = None
        super().__init__(
            id=id, soft_wrap=False, tab_behavior="indent", show_line_numbers=True, placeholder=placeholder
        )
        self.indent_width = 2
        # TextArea takes f6 and f7 for selections; here they are the program's own keys.
        for key in ("f6", "f7"):
            self._bindings.key_to_bindings.pop(key, None)

    # -- colours ---------------------------------------------------------------------------------

    def _set_document(self, text: str, language: str | None) -> None:
        self._highlight_query = None
        self._highlights = _LazyColours(self)
        self.document = CodeDocument(text, self._highlighter)
        self.wrapped_document = FlatDocument(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _build_highlight_map(self) -> None:
        """Called by TextArea after each edit. Nothing is read here: lines are coloured when painted, and
        a line that was not touched is not painted anew."""
        document = self.document
        touched = self.touched = document.take_touched() if isinstance(document, CodeDocument) else None
        if touched is None:
            self._line_cache.clear()
            self._highlights.clear()
        else:
            self._forget(touched)

    def _refresh_size(self) -> None:
        """As TextArea's, but the width grows in steps: each change of it costs a layout of the screen."""
        width, height = self.document.get_size(self.indent_width)
        width += self.gutter_width + 1
        shown = self.scrollable_content_region.width
        wide = shown if width <= shown else -(-width // WIDTH_STEP) * WIDTH_STEP
        self.virtual_size = Size(wide, height)
        self._refresh_scrollbars()

    def spans_of(self, row: int) -> list[Span]:
        line = self.document.get_line(row)
        spans = self._highlighter.spans(row, line)
        marked = self._marked(row, line)
        if marked is None:
            return spans
        first, last = (len(encoded(line[:column])) for column in marked)
        return [span for span in spans if (span[1] or last) <= first or span[0] >= last]

    def get_line(self, line_index: int) -> Text:
        """The line as it is painted: one visible symbol for each control character, so that columns
        stay where they are, and the marked place of an error."""
        line = self.document.get_line(line_index)
        if not line.isprintable():
            line = "".join(_shown(char) for char in line)
        text = Text(line, end="", no_wrap=True)
        marked = self._marked(line_index, line)
        if marked is not None:
            text.stylize(self._error_style(), *marked)
        return text

    def _marked(self, row: int, line: str) -> tuple[int, int] | None:
        """The columns of the marked word, if the mark is in this line."""
        if self.error_at is None or self.error_at[0] != row or not line:
            return None
        column = min(self.error_at[1], len(line) - 1)
        word = _WORD.match(line, column)
        return column, word.end() if word else column + 1

    def _error_style(self) -> Style:
        variables = self.app.get_css_variables()
        ground, mark = Color.parse(variables["background"]), Color.parse(variables["error"])
        return Style(color=ground.rich_color, bgcolor=mark.rich_color, bold=True, underline=True)

    def _colour_theme(self) -> TextAreaTheme:
        variables = self.app.get_css_variables()
        text = Color.parse(variables["foreground"])
        ground = Color.parse(variables["background"])

        def style(name: str, *, bold: bool = False, italic: bool = False) -> Style:
            return Style(color=Color.parse(variables[name]).rich_color, bold=bold, italic=italic)

        return TextAreaTheme(
            "assay-code",
            syntax_styles={
                "keyword": style("primary", bold=True),
                "function": style("uncertain"),
                "type": style("uncertain"),
                "string": style("success"),
                "quoted": style("warning"),
                "key": style("primary"),
                "number": style("error"),
                "constant": style("error"),
                "operator": Style(color=text.blend(ground, 0.25).rich_color),
                "comment": Style(color=text.blend(ground, 0.4).rich_color, italic=True),
            },
        )

    def on_mount(self) -> None:
        self._build_highlight_map()
        self._app_theme_changed()

    def _app_theme_changed(self) -> None:
        self.register_theme(self._colour_theme())
        self.theme = "assay-code"
        self._line_cache.clear()

    # -- error mark ------------------------------------------------------------------------------

    def mark_error(self, line: int, column: int) -> None:
        """Mark a place; line and column count from 1. A place beyond the text marks its end."""
        self.clear_error()
        row = min(max(line - 1, 0), self.document.line_count - 1)
        self.error_at = (row, max(column - 1, 0))
        self._repaint(row)

    def clear_error(self) -> None:
        if self.error_at is not None:
            row, self.error_at = self.error_at[0], None
            self._repaint(row)

    def _repaint(self, row: int) -> None:
        self._forget({row})
        if self.soft_wrap:
            self.refresh()
        else:
            self.refresh_lines(row)

    def _forget(self, rows: set[int]) -> None:
        """Paint these lines anew when they are shown next."""
        for row in rows:
            self._highlights.pop(row, None)
        if self.soft_wrap:
            # Rows of the screen are not rows of the text.
            self._line_cache.clear()
            return
        for key in [key for key in self._line_cache.keys() if key[2] in rows]:  # noqa: SIM118  # no mapping
            self._line_cache.discard(key)

    def go_to_error(self) -> bool:
        """Put the cursor at the marked place; False when there is none."""
        if self.error_at is None:
            return False
        row, column = self.error_at
        self.move_cursor((row, min(column, len(self.document.get_line(row)))), center=True)
        return True

    # -- keys ------------------------------------------------------------------------------------

    def _on_key(self, event: Key) -> None:  # type: ignore[override]  # TextArea's own handler runs after it
        if event.key == "escape":
            event.prevent_default()

    def _on_paste(self, event: Paste) -> None:  # type: ignore[override]  # TextArea's own handler runs after it
        event.text = event.text.replace("\r\n", "\n").replace("\r", "\n")

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        if bracket in _PARTNERS:
            return self._partner(search_from, forward=True)
        if bracket and bracket in _PARTNERS.values():
            return self._partner(search_from, forward=False)
        return None

    def _partner(self, start: Location, *, forward: bool) -> Location | None:
        row, column = start
        step = 1 if forward else -1
        stop = min(self.document.line_count, row + BRACKET_LINES) if forward else max(-1, row - BRACKET_LINES)
        depth: list[str] = []
        for number in range(row, stop, step):
            found: Iterable[re.Match[str]] = _BRACKETS.finditer(self.document.get_line(number))
            for match in found if forward else reversed(list(found)):
                at = match.start()
                if number == row and (at < column if forward else at > column):
                    continue
                opens = (match.group() in _PARTNERS) is forward
                if opens:
                    depth.append(match.group())
                    continue
                pair = (depth[-1], match.group()) if forward else (match.group(), depth[-1])
                if _PARTNERS.get(pair[0]) != pair[1]:
                    return None
                depth.pop()
                if not depth:
                    return number, at
        return None


def _shown(char: str) -> str:
    if char.isprintable() or char == "\t":
        return char
    shown = safe(char)
    return shown if len(shown) == 1 else "\N{REPLACEMENT CHARACTER}"
