"""Rows inside a document are sorted and exported by the engine like any others."""

from __future__ import annotations

import json
from pathlib import Path

from tests.results.test_lists import document, keep
from tui.core.cancel import CancelToken
from tui.core.results_ports import ExportFormat, ExportOptions, SortKey, ViewSpec
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess
from tui.results.exports.exporter import FileExporter


def test_rows_in_a_document_are_sorted_and_exported(tmp_path: Path) -> None:
    numbers = [number * 7919 % 30_011 for number in range(30_000)]
    rows = [[number, f"text {number} " + "x" * 40] for number in numbers]
    answer = keep(tmp_path / "answers", document(rows, indent=1), 65_536)
    assert (answer.row_count, answer.complete) == (30_000, True)
    process = EngineProcess(tmp_path / "engine")
    try:
        view = LocalEngine(process).view(answer, ViewSpec(sort=(SortKey(0),)), CancelToken())
        assert [row[0].text for row in view.window(0, 3)] == [str(n) for n in sorted(numbers)[:3]]
        view.close()
        path = tmp_path / "out.ndjson"
        exporter = FileExporter(process)
        exporter.export(answer, str(path), ExportFormat.NDJSON, ExportOptions(), CancelToken())
    finally:
        process.close()
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [list(line.values()) if isinstance(line, dict) else line for line in lines] == rows
