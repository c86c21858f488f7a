"""The statement as text: limits before it is parsed, and places (line and column, both from 1)."""

from __future__ import annotations

import logging
from typing import Any, TypedDict

from tui.core.sandboxing import Refusal, SqlRefused

MAX_TEXT = 256 * 1024
MAX_DEPTH = 120
MAX_TOKENS = 30_000


class Place(TypedDict, total=False):
    line: int
    column: int


def tokens_of(sql: str) -> list[Any]:
    """The statement's tokens. Raises SqlRefused for what cannot be one: too long, too deep, no text."""
    if len(sql) > MAX_TEXT:
        message = f"Query text length ({len(sql)}) exceeds the maximum length ({MAX_TEXT})"
        raise SqlRefused(message, reason=Refusal.LIMIT)
    tokens = _tokenized(sql)
    if not tokens:
        raise SqlRefused("mismatched input '<EOF>'", reason=Refusal.SYNTAX, line=1, column=1)
    if len(tokens) > MAX_TOKENS:
        message = f"sandbox: the statement has {len(tokens)} words; the sandbox takes {MAX_TOKENS}"
        raise SqlRefused(message, reason=Refusal.LIMIT)
    depth = 0
    for token in tokens:
        if token.text in ("(", "[") and token.token_type.name in ("L_PAREN", "L_BRACKET"):
            depth += 1
        elif token.token_type.name in ("R_PAREN", "R_BRACKET"):
            depth -= 1
        elif token.token_type.name == "CASE":
            depth += 1
        elif token.token_type.name == "END":
            depth -= 1
        if depth > MAX_DEPTH:
            message = "statement is too large (stack overflow while parsing)"
            raise SqlRefused(message, reason=Refusal.LIMIT, **place_at(sql, token.start))
    return tokens


def _tokenized(sql: str) -> list[Any]:
    import sqlglot
    from sqlglot.errors import TokenError

    # A statement that sqlglot only half knows makes it log a warning, which would scribble on a screen.
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    try:
        return list(sqlglot.tokenize(sql, read="trino"))
    except TokenError:
        raise SqlRefused(
            "mismatched input: a quote or comment is not closed",
            reason=Refusal.SYNTAX,
            **place_at(sql, _unclosed(sql)),
        ) from None


def _unclosed(sql: str) -> int:
    """Where the quote or comment begins that never ends."""
    position, end = 0, len(sql)
    while position < end:
        if sql.startswith("--", position):
            position = (sql.find("\n", position) + 1) or end
        elif sql.startswith("/*", position):
            close = sql.find("*/", position + 2)
            if close < 0:
                return position
            position = close + 2
        elif sql[position] in "'\"`":
            close = sql.find(sql[position], position + 1)
            if close < 0:
                return position
            position = close + 1
        else:
            position += 1
    return 0


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
