"""JSON lines as cells: the exact characters of every number, the text of every string.

Three readers, each for what the one before refuses: msgspec (fast, strict), the standard library
(takes half surrogate pairs, NaN and raw control characters), and last the line as it came.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in the source, not in typeshed

import msgspec

from tui.core.table import NULL_CELL, Cell, CellKind

_array = msgspec.json.Decoder(list[msgspec.Raw])
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_text = msgspec.json.Decoder(str)
_any = msgspec.json.Decoder(msgspec.Raw)

_TRUE = Cell(CellKind.BOOLEAN, "true")
_FALSE = Cell(CellKind.BOOLEAN, "false")
_NUMBER, _TEXT, _NESTED, _RAW = CellKind.NUMBER, CellKind.TEXT, CellKind.NESTED, CellKind.RAW
_LITERALS = {b"null": NULL_CELL, b"true": _TRUE, b"false": _FALSE}
_CONSTANTS = {"NaN", "Infinity", "-Infinity"}
"""What Python writes and JSON does not have."""

_BLANKS = " \t\r\n"

Piece = msgspec.Raw | bytes | Cell
"""One value of a row before it is looked at: its JSON text, or a cell already."""


def array_pieces(line: bytes) -> Sequence[Piece]:
    """The values of a JSON array; a line that is none comes back as one RAW cell."""
    try:
        return _array.decode(line)
    except (msgspec.MsgspecError, RecursionError):
        found = _scan(line, "[")
        return [value for _, value in found] if found is not None else [raw_cell(line)]


def object_pieces(line: bytes) -> Mapping[str, Piece] | None:
    """The values of a JSON object by key, the last of equal keys; None when it is none."""
    try:
        return _object.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        found = _scan(line, "{")
        return dict(found) if found is not None else None


def object_keys(line: bytes) -> set[str] | None:
    pieces = object_pieces(line)
    return None if pieces is None else set(pieces)


def is_json(data: bytes) -> bool:
    try:
        _any.decode(data)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def cell_of(piece: Piece) -> Cell:
    """A value's cell. RAW when its bytes are not what JSON promises."""
    if isinstance(piece, Cell):
        return piece
    data = bytes(piece)
    first = data[0]
    try:
        if first == 0x22:
            text = _text.decode(data) if b"\\" in data else data[1:-1].decode()
            return Cell(_TEXT, text)
        if first in b"-0123456789":
            return Cell(_NUMBER, data.decode("ascii"))
        if first in b"[{":
            return Cell(_NESTED, data.decode())
    except (UnicodeDecodeError, msgspec.MsgspecError):
        return raw_cell(data)
    return _LITERALS.get(data) or raw_cell(data)


def raw_cell(data: bytes) -> Cell:
    """Bytes as they came; those that are not UTF-8 as `\\xff`."""
    return Cell(_RAW, data.decode("utf-8", "backslashreplace"))


def _kept(text: str) -> str:
    return text


_lenient = json.JSONDecoder(strict=False, parse_float=_kept, parse_int=_kept, parse_constant=_kept)


def _scan(line: bytes, opening: str) -> list[tuple[str, Piece]] | None:
    """Members of an array (keys empty) or object, each with its own text; None when it is neither."""
    text = line.decode("utf-8", "surrogateescape").strip(_BLANKS)
    closing = "]" if opening == "[" else "}"
    if not (text.startswith(opening) and text.endswith(closing)):
        return None
    found: list[tuple[str, Piece]] = []
    position = _skip(text, 1)
    if position == len(text) - 1:
        return found
    try:
        while True:
            key = ""
            if opening == "{":
                if text[position] != '"':
                    return None
                key, position = scanstring(text, position + 1, False)
                position = _skip(text, position)
                if text[position] != ":":
                    return None
                position = _skip(text, position + 1)
            value, end = _lenient.raw_decode(text, position)
            found.append((key, _lenient_cell(value, text[position:end])))
            position = _skip(text, end)
            if text[position] != ",":
                return found if position == len(text) - 1 and text[position] == closing else None
            position = _skip(text, position + 1)
    except (ValueError, IndexError, RecursionError):
        return None


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BLANKS:
        position += 1
    return position


def _lenient_cell(value: object, spelled: str) -> Cell:
    data = spelled.encode("utf-8", "surrogateescape")
    if spelled in _CONSTANTS:
        return raw_cell(data)
    if not spelled.startswith('"'):
        return cell_of(data)
    text = str(value)
    if any("\ud800" <= c <= "\udfff" for c in text):
        return raw_cell(data)
    return Cell(_TEXT, text)
