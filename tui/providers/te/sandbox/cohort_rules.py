"""Who belongs to a cohort: the users that a rule or a file of ids names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.sandboxing import SandboxDatabase
from tui.providers.te.sandbox.models.filters import condition
from tui.providers.te.sandbox.models.measures import event_condition
from tui.providers.te.sandbox.models.query import between
from tui.providers.te.sandbox.models.source import Source
from tui.providers.te.sandbox.models.statement import Statement
from tui.providers.te.sandbox.models.timing import range_of
from tui.providers.te.sandbox.parameters import parameter_error

_EVENT_MEMBERS = {
    "eventName", "relation", "filts", "recentDay", "startTime", "endTime", "eventNameDisplay",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Engine:
    """A project and the way to its data."""

    source: Source
    database: SandboxDatabase
    cancel: CancelToken

    def ids(self, st: Statement, sql: str) -> frozenset[int]:
        """The first column. Raises SqlRefused."""
        return frozenset(row[0] for row in st.run(self.database, sql, cancel=self.cancel))


def uploaded_users(engine: Engine, content: bytes) -> frozenset[int]:
    """Users whose #user_id or #account_id is the first cell of a line of a file."""
    lines = content.decode("utf-8-sig", "replace").splitlines()
    ids = [line.split(",")[0].strip().strip('"') for line in lines if line.strip()]
    st = Statement(engine.source, users_only=True)
    listed = f"CAST({st.bind(ids)} AS VARCHAR[])"
    names = ('CAST(u."#user_id" AS VARCHAR)', 'u."#account_id"')
    test = " OR ".join(f"list_contains({listed}, {name})" for name in names)
    return engine.ids(st, f'SELECT u."#user_id" {st.tables()} WHERE {test}')


def rule_users(engine: Engine, rule: Mapping[str, Any]) -> frozenset[int]:
    """Raises Rejected (-1008) for a rule that asks for more than the sandbox plays."""
    sets = []
    if rule.get("filts"):
        st = Statement(engine.source, users_only=True)
        test = condition(st, rule.get("relation"), rule["filts"], "qp.filts")
        sets.append(engine.ids(st, f'SELECT u."#user_id" {st.tables()} WHERE {test}'))
    events = rule.get("events") or []
    if not isinstance(events, list):
        raise parameter_error("qp.events", "needs a list")
    done = [_did(engine, event, f"qp.events[{number}]") for number, event in enumerate(events)]
    if done:
        sets.append(_joined(done, rule.get("event_relation")))
    if not sets:
        raise parameter_error("qp", "needs filts over user properties, or events")
    return _joined(sets, rule.get("event_user_relation"))


def _did(engine: Engine, event: Any, place: str) -> frozenset[int]:
    if not isinstance(event, Mapping) or not event.get("eventName"):
        raise parameter_error(f"{place}.eventName", "is required and empty")
    unknown = sorted(set(event) - _EVENT_MEMBERS)
    if unknown:
        raise parameter_error(
            f"{place}.{unknown[0]}", "how it is meant is not public; the sandbox refuses it"
        )
    st = Statement(engine.source)
    when = "TRUE"
    if event.get("recentDay") or event.get("startTime"):
        when = between(st, range_of(event, engine.source.project))
    test = f"{when} AND {event_condition(st, event, place)}"
    return engine.ids(st, f'SELECT DISTINCT e."#user_id" {st.tables()} WHERE {test}')


def _joined(sets: list[frozenset[int]], relation: Any) -> frozenset[int]:
    if str(relation or "and") == "or":
        return frozenset().union(*sets)
    return sets[0].intersection(*sets[1:])
