"""One cell of an answer as text of an exact width: safe, aligned, cut with an ellipsis."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from tui.core.display import safe
from tui.core.table import Cell, CellKind
from tui.core.wording import tr_later

ELLIPSIS = "…"
NULL_TEXT = "null"
ABSENT_TEXT = "·"
"""The row has no such cell; an empty text is shown as two quotes, so the three differ."""

KIND_HINTS = {
    CellKind.NUMBER: "#",
    CellKind.TEXT: "T",
    CellKind.BOOLEAN: "B",
    CellKind.NESTED: "{",
    CellKind.RAW: "!",
}
"""One character beside a column's name that tells its kind."""

KIND_WORDS = {
    CellKind.NULL: "null",
    CellKind.ABSENT: tr_later("absent: this row has no such cell"),
    CellKind.TEXT: tr_later("text"),
    CellKind.NUMBER: tr_later("number"),
    CellKind.BOOLEAN: "true/false",
    CellKind.NESTED: "JSON",
    CellKind.RAW: tr_later("not readable as the format promised, shown as it came"),
}

_QUOTED = {"", NULL_TEXT, "true", "false"}
"""Texts that would look like another kind of value are shown in quotes."""

_CHARACTERS_PER_CELL = 6
"""A visible character is at most itself, four marks and a dropped selector."""


def shown_text(cell: Cell, limit: int = 0) -> str:
    """What stands in the table for a cell, made safe; at most about `limit` characters when positive.

    A text cut here is longer than `limit` cells still, so that whoever fits it sees the cut.
    """
    kind, text = cell
    if kind is CellKind.NULL:
        return NULL_TEXT
    if kind is CellKind.ABSENT:
        return ABSENT_TEXT
    if kind is CellKind.TEXT and text in _QUOTED:
        return f'"{text}"'
    if limit:
        keep = limit * _CHARACTERS_PER_CELL + 8
        if len(text) > keep:
            return safe(text[:keep]) + ELLIPSIS
    return safe(text)


def fit(text: str, width: int, right: bool = False) -> str:
    """`text`, already safe, in exactly `width` terminal cells; what does not fit ends in an ellipsis."""
    if width <= 0:
        return ""
    if text.isascii():
        length = len(text)
        if length <= width:
            return text.rjust(width) if right else text.ljust(width)
        return text[: width - 1] + ELLIPSIS
    length = cell_len(text)
    if length <= width:
        pad = " " * (width - length)
        return pad + text if right else text + pad
    return set_cell_size(text, width - 1) + ELLIPSIS


def width_of(cell: Cell, limit: int) -> int:
    """Terminal cells that a cell would take, at most `limit`."""
    text = shown_text(cell, limit)
    return min(limit, len(text) if text.isascii() else cell_len(text))
