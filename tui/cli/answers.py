"""An answer on its way to standard output: rows by window while they arrive, documents as they are."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli import stderr, stdout
from tui.cli.formats import FORMATS, RowFormat, unique_names
from tui.cli.running import Call
from tui.core.answers import Answer
from tui.core.exchange import Exchange
from tui.core.table import RowSource
from tui.workbench import Workbench

WINDOW = 2000
"""Rows held at once; memory does not grow with the answer."""

CHUNK = 64 * 1024


class RowOutput:
    """Writes the rows of one source, each once, as far as they have come."""

    def __init__(self, format_name: str) -> None:
        self._format: RowFormat = FORMATS[format_name]()
        self._keyed = format_name in ("json", "ndjson")
        self._written = 0
        self._begun = False

    def pump(self, source: RowSource) -> None:
        """Write what has come since the last call. Raises ReaderGone."""
        while self._written < source.row_count:
            self._begin(source)
            stop = min(source.row_count, self._written + WINDOW)
            rows = source.window(self._written, stop)
            if not rows:
                return
            stdout.text(self._format.rows(rows))
            self._written += len(rows)

    def finish(self, source: RowSource, *, complete: bool) -> None:
        """Write the rest, and the end where there is one: a cut answer has none."""
        self.pump(source)
        if complete:
            self._begin(source)
            stdout.text(self._format.end())

    def _begin(self, source: RowSource) -> None:
        if self._begun:
            return
        self._begun = True
        columns = source.columns
        stdout.text(self._format.begin(columns))
        names = unique_names(columns)
        renamed = [f"“{c.name}” as “{n}”" for c, n in zip(columns, names, strict=True) if c.name != n]
        if self._keyed and renamed:
            stderr.line(f"Columns whose name repeats or is empty are written {', '.join(renamed)}.")


class LiveRows:
    """The rows of a call that still runs; to be given to `run_call` as `meanwhile`."""

    def __init__(self, workbench: Workbench, format_name: str) -> None:
        self._workbench = workbench
        self._output = RowOutput(format_name)
        self._answer: Answer | None = None

    def __call__(self, call: Call) -> None:
        if self._answer is None:
            self._answer = self._workbench.inspecting.answer(call.exchange_id)
        if self._answer is not None and self._answer.is_rows:
            self._output.pump(self._answer)

    def finish(self, exchange: Exchange, *, good: bool) -> bool:
        """Write the rest after the call has ended; False when the answer is no stream of rows."""
        answer = self._answer or self._workbench.inspecting.answer(exchange.id)
        if answer is None or not answer.is_rows:
            return False
        if good or answer.row_count:
            self._output.finish(answer, complete=good)
        return True


def document(answer: Answer) -> Iterator[bytes]:
    """The bytes of an answer that is no stream of rows, with one line end after the last."""
    last = b""
    for start in range(0, answer.size, CHUNK):
        last = answer.raw(start, min(answer.size, start + CHUNK))
        yield last
    if last and not last.endswith(b"\n"):
        yield b"\n"
