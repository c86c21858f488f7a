"""SQL of a user search, written out for the SQL routes; and the events of one user.

The text is Trino's dialect with the values as literals, and always selects `#user_id`. Comparators that
need an event, and lists, have no meaning here and are refused.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tui.core.sandboxing import SandboxAnswer, SandboxServices, TableKind
from tui.providers.te.sandbox.envelope import success
from tui.providers.te.sandbox.metadata import Metadata
from tui.providers.te.sandbox.models.answers import LAYOUT_KEY
from tui.providers.te.sandbox.models.source import Kind, Source
from tui.providers.te.sandbox.models.statement import Statement, quoted
from tui.providers.te.sandbox.models.timing import range_of
from tui.providers.te.sandbox.parameters import Call, check_item, item_specs, parameter_error

MAX_EVENTS = 1000
_NEGATIVE = {"notEqual": "equal", "notNull": "isNull", "notInclude": "include", "notRegexMatch": "regexMatch"}


class UserSearch:
    """`get-sql-for-user-search` and `user-event-list`."""

    def __init__(self, services: SandboxServices, metadata: Metadata) -> None:
        self._services = services
        self._metadata = metadata

    def plays(self) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
        return {"sql-for-user-search": self.sql, "user-event-list": self.events}

    def sql(self, call: Call) -> SandboxAnswer:
        source = self._metadata.source(call)
        known = [column.name for column in source.users.columns]
        wanted = (
            known if call.values.get("selectAllColumns") else list(call.values.get("selectColumns") or [])
        )
        unknown = next((name for name in wanted if name not in known), None)
        if unknown is not None:
            raise parameter_error("selectColumns", f"there is no user property {str(unknown)[:60]!r}")
        columns = ", ".join(quoted(name) for name in dict.fromkeys(["#user_id", *wanted]))
        test = Writer(source).node(call.values["filter"], "filter")
        return success({"sql": f"SELECT {columns} FROM {source.users.name} WHERE {test}"})  # noqa: S608 - quoted

    def events(self, call: Call) -> SandboxAnswer:
        """The user's events as headers and rows, newest first; the whole data when no range is given."""
        source = self._metadata.source(call)
        st = Statement(source)
        names = [column.name for column in source.events.columns]
        columns = ", ".join(f"CAST(e.{quoted(name)} AS VARCHAR)" for name in names)
        where = f'e."#user_id" = {st.bind(call.values["userId"])}'
        if call.values.get("startTime") or call.values.get("endTime"):
            asked = range_of(call.values, source.project)
            where += f" AND {st.time} >= {st.bind(asked.begin)} AND {st.time} < {st.bind(asked.end)}"
        limit = min(max(1, int(call.values.get("limit") or MAX_EVENTS)), MAX_EVENTS)
        rows = st.run(
            self._services.database,
            f'SELECT {columns} {st.tables()} WHERE {where} ORDER BY e."#event_time" DESC, e."#event_id" DESC '
            f"LIMIT {limit}",
            cancel=call.request.cancel,
        )
        own = "Neither parameters nor layout of this route are public; these are the sandbox's own."
        return success({"headers": names, "events": [list(row) for row in rows], LAYOUT_KEY: own})


