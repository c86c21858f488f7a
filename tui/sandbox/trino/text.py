"""The statement as text: limits before it is parsed, and places (line and column, both from 1)."""

from __future__ import annotations

import logging
from typing import Any, TypedDict

from tui.core.sandboxing import Refusal, SqlRefused

UNNAMED = "assay unnamed "
"""How a column without a name is called inside the engine, before its number."""

MAX_TEXT = 256 * 1024
MAX_DEPTH = 120
MAX_TOKENS = 30_000


class Place(TypedDict, total=False):
    line: int
    column: int


_MARKS = {
    "`": "backquoted identifiers are not supported; use double quotes to quote identifiers",
    "${": "sandbox: variables of the web console, such as ${PartDate:x}, do not work in the Open API",
}


def tokens_of(sql: str) -> list[Any]:
    """The statement's tokens. Raises SqlRefused for what cannot be one: too long, too deep, no text."""
    if len(sql) > MAX_TEXT:
        message = f"Query text length ({len(sql)}) exceeds the maximum length ({MAX_TEXT})"
        raise SqlRefused(message, reason=Refusal.LIMIT)
    _check_marks(sql)
    tokens = _tokenized(sql)
    if not tokens:
        raise SqlRefused("mismatched input '<EOF>'", reason=Refusal.SYNTAX, line=1, column=1)
    if len(tokens) > MAX_TOKENS:
        message = f"sandbox: the statement has {len(tokens)} words; the sandbox takes {MAX_TOKENS}"
        raise SqlRefused(message, reason=Refusal.LIMIT)
    _check_depth(sql, tokens)
    return tokens


def _check_depth(sql: str, tokens: list[Any]) -> None:
    steps = {"L_PAREN": 1, "L_BRACKET": 1, "CASE": 1, "R_PAREN": -1, "R_BRACKET": -1, "END": -1}
    depth = 0
    for token in tokens:
        depth += steps.get(token.token_type.name, 0)
        if depth > MAX_DEPTH:
            message = "statement is too large (stack overflow while parsing)"
            raise SqlRefused(message, reason=Refusal.LIMIT, **place_at(sql, token.start))


def _tokenized(sql: str) -> list[Any]:
    import sqlglot
    from sqlglot.errors import TokenError

    # A statement that sqlglot only half knows makes it log a warning, which would scribble on a screen.
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    try:
        return list(sqlglot.tokenize(sql, read="trino"))
    except TokenError:
        raise _refused(sql, 0, "mismatched input: a quote or comment is not closed") from None


def _check_marks(sql: str) -> None:
    """Raises SqlRefused for signs that Trino does not know, outside of quotes and comments; and for a
    quote or comment that never ends."""
    position, end = 0, len(sql)
    while position < end:
        close = position + 1
        if sql.startswith("--", position):
            close = (sql.find("\n", position) + 1) or end
        elif sql.startswith("/*", position):
            close = sql.find("*/", position + 2) + 2
            if close < 2:
                raise _refused(sql, position, "mismatched input: a comment is not closed")
        elif sql[position] in "'\"":
            close = sql.find(sql[position], position + 1) + 1
            if not close:
                raise _refused(sql, position, "mismatched input: a quote is not closed")
        for mark, message in _MARKS.items():
            if sql.startswith(mark, position):
                raise _refused(sql, position, message)
        position = close


def _refused(sql: str, offset: int, message: str) -> SqlRefused:
    return SqlRefused(message, reason=Refusal.SYNTAX, **place_at(sql, offset))


def place_at(sql: str, offset: int) -> Place:
    """Line and column of a character."""
    before = sql[:offset]
    return {"line": before.count("\n") + 1, "column": offset - (before.rfind("\n") + 1) + 1}


def place_of(sql: str, name: str, *, qualified: bool = False) -> Place:
    """Where a name first stands as an identifier; nothing when it does not. With `qualified`, where
    the qualified name that it ends begins."""
    wanted = name.lower()
    tokens = _tokenized(sql)
    for index, token in enumerate(tokens):
        if token.text.lower() != wanted or token.token_type.name == "STRING":
            continue
        if qualified and index >= 2 and tokens[index - 1].text == ".":
            return place_at(sql, tokens[index - 2].start)
        return place_at(sql, token.start)
    return {}
