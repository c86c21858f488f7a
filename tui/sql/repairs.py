"""Repairs: small edits of the text, taken together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.core.sql_assist import Period, SqlFix
from tui.sql.words import Kind, Word, code, literal

LIMIT = 1000
"""Rows that the offered LIMIT asks for."""


class Edit(NamedTuple):
    """The characters `start` to `end` become `text`."""

    start: int
    end: int
    text: str


def fix(label: str, sql: str, edits: Iterable[Edit]) -> SqlFix:
    """A repair made of edits that do not touch each other."""
    parts, at = [], 0
    for edit in sorted(edits):
        parts += [sql[at : edit.start], edit.text]
        at = edit.end
    return SqlFix(label, "".join(parts) + sql[at:])


def limit_fix(sql: str, statement: Sequence[Word]) -> SqlFix:
    """LIMIT after the last word, before a comment that may follow it."""
    found = code(statement)
    end = found[-1].end
    gap = "\n" if "\n" in sql[found[0].start : end] else " "
    return fix(f"Add LIMIT {LIMIT}", sql, [Edit(end, end, f"{gap}LIMIT {LIMIT}")])


def range_text(column: str, period: Period) -> str:
    """A condition on the days of a period."""
    first, last = period
    return f"{column} BETWEEN {literal(first)} AND {literal(last)}"


_AFTER_WHERE = frozenset(
    {
        "group",
        "having",
        "order",
        "limit",
        "offset",
        "fetch",
        "window",
        "union",
        "intersect",
        "except",
    }
)
_AFTER_ON = _AFTER_WHERE | {"where", "join", "left", "right", "full", "inner", "cross", "natural"}


def condition_edits(
    statement: Sequence[Word], table_at: int, condition: str, *, clause: str
) -> list[Edit] | None:
    """Edits that put a condition into the WHERE, or the ON, that goes with the table at a place.

    An existing condition is kept whole: in brackets when it holds an OR. None when the place is not found.
    """
    found = code(statement)
    index = next((i for i, word in enumerate(found) if word.start == table_at), None)
    if index is None:
        return None
    stops = _AFTER_WHERE if clause == "where" else _AFTER_ON
    opened, end = _walk(found, index + 1, stops | {clause})
    if opened < len(found) and found[opened].lower == clause and end is None:
        close, _ = _walk(found, opened + 1, stops)
        last = found[close - 1].end
        inner = found[opened + 1 : close]
        if not inner:
            return [Edit(found[opened].end, found[opened].end, f" {condition}")]
        first = inner[0].start
        if any(word.lower == "or" for word in _outer(inner)):
            return [Edit(first, first, f"{condition} AND ("), Edit(last, last, ")")]
        return [Edit(first, first, f"{condition} AND ")]
    if clause != "where":
        return None
    last = found[opened - 1].end
    return [Edit(last, last, f" WHERE {condition}")]


def _walk(found: Sequence[Word], index: int, stops: frozenset[str]) -> tuple[int, int | None]:
    """The first word from `index` on that is one of `stops` outside of brackets; or the bracket that
    ends the query, and its place; or the end."""
    depth = 0
    while index < len(found):
        word = found[index]
        if word.kind is Kind.SIGN:
            depth += (word.text in ("(", "[")) - (word.text in (")", "]"))
            if depth < 0:
                return index, word.start
        elif depth == 0 and word.lower in stops and found[index - 1].text != ".":
            return index, None
        index += 1
    return index, None


def _outer(found: Sequence[Word]) -> list[Word]:
    """The words that stand in no brackets."""
    kept, depth = [], 0
    for word in found:
        if word.kind is Kind.SIGN:
            depth += (word.text in ("(", "[")) - (word.text in (")", "]"))
        if depth == 0:
            kept.append(word)
    return kept
