"""Rows written to a file from Inspect: the wish, the running export, and what became of it."""

from __future__ import annotations

import re
import time
from functools import partial
from pathlib import Path

from tui.core.cancel import CancelToken
from tui.core.display import human_bytes, human_count
from tui.core.exchange import Exchange
from tui.core.failures import AssayError, Cancelled, Refused
from tui.core.results_ports import Exporter, ExportOptions, ExportOutcome
from tui.core.table import RowSource
from tui.core.wording import told, tr
from tui.ui.background import run_in_background
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.dialogs.export import ExportDialog, ExportWish
from tui.ui.messages import ProblemRaised
from tui.ui.screens.inspect.asking import AskingRows
from tui.ui.screens.inspect.asking_words import Asks, Work
from tui.ui.widgets.counted import rows_words


def default_name(exchange: Exchange) -> str:
    """Operation and time, in characters that every file system takes; without an extension."""
    operation = re.sub(r"[^A-Za-z0-9_]+", "-", exchange.operation).strip("-")[:60] or "answer"
    return f"{operation}-{time.strftime('%Y%m%d-%H%M%S', time.localtime(exchange.started_at))}"


def outcome_words(outcome: ExportOutcome) -> str:
    """`✓ Wrote /home/me/read.csv · 312 rows · 14.2 kB`, and what the format could not hold."""
    parts = [
        tr("✓ Wrote {path}", path=outcome.path),
        rows_words(outcome.rows),
        human_bytes(outcome.size),
    ]
    return " · ".join([*parts, *map(told, outcome.notes)])


class ExportingRows(AskingRows):
    """The rows pane with exports; one at a time."""

    def __init__(self, asks: Asks | None, exporter: Exporter | None) -> None:
        super().__init__(asks)
        self._exporter = exporter
        self._export: Work | None = None
        self.export_name = "answer"
        """What the file is called when nobody says otherwise."""

    def name_after(self, exchange: Exchange) -> None:
        """What files are called by themselves from now on."""
        self.export_name = default_name(exchange)

    def on_unmount(self) -> None:
        if self._export is not None:
            self._export.token.cancel()

    def open_export(self) -> None:
        """Ask what is to be written, then write it."""
        base, table = self.base, self.table
        if base is None or table.source is None or not base.columns or self._exporter is None:
            self.notify(tr("There are no rows to export."))
        elif self._export is not None:
            self.notify(tr("An export is running. escape stops it."))
        else:
            shown, columns = table.source, tuple(table.layout_of_columns.shown)
            all_columns = len(table.layout_of_columns.columns)
            words = ""
            if shown is not base or columns != tuple(range(all_columns)):
                words = tr(
                    "{rows} rows, {columns} of {all_columns} columns",
                    rows=human_count(shown.row_count),
                    columns=len(columns),
                    all_columns=all_columns,
                )
            values = {"rows": human_count(base.row_count), "columns": all_columns}
            if base.complete:
                whole = tr("{rows} rows, {columns} columns", **values)
            else:
                whole = tr("{rows} rows, {columns} columns, what has arrived", **values)

            def take(wish: ExportWish | None) -> None:
                if wish is not None and wish.only_shown:
                    self._write(wish, shown, columns)
                elif wish is not None:
                    self._write(wish, base, None)

            self.app.push_screen(ExportDialog(self.export_name, whole, words), take)

    def _write(
        self, wish: ExportWish, source: RowSource, columns: tuple[int, ...] | None, *, overwrite: bool = False
    ) -> None:
        exporter = self._exporter
        if exporter is None:
            return
        work = self._export = Work(CancelToken(), tr("writing {name}", name=Path(wish.path).name))
        options = ExportOptions(exact=wish.exact, overwrite=overwrite, columns=columns)

        def write() -> ExportOutcome:
            path = str(Path(wish.path).expanduser().absolute())
            return exporter.export(source, path, wish.file_format, options, work.token, work.tell)

        def failed(error: AssayError) -> None:
            self._export = None
            if isinstance(error, Refused) and not overwrite:
                question = ConfirmDialog(
                    tr("Replace the file?"),
                    told(error.message),
                    [(tr("File"), wish.path)],
                    yes=tr("Yes, replace it"),
                    no=tr("No, keep it"),
                )
                again = partial(self._write, wish, source, columns, overwrite=True)
                self.app.push_screen(question, lambda yes: again() if yes else None)
            elif not isinstance(error, Cancelled):
                self.post_message(ProblemRaised(error))
            self.say(tr("Stopped: no file was written.") if isinstance(error, Cancelled) else "")

        self.say("")
        run_in_background(self, write, self._written, failed, name="assay-export")
        self.watch_work()

    def _written(self, outcome: ExportOutcome) -> None:
        self._export = None
        self.say(outcome_words(outcome))

    # -- in the line of chips ----------------------------------------------------------------------------

    @property
    def is_working(self) -> bool:
        return super().is_working or self._export is not None

    def action_stop(self) -> None:
        if super().is_working:
            super().action_stop()
        elif self._export is not None:
            self._export.token.cancel()

    def extra_work(self) -> str:
        return self._export.line() if self._export is not None else ""
