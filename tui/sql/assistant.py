"""Plays `SqlAssistant`: the parser is imported at the first need of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui.core.schema import Schema
from tui.core.sql_assist import Completion, Period, SqlFacts, SqlNotice, SqlSize
from tui.sql.guards_text import asking, text_notices
from tui.sql.words import Word, place, statements, words

if TYPE_CHECKING:
    from tui.sql.parsing import Parsed

MAX_TEXT = 400_000
"""Characters beyond which a text gets no help; reading it would take seconds."""


class TrinoAssistant:
    """Help with the SQL of an API that speaks Trino."""

    def __init__(self, facts: SqlFacts | None = None) -> None:
        self._facts = facts or SqlFacts()

    def notices(
        self, sql: str, schema: Schema | None = None, period: Period | None = None
    ) -> Sequence[SqlNotice]:
        """Warnings in the order of their places; those about the whole text come last."""
        if len(sql) > MAX_TEXT:
            return ()
        found = words(sql)
        notices = [*text_notices(sql, found, self._facts, period)]
        parts = statements(found)
        for part in parts:
            notices += self._of_statement(sql, part, schema, period, told=bool(notices))
        return sorted(notices, key=lambda notice: (notice.line or len(sql) + 2, notice.column))

    def _of_statement(
        self, sql: str, part: Sequence[Word], schema: Schema | None, period: Period | None, *, told: bool
    ) -> Iterator[SqlNotice]:
        from tui.sql.guards_names import name_notices
        from tui.sql.guards_query import query_notices
        from tui.sql.parsing import parse

        if asking(sql, part) is not None:
            return
        parsed = parse(sql, part)
        if parsed.tree is None:
            yield _unparsed(sql, parsed, told=told)
        yield from name_notices(sql, part, parsed, self._facts, schema)
        yield from query_notices(sql, part, parsed, self._facts, period)

    def asks(self, sql: str) -> SqlNotice | None:
        """The notice that a person shall confirm first."""
        return asking(sql, words(sql))

    def size(self, sql: str) -> SqlSize:
        """How many rows the statement can bring; not told of one too long to read."""
        from tui.sql.sizing import size_of

        return size_of(sql) if len(sql) <= MAX_TEXT else SqlSize(known=False, why="too long to look into")

    def formatted(self, sql: str) -> str:
        """Raises InvalidInput for text that does not parse."""
        from tui.sql.layout import laid_out

        return laid_out(sql)

    def completions(self, sql: str, offset: int, schema: Schema | None = None) -> Sequence[Completion]:
        """Proposals at a character, best first, at most 50."""
        from tui.sql.completing import complete

        if len(sql) > MAX_TEXT:
            return ()
        return complete(sql, offset, schema, self._facts)

    def close(self) -> None:
        """Nothing is held."""


def _unparsed(sql: str, parsed: Parsed, *, told: bool) -> SqlNotice:
    why = "assay reads Trino's grammar with a parser of its own; the engine has the last word."
    if told:
        why = f"It may be a consequence of another notice. {why}"
    return SqlNotice("does-not-parse", f"Not understood: {parsed.problem}.", why, *place(sql, parsed.at))
