"""What the helper process needs to read an answer that this process keeps: facts, never secrets."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from tui.core.answers import RowHead
from tui.core.envelope import Envelope
from tui.core.table import RowFormat
from tui.results.answer import SpoolAnswer
from tui.results.blocks import BlockCache
from tui.results.index import SparseIndex
from tui.results.spool import Counts, ElementReader, Spool


def facts_of(answer: SpoolAnswer) -> dict[str, Any]:
    """A snapshot of a row answer as JSON values: what has arrived until now.

    Reads the answer's spool, which is this room's own affair: `Answer` tells no paths.
    """
    spool = answer._spool
    columns = [column.name for column in answer.columns]
    with spool.lock:
        counts, rows = spool.counts, spool.row_count
        index = base64.b64encode(spool.index.to_bytes()).decode("ascii")
    return {
        "path": str(spool.path),
        "format": str(spool.reader.format) if spool.reader else "",
        "columns": columns,
        "headers": spool.header_records,
        "rows": rows,
        "counts": [counts.size, counts.records, counts.open_start, counts.blank],
        "finished": spool.finished,
        "list": spool.reader.start if isinstance(spool.reader, ElementReader) else None,
        "index": index,
        "stream": _number_of(spool),
        "key": f"{_number_of(spool)}-{counts.size}-{rows}-{len(columns)}",
    }


def may_gain_columns(answer: SpoolAnswer) -> bool:
    """Whether a later row can bring a column that no earlier one has."""
    reader = answer._spool.reader
    return reader is not None and reader.format is RowFormat.JSON_OBJECT


def plain_spool(source: object) -> Spool | None:
    """The spool of JSON arrays that do not grow any more: those handed to this process by `facts_of`."""
    spool = source._spool if isinstance(source, SpoolAnswer) else None
    if isinstance(spool, _FixedSpool) and spool.reader and spool.reader.format is RowFormat.JSON_ARRAY:
        return spool
    return None


_numbers: WeakKeyDictionary[Spool, int] = WeakKeyDictionary()
_next = count(1)


def _number_of(spool: Spool) -> int:
    """Never the same for two answers of this run, as an address in memory would be."""
    return _numbers.setdefault(spool, next(_next))


def of_text(answer: SpoolAnswer) -> bool:
    """Whether the format knows text alone, so that numbers are told by their look."""
    reader = answer._spool.reader
    return reader is not None and reader.format in (RowFormat.CSV, RowFormat.TSV)


class _KnownReader:
    """A row reader of which only the format is left; the head is known already."""

    def __init__(self, row_format: RowFormat) -> None:
        self.format = row_format

    def head(self, first_line: bytes) -> RowHead:
        return RowHead((), is_row=True)

    def interruption(self, line: bytes) -> Envelope | None:
        return None


class _FixedSpool(Spool):
    """As many rows as the facts say, also when the file has more since."""

    rows = 0

    @property
    def row_count(self) -> int:
        return self.rows


def spool_from(facts: dict[str, Any]) -> Spool:
    """The spool in another process. Raises KeyError or ValueError for what `facts_of` did not make."""
    spool = _FixedSpool(Path(facts["path"]), _KnownReader(RowFormat(facts["format"])))
    start = facts["list"]
    if start is not None:
        spool.reader = ElementReader(RowFormat(facts["format"]), int(start))
    columns: Sequence[str] = tuple(facts["columns"])
    spool.head = RowHead(tuple(columns), is_row=not facts["headers"])
    spool.index = SparseIndex.from_bytes(base64.b64decode(facts["index"]), int(start or 0))
    spool.counts = Counts(*facts["counts"])
    spool.rows = int(facts["rows"])
    spool.finished = bool(facts["finished"])
    return spool


def answer_from(facts: dict[str, Any]) -> SpoolAnswer:
    return SpoolAnswer(spool_from(facts), BlockCache())
