"""Exports from the program's side: few rows here, many in the helper process."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from tui.core.answers import RowHead
from tui.core.cancel import CancelToken
from tui.core.display import human_count
from tui.core.envelope import Envelope
from tui.core.failures import AssayError, FileProblem, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.results_ports import ExportFormat, ExportOptions, ExportOutcome, OnFraction
from tui.core.table import RowFormat, RowSource
from tui.results.answer import SpoolAnswer
from tui.results.engine_process import EngineProcess
from tui.results.engine_small import SMALL, stop_if
from tui.results.engine_source import facts_of
from tui.results.exports.cells import json_value
from tui.results.exports.rows import STEP, write_rows
from tui.results.exports.target import Target, unwritable
from tui.results.store import SpoolAnswerStore
from tui.results.views import SourceView


class FileExporter:
    """Plays `core.results_ports.Exporter`. Safe in every thread; each call blocks."""

    def __init__(self, process: EngineProcess, *, small: int = SMALL) -> None:
        self._process = process
        self._small = small

    def export(
        self,
        source: RowSource,
        path: str,
        file_format: ExportFormat,
        options: ExportOptions,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> ExportOutcome:
        rows, complete = source.row_count, source.complete
        _check(source, options)
        target = Target(Path(path).expanduser().absolute(), overwrite=options.overwrite)
        tell = on_fraction or _silent
        try:
            facts = self._written(source, rows, target.beside, file_format, options, cancel, tell)
            stop_if(cancel)
            size = target.take()
        except OSError as error:
            raise unwritable(target.path, error) from None
        except FileProblem as problem:
            # The helper names the file beside; a person knows the one that was asked for.
            problem.args = (problem.message.replace(str(target.beside), str(target.path)),)
            raise
        finally:
            target.discard()
        notes = [*facts["notes"]]
        if facts["neutralised"]:
            notes.insert(0, _neutralised(facts["neutralised"], file_format))
        if not complete:
            notes.append("The answer was not complete when this was written; it holds the rows until then.")
        return ExportOutcome(str(target.path), facts["rows"], size, facts["neutralised"], tuple(notes))

    def _written(
        self,
        source: RowSource,
        rows: int,
        beside: Path,
        file_format: ExportFormat,
        options: ExportOptions,
        cancel: CancelToken,
        tell: OnFraction,
    ) -> dict[str, Any]:
        columnar = file_format is ExportFormat.PARQUET
        base = source.base if isinstance(source, SourceView) else source
        if isinstance(base, SpoolAnswer) and (columnar or rows > self._small):
            return self._in_helper(base, source, beside, file_format, options, cancel, tell)
        if columnar:
            store = SpoolAnswerStore(self._process.folder())
            key = f"copy{secrets.token_hex(8)}"
            try:
                copy = _copied(source, rows, store, key, cancel)
                return self._in_helper(copy, copy, beside, file_format, options, cancel, tell)
            finally:
                store.delete(key)

        def share(done: float) -> None:
            stop_if(cancel)
            tell(done)

        return write_rows(
            source,
            rows,
            beside,
            file_format,
            exact=options.exact,
            columns=options.columns,
            on_share=share,
        )

    def _in_helper(
        self,
        base: SpoolAnswer,
        source: RowSource,
        beside: Path,
        file_format: ExportFormat,
        options: ExportOptions,
        cancel: CancelToken,
        tell: OnFraction,
    ) -> dict[str, Any]:
        order = ""
        if isinstance(source, SourceView):
            order = str(self._process.folder() / f"order-{secrets.token_hex(8)}")
            source.numbers.write(Path(order))
        try:
            facts: dict[str, Any] = self._process.call(
                "export",
                cancel,
                lambda message: tell(message.get("share", 0.0)),
                source=facts_of(base),
                order=order,
                path=str(beside),
                format=str(file_format),
                exact=options.exact,
                columns=options.columns,
            )
        finally:
            if order:
                Path(order).unlink(missing_ok=True)
        return facts


def _copied(
    source: RowSource, rows: int, store: SpoolAnswerStore, key: str, cancel: CancelToken
) -> SpoolAnswer:
    """Rows in memory as an answer in the helper's folder, so that the engine can read them."""
    reader = _Columns(tuple(column.name for column in source.columns))
    writer = store.create(key, reader)
    writer.write(b"{}\n")
    for start in range(0, rows, STEP):
        stop_if(cancel)
        part = source.window(start, min(start + STEP, rows))
        lines = ["[" + ",".join([json_value(cell) for cell in row]) + "]\n" for row in part]
        writer.write("".join(lines).encode("utf-8", "backslashreplace"))
    writer.finish(complete=True)
    answer = store.open(key, reader)
    if answer is None:
        raise AssayError("The rows could not be handed to the helper process.", code="engine-failed")
    return answer


class _Columns:
    """A row reader whose columns are known."""

    format = RowFormat.JSON_ARRAY

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def head(self, first_line: bytes) -> RowHead:
        return RowHead(self._names)

    def interruption(self, line: bytes) -> Envelope | None:
        return None


def _check(source: RowSource, options: ExportOptions) -> None:
    width = len(source.columns)
    for place in options.columns or ():
        if not 0 <= place < width:
            said = FieldProblem("columns", f"there is no column {place + 1}")
            raise InvalidInput([said], what="The export")


def _neutralised(count: int, file_format: ExportFormat) -> str:
    cells = f"{human_count(count)} {'cell' if count == 1 else 'cells'}"
    if file_format is ExportFormat.XLSX:
        return f"{cells} that look like formulas are marked as text; their characters are unchanged."
    return f"{cells} that a spreadsheet would run as formulas have an apostrophe in front."


def _silent(done: float) -> None:
    """Nobody watches."""
