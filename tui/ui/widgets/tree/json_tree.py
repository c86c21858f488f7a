"""A JSON document of any size as a tree of lines: literal text, opened level by level."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.core.display import human_bytes, human_count, safe
from tui.core.json_document import JsonDocument, JsonKind, JsonNode
from tui.core.wording import tr
from tui.ui.widgets.tree.json_tree_lines import MOST_OPENED, Spot, TreeLines
from tui.ui.widgets.virtual_list import VirtualList

VALUE_SHOWN = 2000
"""Bytes of one value that are looked at to paint its line."""

PREVIEW_BYTES = 160
PREVIEW_WIDTH = 80

_LOOKS = {
    JsonKind.NUMBER: "number",
    JsonKind.WORD: "word",
    JsonKind.TEXT: "text",
    JsonKind.ODD: "odd",
}

Look = Callable[[str], Style]


class JsonTree(VirtualList):
    """Set with `load`; `grow` when more of the document has been read."""

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
        Binding(
            "plus",
            "open_level",
            "Level +",
            show=False,
            key_display="+",
            id="tree.more",
            tooltip="Open a level more below",
        ),
        Binding(
            "minus",
            "close_level",
            "Level -",
            show=False,
            id="tree.less",
            tooltip="Close the innermost level below",
        ),
        Binding("y", "copy", "Copy", id="tree.copy", tooltip="Copy the path or the value"),
    ]

    class CopyWanted(Message):
        """The path or the value under the cursor is to be copied."""

        def __init__(self, path: str, node: JsonNode) -> None:
            super().__init__()
            self.path = path
            self.node = node

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._tree: TreeLines | None = None
        self._is_waiting = False

    def load(self, document: JsonDocument) -> None:
        """Show a document from its root."""
        self._tree = TreeLines(document)
        self.lines_changed(keep_cursor=False)

    def grow(self) -> None:
        """More of the document is known than at the last painting."""
        if self._tree is not None:
            if self._tree.top is None:
                self._tree = TreeLines(self._tree.document)
            self._tree.grow()
            self._changed()

    def clear(self) -> None:
        self._tree = None
        self.lines_changed(keep_cursor=False)

    @property
    def line_count(self) -> int:
        return self._tree.count if self._tree is not None else 0

    @property
    def spot(self) -> Spot | None:
        """What stands under the cursor."""
        if self._tree is None or self.cursor_row >= self.line_count:
            return None
        return self._tree.spot(self.cursor_row)

    @property
    def path(self) -> str:
        """JSONPath of the line under the cursor; empty when there is none."""
        spot = self.spot
        return self._tree.path_of(spot) if spot is not None and self._tree is not None else ""

    def show_place(self, way: Sequence[int]) -> None:
        """Open what leads to a value and put the cursor on it."""
        if self._tree is not None:
            line = self._tree.reveal(way)
            self._changed()
            self.move_to(line, top=line - self.page_lines // 3)

    # -- painting ----------------------------------------------------------------------------------------

    def paint(self, row: int, width: int) -> Strip:
        assert self._tree is not None  # nothing is painted before it is loaded
        spot = self._tree.spot(row)
        ground = "virtual-list--cursor" if row == self.cursor_row else ""

        def look(name: str) -> Style:
            return self.style_of(f"json-tree--{name}", ground)

        segments = [Segment(" " + "│ " * min(spot.depth, width // 4), look("guide"))]
        node = spot.node
        if node is None:
            segments.append(Segment(tr("… being read") if spot.is_rest else "…", look("muted")))
            if not spot.is_rest:
                self._look_again()
        else:
            mark = ("▾ " if spot.own is not None else "▸ ") if node.is_container else "  "
            segments.append(Segment(mark, look("guide")))
            if node.key is not None:
                key = f"[{node.key}]" if isinstance(node.key, int) else safe(node.key, 200) or '""'
                segments.append(Segment(f"{key}: ", look("odd" if spot.is_repeated else "key")))
            segments += self._value(self._tree.document, spot, node, look)
            if spot.is_repeated:
                segments.append(Segment(tr("  (key repeated)"), look("odd")))
        strip = Strip([s for s in segments if s.text])
        return strip.adjust_cell_length(width, self.style_of("", ground))

    def _look_again(self) -> None:
        """A line could not be read in a moment; the next painting begins where this one ended."""
        if not self._is_waiting:
            self._is_waiting = True
            self.set_timer(0.02, self._read_on)

    def _read_on(self) -> None:
        self._is_waiting = False
        self.refresh()

    @staticmethod
    def _value(document: JsonDocument, spot: Spot, node: JsonNode, look: Look) -> list[Segment]:
        if not node.is_container:
            data = document.text(node, VALUE_SHOWN)
            return [Segment(safe(_scalar(node, data)), look(_LOOKS[node.kind]))]
        count = spot.own.count if spot.own is not None else document.count(node)
        number = human_count(count.known) + ("" if count.exact else "+")
        text = f"{{{number}}}" if node.kind is JsonKind.OBJECT else f"[{number}]"
        found = [Segment(text, look("muted"))]
        if spot.own is None and count.known:
            found.append(Segment("  " + _preview(document.text(node, PREVIEW_BYTES), node), look("muted")))
        return found

    # -- keys --------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.cursor_row = max(0, min(self.cursor_row, self.line_count - 1))
        self.fit_virtual_size()
        self.refresh()

    def action_open_or_close(self) -> None:
        spot = self.spot
        if spot is None or self._tree is None:
            return
        if spot.own is not None:
            self._tree.close(spot)
        else:
            self._tree.open(spot)
        self._changed()

    def action_expand(self) -> None:
        spot = self.spot
        if spot is None or self._tree is None:
            return
        if spot.own is not None:
            self.move_to(self.cursor_row + 1)
        elif self._tree.open(spot):
            self._changed()

    def action_collapse(self) -> None:
        spot = self.spot
        if spot is None or self._tree is None:
            return
        if spot.own is not None:
            self._tree.close(spot)
            self._changed()
        elif spot.branch is not None:
            branch = spot.branch
            parent = branch.parent
            self.move_to(parent.line_of(branch.place) if parent is not None else 0)

    def action_open_level(self) -> None:
        spot = self.spot
        if spot is None or self._tree is None:
            return
        opened = self._tree.open_level(spot)
        if opened >= MOST_OPENED:
            self.notify(tr("Opened the first {count}.", count=MOST_OPENED))
        self._changed()

    def action_close_level(self) -> None:
        spot = self.spot
        if spot is not None and self._tree is not None:
            self._tree.close_level(spot)
            self._changed()

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event)
        if row is not None and self._tree is not None and event.x <= 2 * self._tree.spot(row).depth + 3:
            self.move_to(row)
            self.action_open_or_close()

    def action_copy(self) -> None:
        spot = self.spot
        if spot is not None and spot.node is not None:
            self.post_message(self.CopyWanted(self.path, spot.node))


def _scalar(node: JsonNode, data: bytes) -> str:
    """A text is shown as text, its escapes read, in quotes; everything else as it came."""
    text = data.decode("utf-8", "replace")
    if node.kind is not JsonKind.TEXT:
        return text
    is_whole = node.stop is not None and node.stop - node.start == len(data)
    for cut in range(7 if not is_whole else 1):
        # An escape of six characters may be cut in two.
        body = text[: len(text) - cut] + ("" if is_whole else '"')
        try:
            value = json.loads(body, strict=False)
        except ValueError:
            continue
        return (
            json.dumps(value, ensure_ascii=False)
            if is_whole
            else f"{json.dumps(value, ensure_ascii=False)[:-1]}…"
        )
    return text


def _preview(data: bytes, node: JsonNode) -> str:
    """The beginning of a closed container, so that its line says something of what is in it."""
    text = " ".join(data[1:].decode("utf-8", "ignore").split())
    if node.stop is not None and node.stop - node.start == len(data) and len(text) <= PREVIEW_WIDTH:
        return safe(text[:-1])
    size = f"  {human_bytes(node.stop - node.start)}" if node.stop and node.stop - node.start > 10_000 else ""
    return safe(text[:PREVIEW_WIDTH]) + "…" + size
