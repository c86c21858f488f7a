"""Lines by number, painted only where they are seen: the base of every long list and table here."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui.core.wording import tr_later

LINE_KEYS = (
    ("up,k", "line(-1)", tr_later("Up"), tr_later("One line up"), "list.up"),
    ("down,j", "line(1)", tr_later("Down"), tr_later("One line down"), "list.down"),
    ("pageup", "page(-1)", tr_later("Page up"), tr_later("One page up"), "list.page-up"),
    ("pagedown", "page(1)", tr_later("Page down"), tr_later("One page down"), "list.page-down"),
    ("ctrl+u", "half_page(-1)", tr_later("Half page up"), tr_later("Half a page up"), "list.half-page-up"),
    (
        "ctrl+d",
        "half_page(1)",
        tr_later("Half page down"),
        tr_later("Half a page down"),
        "list.half-page-down",
    ),
    ("home,g", "first", tr_later("First"), tr_later("To the first line"), "list.first"),
    ("end,G", "last", tr_later("Last"), tr_later("To the last line"), "list.last"),
    ("enter", "open", tr_later("Open"), tr_later("Open this line"), "list.open"),
)
"""Keys, action, name, tip and id of what moves in every list and table."""


class StyleCache(Widget):
    """Styles of component classes, worked out once and kept until theme or focus change them."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's
        super().__init__(id=id, classes=classes)
        self._styles_by_name: dict[str, Style] = {}

    def style_of(self, face: str = "", ground: str = "") -> Style:
        """The style of a component class, on the background of another when `ground` names one.

        Kept until the style changes; colours are worked out against the widget's own background.
        """
        key = f"{face} {ground}"
        style = self._styles_by_name.get(key)
        if style is None:
            style = self.get_component_rich_style(face) if face else self.rich_style
            if ground:
                style += Style(bgcolor=self.get_component_rich_style(ground).bgcolor)
            self._styles_by_name[key] = style
        return style

    def forget_styles(self) -> None:
        """Painted lines and styles are stale: theme, focus or content changed."""
        self._styles_by_name.clear()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.forget_styles()


