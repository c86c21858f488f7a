"""What a project's schema holds, as entries of the tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from tui.core.display import human_count
from tui.core.schema import Owner, SchemaEvent, SchemaProperty, quoted_name, quoted_text
from tui.core.wording import tr, tr_later
from tui.ui.widgets.tree.tree_nodes import TreeEntry

FOUND_SHOWN = 500
"""Names of one kind that a filter lists."""

PROPERTY_WORDS = {
    (Owner.EVENT, False): tr_later("event property"),
    (Owner.USER, False): tr_later("user property"),
    (Owner.EVENT, True): tr_later("virtual event property"),
    (Owner.USER, True): tr_later("virtual user property"),
}
"""By owner, and whether it is virtual."""


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


def cut(hits: list[TreeEntry]) -> list[TreeEntry]:
    if len(hits) <= FOUND_SHOWN:
        return hits
    rest = tr("… {count} more; type more of the name", count=human_count(len(hits) - FOUND_SHOWN))
    return [*hits[:FOUND_SHOWN], TreeEntry("rest", rest, faint=True)]


def kind_entry(
    key: str, title: str, made: list[TreeEntry], *, count: int = 0, is_open: bool = False
) -> TreeEntry:
    tail = human_count(count or len(made))
    words = (title, tr("{count}. Enter opens or closes; / finds a name.", count=tail))
    return TreeEntry(key, title, tail=tail, words=words, children=lambda: made, is_open=is_open, strong=True)


def _inserts(sql: str) -> str:
    return tr("Enter inserts {sql}", sql=sql)


def named_entry(name: str, title: str, sql: str, what: str) -> TreeEntry:
    shown = title if title != name else ""
    words = (name, *([shown] if shown else []), what, _inserts(sql))
    return TreeEntry(name, name, tail=shown, words=words, data=Name(name, sql))


def property_entry(one: SchemaProperty) -> TreeEntry:
    sql = quoted_name(one.name)
    title = f"  {one.title}" if one.title and one.title != one.name else ""
    what = tr(PROPERTY_WORDS[one.owner, one.virtual])
    what += f", {one.type}" if one.type else ""
    words = (one.name, *([one.title] if title else []), what, _inserts(sql))
    tail = f"{one.type}{title}" if one.type else title.strip()
    return TreeEntry(
        f"{one.owner.value} {one.name}", one.name, tail=tail, words=words, data=Name(one.name, sql)
    )


def event_entry(event: SchemaEvent) -> TreeEntry:
    title = event.title if event.title != event.name else ""
    sql = quoted_text(event.name)
    what = tr("virtual event") if event.virtual else tr("event")
    inserts = tr("Enter inserts {sql}; → shows its properties", sql=sql)
    words = (event.name, *([title] if title else []), what, inserts)
    return TreeEntry(
        " ".join(("event", event.name)),
        event.name,
        tail=title,
        words=words,
        children=partial(_of_event, event),
        data=Name(event.name, sql),
    )


def _of_event(event: SchemaEvent) -> list[TreeEntry]:
    if event.properties:
        return [column_entry(name) for name in event.properties]
    words = (
        event.name,
        tr("Which properties come with it has not been asked."),
        tr("Enter asks, with 1 call."),
    )
    label = tr("Enter asks what it has")
    return [TreeEntry("ask", label, faint=True, words=words, data=Ask(Task.EVENT, event.name))]


def table_entry(name: str, columns: Sequence[str]) -> TreeEntry:
    count = len(columns)
    what = tr("table, 1 column") if count == 1 else tr("table, {count} columns", count=count)
    return TreeEntry(
        name,
        name,
        tail=str(count),
        words=(name, what, tr("Enter inserts {name}; → shows its columns", name=name)),
        children=lambda: [column_entry(column) for column in columns],
        data=Name(name, name),
    )


def column_entry(name: str) -> TreeEntry:
    sql = quoted_name(name)
    return TreeEntry(name, name, words=(name, tr("column"), _inserts(sql)), data=Name(name, sql))


def project_entry(number: str, title: str, browsed: str) -> TreeEntry:
    here = number == browsed
    state = tr("It is shown now.") if here else tr("Enter shows its schema.")
    words = (title or number, tr("project {number}", number=number), state)
    return TreeEntry(
        number, number, mark="●" if here else "○", tail=title, words=words, data=Ask(Task.PROJECT, number)
    )
