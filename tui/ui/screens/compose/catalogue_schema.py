"""A project's schema as a branch of the tree, and what it means to take a name from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Protocol

from tui.core.display import human_count
from tui.core.schema import Owner, Schema, SchemaEvent, SchemaProperty, quoted_name, quoted_text
from tui.ui.widgets.tree.tree_nodes import TreeEntry
from tui.workbench.composing.schemas import SchemaProgress, fetched_ago

FOUND_SHOWN = 500
"""Names of one kind that a filter lists."""

SCHEMA = "schema"


class Task(StrEnum):
    """What a line stands for that is no name."""

    FETCH = "fetch"
    EVENT = "event"
    PROJECT = "project"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the schema, and how SQL writes it."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that Enter asks for. `name` is the event or the project."""

    task: Task
    name: str = ""


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
        title = f"Schema · {state.project}" if state.project else "Schema"
        return TreeEntry(
            SCHEMA, title, tail=self._tail(), words=self._words(), children=self._children, strong=True
        )

    def _tail(self) -> str:
        state = self.state
        if state.progress is not None:
            return f"{state.progress.done}/{state.progress.calls} …"
        return fetched_ago(self._age(state.schema)) if state.schema is not None else "not fetched"

    def _words(self) -> tuple[str, ...]:
        state = self.state
        title = f"Schema of project {state.project}" if state.project else "Schema"
        if state.progress is not None:
            how = f", {state.progress.phase}" if state.progress.phase else ""
            return title, f"Fetching: {state.progress.title or 'reading'}{how}. Escape cancels."
        if state.schema is None:
            return title, state.problem or "Not fetched yet.", self._how_to_fetch()
        ago = f"Fetched {fetched_ago(self._age(state.schema))}."
        lines = [title, f"{ago} {state.problem}".strip(), self._how_to_fetch()]
        if state.schema.problems:
            count = len(state.schema.problems)
            lines.append(f"▲ {count} thing{'' if count == 1 else 's'} could not be read; see Not read.")
        return tuple(lines)

    def _how_to_fetch(self) -> str:
        calls = self.state.calls
        cost = f", with {calls} call{'' if calls == 1 else 's'}" if calls else ""
        return f"r fetches it{cost}. Enter on a name puts it into the SQL."

    def _children(self) -> Sequence[TreeEntry]:
        state = self.state
        if state.schema is None:
            words = self._words()
            if state.progress is not None:
                how = state.progress.phase or "fetching"
                return [TreeEntry("fetching", f"{how} … escape cancels", faint=True, words=words)]
            label = "Enter fetches it" + (f" ({state.calls} calls)" if state.calls else "")
            return [TreeEntry("fetch", label, faint=True, words=words, data=Ask(Task.FETCH))]
        self._make(state.schema)
        return self._kinds

    # -- entries of one schema ---------------------------------------------------------------------------

    def _make(self, schema: Schema) -> None:
        if schema is self._made_of:
            return
        self._made_of = schema
        own = [one for one in schema.properties if not one.virtual]
        virtual = [_property(one) for one in schema.properties if one.virtual]
        events: dict[bool, list[TreeEntry]] = {True: [], False: []}
        for event in schema.events:
            events[event.virtual].append(_event(event))
        kinds = [
            ("events", "Events", events[False]),
            ("event properties", "Event properties", [_property(o) for o in own if o.owner is Owner.EVENT]),
            ("user properties", "User properties", [_property(o) for o in own if o.owner is Owner.USER]),
            ("virtual", "Virtual", [*events[True], *virtual]),
            (
                "cohorts",
                "Cohorts and tags",
                [
                    _named(one.name, one.title, quoted_text(one.name), "cohort or tag")
                    for one in schema.cohorts
                ],
            ),
            ("tables", "Tables", [_table(one.name, one.columns) for one in schema.tables]),
        ]
        self._kinds = [_kind(key, title, made) for key, title, made in kinds if made]
        self._haystack = [
            (kind, [(f"{one.label} {one.tail}".casefold(), one) for one in made])
            for kind, made in zip(self._kinds, [made for _, _, made in kinds if made], strict=True)
        ]
        if schema.projects:
            listed = [_project(one.id, one.title, self.state.project) for one in schema.projects]
            self._kinds.append(_kind("projects", "Projects", listed))
        if schema.problems:
            listed = [
                TreeEntry(str(number), problem, mark="▲", words=("Not read", problem), data=Ask(Task.WORDS))
                for number, problem in enumerate(schema.problems)
            ]
            self._kinds.append(_kind("problems", "Not read", listed))

    def _found(self, wanted: Sequence[str]) -> list[TreeEntry]:
        if self.state.schema is None:
            return []
        self._make(self.state.schema)
        found = []
        for kind, names in self._haystack:
            hits = [one for hay, one in names if all(word in hay for word in wanted)]
            if hits:
                found.append(
                    _kind(f"found {kind.key}", kind.label, _cut(hits), count=len(hits), is_open=True)
                )
        return found


