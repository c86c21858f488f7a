"""The SQL routes: the whole result as a stream, and tasks whose result is read by pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tui.core.cancel import CancelToken
from tui.core.sandboxing import (
    MESSAGE_PREFIX,
    ResultStream,
    SandboxAnswer,
    SandboxRequest,
    SandboxRoute,
    SandboxServices,
    SqlRefused,
)
from tui.providers.te.sandbox.access import PROVIDER
from tui.providers.te.sandbox.envelope import (
    FAILED,
    NO_PERMISSION,
    PARAMETER_ERROR,
    TOO_MANY_REQUESTS,
    Rejected,
    success,
)
from tui.providers.te.sandbox.formats import Format, format_named, refusal_line, whole_result
from tui.providers.te.sandbox.objects import ProjectObjects
from tui.providers.te.sandbox.tasks import Tasks

LEAST_PAGE = 1000
DEFAULT_PAGE = 10_000
MAX_TIMEOUT = 3600.0
_COHORTS = re.compile(r"user_result_cluster_(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """What the parameters of a SQL route say. `timeout` is in seconds; None for the sandbox's own."""

    sql: str
    format: Format
    timeout: float | None
    page_size: int | None


class SqlRoutes:
    """All six SQL routes over one database."""

    def __init__(self, services: SandboxServices, objects: ProjectObjects) -> None:
        self._services = services
        self._objects = objects
        self._tasks = Tasks(services.clock)

    def routes(self) -> Sequence[SandboxRoute]:
        return [
            SandboxRoute("POST", "/querySql", self._query),
            SandboxRoute("POST", "/open/execute-sql", self._execute),
            SandboxRoute("POST", "/open/submit-sql", self._submit),
            SandboxRoute("GET", "/open/sql-task-info", self._info),
            SandboxRoute("GET", "/open/sql-result-page", self._page),
            SandboxRoute("POST", "/open/cancel-sql-task", self._cancel),
        ]

    def close(self) -> None:
        self._tasks.close()

    # ---- the whole result

    def _query(self, request: SandboxRequest) -> SandboxAnswer:
        query = _read(request)
        try:
            stream = self._start(request, query, request.cancel)
            headers = _notices(stream)
            try:
                body = whole_result(stream, query.format, request.faults)
            except BaseException:
                stream.close()
                raise
        except SqlRefused as error:
            return SandboxAnswer(refusal_line(error))
        return SandboxAnswer(body, content_type=query.format.content_type, headers=headers)

    def _start(self, request: SandboxRequest, query: Query, cancel: CancelToken) -> ResultStream:
        for project in {int(number) for number in _COHORTS.findall(query.sql)}:
            cohorts = self._objects.for_models(project).cohorts
            self._services.database.keep_members(project, cohorts)
        stream = self._services.database.run(query.sql, timeout=query.timeout, cancel=cancel)
        key = self._services.keys.check(PROVIDER, request.parameter("token"))
        closed = [project for project in stream.projects if not key.opens(project)]
        if closed:
            stream.close()
            raise Rejected(NO_PERMISSION, f"this token does not open project {closed[0]}")
        return stream

    # ---- tasks

    def _execute(self, request: SandboxRequest) -> SandboxAnswer:
        query = _read(request, paged=True)
        task = self._tasks.start(
            lambda cancel: self._start(request, query, cancel),
            query.format,
            query.page_size or DEFAULT_PAGE,
        )
        forget = request.cancel.on_cancel(task.cancel.cancel)
        task.wait()
        forget()
        if task.error is not None:
            return SandboxAnswer(task.error)
        return success({"taskId": task.id, **task.stat()})

    def _submit(self, request: SandboxRequest) -> SandboxAnswer:
        query = _read(request, paged=True)
        task = self._tasks.start(
            lambda cancel: self._start(request, query, cancel),
            query.format,
            query.page_size,
            _number(request, "slow-task", 3.0),
        )
        return success({"taskId": task.id})

    def _info(self, request: SandboxRequest) -> SandboxAnswer:
        return success(self._tasks.get(request.parameter("taskId")).info())

    def _page(self, request: SandboxRequest) -> SandboxAnswer:
        task = self._tasks.get(request.parameter("taskId"))
        number = _whole_number(request.parameter("pageId"), "pageId")
        if "page-error" in request.faults and number == int(_number(request, "page-error", 1.0)):
            raise Rejected(FAILED, "the fault page-error was asked for")
        page = task.page(number)
        if self._services.setting(PROVIDER, "page_envelope", False) and task.format.envelope:
            page = task.format.head(task.columns) + page
        return SandboxAnswer(page, content_type=task.format.content_type)

    def _cancel(self, request: SandboxRequest) -> SandboxAnswer:
        self._tasks.get(_parameters(request).get("taskId", "")).stop()
        return success()


def _number(request: SandboxRequest, fault: str, default: float) -> float:
    """The value of a fault; 0 when it is not asked for."""
    if fault not in request.faults:
        return 0.0
    try:
        return max(0.0, float(request.faults[fault] or default))
    except ValueError:
        return default


class Busy:
    """Plays the fault `busy`: the next n calls are told -1005, then one is let through."""

    def __init__(self) -> None:
        self._refused = 0

    def check(self, request: SandboxRequest) -> None:
        """Raises Rejected while the fault lasts."""
        wanted = request.faults.get("busy")
        if wanted is None:
            return
        if self._refused < (int(wanted) if wanted.isdecimal() else 1):
            self._refused += 1
            raise Rejected(TOO_MANY_REQUESTS, "the fault busy was asked for")
        self._refused = 0


def _parameters(request: SandboxRequest) -> dict[str, str]:
    """Parameters of a form route; they may ride in the address or in the form, the form goes first."""
    try:
        return dict(reversed(request.query)) | request.form()
    except ValueError:
        raise Rejected(PARAMETER_ERROR, "the form is not UTF-8 text") from None


def _read(request: SandboxRequest, *, paged: bool = False) -> Query:
    parameters = _parameters(request)
    sql = parameters.get("sql", "")
    if not sql.strip():
        raise Rejected(PARAMETER_ERROR, "sql is empty", own=False)
    chosen = format_named(parameters.get("format", ""))
    if paged and chosen.names:
        raise Rejected(PARAMETER_ERROR, "pages carry no names; use csv or tsv and take them from the task")
    size = parameters.get("pageSize", "")
    return Query(
        sql,
        chosen,
        _timeout(parameters.get("timeoutSeconds") or parameters.get("timeoutSecond") or ""),
        max(LEAST_PAGE, _whole_number(size, "pageSize")) if size else None,
    )


def _timeout(text: str) -> float | None:
    if not text:
        return None
    seconds = _whole_number(text, "timeoutSeconds")
    if seconds < 1:
        raise Rejected(PARAMETER_ERROR, "timeoutSeconds must be at least 1")
    return min(float(seconds), MAX_TIMEOUT)


def _whole_number(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Rejected(PARAMETER_ERROR, f"{name} is missing or not a whole number") from None


def _notices(stream: ResultStream) -> tuple[tuple[str, str], ...]:
    text = " ".join(stream.notices)
    return (("x-sandbox-notice", MESSAGE_PREFIX + text.encode("ascii", "replace").decode()),) if text else ()
