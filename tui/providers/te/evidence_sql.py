"""What the engine says of a query, read against the query: place, name, and the usual slips."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from tui.core.display import safe
from tui.core.explaining import Findings, closest
from tui.core.knowledge import Fix
from tui.core.provider import CaseFacts
from tui.core.tasks import SERVER_SAID
from tui.providers.te.sql_habits import (
    BUILT_IN,
    FUNCTIONS,
    weigh_habits,
)
from tui.providers.te.sql_text import code_only, line_of, offset_of, without_strings

_ENGINE = re.compile(r"line (\d{1,6}):(\d{1,6}): (.{1,2000})", re.DOTALL)
_TABLE = re.compile(r'(?:from|join)\s+((?:"?[\w$@#]+"?\.){0,2}"?[\w$@#]+"?)', re.IGNORECASE)

REACHED_THE_ENGINE = (
    "A required parameter is missing or empty.",
    "A parameter's name is misspelt.",
    "A value has the wrong type or is not allowed.",
    "The token did not reach the server.",
)
"""Causes of the page of -1008 that a complaint of the engine rules out."""


NOT_THE_STATEMENT = ("It ran longer than its time-out.", "Someone cancelled it.")
"""Causes of the page `task-failed` that a complaint of the engine rules out."""


class Engine(NamedTuple):
    """One complaint of the query engine: where in the SQL, and what."""

    line: int
    column: int
    text: str


def engine_error(message: str) -> Engine | None:
    """The engine's complaint in a server's message, as Trino words it: `line 1:8: …`."""
    match = _ENGINE.search(message)
    return Engine(int(match[1]), int(match[2]), match[3]) if match else None


def weigh_sql(facts: CaseFacts, findings: Findings) -> None:
    """Rules for a query that failed; nothing for requests without SQL."""
    sql = facts.draft.form.get("sql")
    if not isinstance(sql, str) or not sql.strip():
        return
    message = _said(facts)
    engine = engine_error(message)
    if engine is not None:
        findings.exclude(*REACHED_THE_ENGINE)
        _weigh_engine(sql, engine, facts, findings)
    weigh_habits(sql, message, findings, positioned=engine is not None)
    if engine is not None and not findings.certain and not _is_known(engine):
        findings.found(
            f"The engine refuses the query: {safe(engine.text.splitlines()[0], 160)}",
            remedy=f"Look at line {engine.line}, column {engine.column} of the query.",
        )


def weigh_task(facts: CaseFacts, findings: Findings) -> None:
    """A background query that failed: its state carries what the engine says of the same statement."""
    if engine_error(_said(facts)) is not None:
        findings.exclude(*NOT_THE_STATEMENT)
    weigh_sql(facts, findings)


def _said(facts: CaseFacts) -> str:
    """The server's words: of its answer, or of the state of a background query."""
    if facts.exchange.envelope is not None:
        return facts.exchange.envelope.message
    evidence = facts.exchange.failure.evidence if facts.exchange.failure is not None else ()
    said = next((one for one in evidence if one.startswith(SERVER_SAID)), "")
    return said.removeprefix(SERVER_SAID).strip()


def _weigh_engine(sql: str, engine: Engine, facts: CaseFacts, findings: Findings) -> None:
    offset = offset_of(sql, engine.line, engine.column)
    if offset is not None:
        findings.position = (engine.line, engine.column)
        findings.evidence.append(
            f"Line {engine.line}, column {engine.column}: {safe(line_of(sql, engine.line).strip(), 100)}"
        )
    for pattern, rule in _RULES:
        match = pattern.search(engine.text)
        if match:
            rule(match, sql, offset, facts, findings)
            return


def _is_known(engine: Engine) -> bool:
    return any(pattern.search(engine.text) for pattern, _ in _RULES)


# ---- names -------------------------------------------------------------------------------------


def _column(match: re.Match[str], sql: str, offset: int | None, facts: CaseFacts, findings: Findings) -> None:
    name = match[1].rsplit(".", 1)[-1].strip('"')
    shown = safe(name, 60)
    if offset is not None and sql[offset : offset + 1] == '"' and _is_compared(sql, offset):
        findings.found(
            f"“{shown}” stands in double quotes, which hold names; text belongs in single quotes.",
            f"The engine looks for a column named {shown}.",
            remedy="Write text in single quotes.",
            fix=_replacement(sql, offset, f'"{name}"', "'" + name.replace("'", "''") + "'"),
        )
        return
    known = _known_columns(sql, facts)
    guess = _guess(name, known)
    if guess is None:
        text = f"There is no column {shown}."
        findings.found(text, remedy="List the columns with property-list, or SELECT * … LIMIT 1.")
        return
    quoted = f'"{guess}"' if not re.fullmatch(r"[a-z_]\w*", guess) else guess
    findings.found(
        f"There is no column {shown}; did you mean {quoted}?",
        f"{guess} is {'a built-in column' if guess in BUILT_IN else 'a column of the known tables'}.",
        remedy=f"Write {quoted}.",
        fix=_replacement(sql, offset, name, quoted),
    )


def _is_compared(sql: str, offset: int) -> bool:
    """Whether the quoted word at the offset is an operand: after =, IN (, LIKE and such."""
    return bool(re.search(r"(?:=|<>|!=|\blike\b|\bin\s*\(|,)\s*$", code_only(sql)[:offset], re.IGNORECASE))


def _known_columns(sql: str, facts: CaseFacts) -> list[str]:
    named = {t.rsplit(".", 1)[-1].strip('"').lower() for t in _TABLE.findall(without_strings(sql))}
    known = [c for table, cs in facts.schema.items() if table.rsplit(".", 1)[-1].lower() in named for c in cs]
    return list(dict.fromkeys([*(known or [c for cs in facts.schema.values() for c in cs]), *BUILT_IN]))


