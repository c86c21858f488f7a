"""Background SQL: the drafts of its calls, and how their answers are read.

Seen in working clients, not documented: pages count from 0; -1008 comes before the end and past the last
page; some servers put an envelope line before the rows of a page; pages of csv carry no names, so names
come from the state of the task. A state that is not known counts as running.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from tui.core.exact_json import NumberText
from tui.core.operation import RequestDraft
from tui.core.table import RowFormat
from tui.core.tasks import Run, TaskPhase, TaskState
from tui.providers.te.rows import TeRowReader, row_format

PAGE_SIZE = 10_000
"""Rows of a page unless told otherwise: what sql-execute takes by itself. Without any, a submitted query
is one page with everything."""

_OPERATIONS = {Run.STREAM: "sql-query", Run.PAGE: "sql-execute", Run.TASK: "sql-submit"}
_PHASES = {
    "FINISHED": TaskPhase.FINISHED,
    "FAILED": TaskPhase.FAILED,
    "CANCELED": TaskPhase.CANCELLED,
    "CANCELLED": TaskPhase.CANCELLED,
}
_NOT_READY = {"-1011", "-1013"}
_NO_PAGE = {"-1008"}


class TeTasks:
    """Plays `core.tasks.TaskRoutes`."""

    big = 100_000

    def runs(self, operation_id: str) -> Sequence[Run]:
        own = next((run for run, operation in _OPERATIONS.items() if operation == operation_id), None)
        return () if own is None else (own, *(run for run in Run if run is not own))

    def draft(self, draft: RequestDraft, run: Run) -> RequestDraft:
        wanted = _OPERATIONS[run]
        if draft.operation == wanted:
            if run is Run.STREAM or draft.form.get("pageSize"):
                return draft
            return RequestDraft(wanted, draft.query, {**draft.form, "pageSize": PAGE_SIZE})
        values = {**draft.query, **draft.form}
        chosen = str(values.pop("format", "") or "")
        size, timeout = values.pop("pageSize", None), values.pop("timeoutSeconds", None)
        form: dict[str, Any] = {"sql": values.get("sql")}
        if run is Run.STREAM:
            query: dict[str, Any] = {"format": chosen or "json"}
            if timeout is not None:
                query["timeoutSeconds"] = timeout
            return RequestDraft(wanted, query, form)
        if isinstance(size, str) and size.isdigit():
            # A field that the stream does not have comes as it was typed.
            size = int(size)
        form |= {"format": chosen.removesuffix("_header") or "json", "pageSize": size or PAGE_SIZE}
        if timeout is not None:
            form["timeoutSeconds"] = timeout
        return RequestDraft(wanted, {}, form)

    def info(self, task_id: str) -> RequestDraft:
        return RequestDraft("sql-task-info", query={"taskId": task_id})

    def page(self, task_id: str, number: int, draft: RequestDraft) -> RequestDraft:
        return RequestDraft(
            "sql-result-page", query={"taskId": task_id, "pageId": number, "format": _format(draft)}
        )

    def cancel(self, task_id: str) -> RequestDraft:
        return RequestDraft("sql-cancel", form={"taskId": task_id})

    def state(self, data: Any) -> TaskState | None:
        if not isinstance(data, Mapping) or not isinstance(data.get("taskId"), str) or not data["taskId"]:
            return None
        stat = data.get("resultStat")
        facts = stat if isinstance(stat, Mapping) else data
        said = data.get("status")
        headers = facts.get("headers")
        # The call that waits answers with facts and no status: it is done then.
        phase = TaskPhase.RUNNING
        if isinstance(said, str):
            phase = _PHASES.get(said.strip().upper(), TaskPhase.RUNNING)
        elif "pageCount" in data or "rowCount" in data:
            phase = TaskPhase.FINISHED
        message = data.get("message")
        return TaskState(
            id=str(data["taskId"]),
            phase=phase,
            said=said if isinstance(said, str) else "",
            percent=_number(data.get("progress")),
            columns=tuple(str(name) for name in headers) if isinstance(headers, list) else (),
            rows=_whole(facts.get("rowCount")),
            pages=_whole(facts.get("pageCount")),
            message=message if isinstance(message, str) else "",
        )

    def not_ready(self, code: str) -> bool:
        return code in _NOT_READY

    def no_page(self, code: str) -> bool:
        return code in _NO_PAGE

    def reader(self, draft: RequestDraft) -> TeRowReader:
        layout = row_format(_format(draft))
        return TeRowReader(layout, names_first=layout in (RowFormat.CSV, RowFormat.TSV))

    def head(self, draft: RequestDraft, columns: Sequence[str], first_row: bytes) -> bytes:
        layout = row_format(_format(draft))
        if layout in (RowFormat.CSV, RowFormat.TSV):
            delimiter = "\t" if layout is RowFormat.TSV else ","
            cells = next(csv.reader([first_row.decode("utf-8", "replace")], delimiter=delimiter), [])
            names = list(columns) or [f"column {number}" for number in range(1, len(cells) + 1)]
            line = io.StringIO()
            csv.writer(line, delimiter=delimiter, lineterminator="\n").writerow(names)
            return line.getvalue().encode() if names else b""
        if not columns:
            return b""
        head = {"data": {"headers": list(columns)}, "return_code": 0, "return_message": "success"}
        return json.dumps(head, ensure_ascii=False).encode("utf-8", "replace") + b"\n"

    def page_start(self, draft: RequestDraft, first_line: bytes) -> tuple[int, tuple[str, ...]]:
        head = TeRowReader(row_format(_format(draft))).head(first_line)
        return (0, ()) if head.is_row or not first_line.strip() else (len(first_line), head.columns)


def _format(draft: RequestDraft) -> str:
    chosen = draft.form.get("format") or draft.query.get("format") or "json"
    return str(chosen).removesuffix("_header")


def _number(value: Any) -> float | None:
    """Progress comes as a number or as its text; what is neither, or no share, is left out."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if 0 <= number <= 100 else None


def _whole(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int) or (isinstance(value, NumberText | str) and value.isdigit()):
        return int(value)
    return None
