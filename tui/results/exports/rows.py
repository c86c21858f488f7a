"""Rows of any source into a file of any format that is written row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from tui.core.results_ports import ExportFormat
from tui.core.table import Column, RowSource
from tui.results.answer import SpoolAnswer
from tui.results.engine_source import may_gain_columns, plain_spool
from tui.results.exports.blocks import block_writer, sheet_rows
from tui.results.exports.target import create_private, sync
from tui.results.exports.text import RowWriter, text_writer
from tui.results.exports.workbook import MAX_COLUMNS, Workbook
from tui.results.spool import Spool
from tui.results.views import SourceView
from tui.results.worker_tokens import blocks

STEP = 512
"""Rows read at once; about a block of the spool."""


def write_rows(
    source: RowSource,
    rows: int,
    path: Path,
    file_format: ExportFormat,
    *,
    exact: bool,
    columns: Sequence[int] | None,
    on_share: Callable[[float], None],
) -> dict[str, Any]:
    """Write the first `rows` rows to a new file; what is worth telling about it. Raises OSError, and
    whatever `on_share` raises to end it."""
    base = source.base if isinstance(source, SourceView) else source
    if isinstance(base, SpoolAnswer) and may_gain_columns(base):
        for start in range(0, base.row_count, STEP):
            base.window(start, start + STEP, [])
            on_share(0.0)
    header = list(source.columns)
    chosen: Sequence[Column] = header if columns is None else [header[place] for place in columns]
    with create_private(path) as file:
        if file_format is ExportFormat.XLSX:
            book = Workbook(file, exact=exact)
            book.begin(chosen)
            spool = plain_spool(source)
            if spool is None or len(chosen) > MAX_COLUMNS:
                written = _each(source, rows, columns, on_share, book.rows)
            else:
                written = _sheets_by_blocks(source, spool, columns, on_share, book)
            book.end()
            facts = {"rows": written, "neutralised": book.neutralised, "notes": book.notes()}
        else:
            writer = text_writer(file_format, exact=exact)
            file.write(writer.begin(chosen))
            spool = plain_spool(source)
            if spool is None:
                written = _each(source, rows, columns, on_share, lambda part: file.write(writer.rows(part)))
            else:
                written = _by_blocks(source, spool, columns, on_share, writer, file)
            file.write(writer.end())
            facts = {"rows": written, "neutralised": writer.neutralised, "notes": writer.notes()}
        sync(file)
    return facts


def _by_blocks(
    source: RowSource,
    spool: Spool,
    columns: Sequence[int] | None,
    on_share: Callable[[float], None],
    writer: RowWriter,
    file: IO[bytes],
) -> int:
    """JSON arrays: block by block where a block is plain."""
    width = len(source.columns)
    quick = block_writer(writer, range(width) if columns is None else columns, width)
    written = 0
    for first, lines, data in blocks(spool):
        on_share(first / spool.row_count)
        done = quick(data, len(lines)) if quick is not None else None
        if done is None:
            done = writer.rows(source.window(first, first + len(lines), columns))
        file.write(done)
        written += len(lines)
    return written


def _sheets_by_blocks(
    source: RowSource,
    spool: Spool,
    columns: Sequence[int] | None,
    on_share: Callable[[float], None],
    book: Workbook,
) -> int:
    width = len(source.columns)
    places = range(width) if columns is None else columns
    written = 0
    for first, lines, data in blocks(spool):
        on_share(first / spool.row_count)
        done = sheet_rows(book, data, len(lines), places, width)
        if done is None:
            book.rows(source.window(first, first + len(lines), columns))
        else:
            book.sheet_rows(done)
        written += len(lines)
    return written


def _each(
    source: RowSource,
    rows: int,
    columns: Sequence[int] | None,
    on_share: Callable[[float], None],
    write: Callable[[list[Any]], object],
) -> int:
    written = 0
    for start in range(0, rows, STEP):
        on_share(start / rows)
        part = source.window(start, min(start + STEP, rows), columns)
        write(part)
        written += len(part)
    return written
