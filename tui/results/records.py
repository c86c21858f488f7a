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
_NEITHER = bytes(b for b in range(256) if b not in {_QUOTE, _LF})


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

    The quick way drops all bytes but quotes and line feeds, then cancels quotes in pairs: when no quote
    is left between two line feeds, every line feed ends a record. Otherwise a slower machine reads the
    chunk field by field, as the csv module would: it also gets a stray quote inside a field right.
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
        if not self._all_lines_end_records(chunk):
            ends = self._walk(chunk)
            return Scan(len(ends), ends[-1] if ends else 0)
        last = chunk.rfind(b"\n") + 1
        if not last:
            self._walk(chunk)
            return Scan(0, 0)
        self._inside = self._closing = False
        self._field_start = True
        self._walk(chunk[last:])
        return Scan(chunk.count(b"\n"), last)

    def split(self, block: bytes) -> list[bytes]:
        fresh = QuotedScanner(self._delimiter)
        if fresh._all_lines_end_records(block):
            return _lines(block)
        records, start = [], 0
        for end in fresh._walk(block):
            records.append(_without_cr(block[start : end - 1]))
            start = end
        if start < len(block):
            records.append(_without_cr(block[start:]))
        return records

    def _all_lines_end_records(self, chunk: bytes) -> bool:
        inside = self._inside and not self._closing
        if _QUOTE not in chunk:
            return not inside
        marks = chunk.translate(None, _NEITHER)
        left = (b'"' + marks if inside else marks).replace(b'""', b"")
        return left.find(b'"') in {-1, len(left) - 1}

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


def _lines(block: bytes) -> list[bytes]:
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    if b"\r" in block:
        lines = [_without_cr(line) for line in lines]
    return lines


def _without_cr(line: bytes) -> bytes:
    return line[:-1] if line.endswith(b"\r") else line
