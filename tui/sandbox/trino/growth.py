"""Values that grow within one row: lists of lists, text copied over and over.

The engine counts tables, sorts and aggregates against its memory limit, and can be stopped between two
batches of rows; what a function builds for a batch of 2,048 rows it neither counts nor interrupts. So
the size of such values is bounded here: where lists are made inside of lambdas, every list that takes
part is cut off from the engine by a limit that makes the whole small; text that one expression after
another copies is refused; text made to a length may be long only where there are no rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from tui.core.sandboxing import MESSAGE_PREFIX, Refusal, SqlRefused
from tui.sandbox.trino.text import place_of

VALUES_ALONE, VALUES_PER_ROW = 1_000_000, 20_000
"""Values that lists within lists may hold: where no column takes part, and in each row of a table."""

MAX_TEXT_PER_ROW = 10_000
"""Characters of a column's value that lambdas may copy into a list, and of what lpad makes of a column."""

LONGEST = 100_000
"""Characters of a value that grows from step to step, in reduce() or in a recursion."""

MAX_COPIES = 1_000
"""Copies of a column's value that concatenations after one another may make."""

_COLLECT = frozenset({"transform", "zip_with", "transform_values", "transform_keys"})
_OF_MAPS = frozenset({"transform_values", "transform_keys", "split_to_map"})
_MAKE = frozenset({"sequence", "repeat", "split", "regexp_extract_all", "regexp_split", "split_to_map"})
_MAKE_TEXT = frozenset({"lpad", "rpad"})
_SMALL = frozenset(
    (
        *("cardinality", "length", "strpos", "codepoint", "contains", "array_position", "any_match"),
        *("all_match", "none_match", "arrays_overlap", "json_array_length", "json_size"),
        *("levenshtein_distance", "hamming_distance", "regexp_like", "starts_with", "year", "month"),
        *("day", "hour", "minute", "second", "week", "day_of_week", "abs", "ceil", "ceiling", "floor"),
        *("round", "sign", "mod", "power", "sqrt", "date_diff", "date_trunc", "to_unixtime"),
        *("from_unixtime", "date", "count", "sum", "avg"),
    )
)
_ELEMENT = frozenset({"element_at", "array_max", "array_min"})
_JOIN = frozenset(
    {"concat", "array_union", "array_join", "format", "replace", "flatten", "concat_ws", "map_concat"}
)
_PLAIN = (
    *(exp.Literal, exp.Boolean, exp.Null, exp.Predicate, exp.Connector, exp.Not),
    *(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg),
)
_SMALL_TYPES = frozenset(
    {exp.DType.BOOLEAN, exp.DType.INT, exp.DType.BIGINT, exp.DType.DOUBLE, exp.DType.DATE}
)


def bound(tree: exp.Expr, sql: str) -> None:
    """Put limits around what may grow. Raises SqlRefused for what grows without one."""
    _check_copies(tree, sql)
    _check_padding(tree, sql)
    for call in list(tree.find_all(exp.Anonymous)):
        if _name(call) == "reduce":
            _bound_state(call)
        if _name(call) in _COLLECT and not call.find_ancestor(exp.Lambda):
            _bound_lists(call)


def _name(node: exp.Expr) -> str:
    return str(node.this).lower() if isinstance(node, exp.Anonymous) else ""


# ---- lists within lists


def _bound_lists(call: exp.Anonymous) -> None:
    degree = _degree(call, frozenset())
    if degree < 2:
        return
    budget = VALUES_PER_ROW if any(_free_columns(call, frozenset())) else VALUES_ALONE
    most = max(1, int(budget ** (1 / degree)))
    for inner in list(call.find_all(exp.Anonymous)):
        if _name(inner) in _COLLECT:
            lists = 2 if _name(inner) == "zip_with" else 1
            for value in inner.expressions[:lists]:
                _wrap_list(value, most, is_map=_name(inner) in _OF_MAPS)
        elif _name(inner) in _MAKE and inner.find_ancestor(exp.Lambda):
            _wrap_list(inner, most, is_map=_name(inner) in _OF_MAPS)
    for column in list(_free_columns(call, frozenset())):
        if column.find_ancestor(exp.Lambda):
            _wrap(column, "trino_short", MAX_TEXT_PER_ROW)


def _degree(node: exp.Expr | None, own: frozenset[str]) -> int:
    """How often the sizes of lists are multiplied in a value, at most: 0 for a number, 1 for a list.
    `own` are the parameters of the lambdas around it; their values were counted where they came from."""
    if node is None or isinstance(node, _PLAIN):
        return 0
    if isinstance(node, exp.Column | exp.Identifier):
        return 0 if node.name.lower() in own else 1
    if isinstance(node, exp.Cast) and node.to.this in _SMALL_TYPES:
        return 0
    if isinstance(node, exp.Bracket):
        return max(0, _degree(node.this, own) - 1)
    name = _name(node)
    if name in _SMALL:
        return 0
    parts = [_degree(part, own) for part in node.iter_expressions() if not isinstance(part, exp.Lambda)]
    most = max(parts, default=0)
    bodies = [
        _degree(part.this, own | {str(p.name).lower() for p in part.expressions})
        for part in node.iter_expressions()
        if isinstance(part, exp.Lambda)
    ]
    if name in _COLLECT:
        return max(1, most) + max(bodies, default=0)
    if name in _ELEMENT:
        return max(0, most - 1)
    return max(most, *bodies, 0) + (name in _MAKE or name in _MAKE_TEXT)


