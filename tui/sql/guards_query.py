"""Warnings that need the grammar: event tables without a range of days, queries without a LIMIT."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from sqlglot import exp

from tui.core.display import safe
from tui.core.sql_assist import Period, SqlFacts, SqlFix, SqlNotice
from tui.sql.guards_text import names_days
from tui.sql.parsing import Parsed, start_of
from tui.sql.repairs import condition_edits, fix, limit_fix, range_text
from tui.sql.words import Word, place, quoted

_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
"""Within a name it stands for a number most of the time, as in `v_event_{{project}}`."""

MAX_TOLD = 20
"""Event tables that are told at once."""


def query_notices(
    sql: str, statement: Sequence[Word], parsed: Parsed, facts: SqlFacts, period: Period | None
) -> Iterator[SqlNotice]:
    """What can be told of a statement that parses as a query."""
    tree = parsed.tree
    if not isinstance(tree, exp.Query):
        return
    yield from _unlimited_events(sql, statement, parsed, facts, period)
    if not has_limit(tree) and not is_one_row(tree):
        yield SqlNotice(
            "no-limit",
            "There is no LIMIT: every row comes.",
            "A LIMIT keeps a first look small; take it away for the whole result.",
            fix=limit_fix(sql, statement),
        )


# ---- the partition


def _unlimited_events(
    sql: str, statement: Sequence[Word], parsed: Parsed, facts: SqlFacts, period: Period | None
) -> Iterator[SqlNotice]:
    tables = unlimited(parsed, statement, facts)
    if tables:
        period = _period_of(parsed, facts) or period
    for table in tables[:MAX_TOLD]:
        shown = safe(parsed.name(table.this), 60)
        yield SqlNotice(
            "no-part-date",
            f'{shown} has no condition on "{facts.partition}".',
            "The server refuses such queries: it would have to read all days.",
            *place(sql, max(start_of(table), 0)),
            _range_fix(sql, statement, facts, table, period) if period is not None else None,
            blocks=True,
        )


def unlimited(parsed: Parsed, statement: Sequence[Word], facts: SqlFacts) -> list[exp.Table]:
    """The event tables that no condition limits to days, in the order of their places."""
    if not facts.partition or parsed.tree is None:
        return []
    events = re.compile(facts.event_table, re.IGNORECASE)
    days = {word.start for word in statement if names_days(word)}
    found = [
        table
        for table in parsed.tree.find_all(exp.Table)
        if isinstance(table.this, exp.Identifier)
        and events.fullmatch(_VARIABLE.sub("1", parsed.name(table.this)))
        and not (not table.db and table.name.lower() in with_names(table))
        and not _is_limited(table, parsed, facts.partition.lower(), days)
    ]
    return sorted(found, key=start_of)


def with_names(node: exp.Expr) -> set[str]:
    """Names that WITH gives to queries around a node, in lower case."""
    names: set[str] = set()
    above: exp.Expr | None = node
    while above is not None:
        clause = above.args.get("with_") or above.args.get("with")
        if isinstance(clause, exp.With):
            names |= {query.alias.lower() for query in clause.expressions}
        if isinstance(above, exp.With):
            names |= {query.alias.lower() for query in above.expressions}
        above = above.parent
    return names


def _is_limited(table: exp.Table, parsed: Parsed, partition: str, days: set[int]) -> bool:
    """Whether a WHERE, ON or USING of the query that reads the table, or of one around it, holds the
    partition. In its own query, a qualified column has to be this table's."""
    own = table.find_ancestor(exp.Select)
    select = own
    known_as = {table.alias_or_name.lower(), table.name.lower()}
    while select is not None:
        for clause in _conditions(select):
            if _has_days(clause, parsed, days):
                return True
            for column in clause.find_all(exp.Column):
                if parsed.name(column.this).lower() != partition or not _is_compared(column, clause):
                    continue
                if select is not own or not column.table or column.table.lower() in known_as:
                    return True
        for join in select.args.get("joins") or []:
            if any(part.name.lower() == partition for part in join.args.get("using") or []):
                return True
        select = select.find_ancestor(exp.Select)
    return False


