"""Blocks of flat JSON rows into delimited text as a whole: no row and no cell becomes an object.

Flat means: every row is an array of the same width without blanks between its values, no value is
nested, and no text holds an escape, a delimiter, a quote, a bracket, or a blank at an end. Then the
delimited text is the JSON without its brackets and quotes. A block that is not flat gives None.
"""

from __future__ import annotations

import re

import msgspec

_line = msgspec.json.Decoder(msgspec.Raw)
_ALL = bytes(range(256))
_STRUCTURE = b',;"[]{}\\\t\r\n '
_BESIDES = _ALL.translate(None, _STRUCTURE)
_BLANK_AS_QUOTE = _ALL.replace(b" ", b'"')
_EMPTY = b"\x00"
"""Stands for an empty text meanwhile; JSON has no such byte outside of an escape."""

_WIDE_BLANKS = re.compile(
    rb"\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80"
)
_FORMULA = re.compile(rb'"[=+\-@\xc2\xe1-\xe3\xef]')
"""Begins of texts that a spreadsheet may run; lead bytes of wide signs and invisible characters included."""


class FlatBlocks:
    """The quick way for rows of `width` > 1 cells; the shapes of rows seen so far are remembered."""

    def __init__(self, width: int, delimiter: bytes, *, exact: bool) -> None:
        self._shape = re.compile(rb'\[(?:" *")?(?:,(?:" *")?){%d}\]' % (width - 1))
        self._known: set[bytes] = {b""}
        self._table = _ALL.replace(b",", delimiter)
        self._exact = exact

    def text(self, data: bytes, count: int) -> bytes | None:
        """The lines of `count` rows, each ended; None when they are not flat."""
        # One search instead of three: only a pair of quotes, of blanks or of one each goes on.
        odd = b'""' in data.translate(_BLANK_AS_QUOTE)
        if (odd and (b'" ' in data or b' "' in data)) or not self._all_flat(data, count):
            return None
        if b"null" in data:
            # No text holds a comma or a bracket, so none of these is inside of a text.
            data = data.replace(b",null,", b",,")
            if b"null" in data:
                # Again, because two neighbours share the comma between them.
                data = data.replace(b",null,", b",,").replace(b"[null,", b"[,").replace(b",null]", b",]")
        if odd and b'""' in data:
            data = data.replace(b'""', _EMPTY)
        data = data.translate(self._table, b'[]"').removesuffix(b"\n")
        data = data.replace(b"\n", b"\r\n") + b"\r\n"
        return data.replace(_EMPTY, b'""') if odd else data

    def _all_flat(self, data: bytes, count: int) -> bool:
        shapes = set(data.translate(None, _BESIDES).split(b"\n")) - self._known
        if not all(self._shape.fullmatch(shape) for shape in shapes):
            return False
        if len(self._known) < 10_000:
            self._known |= shapes
        if not self._exact and _FORMULA.search(data):
            return False
        try:
            if not data.isascii():
                data.decode()
                if _WIDE_BLANKS.search(data):
                    return False
            return len(_line.decode_lines(data)) == count
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return False
