"""Lines broken by the cells they take, so that Japanese and Chinese are neither cut nor torn.

Words of letters and digits stay whole, as codes, names and addresses must, and so do words in katakana,
which read badly in halves. Between other characters of double width
a line may end anywhere, except before a mark that closes and after one that opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import combining, east_asian_width

NEVER_FIRST = (
    "、。，．・：；？！!?,.;:)]}）］｝〕〉》」』】〙〗〟’”…‥"
    "ーァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎゕゖ々％%"
)
NEVER_LAST = "(（[［{｛〔〈《「『【〘〖〝‘“"

_PIECES = re.compile(r"\s+|[!-~\u00a0-\u1100]+|[ァ-ヺー]+|.", re.DOTALL)


def cells(text: str) -> int:
    """Columns of a terminal that `text` takes."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def padded(text: str, width: int) -> str:
    """`text` with blanks behind it up to `width` cells; longer text stays whole."""
    return text + " " * (width - cells(text))


def _cells_of(char: str) -> int:
    if east_asian_width(char) in "WF":
        return 2
    return 0 if combining(char) else 1


def is_wide(text: str) -> bool:
    return not text.isascii() and any(east_asian_width(char) in "WF" for char in text)


def wrapped(text: str, width: int, *, fold: bool = False) -> list[str]:
    """`text` in lines of at most `width` cells; at least one line.

    A word that is longer than a line reaches beyond it, because cutting would falsify it; with `fold` it
    goes on in the next line.
    """
    lines = [""]
    taken = 0
    for piece in _unbroken(text):
        if taken and taken + cells(piece.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            taken = 0
        lines[-1] += piece if taken else piece.lstrip()
        taken = cells(lines[-1])
    lines[-1] = lines[-1].rstrip()
    return [part for line in lines for part in _folded(line, width)] if fold else lines


def _folded(line: str, width: int) -> Iterator[str]:
    if cells(line) <= width:
        yield line
        return
    part, taken = "", 0
    for char in line:
        size = _cells_of(char)
        if part and taken + size > width:
            yield part
            part, taken = "", 0
        part += char
        taken += size
    yield part


def _unbroken(text: str) -> Iterator[str]:
    """What must stay on one line: a word, or a character with the marks that cling to it."""
    held = ""
    for piece in _PIECES.findall(" ".join(text.split())):
        marked = held[-1:] in NEVER_LAST or piece[0] in NEVER_FIRST
        # After a blank any line may end.
        if held and piece != " " and (held[-1] == " " or not marked):
            yield held
            held = ""
        held += piece
    if held:
        yield held
