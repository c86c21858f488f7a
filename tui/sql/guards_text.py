"""Warnings that the words alone give away; they need no parser, and hold in unfinished text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tui.core.display import safe
from tui.core.sql_assist import Period, SqlFacts, SqlFix, SqlNotice
from tui.sql.repairs import Edit, fix, range_text
from tui.sql.words import Kind, Word, code, is_operand, place, quoted, statements

_WRITE_WORDS = """
    alter analyze call comment commit create deallocate delete deny drop execute grant insert merge prepare
    refresh rename reset revoke rollback set start truncate update use
"""
_WRITES = frozenset(_WRITE_WORDS.split())
_PART_DATE = re.compile(r"\$\{\s*partdate\s*:", re.IGNORECASE)


def text_notices(
    sql: str, found: Sequence[Word], facts: SqlFacts, period: Period | None
) -> Iterator[SqlNotice]:
    """Everything that can be told without a parser, in no order."""
    yield from _back_ticks(sql, found)
    yield from _bare_names(sql, found)
    yield from _variables(sql, found, facts, period)
    yield from _semicolons(sql, found)
    notice = asking(sql, found)
    if notice is not None:
        yield notice


def _back_ticks(sql: str, found: Sequence[Word]) -> Iterator[SqlNotice]:
    ticked = [word for word in found if word.kind is Kind.BACKTICK and word.is_closed]
    if ticked:
        edits = [Edit(word.start, word.end, _requoted(word)) for word in ticked]
        yield SqlNotice(
            "back-ticks",
            f"{safe(ticked[0].text, 40)} stands in back-ticks, which the engine refuses.",
            "Trino takes names in double quotes.",
            *place(sql, ticked[0].start),
            fix("Use double quotes", sql, edits),
            blocks=True,
        )


def _requoted(word: Word) -> str:
    return '"' + word.name.replace('"', '""') + '"'


def _bare_names(sql: str, found: Sequence[Word]) -> Iterator[SqlNotice]:
    bare = [word for word in found if word.kind is Kind.BARE]
    if bare:
        edits = [Edit(word.start, word.end, f'"{word.text}"') for word in bare]
        yield SqlNotice(
            "bare-name",
            f"{safe(bare[0].text, 40)} stands without quotes.",
            "Names with #, $ or @ must stand in double quotes.",
            *place(sql, bare[0].start),
            fix("Quote such names", sql, edits),
            blocks=True,
        )


# ---- variables of the web console


def _variables(
    sql: str, found: Sequence[Word], facts: SqlFacts, period: Period | None
) -> Iterator[SqlNotice]:
    words = code(found)
    places = [index for index, word in enumerate(words) if word.kind is Kind.VARIABLE]
    if not places:
        return
    edits = [_replaced(words, index, facts, period) for index in places]
    known = [edit for edit in edits if edit is not None]
    repair = None
    if known and period is not None:
        days = f"{period[0]} to {period[1]}"
        label = f"Write the days {days} instead"
        if len(known) < len(edits):
            label = f"Write the days {days} instead, {len(known)} of {len(edits)}"
        repair = fix(label, sql, known)
    first = words[places[0]]
    yield SqlNotice(
        "console-variable",
        f"{safe(first.text, 40)} works in the web console only.",
        "The Open API sends it to the engine as it is: write the value itself.",
        *place(sql, first.start),
        repair,
        blocks=True,
    )


def _replaced(words: Sequence[Word], index: int, facts: SqlFacts, period: Period | None) -> Edit | None:
    """What the console puts in the place of a range of days: a condition, or what follows a column."""
    word = words[index]
    if period is None or not facts.partition or not _PART_DATE.match(word.text):
        return None
    before = words[index - 1] if index else None
    if before is not None and is_operand(before):
        text = range_text("", period).lstrip()
    else:
        text = range_text(quoted(facts.partition), period)
    return Edit(word.start, word.end, text)


def names_days(word: Word) -> bool:
    """Whether a console's variable stands for a condition on the partition."""
    return word.kind is Kind.VARIABLE and bool(_PART_DATE.match(word.text))


# ---- statements


def _semicolons(sql: str, found: Sequence[Word]) -> Iterator[SqlNotice]:
    parts = statements(found)
    marks = [word for word in found if word.kind is Kind.SIGN and word.text == ";"]
    if len(parts) > 1:
        second = code(parts[1])[0]
        yield SqlNotice(
            "several-statements",
            f"There are {len(parts)} statements; one is sent at a time.",
            "The Open API takes one statement.",
            *place(sql, second.start),
            _keep_first(sql, parts, marks),
            blocks=True,
        )
    elif parts and marks:
        yield SqlNotice(
            "trailing-semicolon",
            "The query ends with a semicolon.",
            "The Open API takes one statement without it.",
            *place(sql, marks[0].start),
            fix("Remove the semicolon", sql, [Edit(mark.start, mark.end, "") for mark in marks]),
        )


def _keep_first(sql: str, parts: Sequence[Sequence[Word]], marks: Sequence[Word]) -> SqlFix:
    """The others become comments, so that nothing typed is lost."""
    first_end = code(parts[0])[-1].end
    mark = next((mark for mark in marks if mark.start >= first_end), marks[0])
    edits = [Edit(mark.start, mark.end, "")]
    start = mark.end
    lines = sql[start:].split("\n")
    at = start
    for number, line in enumerate(lines):
        if line.strip():
            # What follows on the first statement's own line goes on a line of its own.
            begin = "\n-- " if number == 0 else "-- "
            skip = len(line) - len(line.lstrip())
            edits.append(Edit(at, at + skip, begin))
        at += len(line) + 1
    return fix("Put all but the first in comments", sql, edits)


def asking(sql: str, found: Sequence[Word]) -> SqlNotice | None:
    """The first statement that is neither SELECT nor WITH."""
    for part in statements(found):
        words = code(part)
        first = next((word for word in words if word.text != "("), words[0])
        verb = first.lower
        if verb == "with":
            pairs = pairwise(words)
            first = next((b for a, b in pairs if a.text == ")" and b.lower in _WRITES), first)
            verb = first.lower
        if verb in ("select", "with"):
            continue
        shown = safe(first.text.upper() if verb else first.text, 20)
        why = "The Open API is for queries; what else the server runs is its own decision."
        if verb in _WRITES:
            said = f"{shown} changes something, or can."
            return SqlNotice("may-change", said, why, *place(sql, first.start), asks=True)
        said = f"The statement begins with {shown}, not with SELECT or WITH."
        return SqlNotice("not-a-query", said, why, *place(sql, first.start), asks=True)
    return None
