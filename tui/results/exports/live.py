"""Rows as text for standard output, while they arrive: few of them here, many in helper processes.

Two helpers convert by turns, piece by piece, each into a file that is read, passed on and removed; so the
process that receives is not held up, and the memory of none grows with the answer. At most LINE pieces
are on their way: a reader that is slow stops the helpers.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TypeGuard

from tui.core.cancel import CancelToken
from tui.core.results_ports import ExportFormat
from tui.core.table import RowFormat, RowSource
from tui.results.answer import SpoolAnswer
from tui.results.engine_process import EngineProcess
from tui.results.engine_source import facts_of, may_gain_columns
from tui.results.exports.blocks import block_writer
from tui.results.exports.cells import unique_names
from tui.results.exports.text import JsonLines, JsonObjects, RowWriter, text_writer
from tui.results.spool import Spool
from tui.results.worker_tokens import blocks

STEP = 512
"""Rows read at once where they are read one by one."""

AHEAD = 30_000
"""Rows waiting beyond which the helper is worth its start."""

PIECE = 16 * 1024 * 1024
"""Bytes of the answer that a helper converts at once."""

LINE = 3
"""Pieces on their way: one in each helper, and one that is done and waits."""

CHUNK = 256 * 1024
"""Bytes passed on at once: still in the processor's cache when they are written."""

TEXTS = {
    ExportFormat.CSV,
    ExportFormat.TSV,
    ExportFormat.JSON,
    ExportFormat.NDJSON,
    ExportFormat.MARKDOWN,
}


def live_writer(file_format: ExportFormat) -> RowWriter:
    """Cells exactly as they are; JSON an object a line, with blanks."""
    if file_format is ExportFormat.JSON:
        return JsonObjects(between=",\n", opening="[\n", closing="\n]\n", spaced=True)
    if file_format is ExportFormat.NDJSON:
        return JsonLines(spaced=True)
    return text_writer(file_format, exact=True)


def row_blocks(source: RowSource, start: int, end: int, writer: RowWriter) -> Iterator[tuple[int, bytes]]:
    """Rows start … end-1, all of which are there, as (how many, text)."""
    width = len(source.columns)
    quick = block_writer(writer, range(width), width)
    if quick is None or not isinstance(source, SpoolAnswer) or not _is_arrays(source):
        while start < end and (rows := source.window(start, min(start + STEP, end))):
            yield len(rows), writer.rows(rows)
            start += len(rows)
        return
    spool = source._spool
    while start < end:
        data, count = _whole_block(spool, start, end)
        done = quick(data, count) if count else None
        if done is None:
            _, lines, data = next(blocks(spool, start, end))
            count = len(lines)
            done = quick(data, count) or writer.rows(source.window(start, start + count))
        yield count, done
        start += count


def _whole_block(spool: Spool, start: int, end: int) -> tuple[bytes, int]:
    """The block that begins with row `start` and how many rows it holds, if all of them are there and no
    line needs to be taken apart to say so; else 0."""
    record = start + spool.header_records
    found = spool.block_of(record)
    if found.first_record != record or spool.in_document:
        return b"", 0
    count = found.end_record - record
    if count <= 0 or start + count > end:
        return b"", 0
    return spool.read(found.start, found.stop), count


def _is_arrays(answer: SpoolAnswer) -> bool:
    # Reads the answer's spool, which is this room's own affair.
    reader = answer._spool.reader
    return reader is not None and reader.format is RowFormat.JSON_ARRAY


class LiveText:
    """Plays `core.results_ports.RowText`."""

    def __init__(self, process: EngineProcess, source: RowSource, file_format: ExportFormat) -> None:
        self._process = process
        self._source = source
        self._format = file_format
        self._writer = live_writer(file_format)
        self._begun = False
        self.written = 0
        self.notes: tuple[str, ...] = ()

    def more(self) -> Iterator[bytes]:
        source = self._source
        if not source.row_count:
            return
        if not self._begun:
            self._begun = True
            yield self._begin()
        if source.row_count - self.written > AHEAD and _can_be_handed(source):
            yield from self._from_helpers(source)
        for count, data in row_blocks(source, self.written, source.row_count, self._writer):
            self.written += count
            yield data

    def end(self) -> bytes:
        if self._begun:
            return self._writer.end()
        return b"[]\n" if self._format is ExportFormat.JSON else self._begin() + self._writer.end()

    def _begin(self) -> bytes:
        columns = list(self._source.columns)
        if isinstance(self._writer, JsonObjects):
            names = unique_names(columns)
            renamed = [f"“{c.name}” as “{n}”" for c, n in zip(columns, names, strict=True) if c.name != n]
            if renamed:
                self.notes = (f"Columns whose name repeats or is empty are written {', '.join(renamed)}.",)
        return self._writer.begin(columns)

    def _from_helpers(self, source: SpoolAnswer) -> Iterator[bytes]:
        """Piece by piece; the next ones are made while one is passed on."""
        helpers = (self._process, self._process.beside())
        line: deque[tuple[int, Path, Future[int]]] = deque()
        start, turn = self.written, 0
        with ThreadPoolExecutor(len(helpers), "text") as threads:
            try:
                while True:
                    while len(line) < LINE and source.row_count - start > AHEAD:
                        path = self._process.folder() / f"text-{secrets.token_hex(8)}"
                        stop, helper = _end_of_piece(source, start), helpers[turn % len(helpers)]
                        made = threads.submit(self._piece, helper, source, start, stop, path)
                        line.append((stop, path, made))
                        start, turn = stop, turn + 1
                    if not line:
                        return
                    stop, path, made = line[0]
                    made.result()
                    yield from _chunks(path)
                    path.unlink(missing_ok=True)
                    self.written = stop
                    line.popleft()
            finally:
                for _, path, made in line:
                    wait([made])
                    path.unlink(missing_ok=True)

    def _piece(self, helper: EngineProcess, source: SpoolAnswer, start: int, stop: int, path: Path) -> int:
        # Its own token: a piece takes a moment, and what was received is written in any case.
        rows: int = helper.call(
            "text",
            CancelToken(),
            source=facts_of(source),
            start=start,
            stop=stop,
            first=not start,
            format=str(self._format),
            path=str(path),
        )
        if isinstance(self._writer, JsonObjects):
            self._writer.first = False
        return rows


def _end_of_piece(source: SpoolAnswer, start: int) -> int:
    """The row behind the last of about PIECE bytes; a block's end, so that the next piece begins with one."""
    spool = source._spool
    rows = source.row_count
    wanted = max(1, PIECE * rows // max(1, source.size))
    if start + wanted >= rows:
        return rows
    found = spool.block_of(start + wanted + spool.header_records).first_record - spool.header_records
    return found if found > start else start + wanted


def _can_be_handed(source: RowSource) -> TypeGuard[SpoolAnswer]:
    return isinstance(source, SpoolAnswer) and not may_gain_columns(source)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            yield part
