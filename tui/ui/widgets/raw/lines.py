"""Bytes of any size as lines of text or hex: only the bytes around the viewport are ever read."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rich.cells import cell_len

from tui.core.display import safe

LOOK_BACK = 16 * 1024
"""Bytes that are searched for the beginning of a line. A longer line is cut at a multiple of the width."""

MOST_BYTES_PER_CELL = 8
"""A character of up to four bytes may be followed by marks that take no cell."""

Read = Callable[[int, int], bytes]
"""Bytes start … stop-1, fewer at the end."""


class RawLine(NamedTuple):
    """One line on screen: where it begins, how many bytes it covers (line end included), its text."""

    start: int
    length: int
    text: str


def text_lines(read: Read, start: int, count: int, width: int) -> list[RawLine]:
    """`count` lines from a byte that begins a line, each at most `width` cells."""
    data = read(start, start + count * (width * MOST_BYTES_PER_CELL + 2))
    lines: list[RawLine] = []
    place = 0
    while place < len(data) and len(lines) < count:
        line = _text_line(data, place, width)
        lines.append(RawLine(start + place, line.length, line.text))
        place += line.length
    return lines


def _text_line(data: bytes, place: int, width: int) -> RawLine:
    end = data.find(b"\n", place, place + width * MOST_BYTES_PER_CELL + 2)
    piece = data[place : end if end >= 0 else place + width * MOST_BYTES_PER_CELL]
    closed = piece.removesuffix(b"\r") if end >= 0 else piece
    head = closed[:width]
    if head.isascii() and (text := head.decode("ascii")).isprintable():
        if len(closed) <= width:
            return RawLine(place, len(piece) + (end >= 0), text)
        return RawLine(place, width, text)
    text, used = _fitting(closed, width)
    if used < len(closed):
        return RawLine(place, used, text)
    return RawLine(place, len(piece) + (end >= 0), text)


def _fitting(data: bytes, width: int) -> tuple[str, int]:
    """As many characters as fit, made safe, and the bytes that they stand for (at least one)."""
    shown: list[str] = []
    room, used = width, 0
    for char in data.decode("utf-8", "surrogateescape"):
        text = safe(char)
        taken = cell_len(text)
        if taken > room and shown:
            break
        shown.append(text)
        room -= taken
        used += len(char.encode("utf-8", "surrogateescape"))
    # Safe once more as a whole: a pile of marks is only seen in its neighbours.
    return safe("".join(shown)), max(used, min(1, len(data)))


def text_start_before(read: Read, offset: int, width: int, count: int = 1) -> int:
    """Where the line begins that is `count` lines above the one at `offset`; 0 at the beginning."""
    while offset > 0 and count > 0:
        starts = _starts_up_to(read, offset - 1, width)
        if count <= len(starts):
            return starts[-count]
        count -= len(starts)
        offset = starts[0]
    return max(0, offset)


def line_start_at(read: Read, offset: int, width: int) -> int:
    """The beginning of the line in which a byte stands."""
    return _starts_up_to(read, offset, width)[-1]


def _starts_up_to(read: Read, offset: int, width: int) -> list[int]:
    """The lines from not too far above up to the one that holds the byte at `offset`; never empty."""
    first = max(0, offset - LOOK_BACK)
    # Some bytes beyond, because the last line must be cut as it is when it is painted.
    data = read(first, offset + width * MOST_BYTES_PER_CELL + 2)
    wanted = offset - first
    place = 0 if first == 0 else data.find(b"\n", 0, wanted) + 1
    if first and not place:
        # One line without end: cut it where cuts from its beginning would most likely fall.
        place = _character_start(data, (wanted + 1) % width)
    starts = [first + place]
    while place < len(data):
        place += _text_line(data, place, width).length
        if place > wanted:
            break
        starts.append(first + place)
    return starts


def _character_start(data: bytes, place: int) -> int:
    while place < len(data) and 0x80 <= data[place] < 0xC0:
        place += 1
    return min(place, len(data) - 1)


def hex_lines(read: Read, start: int, count: int, per_line: int) -> list[RawLine]:
    """`count` lines of `per_line` bytes: offset, pairs, text."""
    data = read(start, start + count * per_line)
    lines = []
    for place in range(0, len(data), per_line):
        row = data[place : place + per_line]
        pairs = " ".join(f"{byte:02x}" for byte in row)
        chars = "".join(chr(byte) if 0x20 <= byte <= 0x7E else "·" for byte in row)
        text = f"{start + place:08x}  {pairs:<{per_line * 3 - 1}}  {chars}"
        lines.append(RawLine(start + place, len(row), text))
    return lines
