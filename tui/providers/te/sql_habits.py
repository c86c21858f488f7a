"""Habits from other databases and from the web console that the Open API's engine does not take."""

from __future__ import annotations

import re

from tui.core.display import safe
from tui.core.explaining import Findings
from tui.core.knowledge import Fix
from tui.providers.te.sql_facts import FACTS
from tui.providers.te.sql_text import Part, code_only, pieces, without_strings

BUILT_IN = tuple(dict.fromkeys((*FACTS.event_columns, *FACTS.user_columns)))
FUNCTIONS = FACTS.foreign_functions

_EVENTS = re.compile(rf"\b{FACTS.event_table}\b", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w\"'])([#$]\w+)")
_CONSOLE = re.compile(r"\$\{[^}\n]{1,80}\}?")
_DATE_WORDS = re.compile(r"part_date|partition", re.IGNORECASE)


def weigh_habits(sql: str, message: str, findings: Findings, *, positioned: bool) -> None:
    """Slips that can be seen in the query; found when the message points at them, else likely."""
    _weigh_console_variables(sql, message, findings)
    _weigh_partition(sql, message, findings, positioned=positioned)
    _weigh_backticks(sql, message, findings)
    _weigh_bare_names(sql, message, findings)
    _weigh_statements(sql, message, findings)


def _add(
    findings: Findings, certain: bool, text: str, *evidence: str, remedy: str, fix: Fix | None = None
) -> None:
    if certain:
        findings.found(text, *evidence, remedy=remedy, fix=fix)
    else:
        findings.likely(text, *evidence, remedy=remedy, fix=fix)


def _weigh_partition(sql: str, message: str, findings: Findings, *, positioned: bool) -> None:
    if not _EVENTS.search(without_strings(sql)) or "$part_date" in without_strings(sql):
        return
    pointed = bool(_DATE_WORDS.search(message))
    text = 'The query reads an event table and has no condition on "$part_date".'
    remedy = "Add WHERE \"$part_date\" BETWEEN '2024-01-01' AND '2024-01-31', with the dates you need."
    if pointed:
        evidence = f"The server says: {safe(message, 120)}"
        findings.found(text, evidence, remedy=remedy)
    elif positioned:
        # The engine complains of something else first; this one would come next.
        findings.possible(text, remedy=remedy)
    else:
        findings.likely(text, "The server refuses such queries.", remedy=remedy)


def _weigh_backticks(sql: str, message: str, findings: Findings) -> None:
    if not any(piece.kind is Part.BACKTICK for piece in pieces(sql)):
        return
    fixed = "".join(
        sql[p.start : p.end].replace("`", '"') if p.kind is Part.BACKTICK else sql[p.start : p.end]
        for p in pieces(sql)
    )
    _add(
        findings,
        bool(re.search(r"backquot|back-?tick|`|mismatched input|lexical", message, re.IGNORECASE)),
        "Names stand in back-ticks, which the engine refuses.",
        "Names with #, $ or @ belong in double quotes.",
        remedy="Use double quotes for names.",
        fix=Fix("Use double quotes", "form", "sql", fixed),
    )


def _weigh_bare_names(sql: str, message: str, findings: Findings) -> None:
    names = list(dict.fromkeys(_BARE.findall(_CONSOLE.sub(" ", code_only(sql)))))
    if not names:
        return
    fixed = "".join(
        _BARE.sub(r'"\1"', sql[p.start : p.end]) if p.kind is Part.CODE else sql[p.start : p.end]
        for p in pieces(sql)
    )
    _add(
        findings,
        bool(
            re.search(
                r"mismatched input|extraneous input|no viable|unexpected|lexical", message, re.IGNORECASE
            )
        ),
        f"{safe(names[0], 40)} stands without quotes.",
        "Names with # or $ must stand in double quotes.",
        remedy=f'Write "{safe(names[0], 40)}".',
        fix=Fix("Quote such names", "form", "sql", fixed),
    )


def _weigh_console_variables(sql: str, message: str, findings: Findings) -> None:
    variable = _CONSOLE.search(sql)
    if variable:
        _add(
            findings,
            "$" in message,
            "Variables of the web console do not work in the Open API.",
            f"The query holds {safe(variable.group(0), 60)}.",
            remedy="Write the value itself.",
        )


def _weigh_statements(sql: str, message: str, findings: Findings) -> None:
    code = code_only(sql)
    end = code.rstrip()
    if end.endswith(";"):
        place = len(end) - 1
        _add(
            findings,
            "';'" in message or "semicolon" in message.lower(),
            "The query ends with a semicolon.",
            "The Open API takes one statement without it.",
            remedy="Take the semicolon away.",
            fix=Fix("Remove the semicolon", "form", "sql", sql[:place] + sql[place + 1 :]),
        )
    if ";" in end.rstrip(";"):
        findings.likely(
            "There is more than one statement.",
            "A semicolon stands in the middle.",
            remedy="Send the statements one at a time.",
        )
    first = re.match(r"\s*(\w+)", code)
    if first and first[1].upper() not in {"SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "VALUES"}:
        findings.likely(
            f"{safe(first[1].upper(), 20)} is no query.",
            "The Open API is for SELECT and WITH.",
            remedy="Begin with SELECT or WITH.",
        )
    pair = re.search(r"\blimit\s+\d+\s*,\s*\d+", code, re.IGNORECASE)
    if pair:
        findings.likely(
            "LIMIT a, b is MySQL's way.",
            f"The query holds {pair.group(0)}.",
            remedy="Write OFFSET a LIMIT b.",
        )
