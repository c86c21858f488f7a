"""How many rows a statement can bring, as far as its text tells."""

from __future__ import annotations

from sqlglot import exp

from tui.core.sql_assist import SqlSize
from tui.sql.guards_query import is_one_row
from tui.sql.parsing import parse
from tui.sql.words import statements, words


def size_of(sql: str) -> SqlSize:
    """Of a text with one query in it; anything else cannot be told."""
    parts = statements(words(sql))
    if len(parts) != 1:
        return SqlSize(known=False, why="no single statement")
    tree = parse(sql, parts[0]).tree
    if not isinstance(tree, exp.Query):
        return SqlSize(known=False, why="not a query that can be read")
    limits = [found for found in (_limit(tree), 1 if is_one_row(tree) else None) if found is not None]
    if limits:
        most = min(limits)
        return SqlSize(most, "one row" if most == 1 and _limit(tree) != 1 else f"LIMIT {most:,}")
    if tree.args.get("limit") is not None:
        return SqlSize(known=False, why="a LIMIT that cannot be read")
    if tree.args.get("group") is not None:
        return SqlSize(known=False, why="one row for each group")
    return SqlSize(None, "no LIMIT")


def _limit(tree: exp.Expr) -> int | None:
    limit = tree.args.get("limit")
    if isinstance(limit, exp.Fetch):
        value = limit.args.get("count")
    else:
        value = limit.expression if isinstance(limit, exp.Limit) else None
    if isinstance(value, exp.Literal) and not value.is_string and str(value.this).isdigit():
        return int(value.this)
    return None
