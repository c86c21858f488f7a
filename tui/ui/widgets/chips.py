"""What of a table is shown: the count, the order and the filters as chips that can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, chop_cells
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from tui.core.display import human_count, safe
from tui.core.results_ports import Chip, ChipKind
from tui.core.wording import tr

CHIP_WIDTH = 40
"""Characters of a chip that are shown."""

ORDER_CHIP = -1
"""The number of the chip that names the order."""

NO_CHIP = -2

_STYLES = {
    "count": "bold",
    "chip": "$foreground on $primary 25%",
    "work": "$text-primary",
    "muted": "$text-muted",
}


class Piece(NamedTuple):
    """One part of the line, already safe. `chip` is its chip's number, or NO_CHIP."""

    text: str
    look: str
    chip: int = NO_CHIP


def chip_words(chip: Chip) -> str:
    """`events > 100`, or `any cell has “view”` for a search."""
    if chip.kind is ChipKind.SEARCH:
        return tr("any cell has “{text}”", text=safe(chip.text, CHIP_WIDTH))
    return safe(chip.text, CHIP_WIDTH)


def pieces_of(
    count: str, order: str, chips: Sequence[Chip], work: str = "", message: str = ""
) -> list[Piece]:
    """`order` is `▲ amount`, or empty for the original order. Texts may be foreign."""
    pieces = [Piece(count, "count")] if count else []
    if order:
        pieces.append(Piece(f" {safe(order, CHIP_WIDTH)} × ", "chip", ORDER_CHIP))
    pieces += [Piece(f" {chip_words(chip)} × ", "chip", number) for number, chip in enumerate(chips)]
    if work:
        pieces.append(Piece(safe(work, 200), "work"))
    if message:
        pieces += [Piece(word, "muted") for word in safe(message, 600).split(" ")]
    return pieces


def count_words(shown: int, total: int, *, so_far: bool) -> str:
    """`312 of 31,106 rows`; `so_far` while more of them arrive."""
    values = {"shown": human_count(shown), "total": human_count(total)}
    return (
        tr("{shown} of {total} rows so far", **values) if so_far else tr("{shown} of {total} rows", **values)
    )


def _broken(piece: Piece, width: int) -> list[str]:
    if piece.chip != NO_CHIP or width < 1 or cell_len(piece.text) <= width:
        return [piece.text]
    return chop_cells(piece.text, width)


class ChipsLine(Widget):
    """Wraps onto further lines where the screen is narrow; takes no room when there is nothing to say."""

    DEFAULT_CSS = """
    ChipsLine { height: auto; max-height: 6; padding: 0 1; background: $surface; display: none; }
    """

    ALLOW_SELECT: ClassVar[bool] = False

    class Removed(Message):
        """A chip was clicked away; ORDER_CHIP is the order."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[Piece] = []

    def show(self, pieces: list[Piece]) -> None:
        if pieces == self._pieces:
            return
        before = len(self._lines(self.content_size.width))
        self._pieces = pieces
        self.display = bool(pieces)
        self.refresh(layout=len(self._lines(self.content_size.width)) != before)

    def _lines(self, width: int) -> list[list[Piece]]:
        """Pieces broken over lines between them; a word that is wider than a line, such as a path, too."""
        lines: list[list[Piece]] = []
        room = 0
        parts = (piece._replace(text=text) for piece in self._pieces for text in _broken(piece, width))
        for piece in parts:
            needed = cell_len(piece.text) + 1
            if not lines or needed - 1 > room:
                lines.append([])
                room = width
            lines[-1].append(piece)
            room -= needed
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        lines = [
            Content(" ").join(Content.styled(piece.text, _STYLES[piece.look]) for piece in line)
            for line in self._lines(self.content_size.width)
        ]
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        lines = self._lines(self.content_size.width)
        if offset is None or offset.y >= len(lines):
            return
        edge = 0
        for piece in lines[offset.y]:
            end = edge + cell_len(piece.text)
            if edge <= offset.x < end and piece.chip != NO_CHIP:
                self.post_message(self.Removed(piece.chip))
            edge = end + 1
