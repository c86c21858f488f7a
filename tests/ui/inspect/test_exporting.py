"""Exports by keys: the dialog, what is written, progress, stopping, a file that is there already."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.ui.driving import LARGE, SIZES, SMALL, told, until
from tests.ui.inspect.asking import asked, text
from tests.ui.inspect.cast import Inspect, exchange
from tui.core.cancel import CancelToken
from tui.core.results_ports import ExportFormat, ExportOptions, ExportOutcome, OnFraction
from tui.core.table import Column, RowSource, Table
from tui.results.engine_process import EngineProcess
from tui.results.exports.exporter import FileExporter
from tui.ui.dialogs.export import ExportDialog, renamed
from tui.ui.screens.inspect.exporting import default_name
from tui.ui.widgets.choice_list import ChoiceList

both_sizes = pytest.mark.parametrize("size", SIZES)

FORMULA = Table("", (Column("a"),), ((text("=1+1"),), (text("plain"),)))


class Held:
    """The real exporter, held back while `gate` is closed."""

    def __init__(self, process: EngineProcess) -> None:
        self.exporter = FileExporter(process)
        self.gate = threading.Event()
        self.gate.set()

    def export(
        self,
        source: RowSource,
        path: str,
        file_format: ExportFormat,
        options: ExportOptions,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> ExportOutcome:
        if on_fraction is not None:
            on_fraction(0.31)
        while not self.gate.wait(0.01) and not cancel.cancelled:
            pass
        return self.exporter.export(source, path, file_format, options, cancel, on_fraction)


@asynccontextmanager
async def exporting(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    source: RowSource | None = None,
    size: tuple[int, int] = SMALL,
) -> AsyncIterator[tuple[Inspect, Held]]:
    """Inspect in a folder of its own, with an exporter."""
    (folder / "out").mkdir()
    monkeypatch.chdir(folder / "out")
    process = EngineProcess(folder / "process")
    held = Held(process)
    try:
        async with asked(folder, source, size) as (inspect, _):
            inspect.screen.panes.rows._exporter = held
            yield inspect, held
    finally:
        held.gate.set()
        process.close()


async def opened(inspect: Inspect, name: str = "") -> ExportDialog:
    await inspect.press("e")
    await until(inspect.pilot, lambda: isinstance(inspect.app.screen, ExportDialog), "the dialog")
    dialog = inspect.app.screen
    assert isinstance(dialog, ExportDialog)
    await inspect.pilot.pause()
    if name:
        dialog.query_one(Input).value = name
    return dialog


def choose(dialog: ExportDialog, file_format: ExportFormat) -> None:
    dialog.query_one(ChoiceList).highlighted = list(ExportFormat).index(ExportFormat.CSV)
    ids = [choice.id for choice in dialog.query_one(ChoiceList).choices]
    dialog.query_one(ChoiceList).highlighted = ids.index(file_format.value)


@both_sizes
async def test_e_writes_the_answer_under_its_operation_and_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    async with exporting(tmp_path, monkeypatch, size=size) as (inspect, _):
        await opened(inspect)
        await inspect.shows("The whole answer: 60 rows, 4 columns", "Exact: leave formulas", "escape closes")
        assert "Only what is shown" not in inspect.text()
        await inspect.press("enter")
        name = f"{default_name(exchange())}.csv"
        await inspect.shows("✓ Wrote", "60 rows")
        lines = (tmp_path / "out" / name).read_text("utf-8").splitlines()
        assert (lines[0], len(lines)) == ("id,amount,event,city", 61)


async def test_what_is_shown_is_written_in_its_order_with_its_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exporting(tmp_path, monkeypatch) as (inspect, _):
        await inspect.press("s", "s")
        await inspect.shows("▼ id ×")
        await inspect.press("right", "minus")
        dialog = await opened(inspect, "mine.csv")
        await inspect.shows("[x] Only what is shown: 60 rows, 3 of 4 columns")
        choose(dialog, ExportFormat.NDJSON)
        await inspect.press("enter")
        await inspect.shows("✓ Wrote")
        first = (tmp_path / "out" / "mine.ndjson").read_text("utf-8").splitlines()[0]
        assert first.replace(" ", "") == '{"id":59,"event":"purchase","city":"北京"}'


async def test_formulas_get_an_apostrophe_and_that_is_told_unless_the_file_is_exact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exporting(tmp_path, monkeypatch, FORMULA, LARGE) as (inspect, _):
        await opened(inspect, "safe.csv")
        await inspect.press("enter")
        await inspect.shows("✓ Wrote", "a spreadsheet would")
        assert "'=1+1" in (tmp_path / "out" / "safe.csv").read_text("utf-8")
        dialog = await opened(inspect, "exact.csv")
        dialog.query_one("#exact").focus()
        await inspect.press("space", "ctrl+s")
        await until(inspect.pilot, (tmp_path / "out" / "exact.csv").exists, "the file")
        assert (tmp_path / "out" / "exact.csv").read_text("utf-8").splitlines()[1] == "=1+1"


async def test_a_file_that_is_there_is_replaced_only_after_a_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exporting(tmp_path, monkeypatch) as (inspect, _):
        kept = tmp_path / "out" / "kept.csv"
        kept.write_text("mine")
        await opened(inspect, "kept.csv")
        await inspect.press("enter")
        await inspect.shows("Replace the file?")
        await inspect.press("n")
        assert kept.read_text() == "mine"
        await opened(inspect, "kept.csv")
        await inspect.press("enter")
        await inspect.shows("Replace the file?")
        await inspect.press("y")
        await inspect.shows("✓ Wrote")
        assert kept.read_text("utf-8").startswith("id,")


async def test_escape_stops_an_export_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exporting(tmp_path, monkeypatch) as (inspect, held):
        held.gate.clear()
        await opened(inspect, "big.csv")
        await inspect.press("enter")
        await inspect.shows("… writing big.csv · 31 % · escape stops it")
        await inspect.press("e")
        await told(inspect.pilot, "An export is running")
        await inspect.press("escape")
        await inspect.shows("Stopped: no file was written.")
        assert list((tmp_path / "out").iterdir()) == []


async def test_what_cannot_be_written_is_a_problem_that_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exporting(tmp_path, monkeypatch) as (inspect, _):
        await opened(inspect, "no/such/folder/x.csv")
        await inspect.press("enter")
        await until(inspect.pilot, lambda: bool(inspect.screen.session.problems), "a lasting notice")
        assert "✓ Wrote" not in inspect.text()


async def test_without_rows_or_a_name_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exporting(tmp_path, monkeypatch) as (inspect, _):
        dialog = await opened(inspect)
        dialog.query_one(Input).value = "  "
        await inspect.press("ctrl+s")
        await told(inspect.pilot, "The file needs a name")
        await inspect.press("escape")
        inspect.screen.panes.rows.show_nothing("Nothing here.")
        await inspect.press("e")
        await told(inspect.pilot, "There are no rows to export")


def test_the_ending_follows_the_format_and_other_endings_stay() -> None:
    assert renamed("read.csv", ExportFormat.XLSX) == "read.xlsx"
    assert renamed("read", ExportFormat.CSV) == "read.csv"
    assert renamed("../a.b/read", ExportFormat.JSON) == "../a.b/read.json"
    assert renamed("read.txt", ExportFormat.CSV) == "read.txt"


def test_a_default_name_is_safe_whatever_the_operation_is_called() -> None:
    name = default_name(exchange(operation="../../etc/passwd\x1b[2J;rm"))
    assert name.startswith("etc-passwd-2J-rm-")
    assert not set(name) & set("/\\\x1b.;")
