"""A chart written as an SVG file; the numbers beside it are exported from Rows."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Protocol

from tui.core.charting import Chart
from tui.core.display import human_bytes
from tui.core.failures import AssayError, Refused
from tui.core.results_ports import ExportOutcome
from tui.core.wording import told, tr
from tui.ui.background import run_in_background
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.dialogs.question import QuestionDialog
from tui.ui.messages import ProblemRaised
from tui.ui.screens.inspect.chart_pane import ChartPane
from tui.ui.screens.inspect.chart_words import ChartAsks

ENDING = ".svg"


class ChartWriter(Protocol):
    def chart(self, chart: Chart, path: str, *, overwrite: bool = False) -> ExportOutcome: ...


def chart_name(chart: Chart) -> str:
    """A file name of the title's letters and digits."""
    return (re.sub(r"[^a-z0-9]+", "-", chart.title.lower()).strip("-")[:60] or "chart") + ENDING


class ExportingChart(ChartPane):
    """The chart pane with its export."""

    def __init__(self, asks: ChartAsks | None, writer: ChartWriter | None) -> None:
        super().__init__(asks)
        self._writer = writer

    def open_export(self) -> None:
        chart = self.chart
        if chart is None or self._writer is None:
            self.notify(tr("There is no chart to export."))
            return
        question = tr("File for the picture (SVG), in the current folder or with a path")
        dialog = QuestionDialog(tr("Export the chart"), question, value=chart_name(chart))

        def take(path: str | None) -> None:
            if path is not None:
                self._write(chart, path if path.lower().endswith(ENDING) else path + ENDING)

        self.app.push_screen(dialog, take)

    def _write(self, chart: Chart, path: str, *, overwrite: bool = False) -> None:
        writer = self._writer
        if writer is None:
            return

        def write() -> ExportOutcome:
            return writer.chart(chart, str(Path(path).expanduser().absolute()), overwrite=overwrite)

        def done(outcome: ExportOutcome) -> None:
            self.say(tr("✓ Wrote {path} · {size}", path=outcome.path, size=human_bytes(outcome.size)))

        def failed(error: AssayError) -> None:
            if isinstance(error, Refused) and not overwrite:
                question = ConfirmDialog(
                    tr("Replace the file?"),
                    told(error.message),
                    [(tr("File"), path)],
                    yes=tr("Yes, replace it"),
                    no=tr("No, keep it"),
                )
                again = partial(self._write, chart, path, overwrite=True)
                self.app.push_screen(question, lambda yes: again() if yes else None)
            else:
                self.post_message(ProblemRaised(error))

        run_in_background(self, write, done, failed, name="assay-chart-export")
