"""What may run at all: one SELECT, over known tables, with a condition on the partition key."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from tui.core.sandboxing import MESSAGE_PREFIX, Refusal, SandboxTable, SqlRefused, TableKind
from tui.sandbox.trino.catalogue import REFUSED, RENAMED, SAME, TEMPLATES, UNVERIFIED, macros
from tui.sandbox.trino.rewrites import SPECIAL
from tui.sandbox.trino.text import UNNAMED, place_at, place_of

PARTITION = "$part_date"
CATALOG, SCHEMA = "hive", "ta"


def place(node: exp.Expr, sql: str) -> Any:
    """Line and column of the first identifier below a node, as far as the parser kept it."""
    starts = [
        part.meta["start"] for part in node.find_all(exp.Identifier, exp.Anonymous) if "start" in part.meta
    ]
    own = node.meta.get("start")
    if own is not None:
        starts.append(own)
    return place_at(sql, min(starts)) if starts else {}


def check_tables(tree: exp.Expr, sql: str, tables: Sequence[SandboxTable]) -> frozenset[int]:
    """Every table is one of `tables` or a WITH name in scope; then it gets its full name. The numbers of
    the projects that are read. Raises SqlRefused."""
    projects: set[int] = set()
    known = {table.name: table for table in tables}
    for node in tree.find_all(exp.Table):
        if not isinstance(node.this, exp.Identifier):
            message = MESSAGE_PREFIX + "table functions are not available"
            raise SqlRefused(message, reason=Refusal.NOT_ALLOWED, **place(node, sql))
        if not node.db and node.name.lower() in _with_names(node):
            continue
        table = _known(node, known)
        if table is None:
            raise SqlRefused(_missing(node), **place(node, sql))
        if table.kind is TableKind.EVENT and not _has_partition_condition(node):
            raise SqlRefused(
                f'{MESSAGE_PREFIX}{SCHEMA}.{table.name} is read without a condition on "{PARTITION}"; '
                "every query on an event table needs one, such as "
                f"\"{PARTITION}\" BETWEEN '2024-01-01' AND '2024-01-31'",
                reason=Refusal.NOT_ALLOWED,
                **place(node, sql),
            )
        projects.add(table.project)
        if not node.alias:
            node.set("alias", exp.TableAlias(this=exp.to_identifier(table.name, quoted=True)))
        node.set("this", exp.to_identifier(table.name, quoted=True))
        node.set("db", exp.to_identifier(SCHEMA))
        node.set("catalog", exp.to_identifier(CATALOG))
    return frozenset(projects)


def _known(node: exp.Table, known: Mapping[str, SandboxTable]) -> SandboxTable | None:
    if node.catalog.lower() not in ("", CATALOG) or node.db.lower() not in ("", SCHEMA):
        return None
    if node.catalog and not node.db:
        return None
    return known.get(node.name.lower())


def _missing(node: exp.Table) -> str:
    catalog, schema = node.catalog.lower() or CATALOG, node.db.lower() or SCHEMA
    if catalog != CATALOG:
        return f"Catalog '{catalog}' not found"
    if schema != SCHEMA:
        return f"Schema '{schema}' does not exist"
    return f"Table '{catalog}.{schema}.{node.name.lower()}' does not exist"


def _with_names(node: exp.Expr) -> set[str]:
    names: set[str] = set()
    while node.parent is not None:
        node = node.parent
        with_ = node.args.get("with_") or node.args.get("with")
        if isinstance(with_, exp.With):
            names |= {cte.alias.lower() for cte in with_.expressions}
        if isinstance(node, exp.With):
            names |= {cte.alias.lower() for cte in node.expressions}
    return names


def _has_partition_condition(node: exp.Expr) -> bool:
    """Whether a WHERE or ON of the query that reads the table, or of one around it, names the key."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, exp.Select):
            clauses = [
                node.args.get("where"),
                *(join.args.get("on") for join in node.args.get("joins") or []),
            ]
            if any(_names_partition(clause) for clause in clauses if clause is not None):
                return True
    return False


def _names_partition(clause: exp.Expr) -> bool:
    return any(
        column.name.lower() == PARTITION and column.find_ancestor(exp.Predicate, exp.In, exp.Between)
        for column in clause.find_all(exp.Column)
    )


_REFUSED_NODES: dict[type[exp.Expr], str] = {
    exp.MatchRecognize: "MATCH_RECOGNIZE",
    exp.Placeholder: "a parameter (?)",
    exp.Version: "FOR VERSION or TIMESTAMP",
    exp.Into: "SELECT INTO",
    exp.Lock: "FOR UPDATE",
    exp.Command: "this statement",
    exp.Parameter: "a variable",
    exp.Pivot: "PIVOT",
}

