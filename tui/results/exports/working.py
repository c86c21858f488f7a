"""Exports inside the helper process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tui.core.results_ports import ExportFormat, ViewSpec
from tui.core.table import RowSource
from tui.results.engine_source import answer_from
from tui.results.exports.live import live_writer, row_blocks
from tui.results.exports.rows import write_rows
from tui.results.exports.target import create_private
from tui.results.exports.text import JsonObjects
from tui.results.views import RowNumbers, SourceView


def export(
    store: Callable[[], Any], request: dict[str, Any], on_share: Callable[[float], None]
) -> dict[str, Any]:
    """`store` gives the engine's columns; only Parquet needs them."""
    path, file_format = Path(request["path"]), ExportFormat(request["format"])
    if file_format is ExportFormat.PARQUET:
        from tui.results.exports.columnar import write_parquet

        return write_parquet(store(), request, path, on_share)
    source: RowSource = answer_from(request["source"])
    if request["order"]:
        numbers = RowNumbers.from_file(Path(request["order"]))
        source = SourceView(source, ViewSpec(), numbers, complete=True)
    return write_rows(
        source,
        source.row_count,
        path,
        file_format,
        exact=request["exact"],
        columns=request["columns"],
        on_share=on_share,
    )


def write_text(request: dict[str, Any]) -> int:
    """Rows from `start` to before `stop` as text into a new file; how many they were."""
    source = answer_from(request["source"])
    writer = live_writer(ExportFormat(request["format"]))
    # The head went ahead; without it nothing stands before the first row of a list either.
    writer.begin(source.columns)
    if isinstance(writer, JsonObjects):
        writer.first = bool(request["first"])
    rows = 0
    with create_private(Path(request["path"])) as file:
        for count, data in row_blocks(source, int(request["start"]), int(request["stop"]), writer):
            file.write(data)
            rows += count
    return rows
