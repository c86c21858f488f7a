"""The routes of the models: read the call, compute or take a kept result, write the answer."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator

from tui.core.sandboxing import MESSAGE_PREFIX, SandboxAnswer, SandboxServices
from tui.providers.te.sandbox.access import check_project
from tui.providers.te.sandbox.envelope import envelope, rows_envelope
from tui.providers.te.sandbox.models.all_models import MODELS
from tui.providers.te.sandbox.models.answers import LAYOUT_HEADER, Result, stamp
from tui.providers.te.sandbox.models.query import Query
from tui.providers.te.sandbox.models.source import Objects, source_of
from tui.providers.te.sandbox.parameters import Call

DOWNLOAD = "-download"
KEPT = 64
"""Results kept for useCache, the latest of them."""

ROWS_PER_CHUNK = 1000


class ModelRoutes:
    """All routes that compute, by operation id. `objects` gives what callers made in a project."""

    def __init__(self, services: SandboxServices, objects: Callable[[int], Objects]) -> None:
        self._services = services
        self._objects = objects
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[Result, float]] = OrderedDict()

    def plays(self, operation_id: str) -> bool:
        return operation_id.removesuffix(DOWNLOAD) in MODELS

    def answer(self, call: Call) -> SandboxAnswer:
        """One envelope, or for a download one line per row. Raises Rejected and SqlRefused."""
        name = call.operation.id
        result, computed, notices = self._computed(call, name.removesuffix(DOWNLOAD))
        headers = headers_of(result, notices)
        if name.endswith(DOWNLOAD):
            own = () if result.own else (LAYOUT_HEADER,)
            return SandboxAnswer(_lines(result), headers=(*own, *headers))
        data = {**result.data, "result_generate_time": stamp(computed)}
        return SandboxAnswer(envelope(0, "success", data), headers=headers)

    def _computed(self, call: Call, model: str) -> tuple[Result, float, tuple[str, ...]]:
        project = check_project(self._services, call.request, call.values["projectId"])
        source = source_of(self._services.database, project, self._objects(project), call.request.cancel)
        asked = {k: v for k, v in call.body.items() if k not in ("useCache", "timeoutSeconds")}
        state = [model, source.events.rows, source.users.rows, source.objects.version, source.project.today]
        key = json.dumps([state, asked], sort_keys=True)
        if call.values.get("useCache"):
            with self._lock:
                kept = self._kept.get(key)
            if kept is not None:
                return *kept, kept[0].notices
        query = Query(call, source, self._services.database)
        result = MODELS[model](query)
        notices = tuple(dict.fromkeys(query.notices))
        result = Result(result.data, result.names, result.rows, result.own, notices)
        computed = self._services.clock()
        with self._lock:
            self._kept[key] = result, computed
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return result, computed, notices


def headers_of(result: Result, notices: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The marks of an own layout and the notices as headers, which are ASCII."""
    headers = (LAYOUT_HEADER,) if result.own else ()
    words = [*([result.own] if result.own else []), *notices]
    if not words:
        return headers
    text = " ".join(words).encode("ascii", "replace").decode()
    return (*headers, ("x-sandbox-notice", MESSAGE_PREFIX + text))


def _lines(result: Result) -> Iterator[bytes]:
    """Line 1 as for SQL, then one JSON array per row; the real layout of downloads is not public."""
    yield rows_envelope(result.names)
    rows = [json.dumps(list(row), ensure_ascii=False, separators=(",", ":")) for row in result.rows]
    for start in range(0, len(rows), ROWS_PER_CHUNK):
        chunk = rows[start : start + ROWS_PER_CHUNK]
        yield ("\n".join(chunk) + "\n").encode("utf-8", "replace")
