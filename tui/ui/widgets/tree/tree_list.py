"""A tree painted line by line where it is seen, so that ten thousand entries cost what a screenful does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from tui.core.display import safe
from tui.ui.widgets.cells import fit
from tui.ui.widgets.tree.tree_nodes import TreeEntry, TreeLine, TreeLines
from tui.ui.widgets.virtual_list import VirtualList

LABEL_SHOWN = 300
"""Characters of a label that are looked at."""

ROOM_FOR_LABEL = 12
"""Cells that a label keeps before its tail is left out."""


class TreeList(VirtualList):
    """Set with `load`. Enter opens or closes a heading, and asks the branch to `open` anything else."""

    DEFAULT_CSS = """
    TreeList { background: transparent; }
    TreeList > .tree-list--strong { text-style: bold; color: $foreground; }
    TreeList > .tree-list--muted { color: $text-muted; }
    TreeList > .tree-list--current { text-style: bold; color: $primary; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tree-list--strong",
        "tree-list--muted",
        "tree-list--current",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", id="catalogue.open", tooltip="Open the route, insert the name"),
        Binding("right,l,space", "expand", "Open", show=False, id="catalogue.unfold", tooltip="Open it"),
        Binding("left,h", "collapse", "Close", show=False, id="catalogue.fold", tooltip="Close it"),
        Binding(
            "f", "ask('favourite')", "Favourite", id="catalogue.favourite", tooltip="Keep it on top, or not"
        ),
        Binding("r", "ask('refresh')", "Fetch", id="catalogue.refresh", tooltip="Fetch the schema again"),
        Binding("i", "ask('about')", "About", id="catalogue.about", tooltip="All that is known of it"),
        Binding(
            "n", "ask('rename')", "Rename", show=False, id="catalogue.rename", tooltip="Rename a saved query"
        ),
        Binding(
            "d", "ask('delete')", "Delete", show=False, id="catalogue.delete", tooltip="Delete a saved query"
        ),
        Binding("y", "ask('copy')", "Copy", show=False, id="catalogue.copy", tooltip="Copy the name"),
    ]

    class Asked(Message):
        """A key on an entry: `open`, `favourite`, `refresh`, `about` or `copy`; or a `click`."""

        def __init__(self, entry: TreeEntry, key: str) -> None:
            super().__init__()
            self.entry = entry
            self.key = key

    class Unfolded(Message):
        """A line was opened."""

        def __init__(self, entry: TreeEntry) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._tree = TreeLines()
        self.current = ""
        """The key of the entry that is open in the editor; it is marked wherever it stands."""

    # -- content -----------------------------------------------------------------------------------------

    def load(self, entries: Sequence[TreeEntry], *, anew: bool = False) -> None:
        """Replace the lines. The cursor stays on its entry; `anew` opens only what the entries say."""
        path = self.line.path if self.line is not None else ()
        if anew:
            self._tree.forget()
        self._tree.load(entries)
        place = self._tree.place_of(path)
        if anew:
            # What was looked for: the first line that is no heading.
            leaves = (n for n, line in enumerate(self._tree.lines) if line.entry.data is not None)
            place = next(leaves, 0)
        self.lines_changed()
        if place is not None:
            self.move_to(place)
            self._show_heading()

    def reveal(self, path: tuple[str, ...]) -> None:
        """Open what hides a line and put the cursor on it, its heading in view where there is room."""
        place = self._tree.reveal(path)
        self.lines_changed()
        if place is not None:
            self.move_to(place)
            self._show_heading()

    def on_resize(self) -> None:
        self._show_heading()

    def _show_heading(self) -> None:
        """Bring the heading of the cursor's line into view where there is room for both."""
        if self.line is not None:
            heading = self._tree.parent_of(self.cursor_row)
            is_hidden = not self.top <= heading < self.top + self.page_lines
            if is_hidden and self.cursor_row - heading < self.page_lines:
                self.move_to(self.cursor_row, top=heading)

    @property
    def line_count(self) -> int:
        return len(self._tree.lines)

    @property
    def line(self) -> TreeLine | None:
        """The line under the cursor."""
        return self._tree.lines[self.cursor_row] if self.cursor_row < len(self._tree.lines) else None

    @property
    def entry(self) -> TreeEntry | None:
        return self.line.entry if self.line is not None else None

    # -- painting ----------------------------------------------------------------------------------------

    def paint(self, row: int, width: int) -> Strip:
        line = self._tree.lines[row]
        entry = line.entry
        ground = "virtual-list--cursor" if row == self.cursor_row else ""
        muted = self.style_of("tree-list--muted", ground)
        is_current = bool(self.current) and entry.data is not None and entry.key == self.current
        lead = " " * min(line.depth, width // 3)
        if entry.children is not None:
            lead += "▾ " if line.is_open else "▸ "
        else:
            lead += "› " if is_current else "  "
        mark = f"{entry.mark} " if entry.mark else ""
        tail = safe(entry.tail, LABEL_SHOWN)
        room = width - cell_len(lead) - cell_len(mark)
        if tail and room - cell_len(tail) - 2 < min(ROOM_FOR_LABEL, cell_len(safe(entry.label, LABEL_SHOWN))):
            tail = ""
        label = fit(safe(entry.label, LABEL_SHOWN), room - (cell_len(tail) + 2 if tail else 0))
        segments = [
            Segment(lead, muted),
            Segment(mark, muted),
            Segment(label, self._look(entry, ground, is_current=is_current)),
            Segment(f" {tail} " if tail else "", muted),
        ]
        strip = Strip([segment for segment in segments if segment.text])
        return strip.adjust_cell_length(width, self.style_of("", ground))

    def _look(self, entry: TreeEntry, ground: str, *, is_current: bool) -> Style:
        if is_current:
            return self.style_of("tree-list--current", ground)
        if entry.strong:
            return self.style_of("tree-list--strong", ground)
        return self.style_of("tree-list--muted" if entry.faint else "", ground)

    # -- keys --------------------------------------------------------------------------------------------

    def action_choose(self) -> None:
        line = self.line
        if line is None:
            return
        if line.entry.data is None and line.entry.children is not None:
            self._toggle(line)
        else:
            self.action_ask("open")

    def action_ask(self, key: str) -> None:
        if self.entry is not None:
            self.post_message(self.Asked(self.entry, key))

    def action_expand(self) -> None:
        line = self.line
        if line is None:
            return
        if line.entry.children is None:
            self.action_ask("open")
        elif line.is_open:
            self.move_to(self.cursor_row + 1)
        else:
            self._toggle(line)

    def action_collapse(self) -> None:
        line = self.line
        if line is None:
            return
        if line.is_open:
            self._toggle(line)
        elif line.depth:
            self.move_to(self._tree.parent_of(self.cursor_row))

    def _toggle(self, line: TreeLine) -> None:
        if line.is_open:
            self._tree.close(self.cursor_row)
        else:
            self._tree.open(self.cursor_row)
            self.post_message(self.Unfolded(line.entry))
        self.fit_virtual_size()
        self.refresh()
        if line.is_open and self.cursor_row >= self.top + self.page_lines - 2:
            # Some of what was opened comes into view with it.
            self.move_to(self.cursor_row, top=self.cursor_row - self.page_lines // 2)

    def on_click(self, event: events.Click) -> None:
        """A click opens or closes a heading; on anything else the branch decides what it means."""
        event.prevent_default()
        row = self.row_at(event)
        if row is None:
            return
        self.move_to(row)
        line = self._tree.lines[row]
        on_arrow = event.x <= line.depth + 1
        if line.entry.children is not None and (on_arrow or line.entry.data is None):
            self._toggle(line)
        else:
            self.action_ask("open" if event.chain == 2 else "click")
