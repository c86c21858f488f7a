"""Exports from the program's side: few rows here, many in the helper process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.display import human_count
from tui.core.failures import FileProblem, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.results_ports import ExportFormat, ExportOptions, ExportOutcome, OnFraction
from tui.core.table import RowSource
from tui.results.answer import SpoolAnswer
from tui.results.engine_handing import Handing
from tui.results.engine_process import EngineProcess
from tui.results.engine_small import SMALL, stop_if
from tui.results.exports.live import TEXTS, LiveText
from tui.results.exports.rows import write_rows
from tui.results.exports.target import Target, create_private, sync, unwritable
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

    def write_text(self, text: str, path: str, *, overwrite: bool) -> ExportOutcome:
        """Plays `core.results_ports.TextFiles`."""
        target = Target(Path(path).expanduser().absolute(), overwrite=overwrite)
        try:
            with create_private(target.beside) as file:
                file.write(text.encode("utf-8", "backslashreplace"))
                sync(file)
            return ExportOutcome(str(target.path), 0, target.take())
        except OSError as error:
            raise unwritable(target.path, error) from None
        finally:
            target.discard()

    def live(self, source: RowSource, file_format: ExportFormat) -> LiveText:
        """Plays `core.results_ports.RowTexts`."""
        if file_format not in TEXTS:
            said = FieldProblem("format", f"{file_format} is no text")
            raise InvalidInput([said], what="The output")
        return LiveText(self._process, source, file_format)

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
            return self._in_helper(source, beside, file_format, options, cancel, tell)
        if columnar:
            return self._in_helper(source, beside, file_format, options, cancel, tell)

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
        source: RowSource,
        beside: Path,
        file_format: ExportFormat,
        options: ExportOptions,
        cancel: CancelToken,
        tell: OnFraction,
    ) -> dict[str, Any]:
        with Handing(self._process, source, cancel) as handed:
            facts: dict[str, Any] = self._process.call(
                "export",
                cancel,
                lambda message: tell(message.get("share", 0.0)),
                source=handed.facts,
                order=handed.order,
                path=str(beside),
                format=str(file_format),
                exact=options.exact,
                columns=options.columns,
            )
        return facts


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
