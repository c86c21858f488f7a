"""Completion: what can stand at the cursor, quoted as Trino wants it, in text of any state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tui.core.schema import Schema
from tui.core.sql_assist import Completion, CompletionKind, SqlFacts
from tui.sql.offers import Offer, chosen
from tui.sql.scope import Scope, Source, Tables, scope_at
from tui.sql.vocabulary import AFTER, BEFORE, CASE_WORDS, START, functions
from tui.sql.words import Kind, Word, code, is_operand, literal, quoted, words

_COMPARES = frozenset({"=", "<>", "!="})


def complete(sql: str, offset: int, schema: Schema | None, facts: SqlFacts) -> list[Completion]:
    """Proposals at a character, best first."""
    offset = max(0, min(offset, len(sql)))
    before = words(sql, 0, offset)
    last = before[-1] if before else None
    if last is not None and last.end == offset:
        if last.kind is Kind.COMMENT and (last.text.startswith("--") or not last.is_closed):
            return []
        if last.kind in (Kind.NUMBER, Kind.VARIABLE, Kind.TEMPLATE):
            return []
        if last.kind in (Kind.STRING, Kind.QUOTED, Kind.BACKTICK) and last.is_closed:
            return []
        if last.kind is Kind.SIGN and last.text in ("#", "$", "@"):
            last = last._replace(kind=Kind.BARE)
            before[-1] = last
    is_begun = last is not None and last.end == offset and (last.is_name or last.kind is Kind.STRING)
    partial = last if is_begun else None
    left = code(before[:-1] if is_begun else before)
    for index in range(len(left) - 1, -1, -1):
        if left[index].text == ";" and left[index].kind is Kind.SIGN:
            left = left[index + 1 :]
            break
    place = _Place(sql, offset, left, partial, schema, facts)
    return chosen(place.offers(), sql, offset, partial)


@dataclass
class _Place:
    """One place in a text, and what is known about it."""

    sql: str
    offset: int
    left: Sequence[Word]
    partial: Word | None
    schema: Schema | None
    facts: SqlFacts

    @property
    def before(self) -> Word | None:
        return self.left[-1] if self.left else None

    @cached_property
    def scope(self) -> Scope:
        """Read from the words before the place and those after it, to the end of the statement."""
        after = self.offset
        while after < len(self.sql) and (self.sql[after].isalnum() or self.sql[after] in "_#$@"):
            after += 1
        if (
            self.partial is not None
            and self.partial.kind is Kind.QUOTED
            and self.sql[after : after + 1] == '"'
        ):
            after += 1
        right = []
        for word in code(words(self.sql, after)):
            if word.text == ";" and word.kind is Kind.SIGN:
                break
            right.append(word)
        return scope_at([*self.left, *right], len(self.left), Tables.of(self.schema, self.facts))

    def offers(self) -> Iterator[Offer]:
        """Everything that can stand here, the likeliest kinds first."""
        before = self.before
        is_text = self.partial is not None and self.partial.kind is Kind.STRING
        if self._is_event_value():
            yield from self._events()
            if is_text:
                return
        if is_text:
            return
        yield from self._next(before)

    def _next(self, before: Word | None) -> Iterator[Offer]:
        """By the word before the place."""
        if before is None or self._begins_query():
            yield from _keywords(START)
        elif before.text == ".":
            yield from self._members()
        elif before.lower in ("group", "order", "partition"):
            yield from _keywords(("BY",))
        elif before.lower == "as" and self.scope.clause == "with":
            yield from _keywords(("(SELECT",))
        elif before.lower in ("as", "limit", "offset"):
            return
        elif self._wants_table():
            yield from self._tables()
        elif is_operand(before) and before.lower != "end":
            yield from self._following()
        else:
            yield from self._values()

    def _begins_query(self) -> bool:
        """Whether the place is after a bracket in which only a query can stand."""
        if self.left[-1].text != "(":
            return self.left[-1].lower in ("union", "intersect", "except", "all") and self._is_set()
        opener = self.left[-2].lower if len(self.left) > 1 else "from"
        return opener in ("from", "join", "as", "exists")

    def _is_set(self) -> bool:
        last = self.left[-1].lower
        return last != "all" or (
            len(self.left) > 1 and self.left[-2].lower in ("union", "intersect", "except")
        )

    # -- tables ----------------------------------------------------------------------------------

    def _wants_table(self) -> bool:
        before = self.before
        if before is None:
            return False
        if before.lower in ("from", "join"):
            return True
        return before.text == "," and self.scope.clause == "from" and not self._is_in_brackets()

    def _is_in_brackets(self) -> bool:
        depth = 0
        for word in reversed(self.left):
            if word.kind is Kind.SIGN:
                depth += (word.text == ")") - (word.text == "(")
            if depth < 0:
                return True
            if depth == 0 and word.lower == "from":
                return False
        return False

    def _tables(self, prefix: str = "") -> Iterator[Offer]:
        if not prefix:
            for source in self.scope.with_queries.values():
                yield Offer(source.name, quoted(source.name), CompletionKind.TABLE, "WITH", rank=0)
        for table in self.schema.tables if self.schema is not None else ():
            parts = table.name.split(".")
            if prefix and (len(parts) < 2 or parts[-2].lower() != prefix):
                continue
            shown = parts[-1:] if prefix else parts
            detail = f"{table.owner.value} table" if table.owner is not None else "table"
            yield Offer(".".join(shown), ".".join(map(quoted, shown)), CompletionKind.TABLE, detail, rank=1)
        if not prefix:
            yield Offer("UNNEST(", "UNNEST(", CompletionKind.KEYWORD, "an array as rows", rank=3)
            yield Offer("(SELECT", "(SELECT ", CompletionKind.KEYWORD, "a query", rank=3)

    def _members(self) -> Iterator[Offer]:
        """What follows `name.`: columns of a source, or tables of a schema."""
        name = self.left[-2].name.lower() if len(self.left) > 1 and self.left[-2].is_name else ""
        for source in (*self.scope.sources, *self.scope.outer):
            if name and source.name.lower() == name and source.columns:
                yield from self._columns([source])
                return
        if name and (self.scope.clause == "from"):
            yield from self._tables(name)

    # -- values ----------------------------------------------------------------------------------

    def _values(self) -> Iterator[Offer]:
        """What a value can begin with: columns, sources, functions, words."""
        scope, before = self.scope, self.before
        if before is not None and before.text == "(":
            yield from _keywords(("SELECT",), rank=5)
        yield from self._columns(scope.sources)
        for source in scope.outer:
            yield from self._columns([source], qualify=True, rank=3)
        if scope.clause == "order by":
            yield from self._own_results()
        for source in scope.sources:
            yield Offer(
                f"{source.name}.", f"{quoted(source.name)}.", CompletionKind.TABLE, source.table, rank=2
            )
        for number, function in enumerate(functions()):
            text = function.name
            if function.takes:
                text += "()" if "()" in function.call else "("
            detail = f"{function.call} · {function.about}"
            yield Offer(function.name, text, CompletionKind.FUNCTION, detail, rank=4, order=number)
        clause = {"on": "where", "having": "where"}.get(scope.clause, scope.clause)
        yield from _keywords(BEFORE.get(clause, ()), rank=5)

    def _own_results(self) -> Iterator[Offer]:
        pairs = zip(self.left, self.left[1:], strict=False)
        for name in dict.fromkeys(b.name for a, b in pairs if a.lower == "as" and b.is_name):
            yield Offer(name, quoted(name), CompletionKind.COLUMN, "result", rank=0)

    def _columns(self, sources: Sequence[Source], *, qualify: bool = False, rank: int = 1) -> Iterator[Offer]:
        held: dict[str, int] = {}
        for source in sources:
            for column in source.columns:
                held[column.lower()] = held.get(column.lower(), 0) + 1
        about = {prop.name: prop for prop in (self.schema.properties if self.schema is not None else ())}
        order = 0
        for source in sources:
            for column in source.columns:
                order += 1
                prop = about.get(column)
                parts = [prop.type, prop.title] if prop is not None else []
                if len(sources) > 1 or qualify:
                    parts.append(source.name)
                detail = " · ".join(part for part in parts if part and part != column)
                name = quoted(column)
                label = column
                if qualify or held[column.lower()] > 1:
                    # Two sources have it: without its source it would be ambiguous.
                    name, label = f"{quoted(source.name)}.{name}", f"{source.name}.{column}"
                yield Offer(label, name, CompletionKind.COLUMN, detail, rank, order, key=column)

    # -- events ----------------------------------------------------------------------------------

    def _is_event_value(self) -> bool:
        """Whether the place is after `"#event_name" =`, or in the list of its IN."""
        index = len(self.left) - 1
        if index < 1:
            return False
        if self.left[index].text not in _COMPARES:
            while index > 0 and (self.left[index].kind is Kind.STRING or self.left[index].text == ","):
                index -= 1
            if self.left[index].text != "(" or self.left[index - 1].lower != "in":
                return False
            index -= 1
            if self.left[index - 1].lower == "not":
                index -= 1
        left = self.left[index - 1]
        return index > 0 and left.is_name and left.name.lower() in self.facts.event_names

    def _events(self) -> Iterator[Offer]:
        for number, event in enumerate(self.schema.events if self.schema is not None else ()):
            detail = event.title if event.title != event.name else ""
            text = literal(event.name)
            yield Offer(event.name, text, CompletionKind.VALUE, detail, rank=0, order=number)

    # -- words -----------------------------------------------------------------------------------

    def _following(self) -> Iterator[Offer]:
        """What can follow a value."""
        clause = self.scope.clause
        if any(word.lower == "case" for word in self.left):
            yield from _keywords(CASE_WORDS, rank=5)
        yield from _keywords(AFTER.get(clause, ()), rank=5)


def _keywords(found: Sequence[str], rank: int = 5) -> Iterator[Offer]:
    for number, word in enumerate(found):
        blank = "" if word.endswith(("(", "[")) or word in ("NULL", "TRUE", "FALSE", "END") else " "
        yield Offer(word, word + blank, CompletionKind.KEYWORD, "", rank=rank, order=number)
