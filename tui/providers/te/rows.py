"""Row streams of `/querySql`, of result pages and of downloads: what their lines are.

The manual describes the four layouts of `/querySql`; pages come with and without an envelope before
the rows, depending on the server. An error is an envelope whatever format was asked for.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

from tui.core.answers import RowHead
from tui.core.bodies import foreign_body, read_object
from tui.core.display import safe
from tui.core.envelope import Envelope, Tone
from tui.core.exact_json import parse_exact, what_is
from tui.core.exchange import ResponseHead
from tui.core.table import RowFormat
from tui.providers.te.envelopes import envelope_of

_FORMATS = {
    "json": RowFormat.JSON_ARRAY,
    "json_object": RowFormat.JSON_OBJECT,
    "csv": RowFormat.CSV,
    "csv_header": RowFormat.CSV,
    "tsv": RowFormat.TSV,
    "tsv_header": RowFormat.TSV,
}
_LINE = ResponseHead(200)
"""Lines are read without their response's head; what it adds is noted elsewhere."""

_PAGE_ENDS = (b"<!doctype html", b"<html", b"</html>")
_WEB_PAGE = "A web page stands in the place of rows."


def row_format(name: str) -> RowFormat:
    """The layout of a `format` value; an unknown one is read as json, the default."""
    return _FORMATS.get(name, RowFormat.JSON_ARRAY)


class TeRowReader:
    """Reads the lines of one stream; `names_first` is true for csv_header and tsv_header."""

    def __init__(self, row_format: RowFormat, *, names_first: bool = False) -> None:
        self._format = row_format
        self._names_first = names_first

    @property
    def format(self) -> RowFormat:
        return self._format

    def head(self, first_line: bytes) -> RowHead:
        line = _stripped(first_line)
        if self._format in (RowFormat.CSV, RowFormat.TSV):
            return self._delimited_head(line)
        return self._json_head(line)

    def interruption(self, line: bytes) -> Envelope | None:
        line = _stripped(line)
        problem = self._foreign(line)
        if problem:
            return Envelope(None, tone=Tone.BAD, word="CUT", problem=problem)
        if not line.startswith(b"{"):
            return None
        value = parse_exact(line).value
        if not isinstance(value, dict):
            return None
        if "return_code" in value:
            return envelope_of(value)
        if self._format is RowFormat.JSON_ARRAY:
            problem = "A line in the middle of the rows is an object instead of a row."
            return Envelope(None, tone=Tone.BAD, word="CUT", data=value, problem=problem)
        return None

    def _foreign(self, line: bytes) -> str:
        """What a line is that a gateway put among the rows. Almost any text can be a row of CSV, so
        there only the first and the last line of a web page count."""
        if not line.strip():
            return ""
        if self._format in (RowFormat.CSV, RowFormat.TSV):
            return _WEB_PAGE if line.strip().lower().startswith(_PAGE_ENDS) else ""
        return foreign_body(_LINE, line)

    def _delimited_head(self, line: bytes) -> RowHead:
        if line.startswith(b"{"):
            value = parse_exact(line).value
            if isinstance(value, dict) and "return_code" in value:
                return _envelope_head(value)
        if line.lstrip().lower().startswith((b"<!doctype html", b"<html")):
            return _no_stream(foreign_body(_LINE, line))
        if not line:
            return RowHead(())
        if not self._names_first:
            return RowHead((), is_row=True)
        return RowHead(_names(line, "\t" if self._format is RowFormat.TSV else ","))

    def _json_head(self, line: bytes) -> RowHead:
        if not line:
            return RowHead(())
        if line.startswith(b"["):
            parsed = parse_exact(line)
            if isinstance(parsed.value, list):
                return RowHead((), is_row=True)
        document = read_object(_LINE, line)
        if document.value is None:
            return _no_stream(document.problem)
        if "return_code" in document.value:
            return _envelope_head(document.value)
        if self._format is RowFormat.JSON_OBJECT:
            return RowHead(tuple(document.value), is_row=True)
        return _no_stream(envelope_of(document.value).problem)


def _stripped(line: bytes) -> bytes:
    return line.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf")


def _envelope_head(value: Mapping[str, Any]) -> RowHead:
    envelope = envelope_of(value)
    data = value.get("data")
    headers = data.get("headers") if isinstance(data, Mapping) else None
    if envelope.code != "0":
        return RowHead((), envelope)
    if not isinstance(headers, list):
        return RowHead((), envelope)
    return RowHead(tuple(h if isinstance(h, str) else what_is(h) for h in headers), envelope)


def _names(line: bytes, delimiter: str) -> tuple[str, ...]:
    text = line.decode("utf-8", "replace")
    try:
        return tuple(next(csv.reader([text], delimiter=delimiter), ()))
    except csv.Error:
        # A name longer than the csv module takes; the line itself is the honest name then.
        return (safe(text, 200),)


def _no_stream(problem: str) -> RowHead:
    envelope = Envelope(None, tone=Tone.BAD, word="NOT THE API", problem=problem)
    return RowHead((), envelope)
