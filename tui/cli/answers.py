"""An answer on its way to standard output: rows by window while they arrive, documents as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from tui.cli import stderr, stdout
from tui.cli.formats import FILE_FORMATS, TABLE, TableRows
from tui.cli.running import Call
from tui.core.answers import Answer
from tui.core.exchange import Exchange
from tui.core.results_ports import RowText
from tui.core.table import RowSource
from tui.workbench import Workbench

WINDOW = 2000
"""Rows held at once; memory does not grow with the answer."""

CHUNK = 64 * 1024


class RowOutput(Protocol):
    """Writes the rows of one source, each once, as far as they have come. Raises ReaderGone."""

    @property
    def written(self) -> int: ...

    def pump(self) -> None: ...

    def finish(self, *, complete: bool) -> None:
        """Write the rest, and the end where there is one: a cut answer has none."""
        ...


class TableOutput:
    """For people: aligned columns."""

    def __init__(self, source: RowSource) -> None:
        self._source = source
        self._table = TableRows()
        self._begun = False
        self.written = 0

    def pump(self) -> None:
        source = self._source
        while self.written < source.row_count:
            self._begin()
            rows = source.window(self.written, min(source.row_count, self.written + WINDOW))
            if not rows:
                return
            stdout.text(self._table.rows(rows))
            self.written += len(rows)

    def finish(self, *, complete: bool) -> None:
        self.pump()
        if complete:
            self._begin()
            stdout.text(self._table.end())

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._table.begin(self._source.columns)


class TextOutput:
    """For programs: every format that is text."""

    def __init__(self, text: RowText) -> None:
        self._text = text
        self._told = False

    @property
    def written(self) -> int:
        return self._text.written

    def pump(self) -> None:
        stdout.raw(self._text.more())
        self._tell()

    def finish(self, *, complete: bool) -> None:
        self.pump()
        if complete:
            stdout.raw([self._text.end()])
            self._tell()

    def _tell(self) -> None:
        if not self._told:
            self._told = bool(self._text.notes)
            for note in self._text.notes:
                stderr.line(note)


def row_output(workbench: Workbench, source: RowSource, format_name: str) -> RowOutput:
    if format_name == TABLE:
        return TableOutput(source)
    return TextOutput(workbench.exporting.live(source, FILE_FORMATS[format_name]))


class LiveRows:
    """The rows of a call that still runs; to be given to `run_call` as `meanwhile`."""

    def __init__(self, workbench: Workbench, format_name: str) -> None:
        self._workbench = workbench
        self._format = format_name
        self._answer: Answer | None = None
        self._output: RowOutput | None = None

    def __call__(self, call: Call) -> None:
        if self._answer is None:
            self._answer = self._workbench.inspecting.answer(call.exchange_id)
        if self._answer is not None and self._answer.is_rows:
            output = self._output_of(self._answer)
            # Before writing: a slow reader may hold the first row for as long as it likes.
            call.written = lambda: output.written
            output.pump()

    def finish(self, exchange: Exchange, *, good: bool) -> bool:
        """Write the rest after the call has ended; False when the answer is no stream of rows."""
        answer = self._answer or self._workbench.inspecting.answer(exchange.id)
        if answer is None or not answer.is_rows:
            return False
        if good or answer.row_count:
            self._output_of(answer).finish(complete=good)
        return True

    def _output_of(self, answer: Answer) -> RowOutput:
        if self._output is None:
            self._output = row_output(self._workbench, answer, self._format)
        return self._output


def document(answer: Answer) -> Iterator[bytes]:
    """The bytes of an answer that is no stream of rows, with one line end after the last."""
    last = b""
    for start in range(0, answer.size, CHUNK):
        last = answer.raw(start, min(answer.size, start + CHUNK))
        yield last
    if last and not last.endswith(b"\n"):
        yield b"\n"
