"""Rows handed to the helper process: an answer by its facts, a view by its row numbers, others by a copy."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from tui.core.answers import RowHead
from tui.core.cancel import CancelToken
from tui.core.envelope import Envelope
from tui.core.failures import AssayError
from tui.core.table import RowFormat, RowSource
from tui.results.answer import SpoolAnswer
from tui.results.engine_process import EngineProcess
from tui.results.engine_small import stop_if
from tui.results.engine_source import facts_of
from tui.results.exports.cells import json_value
from tui.results.store import SpoolAnswerStore
from tui.results.views import SourceView

STEP = 512


class Handing:
    """Between enter and exit the helper can read the rows. Raises Cancelled, FileProblem."""

    def __init__(self, process: EngineProcess, source: RowSource, cancel: CancelToken) -> None:
        self._process = process
        self._source = source
        self._cancel = cancel
        self._copy = ""
        self._store: SpoolAnswerStore | None = None
        self.order = ""
        self.facts: dict[str, Any] = {}

    def wire(self, name: str) -> dict[str, Any]:
        return {"name": name, "source": self.facts, "order": self.order}

    def __enter__(self) -> Handing:
        source = self._source
        if isinstance(source, SourceView) and isinstance(source.base, SpoolAnswer):
            path = self._process.folder() / f"order-{secrets.token_hex(8)}"
            self.order = str(path)
            source.numbers.write(path)
            source = source.base
        if not isinstance(source, SpoolAnswer):
            source = self._copied(source)
        self.facts = facts_of(source)
        return self

    def __exit__(self, *error: object) -> None:
        if self.order:
            Path(self.order).unlink(missing_ok=True)
        if self._store is not None:
            self._store.delete(self._copy)

    def _copied(self, source: RowSource) -> SpoolAnswer:
        reader = _Columns(tuple(column.name for column in source.columns))
        self._store = store = SpoolAnswerStore(self._process.folder())
        self._copy = key = f"copy{secrets.token_hex(8)}"
        writer = store.create(key, reader)
        writer.write(b"{}\n")
        rows = source.row_count
        for start in range(0, rows, STEP):
            stop_if(self._cancel)
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