def _guess(name: str, known: list[str]) -> str | None:
    bare = name.lstrip("#$@").lower()
    for column in known:
        if column.lstrip("#$@").lower() == bare and column != name:
            return column
    close = closest(name, known, 0.7)
    if close:
        return close
    stripped = {column.lstrip("#$@").lower(): column for column in known}
    close = closest(bare, stripped, 0.75)
    return stripped[close] if close else None


def _replacement(sql: str, offset: int | None, old: str, new: str) -> Fix | None:
    """The query with the word at the complaint's place replaced; None when it is not there."""
    if offset is None:
        return None
    for spelling in (f'"{old}"', old):
        if sql[offset : offset + len(spelling)].lower() == spelling.lower():
            value = sql[:offset] + new + sql[offset + len(spelling) :]
            return Fix(f"Write {safe(new, 40)}", "form", "sql", value)
    return None


def _table(match: re.Match[str], sql: str, offset: int | None, facts: CaseFacts, findings: Findings) -> None:
    name = next(group for group in match.groups() if group)
    bare = name.strip("'\"").rsplit(".", 1)[-1].strip('"')
    known = {table.rsplit(".", 1)[-1]: table for table in facts.schema}
    own = facts.profile.settings.get("projectId") if facts.profile else None
    guesses = list(known)
    if own is not None:
        guesses += [f"v_event_{own}", f"v_user_{own}"]
    close = closest(bare, guesses)
    if close:
        wanted = known.get(close, f"ta.{close}")
        findings.found(
            f"There is no table {safe(bare, 60)}; did you mean {wanted}?",
            f"Known tables: {', '.join(sorted(known)[:6])}." if known else f"The profile's project is {own}.",
            remedy=f"Write {wanted}.",
            fix=_table_fix(sql, offset, bare, wanted),
        )
    else:
        findings.found(
            f"There is no table {safe(bare, 60)}.",
            remedy="Events of project N are in v_event_N, its users in v_user_N.",
        )


def _table_fix(sql: str, offset: int | None, bare: str, wanted: str) -> Fix | None:
    start = offset or 0
    match = re.compile(rf'(?:"?\w+"?\.){{0,2}}"?{re.escape(bare)}"?', re.IGNORECASE).search(sql, start)
    if match is None:
        return None
    return Fix(f"Write {wanted}", "form", "sql", sql[: match.start()] + wanted + sql[match.end() :])


def _function(
    match: re.Match[str], sql: str, offset: int | None, facts: CaseFacts, findings: Findings
) -> None:
    name = match[1].lower()
    other = FUNCTIONS.get(name)
    if other:
        findings.found(
            f"The engine has no function {safe(name, 40)}; it does this with {other}.",
            remedy=f"Use {other}.",
        )
    else:
        findings.found(
            f"The engine has no function {safe(name, 40)}, or none for these types.",
            remedy="Look the function up in the manual of Trino or Presto.",
        )


# ---- syntax and types --------------------------------------------------------------------------


def _syntax(match: re.Match[str], sql: str, offset: int | None, facts: CaseFacts, findings: Findings) -> None:
    word = safe(match[1], 40)
    findings.likely(
        f"The query's syntax breaks at {word if word != '<EOF>' else 'its end'}.",
        f"The engine says: {safe(match.group(0).splitlines()[0], 160)}",
        remedy="Look just before the place: a comma, a bracket or a quote too many or too few.",
    )


def _types(match: re.Match[str], sql: str, offset: int | None, facts: CaseFacts, findings: Findings) -> None:
    findings.found(
        "Two values of different types are compared or combined.",
        f"The engine says: {safe(match.group(0), 160)}",
        remedy="Cast one of them, such as cast(x AS varchar), or put text in single quotes.",
    )


def _grouping(
    match: re.Match[str], sql: str, offset: int | None, facts: CaseFacts, findings: Findings
) -> None:
    findings.found(
        "A selected column is neither aggregated nor in GROUP BY.",
        f"The engine says: {safe(match.group(0), 160)}",
        remedy="Add it to GROUP BY, or put it into an aggregate such as arbitrary(…).",
    )


def _ambiguous(
    match: re.Match[str], sql: str, offset: int | None, facts: CaseFacts, findings: Findings
) -> None:
    findings.found(
        f"The column {safe(match[1], 60)} exists in more than one of the tables.",
        remedy="Put the table's name or alias before it.",
    )


_Rule = Callable[[re.Match[str], str, int | None, CaseFacts, Findings], None]


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = (
    (_pattern(r"Column '([^']{1,200})' cannot be resolved"), _column),
    (_pattern(r"Column '([^']{1,200})' is ambiguous"), _ambiguous),
    (_pattern(r"Table '?([^\s']{1,200})'? does not exist|Table not found: (\S{1,200})"), _table),
    (_pattern(r"Function '?([\w.]{1,100})'? not registered"), _function),
    (_pattern(r"Unexpected parameters \([^)]{0,200}\) for function ([\w.]{1,100})"), _function),
    (_pattern(r"mismatched input '([^']{1,60})'[^\n]{0,200}"), _syntax),
    (_pattern(r"(?:extraneous|no viable alternative at) input '([^']{1,60})'[^\n]{0,200}"), _syntax),
    (_pattern(r"must be an aggregate expression or appear in GROUP BY[^\n]{0,80}"), _grouping),
    (
        _pattern(
            r"(?:'\S{1,4}' cannot be applied|Cannot apply operator|Type mismatch|must match)[^\n]{0,160}"
        ),
        _types,
    ),
)
