"""What a place in a text can see: the query around it, its tables and their columns. By words alone, so
that it works while the text is being typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tui.core.schema import Schema
from tui.core.sql_assist import SqlFacts
from tui.sql.words import RESERVED, Kind, Word

_ENDS = frozenset({"where", "group", "having", "order", "limit", "offset", "fetch", "window"})
_SETS = frozenset({"union", "intersect", "except"})
_NO_ALIAS = RESERVED | _ENDS | {"tablesample", "lateral"}
_CLAUSES = frozenset({"with", "select", "from", "join", "on", "where", "group", "having", "order", "limit"})

MAX_LEVEL = 8
"""Queries within queries whose columns are read."""


class Source(NamedTuple):
    """Something that a query reads: its name in the query, and its columns as far as they are known."""

    name: str
    columns: tuple[str, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class Tables:
    """Columns of the tables that exist, by the last part of their names in lower case."""

    known: Mapping[str, tuple[str, ...]]
    facts: SqlFacts

    @classmethod
    def of(cls, schema: Schema | None, facts: SqlFacts) -> Tables:
        tables = schema.tables if schema is not None else ()
        return cls({table.name.rpartition(".")[2].lower(): table.columns for table in tables}, facts)

    def columns(self, name: str) -> tuple[str, ...]:
        found = self.known.get(name.lower())
        if found:
            return found
        if re.fullmatch(self.facts.event_table, name, re.IGNORECASE):
            return self.facts.event_columns
        if re.fullmatch(self.facts.user_table, name, re.IGNORECASE):
            return self.facts.user_columns
        return ()


@dataclass(slots=True)
class Scope:
    """The queries around a place, the innermost first, as slices of one statement's words."""

    clause: str = ""
    """The part of the innermost query that the place is in: `select`, `from`, `group by`, …"""
    sources: list[Source] = field(default_factory=list)
    outer: list[Source] = field(default_factory=list)
    """Those of the queries around the innermost one."""
    with_queries: dict[str, Source] = field(default_factory=dict)
    """Names that WITH gives, by their lower case."""


def scope_at(words: Sequence[Word], at: int, tables: Tables) -> Scope:
    """What can be seen between the words `at - 1` and `at`."""
    scope = Scope()
    frames = list(_frames(words, at))
    for start, stop in reversed(frames):
        for source in _with_sources(words[start:stop], tables, scope.with_queries):
            scope.with_queries[source.name.lower()] = source
    for number, (start, stop) in enumerate(frames):
        first, last = _segment(words, start, stop, at)
        found = list(sources(words[first:last], tables, scope.with_queries))
        if number == 0:
            scope.sources = found
            scope.clause = _clause(words[first:at])
        else:
            scope.outer += found
    return scope


def _frames(words: Sequence[Word], at: int) -> Iterator[tuple[int, int]]:
    """The queries that hold the place: brackets that begin one, innermost first, then all of it."""
    depth = 0
    for index in range(at - 1, -1, -1):
        word = words[index]
        if word.kind is not Kind.SIGN:
            continue
        depth += (word.text == ")") - (word.text == "(")
        if depth < 0:
            depth = 0
            following = words[index + 1].lower if index + 1 < len(words) else ""
            if following in ("select", "with") and index + 1 < max(at, index + 2):
                yield index + 1, closing(words, index)
    yield 0, len(words)


def closing(words: Sequence[Word], opening: int) -> int:
    """The bracket that closes the one at `opening`; the end where none does."""
    depth = 0
    for index in range(opening, len(words)):
        if words[index].kind is Kind.SIGN:
            depth += (words[index].text == "(") - (words[index].text == ")")
            if depth == 0:
                return index
    return len(words)


def _segment(words: Sequence[Word], start: int, stop: int, at: int) -> tuple[int, int]:
    """The part between two UNIONs that holds the place."""
    first, depth = start, 0
    for index in range(start, stop):
        word = words[index]
        if word.kind is Kind.SIGN:
            depth += (word.text == "(") - (word.text == ")")
        elif depth == 0 and word.lower in _SETS:
            if index >= at:
                return first, index
            first = index + 1
    return first, stop


def _clause(words: Sequence[Word]) -> str:
    """The part of the query that its words so far end in."""
    clause, depth = "", 0
    for index, word in enumerate(words):
        if word.kind is Kind.SIGN:
            depth += (word.text == "(") - (word.text == ")")
        elif depth == 0 and word.lower in _CLAUSES:
            clause = word.lower
            if clause == "with" and index:
                clause = "from"
    # Brackets that are still open belong to the part in which they were opened.
    if depth > 0:
        clause = _clause(_without_open(words))
    return {"join": "from", "group": "group by", "order": "order by"}.get(clause, clause)


def _without_open(words: Sequence[Word]) -> Sequence[Word]:
    depth = 0
    for index in range(len(words) - 1, -1, -1):
        if words[index].kind is Kind.SIGN:
            depth += (words[index].text == ")") - (words[index].text == "(")
            if depth < 0:
                return words[:index]
    return ()


# ---- what a query reads


