"""A project's schema as a branch of the tree, and what it means to take a name from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tui.core.schema import Owner, Schema, quoted_text
from tui.core.wording import told, tr
from tui.ui.screens.compose.catalogue_names import (
    Ask,
    Name,
    Task,
    cut,
    event_entry,
    kind_entry,
    named_entry,
    project_entry,
    property_entry,
    table_entry,
)
from tui.ui.widgets.tree.tree_nodes import TreeEntry
from tui.workbench.composing.schema_calls import SchemaProgress, fetched_ago

SCHEMA = "schema"


class SchemaActs(Protocol):
    """What the screen does for the schema."""

    def fetch_schema(self) -> None: ...
    def fetch_event(self, event: str) -> None: ...
    def browse_project(self, project: str) -> None: ...
    def insert_name(self, name: str, sql: str) -> None: ...
    def copy_text(self, text: str) -> None: ...


@dataclass(slots=True)
class SchemaState:
    """What the screen knows, and what is being fetched now."""

    offers: bool = False
    """Whether the API tells what it holds."""
    project: str = ""
    """The project that is browsed."""
    schema: Schema | None = None
    calls: int = 0
    """Calls that a fetch costs."""
    progress: SchemaProgress | None = None
    problem: str = ""
    """Why the last fetch gave nothing, or why a kept schema is not used."""


class SchemaBranch:
    """Plays `TreeBranch`. Entries of one schema are made once, when they are first opened or searched."""

    def __init__(self, acts: SchemaActs, age: Callable[[Schema], float]) -> None:
        self._acts = acts
        self._age = age
        self.state = SchemaState()
        self._made_of: Schema | None = None
        self._kinds: list[TreeEntry] = []
        self._haystack: list[tuple[TreeEntry, list[tuple[str, TreeEntry]]]] = []

    def entries(self, wanted: Sequence[str]) -> Sequence[TreeEntry]:
        if not self.state.offers:
            return []
        return self._found(wanted) if wanted else [self._root()]

    def act(self, entry: TreeEntry, key: str) -> bool:
        match key, entry.data:
            case "refresh", Name() | Ask():
                self._acts.fetch_schema()
            case "open", Name(name, sql):
                self._acts.insert_name(name, sql)
            case "copy", Name(name, _):
                self._acts.copy_text(name)
            case (("open" | "click"), Ask(Task.FETCH)):
                self._acts.fetch_schema()
            case (("open" | "click"), Ask(Task.EVENT, event)):
                self._acts.fetch_event(event)
            case (("open" | "click"), Ask(Task.PROJECT, project)):
                self._acts.browse_project(project)
            case "click", Name():
                # One click looks at a name, two take it.
                pass
            case _:
                return False
        return True

    # -- the branch itself -------------------------------------------------------------------------------

    def _root(self) -> TreeEntry:
        state = self.state
        title = f"{tr('Schema')} · {state.project}" if state.project else tr("Schema")
        return TreeEntry(
            SCHEMA, title, tail=self._tail(), words=self._words(), children=self._children, strong=True
        )

    def _tail(self) -> str:
        state = self.state
        if state.progress is not None:
            return f"{state.progress.done}/{state.progress.calls} …"
        return told(fetched_ago(self._age(state.schema))) if state.schema is not None else tr("not fetched")

    def _words(self) -> tuple[str, ...]:
        state = self.state
        title = tr("Schema of project {number}", number=state.project) if state.project else tr("Schema")
        if state.progress is not None:
            what = told(state.progress.title) or tr("reading")
            how = f", {told(state.progress.phase)}" if state.progress.phase else ""
            return title, tr("Fetching: {what}. Escape cancels.", what=what + how)
        if state.schema is None:
            return title, told(state.problem) or tr("Not fetched yet."), self._how_to_fetch()
        ago = tr("Fetched {ago}.", ago=told(fetched_ago(self._age(state.schema))))
        lines = [title, f"{ago} {told(state.problem)}".strip(), self._how_to_fetch()]
        if state.schema.problems:
            count = len(state.schema.problems)
            lines.append(
                tr("▲ 1 thing could not be read; see Not read.")
                if count == 1
                else tr("▲ {count} things could not be read; see Not read.", count=count)
            )
        return tuple(lines)

    def _how_to_fetch(self) -> str:
        calls = self.state.calls
        if not calls:
            return tr("r fetches it. Enter on a name puts it into the SQL.")
        if calls == 1:
            return tr("r fetches it, with 1 call. Enter on a name puts it into the SQL.")
        return tr("r fetches it, with {count} calls. Enter on a name puts it into the SQL.", count=calls)

    def _children(self) -> Sequence[TreeEntry]:
        state = self.state
        if state.schema is None:
            words = self._words()
            if state.progress is not None:
                label = tr("{what} … escape cancels", what=told(state.progress.phase) or tr("fetching"))
                return [TreeEntry("fetching", label, faint=True, words=words)]
            label = tr("Enter fetches it")
            if state.calls:
                label = tr("Enter fetches it ({count} calls)", count=state.calls)
            return [TreeEntry("fetch", label, faint=True, words=words, data=Ask(Task.FETCH))]
        self._make(state.schema)
        return self._kinds

    # -- entries of one schema ---------------------------------------------------------------------------

    def _make(self, schema: Schema) -> None:
        if schema is self._made_of:
            return
        self._made_of = schema
        own = [one for one in schema.properties if not one.virtual]
        virtual = [property_entry(one) for one in schema.properties if one.virtual]
        of = {owner: [property_entry(one) for one in own if one.owner is owner] for owner in Owner}
        events: dict[bool, list[TreeEntry]] = {True: [], False: []}
        for event in schema.events:
            events[event.virtual].append(event_entry(event))
        kinds = [
            ("events", tr("Events"), events[False]),
            (
                "event-properties",
                tr("Event properties"),
                of[Owner.EVENT],
            ),
            (
                "user-properties",
                tr("User properties"),
                of[Owner.USER],
            ),
            ("virtual", tr("Virtual"), [*events[True], *virtual]),
            (
                "cohorts",
                tr("Cohorts and tags"),
                [
                    named_entry(one.name, one.title, quoted_text(one.name), tr("cohort or tag"))
                    for one in schema.cohorts
                ],
            ),
            ("tables", tr("Tables"), [table_entry(one.name, one.columns) for one in schema.tables]),
        ]
        self._kinds = [kind_entry(key, title, made) for key, title, made in kinds if made]
        self._haystack = [
            (kind, [(f"{one.label} {one.tail}".casefold(), one) for one in made])
            for kind, made in zip(self._kinds, [made for _, _, made in kinds if made], strict=True)
        ]
        if schema.projects:
            listed = [project_entry(one.id, one.title, self.state.project) for one in schema.projects]
            self._kinds.append(kind_entry("projects", tr("Projects"), listed))
        if schema.problems:
            listed = [
                TreeEntry(str(n), words, mark="▲", words=(tr("Not read"), words), data=Ask(Task.WORDS))
                for n, words in enumerate(map(told, schema.problems))
            ]
            self._kinds.append(kind_entry("problems", tr("Not read"), listed))

    def _found(self, wanted: Sequence[str]) -> list[TreeEntry]:
        if self.state.schema is None:
            return []
        self._make(self.state.schema)
        found = []
        for kind, names in self._haystack:
            hits = [one for hay, one in names if all(word in hay for word in wanted)]
            if hits:
                found.append(
                    kind_entry(
                        " ".join(("found", kind.key)), kind.label, cut(hits), count=len(hits), is_open=True
                    )
                )
        return found