class VirtualList(StyleCache, ScrollView, can_focus=True):
    """A list of `line_count` lines with a cursor line. A subclass says how many and paints one.

    Nothing is kept per line, so the count may be ten million and may grow at any time.
    """

    DEFAULT_CSS = """
    VirtualList {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        scrollbar-size-horizontal: 1;
        background: $surface;
        color: $foreground;
    }
    VirtualList > .virtual-list--cursor { background: $panel; }
    VirtualList:focus > .virtual-list--cursor { background: $primary 25%; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"virtual-list--cursor"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, name, show=False, tooltip=tip, id=name_in_config)
        for keys, action, name, tip, name_in_config in LINE_KEYS
    ]

    HEADER_LINES: ClassVar[int] = 0

    class Moved(Message):
        """The cursor stands on another line."""

        def __init__(self, sender: VirtualList) -> None:
            super().__init__()
            self.list = sender

        @property
        def control(self) -> VirtualList:
            return self.list

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, VirtualList.Moved)

    class Opened(Message):
        """Enter, or a double click, on a line."""

        def __init__(self, sender: VirtualList, row: int) -> None:
            super().__init__()
            self.list = sender
            self.row = row

        @property
        def control(self) -> VirtualList:
            return self.list

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002  # Textual's own name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.cursor_row = 0
        self._paint_width = 0

    # -- what a subclass says ----------------------------------------------------------------------

    @property
    def line_count(self) -> int:
        """Lines below the header."""
        return 0

    @property
    def line_width(self) -> int:
        """Cells of the widest line; 0 when lines are made to fit."""
        return 0

    def paint(self, row: int, width: int) -> Strip:
        """One line, exactly `width` cells."""
        raise NotImplementedError

    def paint_header(self, width: int) -> Strip:
        return Strip.blank(width, self.style_of())

    # -- state ---------------------------------------------------------------------------------------

    @property
    def viewport(self) -> Size:
        """Cells that lines are painted into: the widget without border, padding and scrollbars."""
        return self.scrollable_content_region.size

    @property
    def page_lines(self) -> int:
        """Lines that fit below the header."""
        return max(1, self.viewport.height - self.HEADER_LINES)

    @property
    def top(self) -> int:
        """The first line on screen."""
        return self.scroll_offset.y

    def lines_changed(self, *, keep_cursor: bool = True) -> None:
        """The number or the look of lines changed: take it over and repaint."""
        if not keep_cursor:
            self.cursor_row = 0
        self.cursor_row = max(0, min(self.cursor_row, self.line_count - 1))
        self.forget_styles()
        self.fit_virtual_size()
        if not keep_cursor and self.is_attached:
            self.scroll_to(x=0, y=0, animate=False, immediate=True, force=True)
        self.refresh()
        self.post_message(self.Moved(self))

    def fit_virtual_size(self) -> None:
        self.virtual_size = Size(self.line_width, self.line_count + self.HEADER_LINES)

    # -- painting --------------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        self._paint_width = self.viewport.width
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        width = self._paint_width
        if y < self.HEADER_LINES:
            return self.paint_header(width)
        row = y - self.HEADER_LINES + self.scroll_offset.y
        if row >= self.line_count:
            return Strip.blank(width, self.style_of())
        return self.paint(row, width)

    def refresh_lines_seen(self) -> None:
        """Repaint the lines, and only them: a scrollbar costs as much again as the lines do."""
        self.refresh(self.viewport.region)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        if self.show_vertical_scrollbar:
            # At ten million lines the thumb stays where it is for most moves; it is then left alone.
            step = max(1, self.virtual_size.height // (8 * max(1, self.viewport.height)))
            self.vertical_scrollbar.position = new_value - new_value % step
        if round(old_value) != round(new_value):
            self.refresh_lines_seen()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        if self.show_horizontal_scrollbar:
            self.horizontal_scrollbar.position = new_value
        if round(old_value) != round(new_value):
            self.refresh_lines_seen()

    def refresh_row(self, row: int) -> None:
        y = row - self.top + self.HEADER_LINES
        if self.HEADER_LINES <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def refresh_header(self) -> None:
        if self.HEADER_LINES:
            self.refresh(Region(0, 0, self.size.width, self.HEADER_LINES))

    # -- moving ------------------------------------------------------------------------------------------

    def move_to(self, row: int, *, top: int | None = None) -> None:
        """Put the cursor on a line and bring the line into view (`top`: the wished first line)."""
        last = self.line_count - 1
        if last < 0:
            return
        row = max(0, min(row, last))
        old, self.cursor_row = self.cursor_row, row
        page = self.page_lines
        now = self.top
        wanted = now if top is None else top
        wanted = max(row - page + 1, min(wanted, row))
        wanted = max(0, min(wanted, last + 1 - page))
        if wanted != now:
            self.scroll_to(y=wanted, animate=False, immediate=True, force=True)
        elif old != row:
            self.refresh_row(old)
            self.refresh_row(row)
        if old != row:
            self.post_message(self.Moved(self))

    def action_line(self, step: int) -> None:
        self.move_to(self.cursor_row + step)

    def action_page(self, step: int) -> None:
        lines = self.page_lines * step
        self.move_to(self.cursor_row + lines, top=self.top + lines)

    def action_half_page(self, step: int) -> None:
        lines = max(1, self.page_lines // 2) * step
        self.move_to(self.cursor_row + lines, top=self.top + lines)

    def action_first(self) -> None:
        self.move_to(0)

    def action_last(self) -> None:
        self.move_to(self.line_count - 1)

    def action_open(self) -> None:
        if self.cursor_row < self.line_count:
            self.post_message(self.Opened(self, self.cursor_row))

    def on_resize(self) -> None:
        """A smaller screen must not leave the cursor below its last line."""
        self.move_to(self.cursor_row)

    # -- mouse -------------------------------------------------------------------------------------------

    def row_at(self, event: events.MouseEvent) -> int | None:
        """The line under the pointer; None on the header and below the last line."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self.HEADER_LINES:
            return None
        row = offset.y - self.HEADER_LINES + self.top
        return row if row < self.line_count else None

    def on_click(self, event: events.Click) -> None:
        row = self.row_at(event)
        if row is None:
            return
        self.move_to(row)
        if event.chain == 2:
            self.post_message(self.Opened(self, row))
