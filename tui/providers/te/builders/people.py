"""Whose events or properties: filters of the whole query, and named groups of users."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.building import Action, Answers, LineKind, Question
from tui.core.wording import tr, tr_later
from tui.providers.te.builders.filters import Holder, filter_words
from tui.providers.te.builders.paths import Path, at, insert, items_at, put
from tui.providers.te.builders.properties import event_question
from tui.providers.te.builders.rows import Change, Row, Scope, list_changes, problem
from tui.providers.te.builders.words import counted, shown

CROWDS: Path = ("eventView", "userCrowds")


@dataclass(frozen=True, slots=True)
class FilterPart:
    """A section of filters."""

    title: str
    holder: Holder
    help: str = tr_later("Only what passes these filters is counted.")

    def rows(self, scope: Scope) -> Iterator[Row]:
        count = self.holder.count(scope.body)
        words = filter_words(count)
        if count > 1:
            is_any = self.holder.relation(scope.body) == "or"
            words += tr(", any of them") if is_any else tr(", all of them")
        adding = self.holder.adding(scope)
        changes = {Action.ADD: adding, Action.FILTER: adding}
        if count > 1:
            changes[Action.FLIP] = self.holder.flipping(scope.body, self.holder.path)
        yield Row(
            self.holder.path, LineKind.SECTION, tr(self.title), words, changes=changes, help=tr(self.help)
        )
        yield from self.holder.rows(scope, 1)


@dataclass(frozen=True, slots=True)
class CrowdsPart:
    """Named groups of users that are compared."""

    def rows(self, scope: Scope) -> Iterator[Row]:
        crowds = items_at(scope.body, CROWDS)
        yield Row(
            CROWDS,
            LineKind.SECTION,
            tr("User groups"),
            counted(len(crowds), "group") if crowds else tr("everybody"),
            changes={Action.ADD: self._naming(scope, {}, len(crowds), new=True)},
            help=tr("Named groups to compare, each with filters of its own."),
        )
        for index, crowd in enumerate(crowds):
            path: Path = (*CROWDS, index)
            changes = list_changes(scope.body, path)
            changes[Action.ADD] = self._naming(scope, {}, index + 1, new=True)
            if not isinstance(crowd, Mapping):
                yield Row(path, LineKind.NOTE, "", shown(crowd), tr("edit it as JSON"), 1, changes)
                continue
            holder = Holder(path, tables=("user", "cluster"))
            changes[Action.EDIT] = self._naming(scope, crowd, index, new=False)
            changes[Action.FILTER] = holder.adding(scope)
            name = crowd.get("crowdName")
            yield Row(
                path,
                LineKind.ITEM,
                f"{index + 1}",
                name if isinstance(name, str) and name else tr("(no name)"),
                "" if holder.count(scope.body) else tr("no filters: everybody"),
                1,
                changes,
                help=tr("enter names the group, f filters it."),
            )
            yield from holder.rows(scope, 2)

    def _naming(self, scope: Scope, crowd: Mapping[str, Any], index: int, *, new: bool) -> Change:
        place: Path = (*CROWDS, index)
        present = str(crowd.get("crowdName") or "")

        def ask(answers: Answers) -> Question:
            complain = "needs a name"
            return Question(
                "name",
                tr("Name of the group"),
                "",
                (),
                present,
                is_free=True,
                complaint=lambda text: "" if text.strip() else complain,
                placeholder="payers",
            )

        def finish(answers: Answers) -> tuple[Any, Path]:
            name = answers["name"]
            if new:
                made = {"crowdName": name, "relation": "and", "filts": []}
                return insert(scope.body, place, made), place
            return (scope.body if name == present else put(scope.body, (*place, "crowdName"), name)), place

        return Change(finish, (ask,))


NAMES: Path = ("events", "event_names")
ANCHOR: Path = ("events", "source_event", "event_name")


@dataclass(frozen=True, slots=True)
class PathEventsPart:
    """The events that take part in a path, and the one where paths begin or end."""

    def rows(self, scope: Scope) -> Iterator[Row]:
        yield from self._anchor(scope)
        names = items_at(scope.body, NAMES)
        yield Row(
            NAMES,
            LineKind.SECTION,
            tr("Events"),
            counted(len(names), "event") if names else tr("none yet: a adds one"),
            changes={Action.ADD: self._naming(scope, "", len(names), new=True)},
            help=tr("The events that take part; others are passed over."),
            problems=[] if names else [problem(NAMES, "needs one event at least")],
        )
        for index, name in enumerate(names):
            path: Path = (*NAMES, index)
            changes = list_changes(scope.body, path)
            changes[Action.ADD] = self._naming(scope, "", index + 1, new=True)
            if isinstance(name, str):
                changes[Action.EDIT] = self._naming(scope, name, index, new=False)
            shown_as = tr("any event") if name == "anyEvent" else shown(name)
            yield Row(path, LineKind.ITEM, str(index + 1), shown_as, "", 1, changes)

    def _anchor(self, scope: Scope) -> Iterator[Row]:
        found = at(scope.body, ANCHOR)
        present = found if isinstance(found, str) else ""
        holder = Holder(("events", "source_event", "filter"), compound=True)

        def finish(answers: Answers) -> tuple[Any, Path]:
            same = answers["event"] == present
            return (scope.body if same else put(scope.body, ANCHOR, answers["event"])), ANCHOR

        asking = Change(finish, (lambda answers: event_question(scope.context, present, title=tr("Anchor")),))
        yield Row(
            ("events", "source_event"), LineKind.SECTION, tr("Anchor"), help=tr("Where paths begin or end.")
        )
        yield Row(
            ANCHOR,
            LineKind.ITEM,
            tr("Event"),
            tr("any event") if present == "anyEvent" else present or tr("not chosen yet"),
            "",
            1,
            {Action.EDIT: asking, Action.FILTER: holder.adding(scope)},
            help=tr("The event where paths begin or end; f filters it."),
            problems=[] if present else [problem(ANCHOR, "is required")],
            is_unset=not present,
        )
        yield from holder.rows(scope, 2)

    def _naming(self, scope: Scope, present: str, index: int, *, new: bool) -> Change:
        place: Path = (*NAMES, index)

        def finish(answers: Answers) -> tuple[Any, Path]:
            name = answers["event"]
            return (insert(scope.body, place, name) if new else put(scope.body, place, name)), place

        return Change(finish, (lambda answers: event_question(scope.context, present),))
