"""A JSON document as a tree of lines: literal text, opened level by level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.core.display import human_count, safe
from tui.core.exact_json import NumberText, compact
from tui.ui.widgets.json_tree_nodes import (
    CHUNK,
    Node,
    TreeLines,
    count_of,
    preview,
)
from tui.ui.widgets.virtual_list import VirtualList

VALUE_SHOWN = 2000
"""Characters of one value that are looked at to paint its line."""


class JsonTree(VirtualList):
    """Set with `load`, in one go from a value that `json_tree_nodes.decode` made."""

    DEFAULT_CSS = """
    JsonTree > .json-tree--guide { color: $text-muted; }
    JsonTree > .json-tree--key { color: $primary; }
    JsonTree > .json-tree--text { color: $text-success; }
    JsonTree > .json-tree--number { color: $foreground; }
    JsonTree > .json-tree--word { color: $text-secondary; text-style: italic; }
    JsonTree > .json-tree--muted { color: $text-muted; }
    JsonTree > .json-tree--odd { color: $text-warning; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "json-tree--guide",
        "json-tree--key",
        "json-tree--text",
        "json-tree--number",
        "json-tree--word",
        "json-tree--muted",
        "json-tree--odd",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open_or_close", "Open/close", id="tree.toggle", tooltip="Open or close it"),
        Binding("right,l", "expand", "Open", show=False, id="tree.open", tooltip="Open, or go into"),
        Binding("left,h", "collapse", "Close", show=False, id="tree.close", tooltip="Close, or go out"),
        Binding("y", "copy", "Copy", id="tree.copy", tooltip="Copy the path or the value"),
    ]

    class CopyWanted(Message):
        """The path or the value under the cursor is to be copied."""

        def __init__(self, path: str, value: str) -> None:
            super().__init__()
            self.path = path
            self.value = value

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._tree = TreeLines()

    def load(self, value: Any) -> None:
        """Show a decoded document from its root."""
        self._tree = TreeLines()
        self._tree.load(value)
        self.lines_changed(keep_cursor=False)

    def clear(self) -> None:
        self._tree = TreeLines()
        self.lines_changed(keep_cursor=False)

    @property
    def line_count(self) -> int:
        return len(self._tree.lines)

    @property
    def node(self) -> Node | None:
        """The node under the cursor."""
        lines = self._tree.lines
        return lines[self.cursor_row] if self.cursor_row < len(lines) else None

    # -- painting ----------------------------------------------------------------------------------------

    def paint(self, row: int, width: int) -> Strip:
        node = self._tree.lines[row]
        ground = "virtual-list--cursor" if row == self.cursor_row else ""

        def look(name: str) -> Style:
            return self.style_of(f"json-tree--{name}", ground)

        segments = [Segment(" " + "│ " * min(node.depth, width // 4), look("guide"))]
        if node.rest:
            left = len(node.parent.value) - node.rest if node.parent is not None else 0
            text = f"… {human_count(left)} more; enter shows the next {min(left, CHUNK)}"
            segments.append(Segment(text, look("muted")))
        else:
            mark = ("▾ " if node.is_open else "▸ ") if node.has_members else "  "
            segments.append(Segment(mark, look("guide")))
            if node.key is not None:
                key = f"[{node.key}]" if isinstance(node.key, int) else safe(node.key, 200) or '""'
                segments.append(Segment(f"{key}: ", look("odd" if node.repeated else "key")))
            segments += self._value(node, look)
            if node.repeated:
                segments.append(Segment("  (key repeated)", look("odd")))
        strip = Strip([s for s in segments if s.text])
        return strip.adjust_cell_length(width, self.style_of("", ground))

    @staticmethod
    def _value(node: Node, look: Callable[[str], Style]) -> list[Segment]:
        value = node.value
        if isinstance(value, list):
            found = [Segment(count_of(value), look("muted"))]
            if not node.is_open and value:
                found.append(Segment("  " + safe(preview(value)), look("muted")))
            return found
        if isinstance(value, NumberText):
            return [Segment(safe(value[:VALUE_SHOWN]), look("number"))]
        if isinstance(value, str):
            return [Segment(safe(compact(value[:VALUE_SHOWN])), look("text"))]
        return [Segment(compact(value), look("word"))]

    # -- keys --------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.fit_virtual_size()
        self.refresh()

    def action_open_or_close(self) -> None:
        node = self.node
        if node is None:
            return
        if node.is_open:
            self._tree.close(self.cursor_row)
        else:
            self._tree.open(self.cursor_row)
        self._changed()

    def action_expand(self) -> None:
        node = self.node
        if node is None:
            return
        if node.is_open:
            self.move_to(self.cursor_row + 1)
        else:
            self._tree.open(self.cursor_row)
            self._changed()

    def action_collapse(self) -> None:
        node = self.node
        if node is None:
            return
        if node.is_open:
            self._tree.close(self.cursor_row)
            self._changed()
        else:
            self.move_to(self._tree.parent_of(self.cursor_row))

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event)
        if row is not None and event.x <= 2 * self._tree.lines[row].depth + 3:
            self.move_to(row)
            self.action_open_or_close()

    def action_copy(self) -> None:
        node = self.node
        if node is None or node.rest:
            return
        is_text = isinstance(node.value, str) and not isinstance(node.value, NumberText)
        value = node.value if is_text else compact(node.value)
        self.post_message(self.CopyWanted(node.path, value))
