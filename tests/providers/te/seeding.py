"""How faults are seeded: short ways to write a request with its answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.providers.casework import Case, past
from tui.core.knowledge import Standing
from tui.providers.te import PROVIDER

FOUND, LIKELY, POSSIBLE = Standing.FOUND, Standing.LIKELY, Standing.POSSIBLE
DATED = "FROM v_event_1 WHERE \"$part_date\" = '2024-01-01'"
SCHEMA = {
    "ta.v_event_1": ("#user_id", "#event_time", "$part_date", "platform", "amount"),
    "ta.v_user_1": ("city",),
}
EVENT: Mapping[str, Any] = PROVIDER.operations().get("event-analyze").example
VIEW: Mapping[str, Any] = EVENT["eventView"]
METRIC: Mapping[str, Any] = EVENT["events"][0]


def answer(code: int, message: str = "failed", stack: str = "", data: Any = None) -> bytes:
    document = {"return_code": code, "return_message": message, "stackMessage": stack, "data": data}
    return json.dumps(document).encode()


def sql(text: str, message: str, code: int = -1008, **more: Any) -> Case:
    more.setdefault("schema", SCHEMA)
    return Case("te", "sql-query", form={"sql": text}, answer=answer(code, message), **more)


def call(operation: str, code: int, message: str = "failed", **more: Any) -> Case:
    return Case("te", operation, answer=more.pop("answer", answer(code, message)), **more)


def event(code: int = -1008, message: str = "param error", **changes: Any) -> Case:
    body = {**EVENT, **changes}
    return call("event-analyze", code, message, body={k: v for k, v in body.items() if v is not ...})


def metric(**changes: Any) -> Case:
    changed = {**METRIC, **changes}
    return event(events=[{k: v for k, v in changed.items() if v is not ...}])


def view(code: int = -1008, **changes: Any) -> Case:
    return event(code, eventView={k: v for k, v in {**VIEW, **changes}.items() if v is not ...})


def task(page: int, **data: Any) -> Case:
    """A page of task t, after its state was asked."""
    info = Case("te", "sql-task-info", query={"taskId": "t"}, answer=answer(0, data={"taskId": "t", **data}))
    before = [past(info)] if data else []
    return call("sql-result-page", -1008, query={"taskId": "t", "pageId": page}, previous=before)


GOOD = Case("te", "event-meta-list", answer=answer(0, "success", data={"events": []}))
BUSY = [past(GOOD, seconds=n, number=n) for n in (1, 2, 3, 4)]
COMPANY = {"keyKind": "company"}


class Fault(NamedTuple):
    case: Case
    cause: str
    standing: Standing = FOUND
    position: tuple[int, int] | None = None


def fails(code: str, **more: Any) -> Case:
    return Case("te", "event-meta-list", failure=code, **more)
