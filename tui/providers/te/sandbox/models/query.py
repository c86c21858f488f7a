"""One model query: the checked call, the project it reads, and the way to the database."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from tui.core.sandboxing import SandboxDatabase
from tui.providers.te.sandbox.models.answers import RELATIVE_NOTICE
from tui.providers.te.sandbox.models.filters import condition
from tui.providers.te.sandbox.models.source import Source
from tui.providers.te.sandbox.models.statement import Statement
from tui.providers.te.sandbox.models.timing import MAIN, Names, Range, range_of
from tui.providers.te.sandbox.parameters import Call, check_items, parameter_error

DEFAULT_LIMIT = 1000
TOP_LIMIT = 10_000


class Query:
    """What every model needs of a call."""

    def __init__(self, call: Call, source: Source, database: SandboxDatabase) -> None:
        self.call = call
        self.source = source
        self.notices: list[str] = []
        self._database = database

    @property
    def view(self) -> Mapping[str, Any]:
        view = self.call.body.get("eventView")
        return view if isinstance(view, Mapping) else {}

    @property
    def limit(self) -> int:
        return min(int(self.call.values.get("limit") or DEFAULT_LIMIT), TOP_LIMIT)

    @property
    def now(self) -> datetime.datetime:
        """Midnight of the data's today: what comes later has not happened yet."""
        return datetime.datetime.combine(self.source.today, datetime.time())

    @property
    def subject(self) -> str:
        """The column that is counted."""
        measure = self.view.get("taIdMeasureVo")
        name = measure.get("columnName") if isinstance(measure, Mapping) else None
        return str(name or "#user_id")

    def events(self, *, least: int = 1, most: int | None = None) -> list[Mapping[str, Any]]:
        """The entries of `events`, checked. A formula names its events itself."""
        listed = self.call.body.get("events")
        formula = ("eventName", "analysis") if _any_formula(listed) else ()
        found = check_items(self.call.operation.id, "events", listed, optional=formula)
        for number, event in enumerate(found):
            if event.get("type") == "customized" and not event.get("customEvent"):
                raise parameter_error(f"events[{number}].customEvent", "is required and empty")
            if formula and event.get("type") != "customized":
                check_items(self.call.operation.id, "events", [event])
        if len(found) < least or (most is not None and len(found) > most):
            wanted = str(least) if least == most else f"at least {least}"
            raise parameter_error("events", f"needs {wanted} entries, not {len(found)}")
        return found

    def statement(self, *, users_only: bool = False) -> Statement:
        zone = self.call.values.get("zoneOffset")
        return Statement(self.source, zone=zone, users_only=users_only)

    def range(self, names: Names = MAIN) -> Range:
        asked = range_of(self.view, self.source.project, names)
        if asked.relative:
            self.notices.append(RELATIVE_NOTICE.format(today=self.source.project.today))
        return asked

    def whole_filter(self, st: Statement) -> str:
        """The filters of the whole query."""
        return condition(st, self.view.get("relation"), self.view.get("filts"), "eventView.filts")

    def run(self, st: Statement, sql: str) -> list[tuple[Any, ...]]:
        self.notices += [notice for notice in st.notices if notice not in self.notices]
        timeout = self.call.values.get("timeoutSeconds")
        return st.run(self._database, sql, cancel=self.call.request.cancel, timeout=timeout)

    def cut(self, total: int) -> None:
        """Say that group rows were left out."""
        if total > self.limit:
            self.notices.append(f"{self.limit} of {total} group rows are shown; raise limit to see more.")


def between(st: Statement, asked: Range) -> str:
    """The condition that an event lies in the range."""
    time = st.time
    return f"{time} >= {st.bind(asked.begin)} AND {time} < {st.bind(asked.end)}"


def names(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(count)]


def selected(expressions: Sequence[str], aliases: Sequence[str]) -> str:
    """`, expression AS alias` for each; empty when there are none."""
    return "".join(f", {sql} AS {alias}" for sql, alias in zip(expressions, aliases, strict=True))


def listed(parts: Sequence[str]) -> str:
    """`, part` for each; empty when there are none."""
    return "".join(f", {part}" for part in parts)


def _any_formula(value: Any) -> bool:
    return isinstance(value, list) and any(
        isinstance(event, Mapping) and event.get("type") == "customized" for event in value
    )
