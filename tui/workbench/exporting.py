"""Writing answers, views and tables to files of the person's choice."""

from __future__ import annotations

import re
from pathlib import PurePath

from tui.core.cancel import CancelToken
from tui.core.charting import Chart
from tui.core.failures import AssayError, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.results_ports import (
    Exporter,
    ExportFormat,
    ExportOptions,
    ExportOutcome,
    OnFraction,
    RowText,
    RowTexts,
    TextFiles,
)
from tui.core.table import RowSource

TITLES = {
    ExportFormat.CSV: "CSV, commas",
    ExportFormat.TSV: "TSV, tabs",
    ExportFormat.JSON: "JSON, one array of objects",
    ExportFormat.NDJSON: "NDJSON, one object a line",
    ExportFormat.MARKDOWN: "Markdown table",
    ExportFormat.PARQUET: "Parquet",
    ExportFormat.XLSX: "Excel workbook",
}
_ENDINGS = {f".{item}": item for item in ExportFormat} | {
    ".jsonl": ExportFormat.NDJSON,
    ".markdown": ExportFormat.MARKDOWN,
    ".tab": ExportFormat.TSV,
}
_UNFIT = re.compile(r"[^a-z0-9]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\Z")
MAX_NAME = 60
DEFAULT = ExportOptions()


class NoExporter:
    """Plays `Exporter` where nothing can be written."""

    def export(
        self,
        source: RowSource,
        path: str,
        file_format: ExportFormat,
        options: ExportOptions,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> ExportOutcome:
        raise AssayError("Nothing can be exported here.", code="engine-failed")

    def write_text(self, text: str, path: str, *, overwrite: bool) -> ExportOutcome:
        raise AssayError("Nothing can be written here.", code="engine-failed")

    def live(self, source: RowSource, file_format: ExportFormat) -> RowText:
        raise AssayError("Nothing can be written here.", code="engine-failed")


class Exporting:
    """Verbs block: call them from a worker thread."""

    def __init__(
        self, exporter: Exporter, texts: RowTexts | None = None, files: TextFiles | None = None
    ) -> None:
        self._exporter = exporter
        self._texts = texts or NoExporter()
        self._files = files or NoExporter()

    def chart(self, chart: Chart, path: str, *, overwrite: bool = False) -> ExportOutcome:
        """Write a chart as an SVG picture. Raises FileProblem, and Refused when the file is there."""
        from tui.workbench.charting.svg import svg_of

        return self._files.write_text(svg_of(chart), path, overwrite=overwrite)

    def live(self, source: RowSource, file_format: ExportFormat) -> RowText:
        """The rows as text while they arrive, cells exactly as they are. Raises InvalidInput for a format
        that is no text."""
        return self._texts.live(source, file_format)

    def export(
        self,
        source: RowSource,
        path: str,
        file_format: ExportFormat | None = None,
        options: ExportOptions = DEFAULT,
        cancel: CancelToken | None = None,
        on_fraction: OnFraction | None = None,
    ) -> ExportOutcome:
        """Write all rows of a source. Without a format the path's ending tells it.

        Raises InvalidInput for an ending that tells nothing, Refused when the file is there, FileProblem,
        Cancelled; then nothing has changed.
        """
        chosen = file_format or self.format_of(path)
        return self._exporter.export(source, path, chosen, options, cancel or CancelToken(), on_fraction)

    @staticmethod
    def format_of(path: str) -> ExportFormat:
        """By the ending. Raises InvalidInput that names the known ones."""
        found = _ENDINGS.get(PurePath(path).suffix.lower())
        if found is None:
            said = f"its ending tells no format; known are {', '.join(f'.{item}' for item in ExportFormat)}"
            raise InvalidInput([FieldProblem("path", said)], what="The file")
        return found

    @staticmethod
    def suggested_name(words: str, file_format: ExportFormat) -> str:
        """A file name of our own making: small letters, digits and dashes of `words`, such as an
        operation's id. Never what a server calls a file."""
        name = _UNFIT.sub("-", words.lower()).strip("-")[:MAX_NAME].strip("-")
        if not name or _RESERVED.match(name):
            name = f"answer-{name}".strip("-")
        return f"{name}.{file_format}"