def _cut(hits: list[TreeEntry]) -> list[TreeEntry]:
    if len(hits) <= FOUND_SHOWN:
        return hits
    rest = f"… {human_count(len(hits) - FOUND_SHOWN)} more; type more of the name"
    return [*hits[:FOUND_SHOWN], TreeEntry("rest", rest, faint=True)]


def _kind(key: str, title: str, made: list[TreeEntry], *, count: int = 0, is_open: bool = False) -> TreeEntry:
    words = (title, f"{human_count(count or len(made))}. Enter opens or closes; / finds a name.")
    tail = human_count(count or len(made))
    return TreeEntry(key, title, tail=tail, words=words, children=lambda: made, is_open=is_open, strong=True)


def _named(name: str, title: str, sql: str, what: str) -> TreeEntry:
    shown = title if title != name else ""
    words = (name, *([shown] if shown else []), what, f"Enter inserts {sql}")
    return TreeEntry(name, name, tail=shown, words=words, data=Name(name, sql))


def _property(one: SchemaProperty) -> TreeEntry:
    sql = quoted_name(one.name)
    title = f"  {one.title}" if one.title and one.title != one.name else ""
    what = (
        f"{'virtual ' if one.virtual else ''}{one.owner.value} property{', ' + one.type if one.type else ''}"
    )
    words = (one.name, *([one.title] if title else []), what, f"Enter inserts {sql}")
    tail = f"{one.type}{title}" if one.type else title.strip()
    return TreeEntry(
        f"{one.owner.value} {one.name}", one.name, tail=tail, words=words, data=Name(one.name, sql)
    )


def _event(event: SchemaEvent) -> TreeEntry:
    title = event.title if event.title != event.name else ""
    sql = quoted_text(event.name)
    what = "virtual event" if event.virtual else "event"
    words = (event.name, *([title] if title else []), what, f"Enter inserts {sql}; → shows its properties")
    return TreeEntry(
        f"event {event.name}",
        event.name,
        tail=title,
        words=words,
        children=partial(_of_event, event),
        data=Name(event.name, sql),
    )


def _of_event(event: SchemaEvent) -> list[TreeEntry]:
    if event.properties:
        return [_column(name) for name in event.properties]
    words = (event.name, "Which properties come with it has not been asked.", "Enter asks, with 1 call.")
    return [
        TreeEntry("ask", "Enter asks what it has", faint=True, words=words, data=Ask(Task.EVENT, event.name))
    ]


def _table(name: str, columns: Sequence[str]) -> TreeEntry:
    count = f"{len(columns)} column{'' if len(columns) == 1 else 's'}"
    return TreeEntry(
        name,
        name,
        tail=str(len(columns)),
        words=(name, f"table, {count}", f"Enter inserts {name}; → shows its columns"),
        children=lambda: [_column(column) for column in columns],
        data=Name(name, name),
    )


def _column(name: str) -> TreeEntry:
    sql = quoted_name(name)
    return TreeEntry(name, name, words=(name, "column", f"Enter inserts {sql}"), data=Name(name, sql))


def _project(number: str, title: str, browsed: str) -> TreeEntry:
    here = number == browsed
    words = (title or number, f"project {number}", "It is shown now." if here else "Enter shows its schema.")
    return TreeEntry(
        number, number, mark="●" if here else "○", tail=title, words=words, data=Ask(Task.PROJECT, number)
    )