def _free_columns(node: exp.Expr, own: frozenset[str]) -> Iterator[exp.Expr]:
    """Columns that are no parameters of lambdas."""
    if isinstance(node, exp.Column):
        if node.table or node.name.lower() not in own:
            yield node
        return
    if isinstance(node, exp.Lambda):
        own |= {str(p.name).lower() for p in node.expressions}
        yield from _free_columns(node.this, own)
        return
    for part in node.iter_expressions():
        yield from _free_columns(part, own)


def _wrap_list(node: exp.Expr, most: int, *, is_map: bool) -> None:
    _wrap(node, *(("trino_short", 20 * most) if is_map else ("trino_small", most)))


def _wrap(node: exp.Expr, macro: str, most: int) -> None:
    node.replace(exp.Anonymous(this=macro, expressions=[node.copy(), exp.Literal.number(most)]))


def _bound_state(call: exp.Anonymous) -> None:
    """The state of reduce() may grow with every step, or double."""
    step = call.expressions[2] if len(call.expressions) == 4 else None
    if isinstance(step, exp.Lambda) and (_joins(step.this) or step.this.find(exp.Lambda)):
        _wrap(step.this, "trino_short", LONGEST)


# ---- text


def _check_padding(tree: exp.Expr, sql: str) -> None:
    rows = tree.find(exp.Table, exp.Unnest, exp.Values) is not None
    for call in tree.find_all(exp.Anonymous):
        if _name(call) not in _MAKE_TEXT or len(call.expressions) != 3:
            continue
        size = call.expressions[1]
        inside = call.find_ancestor(exp.Lambda) is not None
        most = 1_000 if inside else MAX_TEXT_PER_ROW
        if not rows and not inside:
            continue
        if isinstance(size, exp.Literal) and not size.is_string:
            if float(size.this) > most:
                message = f"{MESSAGE_PREFIX}{_name(call)} to more than {most:,} characters in every row"
                raise SqlRefused(message, reason=Refusal.LIMIT, **place_of(sql, _name(call)))
            continue
        size.replace(exp.Anonymous(this="trino_size", expressions=[size.copy(), exp.Literal.number(most)]))


def _check_copies(tree: exp.Expr, sql: str) -> None:
    _count_copies(tree, {}, sql)


def _count_copies(node: exp.Expr, copies: dict[str, int], sql: str) -> None:
    """Names are looked up as they were defined before, whatever their scope."""
    projections = node.expressions if isinstance(node, exp.Select) else []
    with_ = node.args.get("with_")
    inner = [one for one in node.iter_expressions() if one is not with_ and one not in projections]
    for one in [with_, *inner, *projections] if with_ is not None else [*inner, *projections]:
        _count_copies(one, copies, sql)
    if not projections:
        return
    names = _column_names(node)
    recursive = _is_recursive(node)
    for index, column in enumerate(projections):
        count = _copied(column, copies)
        if count > MAX_COPIES:
            message = f"{MESSAGE_PREFIX}one value would hold more than {MAX_COPIES:,} copies of another"
            raise SqlRefused(message, reason=Refusal.LIMIT)
        name = names[index] if index < len(names) else str(column.alias_or_name)
        copies[name.lower()] = max(count, copies.get(name.lower(), 1))
        if recursive and _joins(column):
            _wrap(column.this if isinstance(column, exp.Alias) else column, "trino_short", LONGEST)


def _column_names(select: exp.Expr) -> list[str]:
    """The names that a WITH gives the columns of its query."""
    cte = select.find_ancestor(exp.CTE, exp.Select)
    alias = cte.args.get("alias") if isinstance(cte, exp.CTE) else None
    return [str(column.name) for column in alias.columns] if alias else []


def _is_recursive(select: exp.Expr) -> bool:
    with_ = select.find_ancestor(exp.With)
    return with_ is not None and bool(with_.args.get("recursive"))


def _joins(node: exp.Expr) -> bool:
    return any(
        isinstance(one, exp.DPipe | exp.Array) or _name(one) in _JOIN | _MAKE | _MAKE_TEXT
        for one in node.walk()
    )


def _copied(node: exp.Expr, copies: dict[str, int]) -> int:
    """How many times the longest of the values that it is made of may stand in a value."""
    if isinstance(node, exp.Column):
        return copies.get(node.name.lower(), 1)
    if isinstance(node, _PLAIN) or _name(node) in _SMALL:
        return 0
    parts = [_copied(part, copies) for part in node.iter_expressions()]
    if isinstance(node, exp.Case | exp.If | exp.Coalesce) or _name(node) in ("if", "coalesce", "nullif"):
        return max(parts, default=0)
    return sum(parts)