_WRITES = (exp.DML, exp.DDL, exp.Copy, exp.Set, exp.Attach, exp.Drop, exp.Alter)

MAX_LAMBDAS = 3
"""Lambdas within lambdas; with each, the engine's time to plan them doubles and lists may grow by a
factor of 10,000, past the limit of memory."""

MAX_WEIGHT = 200_000
"""Copies of the deepest argument that nested macros may make."""


def check_functions(tree: exp.Expr, sql: str) -> tuple[str, ...]:
    """Every function and construct is one the sandbox can play; the notices for those it plays
    without proof. Raises SqlRefused."""
    unverified: list[str] = []
    for node in tree.walk():
        _check_construct(node, sql)
        if isinstance(node, exp.AtTimeZone):
            unverified.append("AT TIME ZONE")
        elif isinstance(node, exp.Anonymous):
            name = str(node.this).lower()
            _check_function(name, sql)
            if name in UNVERIFIED:
                unverified.append(f"{name}()")
    if _weight(tree) > MAX_WEIGHT:
        raise SqlRefused("statement is too large (its translation grows without end)", reason=Refusal.LIMIT)
    if not unverified:
        return ()
    return (
        f"Unverified in the sandbox: {', '.join(dict.fromkeys(unverified))}; Trino may answer otherwise.",
    )


def _check_construct(node: exp.Expr, sql: str) -> None:
    if type(node) in _REFUSED_NODES:
        message = f"{MESSAGE_PREFIX}{_REFUSED_NODES[type(node)]} is not available in the sandbox"
        raise SqlRefused(message, reason=Refusal.UNSUPPORTED, **place(node, sql))
    if isinstance(node, _WRITES):
        message = MESSAGE_PREFIX + "only SELECT statements run here"
        raise SqlRefused(message, reason=Refusal.NOT_ALLOWED, **place(node, sql))
    if isinstance(node, exp.Lambda) and _lambdas_around(node) >= MAX_LAMBDAS:
        message = f"{MESSAGE_PREFIX}lambdas are nested more than {MAX_LAMBDAS} deep"
        raise SqlRefused(message, reason=Refusal.LIMIT, **place(node, sql))
    if isinstance(node, exp.Var) and not re.fullmatch(r"[\w. ]+", str(node.this)):
        # Words such as the unit of an interval are written as they came.
        raise SqlRefused(f"mismatched input '{str(node.this)[:40]}'", reason=Refusal.SYNTAX)


def _check_function(name: str, sql: str) -> None:
    if name in REFUSED:
        message = f"{MESSAGE_PREFIX}{name}() is not available in the sandbox"
        raise SqlRefused(message, reason=Refusal.UNSUPPORTED, **place_of(sql, name))
    if name not in UNVERIFIED and not _is_verified(name):
        raise SqlRefused(f"Function '{name}' not registered", **place_of(sql, name))


def _lambdas_around(node: exp.Expr) -> int:
    count = 0
    while (outer := node.find_ancestor(exp.Lambda)) is not None:
        node, count = outer, count + 1
    return count


def _is_verified(name: str) -> bool:
    return any(name in names for names in (SAME, RENAMED, TEMPLATES, SPECIAL, macros()))


_CAST_COPIES = {exp.DType.VARCHAR: 16, exp.DType.BIGINT: 5, exp.DType.INT: 5}


def _weight(node: exp.Expr) -> int:
    own = 1
    if isinstance(node, exp.Anonymous):
        own = macros().get(str(node.this).lower(), 1)
    elif isinstance(node, exp.Cast):
        own = _CAST_COPIES.get(node.to.this, 1)
    elif isinstance(node, exp.Bracket):
        own = 4
    return own * max((_weight(child) for child in node.iter_expressions()), default=1)


def name_columns(tree: exp.Expr) -> None:
    """Give every column of the result that has no name one that can be told from a real name."""
    select: exp.Expr = tree
    while not isinstance(select, exp.Select):
        if not isinstance(select, exp.SetOperation | exp.Subquery | exp.Paren):
            return
        select = select.this
    for index, column in enumerate(select.expressions):
        if not isinstance(column, exp.Alias | exp.Column | exp.Star):
            name = exp.to_identifier(f"{UNNAMED}{index}", quoted=True)
            column.replace(exp.Alias(this=column.copy(), alias=name))
