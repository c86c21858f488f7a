"""The bytes of an answer as they came, as text or hex; the size does not matter."""

from __future__ import annotations

from typing import ClassVar, Protocol

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.core.display import human_bytes, human_count, safe
from tui.core.failures import AssayError
from tui.core.wording import told, tr
from tui.ui.widgets.cells import fit
from tui.ui.widgets.raw.lines import (
    RawLine,
    hex_lines,
    line_start_at,
    text_lines,
    text_start_before,
)
from tui.ui.widgets.virtual_list import LINE_KEYS, StyleCache

WHEEL_LINES = 3


class Bytes(Protocol):
    """What is shown: bytes by range, perhaps still growing."""

    @property
    def size(self) -> int: ...

    def raw(self, start: int, stop: int) -> bytes: ...


class RawView(StyleCache, Widget, can_focus=True):
    """Its position is a byte, not a line: lines are never counted, so a gigabyte opens at once."""

    DEFAULT_CSS = """
    RawView { height: 1fr; background: $surface; }
    RawView > .raw-view--offset { color: $text-muted; }
    RawView > .raw-view--hit { background: $primary 25%; }
    RawView > .raw-view--status { color: $text-muted; background: $panel; }
    RawView > .raw-view--bar { color: $border; }
    RawView > .raw-view--thumb { color: $text-muted; }
    RawView:focus > .raw-view--thumb { color: $primary; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "raw-view--offset",
        "raw-view--hit",
        "raw-view--status",
        "raw-view--bar",
        "raw-view--thumb",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(k, a, n, show=False, tooltip=t, id=i) for k, a, n, t, i in LINE_KEYS if a != "open"),
        Binding("b", "hex", "Hex/text", id="raw.hex", tooltip="Show bytes in hex, or as text"),
        Binding("y", "copy", "Copy", id="raw.copy", tooltip="Copy the lines on screen, or all of it"),
    ]

    class CopyWanted(Message):
        """Bytes are to be copied; `first` up to `end` are those on screen."""

        def __init__(self, first: int, end: int) -> None:
            super().__init__()
            self.first = first
            self.end = end

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._source: Bytes | None = None
        self._place = 0
        self._hex = False
        self._lines: list[RawLine] = []
        self._problem = ""
        self._hit = (0, 0)
        self._said = ""

    # -- what is shown -----------------------------------------------------------------------------------

    def show(self, source: Bytes | None) -> None:
        """Show other bytes, from their beginning."""
        self._source = source
        self._place = 0
        self._hit, self._said = (0, 0), ""
        self.reread()

    @property
    def source(self) -> Bytes | None:
        return self._source

    def say(self, words: str) -> None:
        """Words before the figures of the status line; empty for none."""
        self._said = words
        self.refresh()

    def show_hit(self, start: int, stop: int) -> None:
        """Mark the lines of some bytes and bring them into sight."""
        self._hit = (start, stop)
        if not self._place <= start < self._end or self._end - start < self._width:
            self.go_to(start)
            self.action_line(-(self._rows // 3))
        self.refresh()

    @property
    def _end(self) -> int:
        """One past the last byte on screen."""
        return self._lines[-1].start + self._lines[-1].length if self._lines else self._place

    def reread(self) -> None:
        """Read the bytes on screen again: they grew, or the size of the screen changed."""
        self._problem = ""
        self._lines = self._read_lines(self._place, self._rows)
        self.refresh()

    @property
    def size_of_source(self) -> int:
        return self._source.size if self._source is not None else 0

    @property
    def start(self) -> int:
        """The first byte on screen."""
        return self._place

    @property
    def lines(self) -> list[RawLine]:
        return self._lines

    @property
    def _rows(self) -> int:
        return max(1, self.size.height - 1)

    @property
    def _width(self) -> int:
        return max(8, self.size.width - 3)

    @property
    def _per_line(self) -> int:
        return 16 if self._width >= 76 else 8

    def _read(self, start: int, stop: int) -> bytes:
        if self._source is None:
            return b""
        try:
            return self._source.raw(start, min(stop, self._source.size))
        except AssayError as error:
            self._problem = told(error.message)
            return b""

    def _read_lines(self, start: int, count: int) -> list[RawLine]:
        if self._hex:
            return hex_lines(self._read, start, count, self._per_line)
        return text_lines(self._read, start, count, self._width)

    def _above(self, offset: int, lines: int) -> int:
        """Where the line begins that is so many lines above."""
        if self._hex:
            return max(0, offset - lines * self._per_line)
        return text_start_before(self._read, offset, self._width, lines)

    # -- painting ----------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        self._go(self._place)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y == self.size.height - 1:
            return Strip([Segment(fit(self._status(), width), self.style_of("raw-view--status"))], width)
        text = self._lines[y].text if y < len(self._lines) else ""
        look = self.style_of("", "raw-view--hit") if self._is_hit(y) else self.style_of()
        head = []
        if self._hex and text:
            text, head = text[10:], [Segment(f" {text[:10]}", self.style_of("raw-view--offset"))]
        segments = [*head, Segment(text if head else f" {text}", look)]
        line = Strip(segments).adjust_cell_length(width - 1, look)
        return Strip([*line, self._bar(y)], width)

    def _is_hit(self, y: int) -> bool:
        first, stop = self._hit
        if y >= len(self._lines) or first == stop:
            return False
        line = self._lines[y]
        return line.start < stop and first < line.start + line.length

    def _bar(self, y: int) -> Segment:
        size, rows = self.size_of_source, self._rows
        seen = sum(line.length for line in self._lines)
        if size <= seen:
            return Segment(" ", self.style_of())
        length = max(1, rows * seen // size)
        top = min(rows - length, rows * self._place // max(1, size))
        if self._place + seen >= size:
            top = rows - length
        if top <= y < top + length:
            return Segment("┃", self.style_of("raw-view--thumb"))
        return Segment("│", self.style_of("raw-view--bar"))

    def _status(self) -> str:
        if self._problem:
            return f" ✗ {self._problem}"
        size = self.size_of_source
        if not size:
            return " " + tr("no bytes")
        end = self._place + sum(line.length for line in self._lines)
        percent = 100 * end // size
        form = tr("hex, b: text") if self._hex else tr("text, b: hex")
        span = tr(
            "bytes {first}–{end} of {size}",
            first=human_count(self._place),
            end=human_count(end),
            size=human_count(size),
        )
        said = f" {safe(self._said, 200)} ·" if self._said else ""
        return f"{said} {form} · {percent} % · {span} · {human_bytes(size)}"

    # -- moving ------------------------------------------------------------------------------------------

    def _go(self, start: int) -> None:
        """Begin at a line, but never leave more of the screen empty than needed."""
        if self._hex:
            start -= start % self._per_line
        self._place = max(0, start)
        self.reread()
        missing = self._rows - len(self._lines)
        if missing > 0 and self._place > 0:
            self._place = self._above(self._place, missing)
            self.reread()

    def go_to(self, offset: int) -> None:
        """Bring the line of a byte to the top."""
        offset = max(0, min(offset, self.size_of_source - 1))
        self._go(offset if self._hex else line_start_at(self._read, offset, self._width))

    def action_line(self, step: int) -> None:
        if step < 0:
            self._go(self._above(self._place, -step))
        elif len(self._lines) > step and self._more_below:
            self._go(self._lines[step].start)

    @property
    def _more_below(self) -> bool:
        last = self._lines[-1] if self._lines else None
        return last is not None and last.start + last.length < self.size_of_source

    def action_page(self, step: int) -> None:
        self.action_line(step * max(1, self._rows - 1))

    def action_half_page(self, step: int) -> None:
        self.action_line(step * max(1, self._rows // 2))

    def action_first(self) -> None:
        self._go(0)

    def action_last(self) -> None:
        self._go(self.size_of_source)

    def action_hex(self) -> None:
        self._hex = not self._hex
        self.go_to(self._place)

    def action_copy(self) -> None:
        if self._lines:
            last = self._lines[-1]
            self.post_message(self.CopyWanted(self._place, last.start + last.length))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_line(WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_line(-WHEEL_LINES)
