"""The list `events` as lines: steps in order, metrics, or events that each have a part to play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tui.core.building import Action, Answers, LineKind, Offer, Question
from tui.core.fields import FieldProblem
from tui.core.wording import tr
from tui.providers.te.builders.filters import Holder
from tui.providers.te.builders.metrics import Item
from tui.providers.te.builders.paths import MISSING, Path, at, drop, insert, is_list, items_at, put
from tui.providers.te.builders.properties import property_offers
from tui.providers.te.builders.rows import Change, Row, Scope, list_changes, problem
from tui.providers.te.builders.words import counted, plural, shown

PATH: Path = ("events",)
PLAIN = Item()
"""An event by its name, with filters."""


@dataclass(frozen=True, slots=True)
class Role:
    """A part that an entry plays, by its `type`."""

    type: str
    label: str
    item: Item = PLAIN
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class EntriesPart:
    """A section over `events`. With `roles` every role has one entry at most and a line even without one;
    without, entries are counted and stand in their order."""

    title: str
    one: str
    item: Item = PLAIN
    least: int = 1
    most: int = 0
    roles: tuple[Role, ...] = ()
    moves: bool = True
    filter_tables: tuple[str, ...] = ("event", "user", "cluster")
    help: str = ""

    def rows(self, scope: Scope) -> Iterator[Row]:
        found = at(scope.body, PATH)
        entries = items_at(scope.body, PATH)
        yield self._section(scope, entries)
        if found is not MISSING and found is not None and not is_list(found):
            yield Row((*PATH, "?"), LineKind.NOTE, "", shown(found), tr("no list: edit it as JSON"), 1)
            return
        order = self._in_order(entries)
        for index in order:
            yield from self._entry(scope, index, entries[index])
        for role in self.roles:
            if not any(_type(entry) == role.type for entry in entries):
                yield self._empty(scope, role)

    def _in_order(self, entries: list[Any]) -> list[int]:
        """Roles in the order of the form, what has none after them."""
        order = [role.type for role in self.roles]
        return sorted(
            range(len(entries)),
            key=lambda n: (order.index(_type(entries[n])) if _type(entries[n]) in order else len(order), n),
        )

    # -- lines -----------------------------------------------------------------------------------

    def _section(self, scope: Scope, entries: list[Any]) -> Row:
        changes = {}
        adding = self._adding(scope, len(entries))
        if adding is not None:
            changes[Action.ADD] = adding
        count = counted(len(entries), self.one) if entries else tr("none yet: a adds one")
        return Row(
            PATH,
            LineKind.SECTION,
            tr(self.title),
            "" if self.roles else count,
            changes=changes,
            help=tr(self.help),
            problems=self._count_problems(entries),
        )

    def _count_problems(self, entries: list[Any]) -> list[FieldProblem]:
        if self.roles:
            return []
        if len(entries) < self.least:
            return [problem(PATH, f"needs {plural(self.least, self.one)} at least")]
        if self.most and len(entries) > self.most:
            return [problem(PATH, f"takes {plural(self.most, self.one)} at most")]
        return []

    def _entry(self, scope: Scope, index: int, entry: Any) -> Iterator[Row]:
        path: Path = (*PATH, index)
        changes = list_changes(scope.body, path, moves=self.moves and not self.roles)
        adding = self._adding(scope, index + 1)
        if adding is not None:
            changes[Action.ADD] = adding
        if not isinstance(entry, Mapping):
            yield Row(path, LineKind.NOTE, str(index + 1), shown(entry), tr("not understood"), 1, changes)
            return
        role = self._role(entry)
        item = role.item if role is not None else self.item
        holder = Holder(path, tables=self.filter_tables)
        changes[Action.EDIT] = _editing(scope, item, path, entry)
        changes[Action.FILTER] = holder.adding(scope)
        words, detail = item.words(entry)
        problems = item.problems(path, entry) + self._role_problems(path, entry, role)
        yield Row(
            path,
            LineKind.ITEM,
            tr(role.label) if role is not None else str(index + 1),
            words,
            detail,
            1,
            changes,
            help=tr("{title}: enter changes it, f filters it, a adds another.", title=tr(self.title)),
            problems=problems,
        )
        yield from holder.rows(scope, 2)

    def _empty(self, scope: Scope, role: Role) -> Row:
        """A role without an entry: enter or a makes one."""
        index = len(items_at(scope.body, PATH))
        making = _making(scope, self._item_of(role), index)
        wrong = [problem(PATH, f"has no entry of type {role.type}")] if role.is_needed else []
        return Row(
            (*PATH, role.type),
            LineKind.ITEM,
            tr(role.label),
            tr("not chosen yet") if role.is_needed else tr("nothing"),
            "",
            1,
            {Action.EDIT: making, Action.ADD: making},
            help=tr("enter chooses it."),
            problems=wrong,
            is_unset=True,
        )

    # -- roles -----------------------------------------------------------------------------------

    def _role(self, entry: Mapping[str, Any]) -> Role | None:
        return next((role for role in self.roles if role.type == entry.get("type")), None)

    def _role_problems(self, path: Path, entry: Mapping[str, Any], role: Role | None) -> list[FieldProblem]:
        if role is None and self.roles:
            known = ", ".join(one.type for one in self.roles)
            return [problem((*path, "type"), f"is none of {known}")]
        kind = entry.get("type", "normal")
        if not self.roles and self.item.formula and kind not in ("normal", "customized"):
            return [problem((*path, "type"), f"{shown(kind)} is neither normal nor customized")]
        return []

    @staticmethod
    def _item_of(role: Role) -> Item:
        return replace(role.item, fixed=(("type", role.type), *role.item.fixed))

    def _adding(self, scope: Scope, index: int) -> Change | None:
        """Another entry, or the first role that has none."""
        if not self.roles:
            entries = items_at(scope.body, PATH)
            return None if self.most and len(entries) >= self.most else _making(scope, self.item, index)
        types = [_type(entry) for entry in items_at(scope.body, PATH)]
        free = next((role for role in self.roles if role.type not in types), None)
        return None if free is None else _making(scope, self._item_of(free), len(types))


def _type(entry: Any) -> str:
    found = entry.get("type") if isinstance(entry, Mapping) else ""
    return found if isinstance(found, str) else ""


def _editing(scope: Scope, item: Item, path: Path, entry: Mapping[str, Any]) -> Change:
    def finish(answers: Answers) -> tuple[Any, Path]:
        return put(scope.body, path, item.written(scope, entry, answers)), path

    return Change(finish, item.steps(scope, entry))


def _making(scope: Scope, item: Item, index: int) -> Change:
    def finish(answers: Answers) -> tuple[Any, Path]:
        place: Path = (*PATH, index)
        return insert(scope.body, place, item.written(scope, {}, answers)), place

    return Change(finish, item.steps(scope, {}))


NO_LINK = ""


@dataclass(frozen=True, slots=True)
class LinkPart:
    """Interval: both events are looked at together only where a property has the same value."""

    def rows(self, scope: Scope) -> Iterator[Row]:
        places = [(*PATH, n, "relationProp") for n in range(len(items_at(scope.body, PATH)))]
        present = [_linked(at(scope.body, place)) for place in places]
        names = list(dict.fromkeys(filter(None, present)))
        words = _joined(names) if names else tr("not linked")
        changes = {Action.EDIT: self._change(scope, places, names)} if len(places) == 2 else {}
        yield Row(
            (*PATH, "relationProp"),
            LineKind.FIELD,
            tr("Linked by"),
            words,
            tr("the same value in both") if names else "",
            1,
            changes,
            help=tr("Only events with the same value of a property make an interval."),
            is_unset=not names,
        )

    def _change(self, scope: Scope, places: list[Path], names: list[str]) -> Change:
        present = names[0] if len(names) == 1 else NO_LINK

        def ask(answers: Answers) -> Question:
            offers = (Offer(NO_LINK, tr("not linked")), *property_offers(scope.context, tables=("event",)))
            help_text = tr("A property that both events have, such as the number of an order.")
            return Question("link", tr("Linked by"), help_text, offers, present, is_free=True)

        def finish(answers: Answers) -> tuple[Any, Path]:
            return _written_link(scope.body, places, answers["link"], present), (*PATH, "relationProp")

        return Change(finish, (ask,))


def _joined(names: list[str]) -> str:
    return (
        tr("{first} and {second}", first=names[0], second=names[1]) if len(names) == 2 else ", ".join(names)
    )


def _linked(relation: Any) -> str:
    found = relation.get("property") if isinstance(relation, Mapping) else None
    name = found.get("columnName") if isinstance(found, Mapping) else found
    return name if isinstance(name, str) else ""


def _written_link(body: Any, places: list[Path], name: str, present: str) -> Any:
    if name == present:
        return body
    for place in places:
        if name == NO_LINK:
            body = drop(body, place)
            continue
        relation = at(body, place)
        made = dict(relation) if isinstance(relation, Mapping) else {}
        made["property"] = {"columnName": name, "tableType": "event"}
        # The test stands on the second event, as the manual has it.
        if at(body, (*place[:-1], "type")) == "second":
            made.setdefault("relationPropNumberOperator", "r_eq")
            made.setdefault("relationOperatorValue", 0)
        body = put(body, place, made)
    return body
