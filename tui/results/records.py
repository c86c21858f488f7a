"""Where one record of a stream ends and the next begins, found without looking at every line.

A record is a line, except in CSV and TSV, where a quoted field may hold line breaks. Only b"\\n" ends a
line: a row may hold U+2028 and U+0085, which other splitters take for line ends.
"""

from __future__ import annotations

import re
from typing import NamedTuple, Protocol

from tui.core.table import RowFormat

_QUOTE = 0x22
_LF = 0x0A


class Scan(NamedTuple):
    """Of one chunk: how many records end in it, and where the last of them ends (the position after its
    line feed; 0 when none ends)."""

    ends: int
    last: int


class Scanner(Protocol):
    @property
    def between(self) -> bool:
        """Whether a line feed here would end a record; False inside a quoted field."""
        ...

    def scan(self, chunk: bytes) -> Scan:
        """Take the next chunk of the stream."""
        ...

    def split(self, block: bytes) -> list[bytes]:
        """The records of a block that starts with a record, without their line ends. A last one
        without line feed counts. Does not touch the state of `scan`."""
        ...


def scanner_for(row_format: RowFormat) -> Scanner:
    delimiter = DELIMITERS.get(row_format)
    return LineScanner() if delimiter is None else QuotedScanner(delimiter)


DELIMITERS = {RowFormat.CSV: b",", RowFormat.TSV: b"\t"}


class LineScanner:
    """Records are lines."""

    between = True

    def scan(self, chunk: bytes) -> Scan:
        return Scan(chunk.count(b"\n"), chunk.rfind(b"\n") + 1)

    def split(self, block: bytes) -> list[bytes]:
        return _lines(block)


class QuotedScanner:
    """Records of CSV or TSV: a quote at the start of a field opens it, a doubled one is a character.

    A quote anywhere else is a character, as for the csv module, so that one stray quote does not swallow
    the rest of a file. Regular chunks are taken apart at their quotes; only a chunk with a stray quote is
    walked field by field. Both ways give the same for every chunking, which the index relies on.
    """

    def __init__(self, delimiter: bytes) -> None:
        self._delimiter = delimiter
        self._token = re.compile(rb'\n"?|' + re.escape(delimiter) + rb'"')
        self._inside = False
        self._closing = False
        """Inside, and the byte before was a quote: the end of the field, or half of a doubled one."""
        self._field_start = True

    @property
    def between(self) -> bool:
        return not self._inside or self._closing

    def scan(self, chunk: bytes) -> Scan:
        count = self._regular_ends(chunk)
        if count is None:
            ends = self._walk(chunk)
            return Scan(len(ends), ends[-1] if ends else 0)
        if not count:
            self._walk(chunk)
            return Scan(0, 0)
        last = self._last_end(chunk)
        self._inside = self._closing = False
        self._field_start = True
        self._walk(chunk[last:])
        return Scan(count, last)

    def split(self, block: bytes) -> list[bytes]:
        fresh = QuotedScanner(self._delimiter)
        count = fresh._regular_ends(block)
        if count == block.count(b"\n"):
            return _lines(block)
        if count is None:
            ends = fresh._walk(block)
            starts = [0, *ends]
            records = [block[start : end - 1] for start, end in zip(starts, ends, strict=False)]
            records += [block[starts[-1] :]] if starts[-1] < len(block) else []
        else:
            records = _joined(block)
        return [_without_cr(record) for record in records]

    def _regular_ends(self, chunk: bytes) -> int | None:
        """How many records end in the chunk; None when a quote stands where none may open a field."""
        inside = self._inside and not self._closing
        if b'"' not in chunk:
            return 0 if inside else chunk.count(b"\n")
        # Quotes in pairs change nothing: an empty field, or a quote as a character.
        parts = chunk.replace(b'""', b"").split(b'"')
        outside = parts[inside::2]
        # The parts between two fields: each must end where a field may begin.
        before_opening = outside if (len(parts) - inside) % 2 == 0 else outside[:-1]
        if before_opening and not inside and not before_opening[0]:
            if not (self._field_start or self._closing):
                return None
            before_opening = before_opening[1:]
        allowed = (self._delimiter, b"\n")
        if not all(part.endswith(allowed) for part in set(before_opening)):
            return None
        return b"".join(outside).count(b"\n")

    def _last_end(self, chunk: bytes) -> int:
        """Where the last record ends in a regular chunk that holds an end. A line feed is in a quoted
        field when the quotes up to it are odd in number."""
        odd = (self._inside and not self._closing) ^ (chunk.count(b'"') & 1)
        stop = len(chunk)
        while True:
            position = chunk.rfind(b"\n", 0, stop)
            odd ^= chunk.count(b'"', position, stop) & 1
            if not odd:
                return position + 1
            stop = position

    def _walk(self, chunk: bytes) -> list[int]:
        """Advance the state over the chunk; the positions after the line feeds that end a record."""
        ends: list[int] = []
        position, size = 0, len(chunk)
        while position < size:
            if self._inside:
                position = self._walk_inside(chunk, position)
                continue
            if self._field_start and chunk[position] == _QUOTE:
                self._inside, self._field_start = True, False
                position += 1
                continue
            token = self._token.search(chunk, position)
            if token is None:
                self._field_start = chunk.endswith(self._delimiter)
                break
            found = token.group()
            position = token.end()
            if found[0] == _LF:
                ends.append(token.start() + 1)
            self._inside = found[-1] == _QUOTE
            self._field_start = not self._inside
        return ends

    def _walk_inside(self, chunk: bytes, position: int) -> int:
        if self._closing:
            self._closing = False
            if chunk[position] == _QUOTE:
                return position + 1
            self._inside = self._field_start = False
            return position
        quote = chunk.find(b'"', position)
        if quote < 0:
            return len(chunk)
        self._closing = True
        return quote + 1


def _joined(block: bytes) -> list[bytes]:
    """Lines joined again where the quotes so far are odd in number."""
    records: list[bytes] = []
    pending: list[bytes] = []
    odd = False
    for line in block.split(b"\n"):
        odd ^= bool(line.count(b'"') & 1)
        pending.append(line)
        if not odd:
            records.append(b"\n".join(pending))
            pending = []
    if pending:
        records.append(b"\n".join(pending))
    elif not records[-1]:
        # What follows the last line feed is no record when it is empty.
        records.pop()
    return records


def _lines(block: bytes) -> list[bytes]:
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    if b"\r" in block:
        lines = [_without_cr(line) for line in lines]
    return lines


def _without_cr(line: bytes) -> bytes:
    return line[:-1] if line.endswith(b"\r") else line
