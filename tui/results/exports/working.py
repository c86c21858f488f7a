"""Exports inside the helper process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tui.core.results_ports import ExportFormat, ViewSpec
from tui.core.table import RowSource
from tui.results.engine_source import answer_from
from tui.results.exports.rows import write_rows
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
