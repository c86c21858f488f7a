"""Whole blocks of plain JSON rows into text formats, without a cell in between.

A block that is odd in any way gives None; then its rows go the way of all others, cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

import msgspec

from tui.core.display import safe
from tui.results.exports.cells import json_text, unique_names
from tui.results.exports.flat import FlatBlocks
from tui.results.exports.text import Delimited, JsonObjects, Markdown, RowWriter, shown
from tui.results.exports.workbook import Workbook
from tui.results.json_rows import cell_of

BlockWriter = Callable[[bytes, int], bytes | None]
"""The bytes of a block and the number of its rows, to the bytes of the export."""

_decoder = msgspec.json.Decoder(list[msgspec.Raw])
_DELICATE = re.compile(rb'\n(?:"[\s=+\-@"\xc2\xe1-\xe3\xef]|[\[{])')
"""Begins of texts that may need quotes or an apostrophe, lead bytes of characters that look like blanks
included, and of nested values."""

_NULLS = re.compile(rb"(?m)^null$")
_NEEDS_QUOTES = re.compile(rb"[,;\t]|^\s|\s$|^$")
_SIGNS = b"=+-@ "


def block_writer(writer: RowWriter, places: Sequence[int], width: int) -> BlockWriter | None:
    """The quick way for a writer of rows with `width` cells; None when there is none."""
    if isinstance(writer, JsonObjects):
        return _objects(writer, places, width)
    if isinstance(writer, Delimited) and len(places) > 1:
        return _delimited(writer, places, width)
    if isinstance(writer, Markdown) and places:
        return _markdown(places, width)
    return None


def _rows(data: bytes, count: int, width: int) -> list[list[Any]] | None:
    """The rows of a block, all of the same width."""
    if b"\r" in data or data.startswith(b"\xef\xbb\xbf"):
        return None
    try:
        if not data.isascii():
            data.decode()
        rows = _decoder.decode_lines(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if len(rows) != count or set(map(len, rows)) != {width}:
        return None
    return rows


def _objects(writer: JsonObjects, places: Sequence[int], width: int) -> BlockWriter:
    names = unique_names([writer.header[n] for n in range(len(places))])
    pairs = writer.comma.join(json_text(name).replace("%", "%%") + writer.colon + "%b" for name in names)
    template = ("{" + pairs + "}").encode("utf-8", "backslashreplace")
    whole = list(places) == list(range(width))
    chosen: Callable[[Any], Any] = (
        tuple if whole else itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
    )

    def write(data: bytes, count: int) -> bytes | None:
        rows = _rows(data, count, width)
        if rows is None:
            return None
        return writer.joined([template % chosen(row) for row in rows])

    return write


def _delimited(writer: Delimited, places: Sequence[int], width: int) -> BlockWriter:
    delimiter = writer.delimiter.encode()
    whole = list(places) == list(range(width))
    flat = FlatBlocks(width, delimiter, exact=writer.exact) if whole else None

    def write(data: bytes, count: int) -> bytes | None:
        quick = flat.text(data, count) if flat is not None else None
        if quick is not None:
            return quick
        rows = _rows(data, count, width)
        if rows is None:
            return None
        columns = [_fields(writer, [row[place] for row in rows]) for place in places]
        return b"".join([delimiter.join(fields) + b"\r\n" for fields in zip(*columns, strict=True)])

    return write


def _fields(writer: Delimited, tokens: list[Any]) -> list[bytes]:
    """The fields of one column of a block: together when none is delicate, else one by one."""
    joined = b"\n" + b"\n".join(tokens)
    if b'"' not in joined and b"[" not in joined and b"{" not in joined:
        return joined.replace(b"null", b"").split(b"\n")[1:]
    risky = any(sign in joined for sign in (b"\\", b",", b";", b"\t")) or not joined.isascii()
    if risky or b' "\n' in joined or joined.endswith(b' "') or _DELICATE.search(joined):
        return [_field(writer, bytes(token)) for token in tokens]
    # Without escapes no text holds a quote, so every one of them begins or ends a text.
    return _texts(joined).split(b"\n")[1:]


def _texts(joined: bytes) -> bytes:
    """Lines of one token each without quotes, null as nothing."""
    if b"null" in joined:
        joined = _NULLS.sub(b"", joined)
    return joined.replace(b'"', b"")


def _field(writer: Delimited, token: bytes) -> bytes:
    if token[0] == 0x22 and b"\\" not in token and token.isascii():
        text = token[1:-1]
        if writer.exact or text[:1] not in _SIGNS or not text:
            return token if _NEEDS_QUOTES.search(text) else text
    return writer.field(cell_of(token)).encode("utf-8", "backslashreplace")


_MARKS = [bytes([mark]) for mark in b"`*_{}[]<>#|~$"]
"""What acts on Markdown, without the backslash, which stands in escapes only."""

_NESTED = re.compile(rb"(?m)^[\[{]")


def _markdown(places: Sequence[int], width: int) -> BlockWriter:
    def write(data: bytes, count: int) -> bytes | None:
        rows = _rows(data, count, width)
        if rows is None:
            return None
        columns = [_marked_cells([row[place] for row in rows]) for place in places]
        lines = [b" | ".join(cells) for cells in zip(*columns, strict=True)]
        return b"| " + b" |\n| ".join(lines) + b" |\n"

    return write


def _marked_cells(tokens: list[Any]) -> list[bytes]:
    joined = b"\n".join(tokens)
    nested = (b"[" in joined or b"{" in joined) and _NESTED.search(joined)
    if nested or b"\\" in joined:
        return [shown(cell_of(token)).encode("utf-8", "backslashreplace") for token in tokens]
    joined = _texts(joined)
    if not joined.isascii() or b"\x7f" in joined:
        joined = safe(joined.decode(), keep_lines=True).encode()
    for mark in _MARKS:
        if mark in joined:
            joined = joined.replace(mark, b"\\" + mark)
    return joined.split(b"\n")


_ACTIVE = re.compile(rb"(?m)[&<>\x7f]|_x|^[\s=+\-@\xc2\xe1-\xe3\xef]")
"""Texts that XML has to escape, or that may be formulas."""

_PLAIN_NUMBERS = re.compile(rb"[-\d.\n]*")
_TEXT = (b'<c t="inlineStr"><is><t xml:space="preserve">', b"</t></is></c>")
_NUMBER = (b"<c><v>", b"</v></c>")
LONGEST = 32_767
"""Bytes of a block in which no text can be too long for Excel, at most."""


def sheet_rows(
    book: Workbook, data: bytes, count: int, places: Sequence[int], width: int
) -> list[bytes] | None:
    """The rows of a block as XML of a sheet."""
    rows = None if b"\\" in data or b"\t" in data else _rows(data, count, width)
    if rows is None or not places:
        return None
    columns = [_sheet_cells(book, [row[place] for row in rows]) for place in places]
    return [b"".join([b"<row>", *cells, b"</row>"]) for cells in zip(*columns, strict=True)]


def _sheet_cells(book: Workbook, tokens: list[Any]) -> list[bytes]:
    joined = b"\n".join(tokens)
    longest = max(map(len, map(bytes, tokens)))
    if joined.startswith(b'"') and longest < LONGEST:
        texts = joined[1:-1].split(b'"\n"')
        inner = b"\n".join(texts)
        if len(texts) == len(tokens) and not _ACTIVE.search(inner) and b"\xef\xbf" not in inner:
            return _wrapped(texts, *_TEXT)
    elif longest <= 15 and _PLAIN_NUMBERS.fullmatch(joined):
        return _wrapped(joined.split(b"\n"), *_NUMBER)
    return [book.cell(cell_of(token)).encode() for token in tokens]


def _wrapped(values: list[bytes], before: bytes, after: bytes) -> list[bytes]:
    return (before + (after + b"\n" + before).join(values) + after).split(b"\n")
