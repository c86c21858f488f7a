"""Filters as lines: one a filter, nested groups below their and/or."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.building import Action, LineKind
from tui.core.confidence import Confidence
from tui.core.fields import FieldProblem
from tui.core.wording import tr
from tui.providers.te.builders.comparators import comparator_of
from tui.providers.te.builders.filter_change import FilterChange, FilterText, wrong_operands
from tui.providers.te.builders.paths import (
    MISSING,
    Path,
    at,
    drop,
    insert,
    is_list,
    items_at,
    put,
    text_at,
)
from tui.providers.te.builders.properties import kind_of
from tui.providers.te.builders.rows import Change, Row, Scope, at_once, list_changes, problem
from tui.providers.te.builders.words import counted, shown

MAX_DEPTH = 20
"""Groups within groups that are read; deeper ones stay in the JSON."""


@dataclass(frozen=True, slots=True)
class Holder:
    """An object with `relation` and `filts`. A `compound` one is a COMPOUND node that may be absent."""

    path: Path
    compound: bool = False
    tables: tuple[str, ...] = ("event", "user", "cluster")

    @property
    def filts(self) -> Path:
        return (*self.path, "filts")

    def relation(self, body: Any) -> str:
        return text_at(body, (*self.path, "relation")) or "and"

    def count(self, body: Any) -> int:
        return len(items_at(body, self.filts))

    def joint(self, body: Any) -> str:
        """`all of` or `any of`."""
        return tr("any of") if self.relation(body) == "or" else tr("all of")

    def adding(self, scope: Scope, index: int | None = None) -> Change:
        """A new filter, at the end unless a place is given."""
        body = scope.body
        if self.compound and at(body, self.path) in (MISSING, None, {}):
            body = put(body, self.path, {"filterType": "COMPOUND", "relation": "and", "filts": []})
        place: Path = (*self.filts, self.count(body) if index is None else index)
        made = body
        return FilterChange(
            {}, scope.context, lambda node: (insert(made, place, node), place), self.tables
        ).change()

    def flipping(self, body: Any, look_at: Path) -> Change:
        other = "and" if self.relation(body) == "or" else "or"
        return at_once(put(body, (*self.path, "relation"), other), look_at)

    def rows(self, scope: Scope, depth: int, nested: int = 0) -> Iterator[Row]:
        """The lines of all filters."""
        found = at(scope.body, self.filts)
        if found in (MISSING, None):
            return
        if not is_list(found):
            yield Row(
                self.filts, LineKind.NOTE, tr("filters"), shown(found), tr("no list: edit it as JSON"), depth
            )
            return
        for index, node in enumerate(found):
            path: Path = (*self.filts, index)
            label = tr("where") if index == 0 else tr(self.relation(scope.body))
            if _is_group(node) and nested < MAX_DEPTH:
                yield from self._group(scope, path, label, depth, nested)
            else:
                yield self._filter(scope, path, node, label, depth)

    # -- one line --------------------------------------------------------------------------------

    def _filter(self, scope: Scope, path: Path, node: Any, label: str, depth: int) -> Row:
        index = path[-1]
        assert isinstance(index, int)
        changes = self._moving(scope, path)
        changes[Action.ADD] = changes[Action.FILTER] = self.adding(scope, index + 1)
        if not _is_understood(node):
            return Row(
                path, LineKind.NOTE, label, shown(node), tr("not understood: edit it as JSON"), depth, changes
            )
        body = scope.body
        changes[Action.EDIT] = FilterChange(
            node, scope.context, lambda made: (put(body, path, made), path), self.tables
        ).change()
        text = FilterText(node)
        kind = kind_of(text.property, scope.context.schema)
        comparator = comparator_of(text.comparator, kind)
        said = comparator.sentence(text.values, text.unit) if comparator else f"{text.comparator} ?"
        return Row(
            path,
            LineKind.FILTER,
            label,
            f"{text.property.words or tr('(no property)')} {said}",
            "",
            depth,
            changes,
            help=tr(
                "{test} on {property}",
                test=text.comparator,
                property=f"{text.property.table}.{text.property.name}",
            ),
            confidence=comparator.confidence if comparator else Confidence.UNKNOWN,
            problems=_wrong(path, text, kind),
        )

    def _group(self, scope: Scope, path: Path, label: str, depth: int, nested: int) -> Iterator[Row]:
        inner = Holder(path, tables=self.tables)
        changes = self._moving(scope, path)
        changes[Action.ADD] = changes[Action.FILTER] = inner.adding(scope)
        changes[Action.FLIP] = inner.flipping(scope.body, path)
        changes[Action.EDIT] = changes[Action.FLIP]
        changes[Action.UNGROUP] = _ungrouping(scope.body, path)
        count = inner.count(scope.body)
        wrong = [] if count else [problem(path, "is an empty group: add a filter (a), or remove it (d)")]
        words = inner.joint(scope.body) if count else tr("(empty group)")
        help_text = tr(
            "A group of filters. enter or o changes and/or, a adds a filter, u dissolves the group."
        )
        yield Row(path, LineKind.GROUP, label, words, "", depth, changes, help=help_text, problems=wrong)
        yield from inner.rows(scope, depth + 1, nested + 1)

    def _moving(self, scope: Scope, path: Path) -> dict[Action, Change]:
        """What can be done with any entry of the list."""
        changes = list_changes(scope.body, path)
        if self.count(scope.body) == 1:
            changes[Action.REMOVE] = at_once(drop(scope.body, path), self.path)
        node = at(scope.body, path)
        other = "and" if self.relation(scope.body) == "or" else "or"
        group = {"filterType": "COMPOUND", "relation": other, "filts": [node]}
        changes[Action.GROUP] = at_once(put(scope.body, path, group), (*path, "filts", 0))
        changes[Action.FLIP] = self.flipping(scope.body, path)
        return changes


def _is_group(node: Any) -> bool:
    return isinstance(node, Mapping) and node.get("filterType") == "COMPOUND"


def _is_understood(node: Any) -> bool:
    """Whether a filter's parts are of the kinds that the form writes."""
    if not isinstance(node, Mapping) or node.get("filterType", "SIMPLE") != "SIMPLE":
        return False
    for key in ("columnName", "tableType", "comparator", "timeUnit"):
        if not isinstance(node.get(key), str | None):
            return False
    values = node.get("ftv")
    return values is None or (isinstance(values, list) and all(isinstance(one, str) for one in values))


def _wrong(path: Path, text: FilterText, kind: str) -> list[FieldProblem]:
    found = []
    if not text.property.name:
        found.append(problem((*path, "columnName"), "is required"))
    if not text.comparator:
        found.append(problem((*path, "comparator"), "is required"))
    comparator = comparator_of(text.comparator, kind)
    wrong = wrong_operands(comparator, text.values) if comparator else ""
    return [*found, problem((*path, "ftv"), wrong)] if wrong else found


def _ungrouping(body: Any, path: Path) -> Change:
    """The filters of a group in the group's place."""
    holder, index = path[:-1], path[-1]
    assert isinstance(index, int)
    items = items_at(body, holder)
    items[index : index + 1] = items_at(body, (*path, "filts"))
    return at_once(put(body, holder, items), path if index < len(items) else holder)


def filter_words(count: int) -> str:
    return counted(count, "filter") if count else tr("none")
