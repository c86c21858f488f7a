"""Cases and captures, one a line under the heading of their section, each with its class in a symbol."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from tui.core.display import safe
from tui.core.envelope import TONE_SYMBOLS, Tone
from tui.core.wrapping import cells
from tui.ui.widgets.cells import fit
from tui.ui.widgets.virtual_list import VirtualList


@dataclass(frozen=True, slots=True)
class ListEntry:
    """`id` is empty for a heading and for a hint. `tone` None: nothing has come of it yet."""

    id: str
    label: str
    detail: str = ""
    tone: Tone | None = None
    heading: bool = False


class SignatureList(VirtualList):
    """Set with `show`. Enter on a line is `VirtualList.Opened`."""

    DEFAULT_CSS = """
    SignatureList > .signature-list--heading { color: $text-muted; text-style: bold; }
    SignatureList > .signature-list--muted { color: $text-muted; }
    SignatureList > .signature-list--good { color: $text-success; }
    SignatureList > .signature-list--caution { color: $text-warning; }
    SignatureList > .signature-list--bad { color: $text-error; }
    SignatureList > .signature-list--uncertain { color: $uncertain; }
    SignatureList > .signature-list--neutral { color: $text-muted; }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "signature-list--heading",
        "signature-list--muted",
        *(f"signature-list--{tone.value}" for tone in Tone),
    }

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._entries: list[ListEntry] = []

    def show(self, entries: Iterable[ListEntry]) -> None:
        """Replace the lines; the cursor stays on its entry when it is still there."""
        current = self.entry.id if self.entry is not None else ""
        self._entries = list(entries)
        self.lines_changed()
        self.move_to_entry(current or next((one.id for one in self._entries if one.id), ""))

    def move_to_entry(self, entry_id: str) -> None:
        """Put the cursor on an entry, if it is there."""
        for row, one in enumerate(self._entries):
            if one.id and one.id == entry_id:
                self.move_to(row)

    @property
    def line_count(self) -> int:
        return len(self._entries)

    @property
    def entry(self) -> ListEntry | None:
        """What is under the cursor."""
        return self._entries[self.cursor_row] if self.cursor_row < len(self._entries) else None

    def paint(self, row: int, width: int) -> Strip:
        one = self._entries[row]
        ground = "virtual-list--cursor" if row == self.cursor_row and one.id else ""
        if one.heading or not one.id:
            face = "signature-list--heading" if one.heading else "signature-list--muted"
            return Strip([Segment(fit(safe(one.label), width), self.style_of(face))], width)
        mark, face = " ", "signature-list--muted"
        if one.tone is not None:
            mark, face = TONE_SYMBOLS[one.tone], f"signature-list--{one.tone.value}"
        detail = safe(one.detail, 40)
        room = max(8, width - 2 - (cells(detail) + 1 if detail else 0))
        segments = [
            Segment(fit(mark, 2), self.style_of(face, ground)),
            Segment(fit(safe(one.label, 300), room), self.style_of("", ground)),
            Segment(fit(f" {detail}", width - 2 - room), self.style_of("signature-list--muted", ground)),
        ]
        return Strip([one for one in segments if one.text], width).adjust_cell_length(
            width, self.style_of("", ground)
        )
