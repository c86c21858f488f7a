"""Columns of a kept answer as files of one token a line, which the engine reads without losing a digit.

A token is the JSON text of a value as the server wrote it, or `^` with a digit for what it is and a JSON
string where the text cannot stand in a line as it is, or `~` for a cell that the row lacks. The fast way
takes a block of plain rows apart in C; whatever is odd in a block sends its rows down the slow way, which
uses the same reader as the table on the screen.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Any

import msgspec

from tui.core.ordering import NUMBER, RANK_TEXT, folded, rank_of
from tui.core.table import Cell, CellKind, RowFormat
from tui.results.answer import SpoolAnswer
from tui.results.spool import Spool

MAX_TEXT = 1_000_000
"""Characters of a cell that count; more would need the engine's memory as a whole."""

ABSENT, NULL = b"~", b"null"
STATES = {
    CellKind.NUMBER: 0,
    CellKind.TEXT: 1,
    CellKind.BOOLEAN: 2,
    CellKind.NESTED: 3,
    CellKind.RAW: 4,
    CellKind.NULL: 5,
    CellKind.ABSENT: 6,
}
KINDS = {state: kind for kind, state in STATES.items()}

_arrays = msgspec.json.Decoder(list[msgspec.Raw])
_objects = msgspec.json.Decoder(dict[str, msgspec.Raw])

OnShare = Callable[[float], None]
Block = tuple[int, list[bytes], bytes]
"""The number of its first row, its rows without line ends, and its bytes."""


def blocks(spool: Spool, start: int = 0, stop: int | None = None) -> Iterator[Block]:
    """The rows start … stop-1 of an answer, all that are there without a `stop`, block by block."""
    scanner = spool.scanner()
    headers = spool.header_records
    record = headers + start
    end = (spool.row_count if stop is None else stop) + headers
    while scanner is not None and record < end:
        found = spool.block_of(record)
        data = spool.read(found.start, found.stop)
        whole = scanner.split(data)
        skipped = record - found.first_record
        lines = whole[skipped : end - found.first_record]
        if not lines:
            return
        plain = len(lines) == len(whole) and not spool.in_document
        yield record - headers, lines, data if plain else b"\n".join(lines)
        record += len(lines)


def write_columns(
    answer: SpoolAnswer,
    spool: Spool,
    places: Sequence[int],
    files: Sequence[IO[bytes]],
    on_share: OnShare,
    start: int = 0,
) -> None:
    """One line to each file for every row from `start` on. Raises OSError."""
    fast = _fast_way(answer, spool, places)
    total = max(1, spool.row_count - start)
    for number, (first, lines, data) in enumerate(blocks(spool, start)):
        columns = fast(data, len(lines)) if fast is not None and _is_plain(data) else None
        if columns is None:
            columns = _slow_way(answer, spool, first, len(lines), places)
        for file, column in zip(files, columns, strict=True):
            file.write(b"\n".join(column))
            file.write(b"\n")
        if not number % 64:
            on_share((first - start) / total)


def _is_plain(data: bytes) -> bool:
    """No escapes, no tabs, no CR, valid UTF-8, no byte order mark, no row of immense length."""
    if b"\\" in data or b"\t" in data or b"\r" in data or len(data) > MAX_TEXT:
        return False
    if data.isascii():
        return True
    try:
        return not data.decode().startswith("\ufeff")
    except UnicodeDecodeError:
        return False


def _fast_way(
    answer: SpoolAnswer, spool: Spool, places: Sequence[int]
) -> Callable[[bytes, int], list[list[Any]] | None] | None:
    names = [column.name for column in answer.columns]
    row_format = spool.reader.format if spool.reader else None
    if row_format is RowFormat.JSON_ARRAY:
        decode: Callable[[bytes], list[Any]] = _arrays.decode_lines
        keys: list[Any] = list(places)
    elif row_format is RowFormat.JSON_OBJECT and all(names.index(names[p]) == p for p in places):
        decode = _objects.decode_lines
        keys = [names[place] for place in places]
    else:
        return None

    def columns(data: bytes, count: int) -> list[list[Any]] | None:
        try:
            rows = decode(data)
            if len(rows) != count:
                return None
            return [[row[key] for row in rows] for key in keys]
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, LookupError):
            return None

    return columns


def _slow_way(
    answer: SpoolAnswer, spool: Spool, first: int, count: int, places: Sequence[int]
) -> list[list[bytes]]:
    from_text = spool.reader is not None and spool.reader.format in (RowFormat.CSV, RowFormat.TSV)
    rows = answer.window(first, first + count, places)
    return [[token_of(row[i], from_text=from_text) for row in rows] for i in range(len(places))]


def token_of(cell: Cell, *, from_text: bool) -> bytes:
    kind, text = cell
    if kind is CellKind.ABSENT:
        return ABSENT
    if kind is CellKind.NULL or (from_text and kind is CellKind.TEXT and not text):
        return NULL
    if from_text and kind is CellKind.TEXT and NUMBER.fullmatch(text):
        kind = CellKind.NUMBER
    if kind is CellKind.NUMBER and not NUMBER.fullmatch(text):
        kind = CellKind.RAW
    if kind in (CellKind.NUMBER, CellKind.BOOLEAN) and len(text) <= MAX_TEXT:
        return text.encode()
    return f"^{STATES[kind]}{json.dumps(text[:MAX_TEXT], ensure_ascii=False)}".encode()


def searched(answer: SpoolAnswer, spool: Spool, needle: str, on_share: OnShare) -> Iterator[int]:
    """Numbers of rows of which a cell holds the folded needle. Rows that cannot hold it are told by
    their bytes."""
    wanted = needle.encode("utf-8", "surrogatepass")
    from_text = spool.reader is not None and spool.reader.format in (RowFormat.CSV, RowFormat.TSV)
    total = max(1, spool.row_count)
    for number, (first, lines, data) in enumerate(blocks(spool)):
        if not number % 64:
            on_share(first / total)
        odd = not wanted or b"\\" in data or b'""' in data or not _is_text(data)
        if not odd and wanted not in data.lower():
            continue
        for place, line in enumerate(lines):
            # An escape or a doubled quote may spell the needle otherwise.
            if wanted in line.lower() or b"\\" in line or b'""' in line or not _is_text(line):
                row = answer.window(first + place, first + place + 1)[0]
                if any(
                    needle in folded(cell.text)
                    for cell in row
                    if rank_of(cell, from_text=from_text) <= RANK_TEXT
                ):
                    yield first + place


def _is_text(line: bytes) -> bool:
    if line.isascii():
        return True
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