def sources(
    words: Sequence[Word], tables: Tables, with_queries: Mapping[str, Source], level: int = 0
) -> Iterator[Source]:
    """The tables, sub-queries and lists after FROM and JOIN of one query."""
    index, is_list = 0, False
    while index < len(words):
        word = words[index]
        if word.text == "(":
            index = closing(words, index)
        elif word.lower in ("from", "join") or (is_list and word.text == ","):
            is_list = True
            source, index = _source(words, index + 1, tables, with_queries, level)
            if source is not None:
                yield source
            continue
        elif word.lower in _ENDS:
            is_list = False
        index += 1


def _source(
    words: Sequence[Word], index: int, tables: Tables, with_queries: Mapping[str, Source], level: int
) -> tuple[Source | None, int]:
    """One source and the word after it."""
    if index >= len(words):
        return None, index
    source = Source("")
    if words[index].text == "(":
        end = closing(words, index)
        if level < MAX_LEVEL:
            inner = words[index + 1 : end]
            source = Source("", output_columns(inner, tables, with_queries, level + 1))
        index = end + 1
    elif words[index].lower in ("unnest", "lateral"):
        index = closing(words, index + 1) + 1
        if index < len(words) and words[index].lower == "with":
            index += 2
    elif words[index].is_name and words[index].lower not in RESERVED:
        source, index = _named(words, index, tables, with_queries)
    else:
        return None, index
    source, index = _renamed(words, index, source)
    return (source if source.name else None), index


def _named(
    words: Sequence[Word], index: int, tables: Tables, with_queries: Mapping[str, Source]
) -> tuple[Source, int]:
    """A table by its name, which may have several parts."""
    first = index
    while index + 2 < len(words) and words[index + 1].text == "." and words[index + 2].is_name:
        index += 2
    name = words[index].name
    if index == first and name.lower() in with_queries:
        return Source(name, with_queries[name.lower()].columns), index + 1
    return Source(name, tables.columns(name), name), index + 1


def _renamed(words: Sequence[Word], index: int, source: Source) -> tuple[Source, int]:
    """The source under the name, and with the columns, that the query gives to it."""
    if index < len(words) and words[index].lower == "as":
        index += 1
    if index >= len(words) or not words[index].is_name or words[index].lower in _NO_ALIAS:
        return source, index
    source = source._replace(name=words[index].name)
    columns, index = _column_list(words, index + 1)
    return (source._replace(columns=columns) if columns else source), index


def _column_list(words: Sequence[Word], index: int) -> tuple[tuple[str, ...], int]:
    """The names in brackets at a place, and the word after them."""
    if index >= len(words) or words[index].text != "(":
        return (), index
    end = closing(words, index)
    return tuple(word.name for word in words[index + 1 : end] if word.is_name), end + 1


def _with_sources(words: Sequence[Word], tables: Tables, around: Mapping[str, Source]) -> Iterator[Source]:
    """What `WITH a AS (…), b AS (…)` names, each with the columns that its query gives."""
    if not words or words[0].lower != "with":
        return
    index = 2 if len(words) > 1 and words[1].lower == "recursive" else 1
    seen = dict(around)
    while index < len(words) and words[index].is_name:
        name = words[index].name
        columns, index = _column_list(words, index + 1)
        if index + 1 >= len(words) or words[index].lower != "as" or words[index + 1].text != "(":
            return
        end = closing(words, index + 1)
        source = Source(name, columns or output_columns(words[index + 2 : end], tables, seen, 1))
        seen[name.lower()] = source
        yield source
        index = end + 1
        if index >= len(words) or words[index].text != ",":
            return
        index += 1


def output_columns(
    words: Sequence[Word], tables: Tables, with_queries: Mapping[str, Source], level: int
) -> tuple[str, ...]:
    """The names of the columns that a query gives, as far as words tell them."""
    own = _with_sources(words, tables, with_queries)
    with_queries = {**with_queries, **{source.name.lower(): source for source in own}}
    found: list[str] = []
    for item in _items(words):
        if item[-1].text == "*":
            of = item[0].name.lower() if len(item) > 2 else ""
            for source in sources(words, tables, with_queries, level):
                if not of or source.name.lower() == of:
                    found += source.columns
        elif item[-1].is_name and item[-1].lower not in RESERVED:
            found.append(item[-1].name)
    return tuple(dict.fromkeys(found))


def _items(words: Sequence[Word]) -> list[list[Word]]:
    """What stands between the commas after the first SELECT."""
    items: list[list[Word]] = [[]]
    depth, is_list = 0, False
    for word in words:
        if word.kind is Kind.SIGN:
            depth += (word.text in ("(", "[")) - (word.text in (")", "]"))
        if depth == 0 and word.lower == "select":
            is_list = True
        elif not is_list or (word.lower in ("distinct", "all") and not items[-1]):
            continue
        elif depth == 0 and word.lower in ("from", *_SETS):
            break
        elif depth == 0 and word.text == ",":
            items.append([])
        else:
            items[-1].append(word)
    return [item for item in items if item]
