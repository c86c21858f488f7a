"""One Trino SELECT to one DuckDB SELECT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tui.core.sandboxing import MESSAGE_PREFIX, Refusal, SandboxTable, SqlRefused
from tui.sandbox.trino.text import UNNAMED, place_at, tokens_of

BEGINNINGS = ("SELECT", "WITH", "VALUES", "TABLE", "(")


def shown_name(name: str, position: int) -> str:
    """The name of a result's column, as Trino gives it."""
    return f"_col{position}" if name.startswith(UNNAMED) else name


@dataclass(frozen=True, slots=True)
class Translation:
    """The DuckDB text, notices for the reader, and the projects whose tables it reads. Columns without
    a name are called UNNAMED and a number; Trino calls them `_col` and their position."""

    sql: str
    notices: tuple[str, ...]
    projects: frozenset[int]


def import_translator() -> None:
    """Import what `translate` needs, ahead of its first call; for a thread beside."""
    from tui.sandbox.trino import catalogue, comparisons, dialect, growth, guard

    _ = comparisons, dialect, growth, guard
    catalogue.macros()


def translate(sql: str, tables: Sequence[SandboxTable]) -> Translation:
    """Raises SqlRefused. Pure; takes 1 to 40 ms, seconds for a statement of many thousand words."""
    tokens = tokens_of(sql)
    from sqlglot import exp

    from tui.sandbox.trino.arithmetic import check_arithmetic
    from tui.sandbox.trino.comparisons import check_comparisons
    from tui.sandbox.trino.elements import wrap_elements
    from tui.sandbox.trino.growth import bound
    from tui.sandbox.trino.guard import check_functions, check_tables, name_columns

    try:
        tree = _parsed(sql, tokens)
        if tokens[0].text.upper() not in BEGINNINGS or not isinstance(tree, exp.Query):
            message = MESSAGE_PREFIX + "only SELECT statements run here"
            raise SqlRefused(message, reason=Refusal.NOT_ALLOWED, **place_at(sql, tokens[0].start))
        check_comparisons(tree, sql, tables)
        projects = check_tables(tree, sql, tables)
        notices = (*check_functions(tree, sql), *check_arithmetic(tree, sql, tables))
        wrap_elements(tree, tables)
        bound(tree, sql)
        name_columns(tree)
        return Translation(_written(tree), notices, projects)
    except RecursionError:
        message = "statement is too large (stack overflow during analysis)"
        raise SqlRefused(message, reason=Refusal.LIMIT) from None


def _written(tree: Any) -> str:
    """What the writer would leave out of the translation is refused instead."""
    from sqlglot.errors import ErrorLevel, UnsupportedError

    from tui.sandbox.trino.dialect import DuckDBByName

    try:
        return str(tree.sql(dialect=DuckDBByName, comments=False, unsupported_level=ErrorLevel.RAISE))
    except UnsupportedError as error:
        what = str(error).split("\n", maxsplit=1)[0]
        raise SqlRefused(f"{MESSAGE_PREFIX}not available here: {what}", reason=Refusal.UNSUPPORTED) from None


def _parsed(sql: str, tokens: list[Any]) -> Any:
    import sqlglot
    from sqlglot.errors import ParseError

    from tui.sandbox.trino.dialect import TrinoByName

    try:
        trees = [tree for tree in sqlglot.parse(sql, read=TrinoByName) if tree is not None]
    except ParseError as error:
        raise _syntax_error(sql, error) from None
    if len(trees) != 1:
        semicolon = next((token for token in tokens if token.text == ";"), tokens[0])
        place = place_at(sql, semicolon.start)
        raise SqlRefused("mismatched input ';'. Expecting: <EOF>", reason=Refusal.SYNTAX, **place)
    return trees[0]


def _syntax_error(sql: str, error: Any) -> SqlRefused:
    found = error.errors[0] if error.errors else {}
    highlight = found.get("highlight") or "<EOF>"
    line, column = found.get("line") or 1, found.get("col") or 1
    # sqlglot counts the column of a word's last character; Trino that of its first.
    column = max(1, column - len(highlight) + 1)
    return SqlRefused(f"mismatched input '{highlight}'", reason=Refusal.SYNTAX, line=line, column=column)
