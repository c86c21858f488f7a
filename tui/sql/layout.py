"""A statement laid out anew: the same words in the same order, with other blanks between them.

Nothing is printed from a syntax tree, so the layout cannot change what a statement means: only blanks,
and the case of words that are Trino's own. Comments stay where they are. Both are checked at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.sql.layout_tree import leaves, tree
from tui.sql.layout_write import Writer
from tui.sql.parsing import parse, tokens
from tui.sql.words import Kind, Word, code, place, statements, words


def laid_out(sql: str) -> str:
    """Raises InvalidInput, with line and column, for text that does not parse."""
    found = words(sql)
    for part in statements(found):
        parsed = parse(sql, part)
        line, column = place(sql, parsed.at if parsed.tree is None else code(part)[0].start)
        if parsed.tree is None:
            raise _refused(f"line {line}:{column}: {parsed.problem}")
        if not isinstance(parsed.tree, exp.Query):
            raise _refused(f"line {line}:{column}: only SELECT and WITH are laid out")
    if not code(found):
        return sql
    text = Writer().text(tree(leaves(sql, found)))
    if _meant(words(text)) != _meant(found) or tokens(text) != tokens(sql):
        raise _refused("line 1:1: its layout cannot be changed without changing more than blanks")
    return text


def _meant(found: Sequence[Word]) -> tuple[list[str], list[str]]:
    """Everything but blanks and the case of words that have no quotes: the words, and the comments."""
    return (
        [word.text.lower() if word.kind is Kind.WORD else word.text for word in code(found)],
        [word.text.rstrip() for word in found if word.kind is Kind.COMMENT],
    )


def _refused(why: str) -> InvalidInput:
    return InvalidInput([FieldProblem("sql", why)], what="The query")
