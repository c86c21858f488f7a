"""A kept answer, read by window: only the rows and columns asked for are ever decoded."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence

from tui.core.answers import RowReader
from tui.core.envelope import Envelope
from tui.core.table import ABSENT_CELL, Cell, Column, RowFormat
from tui.results.blocks import BlockCache
from tui.results.columns import Columns
from tui.results.delimited import FieldSplitter
from tui.results.json_rows import Piece, array_pieces, cell_of, object_pieces, raw_cell
from tui.results.records import DELIMITERS, scanner_for
from tui.results.spool import Spool

SAMPLE_ROWS = 64
SAMPLE_CELLS = 4096
_BOM = b"\xef\xbb\xbf"

Row = tuple[Cell, ...]


class SpoolAnswer:
    """Plays `core.ports.Answer`. Safe in any thread, also while the answer grows."""

    def __init__(self, spool: Spool, cache: BlockCache) -> None:
        self._spool = spool
        self._cache = cache
        self._made: _Rows | None = None

    @property
    def _rows(self) -> _Rows | None:
        # Of a document the list of rows is found only when some of it has arrived.
        if self._made is None and self._spool.reader is not None:
            self._made = _Rows(self._spool, self._cache, self._spool.reader)
        return self._made

    @property
    def size(self) -> int:
        return self._spool.counts.size

    def still_there(self) -> bool:
        """Whether the file has not been cleared away."""
        return self._spool.path.exists()

    @property
    def is_rows(self) -> bool:
        return self._rows is not None and not self._spool.in_document

    @property
    def holds_rows(self) -> bool:
        return self._rows is not None and not (self._spool.in_document and self._spool.refused)

    @property
    def envelope(self) -> Envelope | None:
        spool = self._spool
        return spool.error or (spool.head.envelope if spool.head else None)

    @property
    def columns(self) -> Sequence[Column]:
        return self._rows.columns() if self._rows else ()

    @property
    def row_count(self) -> int:
        return self._spool.row_count

    @property
    def complete(self) -> bool:
        return self._spool.complete

    def window(self, start: int, stop: int, columns: Sequence[int] | None = None) -> list[Row]:
        """Raises FileProblem when the answer has been cleared away meanwhile."""
        return self._rows.window(start, stop, columns) if self._rows else []

    def raw(self, start: int, stop: int) -> bytes:
        """Raises FileProblem when the answer has been cleared away meanwhile."""
        return self._spool.read(max(0, start), stop)

    def raw_line(self, row: int) -> bytes:
        """Raises IndexError for a row that is not there, FileProblem like `raw`."""
        lines = self._rows.lines(row, row + 1) if self._rows and row >= 0 else []
        if not lines:
            raise IndexError(f"there is no row {row}")
        return lines[0]


class _Rows:
    """The rows of one answer: lines from the file, cells from the lines."""

    def __init__(self, spool: Spool, cache: BlockCache, reader: RowReader) -> None:
        self._spool = spool
        self._cache = cache
        self._scanner = spool.scanner() or scanner_for(reader.format)
        self._format = reader.format
        delimiter = DELIMITERS.get(reader.format)
        self._split = FieldSplitter(delimiter).cells if delimiter else None
        self._naming = threading.Lock()
        self._columns: Columns | None = None
        self._named: tuple[str, ...] = ()
        self._sampled = 0

    def columns(self) -> tuple[Column, ...]:
        known = self._known_columns()
        if known is None:
            return ()
        wanted = min(self._spool.row_count, SAMPLE_ROWS, max(4, SAMPLE_CELLS // max(1, len(known))))
        if self._sampled < wanted:
            start, self._sampled = self._sampled, wanted
            self._decode(known, self.lines(start, wanted), None)
        return known.shown()

    def window(self, start: int, stop: int, columns: Sequence[int] | None) -> list[Row]:
        known = self._known_columns()
        if known is None:
            return []
        return self._decode(known, self.lines(start, stop), columns)

    def lines(self, start: int, stop: int) -> list[bytes]:
        """The bytes of rows start … stop-1 without their line ends, as many as there are."""
        offset = self._spool.header_records
        record, end = max(0, start) + offset, min(stop, self._spool.row_count) + offset
        found: list[bytes] = []
        while record < end:
            records, first = self._block(record)
            part = records[record - first : end - first]
            if not part:
                break
            found += part
            record += len(part)
        if found and start <= 0 and not offset:
            found[0] = found[0].removeprefix(_BOM)
        return found

    def _block(self, record: int) -> tuple[list[bytes], int]:
        block = self._spool.block_of(record)
        key = (self._spool.identity, block.start, block.stop)
        records = self._cache.get(key)
        if records is None:
            records = self._scanner.split(self._spool.read(block.start, block.stop))
            self._cache.put(key, records)
        return records, block.first_record

    def _known_columns(self) -> Columns | None:
        """Named once: by the header, else by the first row."""
        with self._naming:
            head = self._spool.head
            if head is not None and head.columns != self._named:
                # Of a document the names may stand behind the rows.
                self._columns, self._sampled = None, 0
            if self._columns is None and head is not None:
                self._named = head.columns
                names: Iterable[str] = head.columns
                if not names:
                    first = self.lines(0, 1)
                    if not first and not self._spool.finished:
                        return None
                    names = self._names_from(first[0]) if first else ()
                self._columns = Columns(names, text_only=self._split is not None)
            return self._columns

    def _names_from(self, line: bytes) -> Iterable[str]:
        if self._format is RowFormat.JSON_OBJECT:
            return list(object_pieces(line) or {"row": b""})
        width = len(self._split(line)) if self._split else len(array_pieces(line))
        return [f"column {number}" for number in range(1, width + 1)]

    def _decode(self, known: Columns, lines: list[bytes], wanted: Sequence[int] | None) -> list[Row]:
        if self._format is RowFormat.JSON_OBJECT:
            rows = _from_objects(known, lines, wanted)
        elif self._split is None:
            rows = _from_arrays(len(known), lines, wanted)
        else:
            rows = _from_fields(len(known), self._split, lines, wanted)
        places = range(len(known)) if wanted is None else wanted
        for row in rows:
            known.learn(row, places)
        return rows


def _from_arrays(width: int, lines: list[bytes], wanted: Sequence[int] | None) -> list[Row]:
    rows = []
    for line in lines:
        pieces = array_pieces(line)
        size = len(pieces)
        if wanted is not None:
            rows.append(tuple([cell_of(pieces[i]) if i < size else ABSENT_CELL for i in wanted]))
        else:
            rows.append((*map(cell_of, pieces), *[ABSENT_CELL] * (width - size)))
    return rows


def _from_fields(
    width: int, split: Callable[[bytes], list[Cell]], lines: list[bytes], wanted: Sequence[int] | None
) -> list[Row]:
    rows = []
    for line in lines:
        cells = split(line)
        size = len(cells)
        if wanted is not None:
            rows.append(tuple([cells[i] if i < size else ABSENT_CELL for i in wanted]))
        else:
            rows.append((*cells, *[ABSENT_CELL] * (width - size)))
    return rows


def _from_objects(known: Columns, lines: list[bytes], wanted: Sequence[int] | None) -> list[Row]:
    """A line that is no object shows as it came, in the first column."""
    objects: list[Mapping[str, Piece] | bytes] = []
    for line in lines:
        pieces = object_pieces(line)
        objects.append(line if pieces is None else pieces)
        if pieces is not None:
            known.add_missing(pieces)
    names = known.names()
    places = range(len(names)) if wanted is None else wanted
    rows = []
    for item in objects:
        if isinstance(item, bytes):
            rows.append(tuple([raw_cell(item) if place == 0 else ABSENT_CELL for place in places]))
        else:
            rows.append(tuple([_member(known, names, item, place) for place in places]))
    return rows


def _member(known: Columns, names: Sequence[str], item: Mapping[str, Piece], place: int) -> Cell:
    name = names[place] if 0 <= place < len(names) else ""
    # Of columns with the same name an object can fill only one.
    if name not in item or known.place(name) != place:
        return ABSENT_CELL
    return cell_of(item[name])
