"""What an agent may ask, as plain functions: values in, JSON-able values out. No secret is in any of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tui.cli.mcp.guard import refuse_writes
from tui.cli.mcp.limits import Guard, OnProgress
from tui.cli.pages import page_object
from tui.cli.query.route import TIMEOUT_FIELD, sql_operation
from tui.core.answers import Answer
from tui.core.cancel import CancelToken
from tui.core.exchange import Exchange
from tui.core.failures import NotFound, Refused
from tui.core.operation import RequestDraft
from tui.core.profile import Environment, Profile
from tui.core.schema import Schema
from tui.core.table import Cell, CellKind
from tui.workbench import Workbench

GRACE = 5
"""Seconds that a server is given to say itself that the time is over."""

CELL = 2000
"""Characters of one value that are handed on."""

FOUND = 100
"""Hits of a schema search that are handed on."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Per query, and the number of queries of one run."""

    rows: int
    queries: int
    seconds: int


class Verbs:
    """Each may block: call it from a worker thread. Raises AssayError."""

    def __init__(
        self, workbench: Workbench, limits: Limits, *, only: Sequence[str] = (), allow_prod: bool = False
    ) -> None:
        self._workbench = workbench
        self._limits = limits
        self._only = {workbench.profiles.find(name).id for name in only}
        self._allow_prod = allow_prod
        self._sent = 0
        self._lock = threading.Lock()

    def list_profiles(self) -> list[dict[str, Any]]:
        return [
            {
                "name": p.name,
                "kind": p.kind,
                "environment": p.environment.value,
                "base_url": p.base_url,
                "sandbox": p.is_sandbox,
            }
            for p in self._workbench.profiles.all()
            if self._offered(p)
        ]

    def search_schema(self, profile: str, text: str) -> dict[str, Any]:
        """Tables, columns, events, properties and cohorts that hold every word of the text. Of an account
        only what was fetched before; asking for it is a person's decision."""
        schema = self._workbench.schemas.ready(self._target(profile))
        if schema is None:
            return {"found": [], "note": "No schema was fetched for this profile; run: assay schema"}
        words = text.casefold().split()
        hits = [hit for hit in _entries(schema) if all(w in " ".join(hit.values()).casefold() for w in words)]
        return {"found": hits[:FOUND], "total": len(hits)}

    def validate_sql(self, profile: str, sql: str) -> dict[str, Any]:
        """Nothing is sent."""
        target = self._target(profile)
        try:
            refuse_writes(sql)
            refused = ""
        except Refused as error:
            refused = error.message
        notices = [
            {
                "code": n.code,
                "message": n.message,
                "why": n.why,
                "line": n.line,
                "column": n.column,
                "blocks": n.blocks,
                "repaired": n.fix.text if n.fix is not None else None,
            }
            for n in self._workbench.sql.notices(target, sql)
        ]
        return {
            "ok": not refused and not any(n["blocks"] for n in notices),
            "refused": refused,
            "notices": notices,
        }

    def explain_code(self, code: str) -> list[dict[str, Any]]:
        return [page_object(page) for page in self._workbench.knowledge.explain_code(code)]

    def run_query(
        self,
        profile: str,
        sql: str,
        max_rows: int | None = None,
        cancel: CancelToken | None = None,
        tell: OnProgress | None = None,
    ) -> dict[str, Any]:
        """One query, recorded in the history. What came until a limit is handed on and said to be cut; what
        was refused for coming too often is sent again, within the same time."""
        refuse_writes(sql)
        target = self._target(profile)
        operation, field = sql_operation(self._workbench, target)
        self._count()
        values: dict[str, Any] = {field.name: sql}
        if any(spec.name == TIMEOUT_FIELD for spec in operation.fields):
            values[TIMEOUT_FIELD] = self._limits.seconds
        draft = RequestDraft(operation.id, form=values)
        rows = max(1, min(max_rows or self._limits.rows, self._limits.rows))
        guard = Guard(rows, self._limits.seconds + GRACE, cancel or CancelToken(), tell)
        with guard:
            exchange = self._workbench.retrying.send(
                target, draft, cancel=guard.token, on_progress=guard.watch
            )
        told = self._told(exchange, rows)
        # A whole answer, too, may be longer than what is handed on.
        return told | guard.said(longer=exchange.complete and bool(told.get("truncated")))

    def _told(self, exchange: Exchange, rows: int) -> dict[str, Any]:
        answer = self._workbench.inspecting.answer(exchange.id)
        has_rows = answer is not None and answer.holds_rows and answer.row_count > 0
        told: dict[str, Any] = {
            "id": exchange.id,
            "state": exchange.state.value,
            "complete": exchange.complete,
        }
        if exchange.notes:
            told["notes"] = list(exchange.notes)
        if answer is not None and (has_rows or (exchange.complete and answer.holds_rows)):
            told |= _rows(answer, rows)
            told["truncated"] = answer.row_count > rows or not exchange.complete
        envelope = exchange.envelope
        if not has_rows and (exchange.failure is not None or envelope is None or envelope.code != "0"):
            explanation = self._workbench.inspecting.explain(exchange.id)
            told["error"] = {
                "headline": explanation.headline,
                "server_message": explanation.server_message,
                "evidence": list(explanation.evidence),
                "causes": [cause.text for cause in explanation.causes[:3]],
                "remedies": list(explanation.remedies),
                "page": f"{explanation.page.provider}/{explanation.page.code}",
            }
        return told

    def _count(self) -> None:
        with self._lock:
            if self._sent >= self._limits.queries:
                raise Refused(
                    f"This run may send {self._limits.queries} queries, and has; nothing was sent.",
                    next_step="A person can start assay mcp again, with a larger --queries.",
                )
            self._sent += 1

    def _offered(self, profile: Profile) -> bool:
        if self._only and profile.id not in self._only:
            return False
        return self._allow_prod or profile.environment is not Environment.PROD

    def _target(self, name: str) -> Profile:
        try:
            profile = self._workbench.profiles.find(name)
        except NotFound as error:
            raise NotFound(error.message, next_step="Take a name from list_profiles.") from None
        if not self._offered(profile):
            raise Refused(
                f"“{profile.name}” is not offered to agents; nothing was sent.",
                next_step="A person can offer it with --profile, and with --allow-prod on PROD.",
            )
        return profile


def _rows(answer: Answer, limit: int) -> dict[str, Any]:
    return {
        "columns": [column.name for column in answer.columns],
        "rows": [[_value(cell) for cell in row] for row in answer.window(0, min(limit, answer.row_count))],
    }


def _value(cell: Cell) -> str | bool | None:
    """Numbers are texts, so that no digit is lost on the way."""
    if cell.kind in (CellKind.NULL, CellKind.ABSENT):
        return None
    if cell.kind is CellKind.BOOLEAN:
        return cell.text == "true"
    return cell.text if len(cell.text) <= CELL else f"{cell.text[:CELL]}… ({len(cell.text)} characters)"


def _entries(schema: Schema) -> list[dict[str, str]]:
    tables = [{"what": "table", "name": t.name} for t in schema.tables]
    columns = [{"what": "column", "table": t.name, "name": c} for t in schema.tables for c in t.columns]
    events = [{"what": "event", "name": e.name, "title": e.title} for e in schema.events]
    properties = [
        {"what": f"{p.owner.value} property", "name": p.name, "title": p.title, "type": p.type}
        for p in schema.properties
    ]
    return [
        *tables,
        *columns,
        *events,
        *properties,
        *({"what": "cohort", "name": c.name, "title": c.title} for c in schema.cohorts),
    ]