def _conditions(select: exp.Select) -> list[exp.Expr]:
    joins = [join for join in select.find_all(exp.Join) if join.find_ancestor(exp.Select) is select]
    clauses = [select.args.get("where"), *(join.args.get("on") for join in joins)]
    return [clause for clause in clauses if clause is not None]


def _is_compared(column: exp.Column, clause: exp.Expr) -> bool:
    node = column.parent
    while node is not None and node is not clause.parent:
        if isinstance(node, exp.Predicate | exp.In | exp.Between):
            return True
        if isinstance(node, exp.Select):
            return False
        node = node.parent
    return False


def _has_days(clause: exp.Expr, parsed: Parsed, days: set[int]) -> bool:
    """Whether a variable that stands for days, or one that may stand for any condition, is in it."""
    for column in clause.find_all(exp.Column):
        start = start_of(column.this)
        if start in days:
            return True
        whole = isinstance(column.parent, exp.Where | exp.Connector | exp.Paren | exp.Join)
        if whole and parsed.name(column.this).startswith("{{"):
            return True
    return False


def _period_of(parsed: Parsed, facts: SqlFacts) -> Period | None:
    """The range that another part of the statement asks for already."""
    tree = cast("exp.Expr", parsed.tree)
    for between in tree.find_all(exp.Between):
        low, high = between.args.get("low"), between.args.get("high")
        is_days = between.this.name.lower() == facts.partition.lower()
        if is_days and isinstance(low, exp.Literal) and isinstance(high, exp.Literal):
            return low.name, high.name
    return None


def _range_fix(
    sql: str, statement: Sequence[Word], facts: SqlFacts, table: exp.Table, period: Period
) -> SqlFix | None:
    """A condition in the WHERE of the table's own query; in the ON where the table is joined to another,
    because a WHERE would drop the rows that an outer join keeps. None where neither place is sure."""
    select = table.find_ancestor(exp.Select)
    place_of_table = table.parent
    if select is None or not isinstance(place_of_table, exp.From | exp.Join):
        return None
    joins = select.args.get("joins") or []
    is_kept = any(str(join.args.get("side") or "").upper() in ("RIGHT", "FULL") for join in joins)
    if place_of_table.parent is not select or is_kept:
        return None
    column = quoted(facts.partition)
    if joins or table.alias:
        column = f"{quoted(table.alias_or_name)}.{column}"
    condition = range_text(column, period)
    on = isinstance(place_of_table, exp.Join) and place_of_table.args.get("on") is not None
    edits = condition_edits(statement, start_of(table.this), condition, clause="on" if on else "where")
    return fix(f"Add {condition}", sql, edits) if edits is not None else None


# ---- the number of rows


def has_limit(tree: exp.Expr) -> bool:
    if isinstance(tree, exp.Subquery):
        return tree.args.get("limit") is not None or has_limit(tree.this)
    return tree.args.get("limit") is not None


def is_one_row(tree: exp.Expr) -> bool:
    """Whether the query gives one row by its shape: no FROM, or aggregates without GROUP BY."""
    if isinstance(tree, exp.Subquery):
        return is_one_row(tree.this)
    if not isinstance(tree, exp.Select):
        return False
    if tree.args.get("from_") is None and tree.args.get("from") is None:
        return True
    if tree.args.get("group") is not None:
        return False
    return any(_is_aggregate(node, tree) for column in tree.expressions for node in column.walk())


def _is_aggregate(node: exp.Expr, select: exp.Select) -> bool:
    if not isinstance(node, exp.AggFunc) or node.find_ancestor(exp.Select) is not select:
        return False
    return not isinstance(node.parent, exp.Window) and not (
        isinstance(node.parent, exp.Filter | exp.IgnoreNulls) and isinstance(node.parent.parent, exp.Window)
    )
