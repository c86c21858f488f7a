"""A text area that repaints the lines a key has changed, where TextArea repaints everything."""

from __future__ import annotations

from typing import Self

from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import TextAreaTheme

SEVERAL = 12
"""Lines up to which an edit repaints them one by one."""


class NarrowPainting(TextArea):
    """`touched` is set by the subclass after each edit: the rows it changed, or None when lines came or
    went."""

    touched: set[int] | None = None
    _holds_back = False
    _styled: TextAreaTheme | None = None
    """The theme that has taken the styles as they are now."""

    def notify_style_update(self) -> None:
        self._styled = None
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """As TextArea's, but the theme takes its styles when they change and not at every repaint."""
        if self._styled is not None and self._styled is self._theme:
            return ScrollView.render_lines(self, crop)
        self._styled = self._theme
        return super().render_lines(crop)

    def edit(self, edit: Edit) -> EditResult:
        """As TextArea's, but a change within one line repaints that line, and those that show the cursor
        or its bracket, instead of everything."""
        rows, shown = self._shown_rows(), (self.scroll_offset, bool(self.text))
        self._holds_back = True
        try:
            result = super().edit(edit)
        finally:
            self._holds_back = False
        rows |= self._shown_rows()
        touched = self.touched
        if (
            touched is None
            or self.soft_wrap
            or (self.scroll_offset, bool(self.text)) != shown
            or len(rows) > SEVERAL
        ):
            self.refresh()
        else:
            for row in rows | touched:
                self.refresh_lines(row)
        return result

    def _shown_rows(self) -> set[int]:
        """The rows that show the selection, the cursor or the bracket that belongs to it."""
        (top, _), (bottom, _) = sorted(self.selection)
        rows = set(range(top, min(bottom, top + SEVERAL) + 1)) | {bottom}
        if self._matching_bracket_location is not None:
            rows.add(self._matching_bracket_location[0])
        return rows

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Held back while an edit is made, unless the layout changes; `edit` then asks for what it needs."""
        if self._holds_back and not regions and not layout and not recompose:
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
