"""Exports as a verb: the format by the file's ending, names of our own making."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.failures import InvalidInput
from tui.core.results_ports import ExportFormat
from tui.core.table import Cell, CellKind, Column, Table
from tui.results.engine_process import EngineProcess
from tui.results.exports.exporter import FileExporter
from tui.workbench.exporting import TITLES, Exporting

TABLE = Table("t", (Column("a"),), ((Cell(CellKind.NUMBER, "1.10"),),))


def test_the_ending_tells_the_format(tmp_path: Path) -> None:
    exporting = Exporting(FileExporter(EngineProcess(tmp_path / "engine")))
    shares: list[float] = []
    outcome = exporting.export(TABLE, str(tmp_path / "x.JSONL"), on_fraction=shares.append)
    assert (tmp_path / "x.JSONL").read_text() == '{"a":1.10}\n'
    assert outcome.rows == 1
    assert shares == [0.0]
    exporting.export(TABLE, str(tmp_path / "x"), ExportFormat.CSV)
    assert (tmp_path / "x").read_bytes() == b"a\r\n1.10\r\n"
    with pytest.raises(InvalidInput) as caught:
        exporting.export(TABLE, str(tmp_path / "y"))
    assert ".parquet" in caught.value.evidence[0]


def test_every_format_has_a_title_and_its_own_ending() -> None:
    assert set(TITLES) == set(ExportFormat)
    assert [Exporting.format_of(f"x.{item}") for item in ExportFormat] == list(ExportFormat)


@given(st.text(max_size=200))
def test_a_suggested_name_stays_in_its_folder(words: str) -> None:
    name = Exporting.suggested_name(words, ExportFormat.CSV)
    stem, ending = name.rsplit(".", 1)
    assert ending == "csv"
    assert stem
    assert set(stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not stem.startswith("-")
    assert len(name) < 80


def test_a_name_that_a_system_reserves_is_not_suggested() -> None:
    assert Exporting.suggested_name("CON", ExportFormat.CSV) == "answer-con.csv"
    assert Exporting.suggested_name("../..", ExportFormat.CSV) == "answer.csv"
