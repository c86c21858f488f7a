"""Filters as SQL conditions.

Every negative comparator is the exact complement of its positive one, so a property without value
passes `notEqual`, `notInclude`, `notRegexMatch` and `arrayNotIncludeItem`; `range` includes both
ends; `relativeCurrent*` count days from the project's `today`; `relativeEvent*` compare a time
property with the event's own time: Before and After mean at most that long before or after it,
Absolute at most that far from it. The manual's own words on these points are not public: these
readings are the sandbox's.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any

from tui.providers.te.sandbox.models.source import Kind
from tui.providers.te.sandbox.models.statement import Column, Statement
from tui.providers.te.sandbox.parameters import check_item, item_specs, parameter_error

MAX_DEPTH = 20
_UNITS = {"minute": 60, "hour": 3600, "day": 86400}
_RELATION = {"and": " AND ", "or": " OR "}


def condition(st: Statement, relation: Any, filts: Any, place: str, depth: int = 0) -> str:
    """One condition for a list of filters; `TRUE` for an empty one. Raises Rejected (-1008)."""
    if filts is None or filts == []:
        return "TRUE"
    if not isinstance(filts, list):
        raise parameter_error(place, "needs a list of filters")
    if depth > MAX_DEPTH:
        raise parameter_error(place, f"is nested deeper than {MAX_DEPTH}")
    joint = _RELATION.get(str(relation or "and"))
    if joint is None:
        raise parameter_error(place, "relation is neither and nor or")
    parts = [_node(st, node, f"{place}[{number}]", depth) for number, node in enumerate(filts)]
    return "(" + joint.join(parts) + ")"


def _node(st: Statement, node: Any, place: str, depth: int) -> str:
    if not isinstance(node, Mapping):
        raise parameter_error(place, "needs an object")
    if node.get("filterType") == "COMPOUND":
        return condition(st, node.get("relation"), node.get("filts"), f"{place}.filts", depth + 1)
    check_item(place, node, item_specs("event-analyze", "eventView.filts"))
    values = node.get("ftv") or []
    if not all(isinstance(value, str) for value in values):
        raise parameter_error(f"{place}.ftv", "needs a list of text")
    comparator = str(node["comparator"])
    if node["tableType"] in ("cluster", "user_cluster"):
        return _membership(st, str(node["columnName"]), comparator, place)
    column = st.column(str(node["columnName"]), str(node["tableType"]), f"{place}.columnName")
    test = Test(st, column, comparator, tuple(values), str(node.get("timeUnit") or "day"), place)
    return test.sql()


def _membership(st: Statement, name: str, comparator: str, place: str) -> str:
    members = st.source.objects.cohorts.get(name)
    if members is None:
        raise parameter_error(
            f"{place}.columnName", f"there is no cohort {name[:60]!r} with members in the sandbox"
        )
    inside = f"list_contains({st.bind(sorted(members))}::BIGINT[], {st.user_id})"
    if comparator in ("isTrue", "notNull"):
        return inside
    if comparator in ("isFalse", "isNull"):
        return f"(NOT {inside})"
    raise parameter_error(f"{place}.comparator", "a cohort takes isTrue or isFalse in the sandbox")


class Test:
    """One comparator on one property."""

    def __init__(
        self, st: Statement, column: Column, comparator: str, values: tuple[str, ...], unit: str, place: str
    ) -> None:
        self._st = st
        self._column = column
        self._comparator = comparator
        self._values = values
        self._unit = unit
        self._place = place

    def sql(self) -> str:
        positive = _COMPLEMENTS.get(self._comparator)
        if positive is not None:
            return f"(NOT coalesce({_TESTS[positive](self)}, FALSE))"
        return f"coalesce({_TESTS[self._comparator](self)}, FALSE)"

    # ---- any kind

    def null(self) -> str:
        return f"{self._column.sql} IS NULL"

    def equal(self) -> str:
        self._only(Kind.TEXT, Kind.NUMBER, Kind.TIME, Kind.BOOLEAN)
        self._need(1)
        if self._column.kind is Kind.BOOLEAN:
            return f"{self._column.sql} IN ({', '.join(self._boolean(value) for value in self._values)})"
        return f"{self._column.sql} IN ({', '.join(self._operand(value) for value in self._values)})"

    def true(self) -> str:
        self._only(Kind.BOOLEAN)
        return self._column.sql

    def false(self) -> str:
        self._only(Kind.BOOLEAN)
        return f"NOT {self._column.sql}"

    # ---- text

    def include(self) -> str:
        self._only(Kind.TEXT)
        self._need(1)
        parts = [f"contains({self._column.sql}, {self._st.bind(value)})" for value in self._values]
        return f"({' OR '.join(parts)})"

    def matches(self) -> str:
        self._only(Kind.TEXT)
        self._need(1)
        for value in self._values:
            self._check_pattern(value)
        parts = [f"regexp_matches({self._column.sql}, {self._st.bind(value)})" for value in self._values]
        return f"({' OR '.join(parts)})"

    # ---- order

    def less(self) -> str:
        return self._ordered("<")

    def greater(self) -> str:
        return self._ordered(">")

    def range(self) -> str:
        self._only(Kind.NUMBER, Kind.TIME)
        self._need(2, 2)
        low, high = (self._operand(value) for value in self._values)
        return f"{self._column.sql} BETWEEN {low} AND {high}"

    # ---- time

    def days_between(self) -> str:
        self._only(Kind.TIME)
        self._need(2, 2)
        older, newer = sorted((self._whole(value) for value in self._values), reverse=True)
        begin, end = self._day(older), self._day(newer - 1)
        return f"({self._column.sql} >= {self._st.bind(begin)} AND {self._column.sql} < {self._st.bind(end)})"

    def days_before(self) -> str:
        self._only(Kind.TIME)
        self._need(1, 1)
        return f"{self._column.sql} < {self._st.bind(self._day(self._whole(self._values[0])))}"

    def before_event(self) -> str:
        return self._near("BETWEEN 0 AND {limit}")

    def after_event(self) -> str:
        return self._near("BETWEEN -{limit} AND 0")

    def around_event(self) -> str:
        return self._near("BETWEEN -{limit} AND {limit}")

    # ---- lists

    def has_item(self) -> str:
        self._only(Kind.LIST)
        self._need(1)
        items = f"CAST({self._column.sql} AS VARCHAR[])"
        parts = [f"list_contains({items}, {self._st.bind(value)})" for value in self._values]
        return f"({' OR '.join(parts)})"

    def item_at(self) -> str:
        """The first operand is a place counted from 1, the others are values it may hold."""
        self._only(Kind.LIST)
        self._need(2)
        at = self._st.bind(max(1, self._whole(self._values[0])))
        wanted = ", ".join(self._st.bind(value) for value in self._values[1:])
        return f"list_extract(CAST({self._column.sql} AS VARCHAR[]), {at}) IN ({wanted})"

    def no_items(self) -> str:
        self._only(Kind.LIST)
        return f"({self._column.sql} IS NULL OR len({self._column.sql}) = 0)"

    # ---- parts

    def _ordered(self, sign: str) -> str:
        self._only(Kind.NUMBER, Kind.TIME)
        self._need(1, 1)
        return f"{self._column.sql} {sign} {self._operand(self._values[0])}"

    def _near(self, bounds: str) -> str:
        self._only(Kind.TIME)
        self._need(1, 1)
        seconds = _UNITS.get(self._unit)
        if seconds is None:
            raise parameter_error(f"{self._place}.timeUnit", f"is not one of {', '.join(_UNITS)}")
        limit = self._st.bind(self._whole(self._values[0]) * seconds * 1_000_000)
        gap = f"(epoch_us({self._st.time}) - epoch_us(CAST({self._column.sql} AS TIMESTAMP)))"
        self._st.notices.append("how relativeEvent comparators are read is the sandbox's choice.")
        return f"{gap} {bounds.format(limit=limit)}"

    def _operand(self, value: str) -> str:
        match self._column.kind:
            case Kind.NUMBER:
                return self._st.bind(self._number(value))
            case Kind.TIME:
                return self._st.bind(self._time(value))
            case _:
                return self._st.bind(value)

    def _boolean(self, value: str) -> str:
        if value.lower() not in ("true", "false", "1", "0"):
            raise parameter_error(f"{self._place}.ftv", f"{value[:40]!r} is neither true nor false")
        return "TRUE" if value.lower() in ("true", "1") else "FALSE"

    def _number(self, value: str) -> int | float:
        try:
            return int(value) if re.fullmatch(r"[+-]?\d{1,18}", value.strip()) else float(value)
        except ValueError:
            raise parameter_error(
                f"{self._place}.ftv", f"{value[:40]!r} is no number, and {self._column.name} holds numbers"
            ) from None

    def _whole(self, value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            raise parameter_error(f"{self._place}.ftv", f"{value[:40]!r} is not a whole number") from None
        if abs(number) > 100_000:
            raise parameter_error(f"{self._place}.ftv", f"{number} is too large")
        return number

    def _time(self, value: str) -> datetime.datetime:
        try:
            return datetime.datetime.fromisoformat(value.strip()).replace(tzinfo=None)
        except ValueError:
            raise parameter_error(
                f"{self._place}.ftv", f"{value[:40]!r} is no time; write yyyy-MM-dd HH:mm:ss"
            ) from None

    def _day(self, ago: int) -> datetime.datetime:
        day = self._st.source.today - datetime.timedelta(days=ago)
        return datetime.datetime.combine(day, datetime.time())

    def _only(self, *kinds: Kind) -> None:
        if self._column.kind not in kinds:
            wanted = " or ".join(kinds)
            raise parameter_error(
                f"{self._place}.comparator",
                f"{self._comparator} needs {wanted}, and {self._column.name} holds {self._column.kind}",
            )

    def _need(self, least: int, most: int | None = None) -> None:
        count = len(self._values)
        if count < least or (most is not None and count > most):
            wanted = str(least) if least == most else f"at least {least}"
            raise parameter_error(
                f"{self._place}.ftv", f"{self._comparator} needs {wanted} operands, not {count}"
            )

    def _check_pattern(self, pattern: str) -> None:
        try:
            re.compile(pattern)
        except (re.error, RecursionError):
            raise parameter_error(f"{self._place}.ftv", "is not a regular expression") from None


_TESTS: Mapping[str, Callable[[Test], str]] = {
    "equal": Test.equal,
    "isTrue": Test.true,
    "isFalse": Test.false,
    "isNull": Test.null,
    "include": Test.include,
    "less": Test.less,
    "greater": Test.greater,
    "range": Test.range,
    "regexMatch": Test.matches,
    "relativeCurrentBetween": Test.days_between,
    "relativeCurrentBefore": Test.days_before,
    "relativeEventBefore": Test.before_event,
    "relativeEventAfter": Test.after_event,
    "relativeEventAbsolute": Test.around_event,
    "arrayIncludeItem": Test.has_item,
    "arrayItemPos": Test.item_at,
    "arrayIsNull": Test.no_items,
}
_COMPLEMENTS = {
    "notEqual": "equal",
    "notNull": "isNull",
    "notInclude": "include",
    "notRegexMatch": "regexMatch",
    "arrayNotIncludeItem": "arrayIncludeItem",
    "arrayNotNull": "arrayIsNull",
}