class Writer:
    """Filters as Trino text; the meaning is that of the models' filters."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def node(self, node: Any, place: str, depth: int = 0) -> str:
        if not isinstance(node, Mapping):
            raise parameter_error(place, "needs an object")
        if depth > 20:
            raise parameter_error(place, "is nested deeper than 20")
        if node.get("filterType") != "COMPOUND":
            return self._simple(node, place)
        filts = node.get("filts") or []
        relation = str(node.get("relation") or "and")
        if not isinstance(filts, list) or relation not in ("and", "or"):
            raise parameter_error(place, "needs relation and or or, and a list of filts")
        parts = [self.node(one, f"{place}.filts[{number}]", depth + 1) for number, one in enumerate(filts)]
        return f"({f' {relation.upper()} '.join(parts)})" if parts else "TRUE"

    def _simple(self, node: Mapping[str, Any], place: str) -> str:
        check_item(place, node, item_specs("sql-for-user-search", "filter.filts"))
        name, comparator = str(node["columnName"]), str(node["comparator"])
        kind = self._source.kind(name, TableKind.USER) if node["tableType"] == "user" else None
        if kind is None:
            raise parameter_error(f"{place}.columnName", f"there is no user property {name[:60]!r}")
        values = [str(value) for value in node.get("ftv") or []]
        test = self._test(quoted(name), kind, _NEGATIVE.get(comparator, comparator), values, place)
        return f"NOT coalesce({test}, FALSE)" if comparator in _NEGATIVE else f"({test})"

    def _test(self, column: str, kind: Kind, comparator: str, values: Sequence[str], place: str) -> str:
        if comparator == "isNull":
            return f"{column} IS NULL"
        if comparator in ("isTrue", "isFalse") and kind is Kind.BOOLEAN:
            return column if comparator == "isTrue" else f"NOT {column}"
        if not values:
            raise parameter_error(f"{place}.ftv", f"{comparator} needs an operand")
        if comparator == "equal":
            return f"{column} IN ({', '.join(_literal(value, kind, place) for value in values)})"
        if comparator == "include" and kind is Kind.TEXT:
            return "(" + " OR ".join(f"strpos({column}, {_text(value)}) > 0" for value in values) + ")"
        if comparator == "regexMatch" and kind is Kind.TEXT:
            return "(" + " OR ".join(f"regexp_like({column}, {_text(value)})" for value in values) + ")"
        if kind in (Kind.NUMBER, Kind.TIME):
            return self._ordered(column, kind, comparator, values, place)
        raise parameter_error(
            f"{place}.comparator", f"{comparator} does not fit a property that holds {kind}"
        )

    def _ordered(self, column: str, kind: Kind, comparator: str, values: Sequence[str], place: str) -> str:
        if comparator in ("less", "greater"):
            return f"{column} {'<' if comparator == 'less' else '>'} {_literal(values[0], kind, place)}"
        if comparator == "range" and len(values) == 2:
            low, high = (_literal(value, kind, place) for value in values)
            return f"{column} BETWEEN {low} AND {high}"
        if kind is Kind.TIME and comparator.startswith("relativeCurrent"):
            return self._relative(column, comparator, values, place)
        raise parameter_error(f"{place}.comparator", f"{comparator} is not possible in a user search")

    def _relative(self, column: str, comparator: str, values: Sequence[str], place: str) -> str:
        try:
            days = sorted((int(value) for value in values), reverse=True)
            dates = [self._source.today - datetime.timedelta(days=day) for day in days]
        except (ValueError, OverflowError):
            raise parameter_error(f"{place}.ftv", "needs whole numbers of days") from None
        if comparator == "relativeCurrentBefore" and len(dates) == 1:
            return f"{column} < {_moment(dates[0])}"
        if comparator == "relativeCurrentBetween" and len(dates) == 2:
            end = dates[1] + datetime.timedelta(days=1)
            return f"({column} >= {_moment(dates[0])} AND {column} < {_moment(end)})"
        raise parameter_error(f"{place}.ftv", f"{comparator} has not the right number of operands")


def _literal(value: str, kind: Kind, place: str) -> str:
    if kind is Kind.NUMBER:
        try:
            number = int(value) if re.fullmatch(r"[+-]?\d{1,18}", value.strip()) else float(value)
        except ValueError:
            raise parameter_error(f"{place}.ftv", f"{value[:40]!r} is no number") from None
        if not math.isfinite(number):
            raise parameter_error(f"{place}.ftv", f"{value[:40]!r} is no number")
        return repr(number) if isinstance(number, int) else f"{number:.17e}"
    if kind is Kind.TIME:
        try:
            moment = datetime.datetime.fromisoformat(value.strip()).replace(tzinfo=None)
        except ValueError:
            raise parameter_error(f"{place}.ftv", f"{value[:40]!r} is no time") from None
        return f"timestamp '{moment:%Y-%m-%d %H:%M:%S}'"
    if kind is Kind.BOOLEAN:
        return "TRUE" if value.lower() in ("true", "1") else "FALSE"
    return _text(value)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _moment(day: datetime.date) -> str:
    return f"timestamp '{day:%Y-%m-%d} 00:00:00'"
