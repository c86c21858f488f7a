"""The six formats of the SQL routes, line by line, and the faults that need to know them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tui.core.sandboxing import Refusal, ResultStream, SqlRefused, StreamBody
from tui.core.table import RowFormat
from tui.providers.te.sandbox.envelope import (
    CANCELLED,
    FAILED,
    PARAMETER_ERROR,
    Rejected,
    envelope,
    rows_envelope,
)


@dataclass(frozen=True, slots=True)
class Format:
    """One value of the parameter `format`: how rows look, and what stands on line 1."""

    rows: RowFormat
    envelope: bool = False
    names: bool = False

    @property
    def separator(self) -> str:
        return "\t" if self.rows is RowFormat.TSV else ","

    @property
    def content_type(self) -> str:
        types = {RowFormat.CSV: "text/csv", RowFormat.TSV: "text/tab-separated-values"}
        return types.get(self.rows, "application/json") + ";charset=UTF-8"

    def head(self, columns: tuple[str, ...]) -> bytes:
        """Line 1 with its line end; nothing for formats that begin with data."""
        if self.envelope:
            return rows_envelope(columns)
        if self.names:
            quoted = ['"' + name.replace('"', '""') + '"' for name in columns]
            return (self.separator.join(quoted) + "\n").encode()
        return b""


FORMATS: Mapping[str, Format] = {
    "json": Format(RowFormat.JSON_ARRAY, envelope=True),
    "json_object": Format(RowFormat.JSON_OBJECT, envelope=True),
    "csv": Format(RowFormat.CSV),
    "csv_header": Format(RowFormat.CSV, names=True),
    "tsv": Format(RowFormat.TSV),
    "tsv_header": Format(RowFormat.TSV, names=True),
}


def format_named(name: str) -> Format:
    """Raises Rejected for a name that is not one of the six."""
    try:
        return FORMATS[name or "json"]
    except KeyError:
        known = ", ".join(FORMATS)
        raise Rejected(PARAMETER_ERROR, f"format {name[:40]!r} is not one of {known}") from None


def refusal_code(error: SqlRefused) -> int:
    """The return code of a statement that failed. Which code the real server gives is not documented;
    these are the sandbox's choice among the documented ones."""
    match error.reason:
        case Refusal.TIMED_OUT | Refusal.CANCELLED:
            return CANCELLED
        case Refusal.RUNTIME | Refusal.LIMIT:
            return FAILED
        case _:
            return PARAMETER_ERROR


def refusal_line(error: SqlRefused) -> bytes:
    """The envelope of a failed statement as a line, the same for all formats."""
    return envelope(refusal_code(error), str(error)) + b"\n"


def whole_result(stream: ResultStream, chosen: Format, faults: Mapping[str, str]) -> Iterator[bytes]:
    """Line 1 and all rows. Raises SqlRefused only before the first row: what fails later becomes an
    envelope line in place of the next row, which is the sandbox's choice (the vendor states nothing).
    """
    limit = _count(faults, "error-after-rows", 10)
    rows = stream.encoded(chosen.rows, limit or 2048)
    first = next(rows, b"")
    if "huge-cell" in faults and first:
        first = _with_huge_cell(first, chosen, _count(faults, "huge-cell", 1_000_000) or 0)

    def lines() -> Iterator[bytes]:
        try:
            yield chosen.head(stream.columns) + first
            if limit is not None:
                yield envelope(FAILED, "sandbox: the fault error-after-rows was asked for") + b"\n"
                return
            yield from rows
        except SqlRefused as error:
            yield refusal_line(error)

    return StreamBody(lines(), stream.close)


def _count(faults: Mapping[str, str], name: str, default: int) -> int | None:
    if name not in faults:
        return None
    try:
        return max(1, int(faults[name]))
    except ValueError:
        return default


def _with_huge_cell(chunk: bytes, chosen: Format, length: int) -> bytes:
    """The chunk with the first cell of its first row made `length` characters long."""
    line, end, rest = chunk.partition(b"\n")
    huge = "x" * length
    if chosen.envelope:
        row = json.loads(line)
        row[0 if isinstance(row, list) else next(iter(row))] = huge
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + end + rest
    cells = next(csv.reader(io.StringIO(line.decode()), delimiter=chosen.separator))
    return chosen.separator.join([f'"{huge}"', *cells[1:]]).encode() + end + rest
