"""Blocks of flat JSON rows into delimited text as a whole: no row and no cell becomes an object.

Flat means: every row is an array of the same width without blanks between its values, no value is
nested, and no text holds an escape, a delimiter, a quote, a bracket, or a blank at an end. Then the
delimited text is the JSON without its brackets and quotes. A block that is not flat gives None.

Each step walks the whole block once in C, 20 to 60 µs for 64 KiB; their number is what this costs.
"""

from __future__ import annotations

import re
from operator import itemgetter

import msgspec

_line = msgspec.json.Decoder(msgspec.Raw)
_ALL = bytes(range(256))
_STRUCTURE = b',;"[]{}\\\t\r\n '
_BESIDES = _ALL.translate(None, _STRUCTURE)
_EMPTY = b"\x00"
"""Stands for an empty text meanwhile; JSON has no such byte outside of an escape."""

_WIDE_BLANKS = re.compile(
    rb"\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80"
)
_FORMULA = rb"=+\-@\xc2\xe1-\xe3\xef"
"""Begins of texts that a spreadsheet may run; lead bytes of wide signs and invisible characters included."""

_TRAILING = re.compile(b' "')
_AFTER_NULL = {ord(","), ord("]")}
MOST_SHAPES = 10_000


class FlatBlocks:
    """The quick way for rows of `width` > 1 cells; the shapes of rows seen so far are remembered."""

    def __init__(self, width: int, delimiter: bytes, *, exact: bool) -> None:
        self._shape = re.compile(rb'\[(?:" *")?(?:,(?:" *")?){%d}\]' % (width - 1))
        self._known: set[bytes] = {b""}
        self._latest = b""
        self._table = None if delimiter == b"," else _ALL.replace(b",", delimiter)
        signs = b"" if exact else _FORMULA
        self._bad_begin = re.compile(b'"[ ' + signs + b"]")
        self._odd_begin = re.compile(b'"[ "' + signs + b"]")

    def text(self, data: bytes, count: int) -> bytes | None:
        """The lines of `count` rows, each ended; None when they are not flat."""
        if not self._all_flat(data, count):
            return None
        # Outside of texts no blank stands and no quote follows a quote: what is found is of a text.
        odd = self._odd_begin.search(data) is not None
        if odd and self._bad_begin.search(data):
            return None
        if _TRAILING.search(data):
            return None
        if b"null" in data:
            data = _without_null(data)
        if odd:
            data = data.replace(b'""', _EMPTY)
        data = data.translate(self._table, b'[]"').removesuffix(b"\n")
        data = data.replace(b"\n", b"\r\n") + b"\r\n"
        return data.replace(_EMPTY, b'""') if odd else data

    def _all_flat(self, data: bytes, count: int) -> bool:
        """Rows of the wanted shape, all of them JSON, without a blank that is none of ASCII's."""
        reduced = data.translate(None, _BESIDES)
        if reduced != self._latest * count and not self._are_shapes(reduced):
            return False
        try:
            if not data.isascii():
                data.decode()
                if _WIDE_BLANKS.search(data):
                    return False
            return len(_line.decode_lines(data)) == count
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return False

    def _are_shapes(self, reduced: bytes) -> bool:
        shapes = set(reduced.split(b"\n"))
        new = shapes - self._known
        if not all(self._shape.fullmatch(shape) for shape in new):
            return False
        if len(self._known) < MOST_SHAPES:
            self._known |= new
        # Mostly the next block's rows are of the same shape as this one's last.
        self._latest = reduced[reduced.rfind(b"\n", 0, -1) + 1 :]
        return True


def _without_null(data: bytes) -> bytes:
    """No text holds a comma or a bracket, so a `null` before one of these is no part of a text."""
    parts = data.split(b"null")
    try:
        if set(map(itemgetter(0), parts[1:])) <= _AFTER_NULL:
            return b"".join(parts)
    except IndexError:
        # Two in a row, which only a text can hold.
        pass
    return data.replace(b"null,", b",").replace(b"null]", b"]")
