"""Splits: `groupBy`, the split of one event, and the nodes of a path by a property."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.building import Action, Answers, LineKind, Question
from tui.core.confidence import Confidence
from tui.core.wording import tr, tr_later
from tui.providers.te.builders.metric_words import bounds_complaint, bounds_text, read_bounds
from tui.providers.te.builders.paths import MISSING, Path, at, drop, insert, is_list, items_at, put
from tui.providers.te.builders.properties import (
    Property,
    event_question,
    kind_of,
    needs_table,
    property_question,
    read_property,
    table_step,
)
from tui.providers.te.builders.rows import Change, Row, Scope, list_changes, problem
from tui.providers.te.builders.words import counted, shown


@dataclass(frozen=True, slots=True)
class Names:
    """How the members of an entry are called; a path has names of its own."""

    column: str = "columnName"
    table: str = "tableType"
    bounds: str = "propertyRange"
    event: str = ""
    kind: str = ""
    """The member that says how values are put into nodes."""


GROUP = Names()
NODE = Names("field", "table_type", "range", "event_name", "range_type")


@dataclass(frozen=True, slots=True)
class SplitsPart:
    """A section over a list of splits."""

    title: str = tr_later("Split by")
    path: Path = ("eventView", "groupBy")
    names: Names = GROUP
    tables: tuple[str, ...] = ("event", "user", "cluster")
    help: str = tr_later("One line of the answer for each value.")

    def rows(self, scope: Scope) -> Iterator[Row]:
        found = at(scope.body, self.path)
        entries = items_at(scope.body, self.path)
        yield Row(
            self.path,
            LineKind.SECTION,
            tr(self.title),
            counted(len(entries), "property") if entries else tr("none"),
            changes={Action.ADD: self._making(scope, len(entries))},
            help=tr(self.help),
        )
        if found is not MISSING and found is not None and not is_list(found):
            yield Row((*self.path, "?"), LineKind.NOTE, "", shown(found), tr("no list: edit it as JSON"), 1)
        for index, entry in enumerate(entries):
            yield self._row(scope, (*self.path, index), entry)

    def _row(self, scope: Scope, path: Path, entry: Any) -> Row:
        index = path[-1]
        assert isinstance(index, int)
        changes = list_changes(scope.body, path)
        changes[Action.ADD] = self._making(scope, index + 1)
        label = tr("by") if index == 0 else tr("then by")
        if not isinstance(entry, Mapping) or not isinstance(entry.get(self.names.column, ""), str):
            return Row(path, LineKind.NOTE, label, shown(entry), tr("edit it as JSON"), 1, changes)
        changes[Action.EDIT] = SplitChange(
            entry, scope, self.names, self.tables, lambda made: put(scope.body, path, made), path
        ).change()
        prop = property_of(entry, self.names)
        cuts = bounds_text(entry.get(self.names.bounds))
        event = f"{entry.get(self.names.event)} · " if self.names.event else ""
        return Row(
            path,
            LineKind.ITEM,
            label,
            f"{event}{prop.words or tr('(no property)')}",
            tr("cut at {bounds}", bounds=cuts) if cuts else "",
            1,
            changes,
            help=tr(self.help),
            problems=[] if prop.name else [problem((*path, self.names.column), "is required")],
        )

    def _making(self, scope: Scope, index: int) -> Change:
        place: Path = (*self.path, index)
        return SplitChange(
            {}, scope, self.names, self.tables, lambda made: insert(scope.body, place, made), place
        ).change()


def property_of(entry: Mapping[str, Any], names: Names) -> Property:
    return Property(str(entry.get(names.table) or "event"), str(entry.get(names.column) or ""))


class SplitChange:
    """Event (of a path's node), property, where it lives, and for numbers the bounds."""

    def __init__(
        self,
        entry: Mapping[str, Any],
        scope: Scope,
        names: Names,
        tables: tuple[str, ...],
        write: Any,
        place: Path,
    ) -> None:
        self._entry = entry
        self._scope = scope
        self._names = names
        self._tables = tables
        self._write = write
        self._place = place
        self._old = property_of(entry, names)
        self._present = self._old.text if self._old.name else ""
        self._cuts = bounds_text(entry.get(names.bounds))

    def change(self) -> Change:
        return Change(self._finish, (self._event, self._property, self._table, self._bounds))

    def _event(self, answers: Answers) -> Question | None:
        if not self._names.event:
            return None
        return event_question(self._scope.context, str(self._entry.get(self._names.event) or ""))

    def _property(self, answers: Answers) -> Question | None:
        return property_question(
            self._scope.context, self._present, title=tr("Split by"), tables=self._tables
        )

    def _table(self, answers: Answers) -> Question | None:
        if len(self._tables) > 1 and needs_table(answers, self._scope.context, self._present):
            return table_step(self._scope.context)
        return None

    def _chosen(self, answers: Answers) -> Property:
        text = answers.get("property", self._present)
        if text == self._present and text:
            return self._old
        prop = read_property(text, self._scope.context, answers.get("table", self._tables[0]))
        return Property(answers["table"], prop.name) if "table" in answers else prop

    def _bounds(self, answers: Answers) -> Question | None:
        kind = kind_of(self._chosen(answers), self._scope.context.schema)
        if kind != "number" and not self._cuts:
            return None
        return Question(
            "bounds",
            tr("Cut into ranges"),
            tr("Rising numbers with commas between them; nothing for one line a value."),
            (),
            self._cuts,
            is_free=True,
            complaint=lambda text: bounds_complaint(text) if text.strip() else "",
            placeholder="10, 50, 100",
            confidence=Confidence.INFERRED,
        )

    def _finish(self, answers: Answers) -> tuple[Any, Path]:
        names, made, prop = self._names, dict(self._entry), self._chosen(answers)
        if names.event and answers["event"] != made.get(names.event):
            made[names.event] = answers["event"]
        if prop != self._old or not self._entry:
            made[names.column], made[names.table] = prop.name, prop.table
            made.pop("columnDesc", None)
        text = answers.get("bounds", self._cuts).strip()
        if not self._entry:
            made[names.bounds] = ""
        if text != self._cuts:
            made[names.bounds] = _as_before(self._entry.get(names.bounds), text)
        if names.kind and (text != self._cuts or names.kind not in made):
            made[names.kind] = "user_defined" if text else "def"
        return self._write(made), self._place


def _as_before(old: Any, text: str) -> Any:
    """Bounds as a list where a list stood, else as text, which is what the manual's samples hold."""
    numbers = read_bounds(text) if text else []
    return numbers if isinstance(old, list) else ",".join(str(one) for one in numbers)


EVENT_SPLIT: Path = ("eventView", "eventSplit")


@dataclass(frozen=True, slots=True)
class EventSplitPart:
    """One event split by one property: `{event, groupByProp}`."""

    def rows(self, scope: Scope) -> Iterator[Row]:
        found = at(scope.body, EVENT_SPLIT)
        absent = found in (MISSING, None, {}, [])
        changes: dict[Action, Change] = {}
        words = tr("not split")
        if absent or self._is_understood(found):
            changes[Action.EDIT] = self._change(scope, {} if absent else found)
        if not absent:
            words = self._words(found) if self._is_understood(found) else shown(found)
            changes[Action.REMOVE] = Change(lambda _: (drop(scope.body, EVENT_SPLIT), EVENT_SPLIT))
        yield Row(
            EVENT_SPLIT,
            LineKind.FIELD,
            tr("Split one event"),
            words,
            "",
            1,
            changes,
            help=tr("Splits one of the events by one property; the others stay whole."),
            is_unset=absent,
        )

    @staticmethod
    def _is_understood(found: Any) -> bool:
        if not isinstance(found, Mapping):
            return False
        event, by = found.get("event"), found.get("groupByProp")
        return isinstance(event, Mapping | str) and isinstance(by, Mapping)

    @staticmethod
    def _event(found: Mapping[str, Any]) -> str:
        event = found.get("event")
        name = event.get("eventName") if isinstance(event, Mapping) else event
        return name if isinstance(name, str) else ""

    def _words(self, found: Mapping[str, Any]) -> str:
        by = property_of(found["groupByProp"], GROUP).words
        return tr("{event} by {property}", event=self._event(found), property=by)

    def _change(self, scope: Scope, found: Mapping[str, Any]) -> Change:
        name = self._event(found)
        by = found.get("groupByProp", {})
        inner = SplitChange(by, scope, GROUP, ("event", "user", "cluster"), lambda made: made, EVENT_SPLIT)

        def event(answers: Answers) -> Question:
            return event_question(scope.context, name, title=tr("Split which event?"))

        def finish(answers: Answers) -> tuple[Any, Path]:
            prop, _ = inner.change().finish(answers)
            body = scope.body
            if answers["event"] != name:
                # As the manual names it; what else stood there described another event.
                body = put(body, (*EVENT_SPLIT, "event"), {"eventName": answers["event"]})
            return (put(body, (*EVENT_SPLIT, "groupByProp"), prop) if prop != by else body), EVENT_SPLIT

        return Change(finish, (event, *inner.change().steps))
