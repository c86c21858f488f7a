"""What a search found, one a line: where it stands, and the beginning of the value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from tui.core.display import safe
from tui.core.json_document import Match
from tui.ui.widgets.cells import fit
from tui.ui.widgets.tree.json_tree_lines import step_of
from tui.ui.widgets.virtual_list import VirtualList


class FoundList(VirtualList):
    """Set with `show`. Enter on a line is `VirtualList.Opened`."""

    DEFAULT_CSS = """
    FoundList > .found-list--path { color: $primary; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"found-list--path"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._matches: tuple[Match, ...] = ()

    def show(self, matches: Sequence[Match]) -> None:
        self._matches = tuple(matches)
        self.lines_changed(keep_cursor=False)

    @property
    def line_count(self) -> int:
        return len(self._matches)

    @property
    def match(self) -> Match | None:
        """The one under the cursor."""
        return self._matches[self.cursor_row] if self.cursor_row < len(self._matches) else None

    def paint(self, row: int, width: int) -> Strip:
        match = self._matches[row]
        ground = "virtual-list--cursor" if row == self.cursor_row else ""
        plain = self.style_of("", ground)
        share = max(12, width * 6 // 10)
        path = fit(safe("$" + "".join(map(step_of, match.steps)), 400), share)
        value = fit(safe(match.shown, 400), max(1, width - share - 3))
        segments = [Segment(f" {path} ", self.style_of("found-list--path", ground)), Segment(value, plain)]
        return Strip(segments).adjust_cell_length(width, plain)
