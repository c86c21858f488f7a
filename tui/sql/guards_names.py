"""Warnings about names: in the wrong quotes, or in no table of the schema."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlglot import exp

from tui.core.display import safe
from tui.core.schema import Schema
from tui.core.sql_assist import SqlFacts, SqlFix, SqlNotice
from tui.sql.guards_query import with_names
from tui.sql.parsing import Parsed, start_of
from tui.sql.repairs import Edit, fix
from tui.sql.words import Kind, Word, code, literal, place, quoted

MAX_UNKNOWN = 5
"""Unknown names that are told at once."""

_COMPARES = frozenset({"=", "<>", "!=", "<", ">", "<=", ">="})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def name_notices(
    sql: str, statement: Sequence[Word], parsed: Parsed, facts: SqlFacts, schema: Schema | None
) -> Iterator[SqlNotice]:
    """Names that mean something else than they seem to, or nothing."""
    yield from _names_as_strings(sql, statement, facts, schema)
    strings = _strings(statement, facts)
    yield from _strings_as_names(sql, strings)
    if schema is not None and isinstance(parsed.tree, exp.Query):
        told = {word.name.lower() for word in strings}
        found = [
            *_unknown_tables(sql, parsed, facts, schema),
            *_unknown_columns(sql, parsed, facts, schema, told),
        ]
        yield from found[:MAX_UNKNOWN]


# ---- quotes


def _names_as_strings(
    sql: str, statement: Sequence[Word], facts: SqlFacts, schema: Schema | None
) -> Iterator[SqlNotice]:
    """`'#user_id'` is a text; the column is `"#user_id"`."""
    known = {*facts.event_columns, *facts.user_columns}
    known |= {column for table in (schema.tables if schema else ()) for column in table.columns}
    words = code(statement)
    wrong = [
        word
        for index, word in enumerate(words)
        if word.kind is Kind.STRING
        and word.text[:1] == "'"
        and word.name[:1] in ("#", "$", "@")
        and word.name in known
        and not _is_compared(words, index)
    ]
    if wrong:
        edits = [Edit(word.start, word.end, quoted(word.name)) for word in wrong]
        yield SqlNotice(
            "name-as-string",
            f"{safe(wrong[0].text, 40)} is a text, not the column of that name.",
            "Texts stand in single quotes, names in double quotes.",
            *place(sql, wrong[0].start),
            fix("Use double quotes", sql, edits),
        )


def _is_compared(words: Sequence[Word], index: int) -> bool:
    """Whether the word is what a column is compared with, so that a text is meant."""
    before = words[index - 1] if index else None
    if before is None:
        return False
    if before.text in _COMPARES or before.lower in ("like", "between", "escape"):
        return True
    return _list_of(words, index) is not None


def _list_of(words: Sequence[Word], index: int) -> int | None:
    """Where the IN stands in whose list of values the word is."""
    index -= 1
    while index > 0 and (words[index].text == "," or words[index].kind in (Kind.STRING, Kind.QUOTED)):
        index -= 1
    return index - 1 if index > 0 and words[index].text == "(" and words[index - 1].lower == "in" else None


def _strings(statement: Sequence[Word], facts: SqlFacts) -> list[Word]:
    """Texts in double quotes: `"#event_name" = "login"` compares with a column called login."""
    words = code(statement)
    return [
        word
        for index, word in enumerate(words)
        if word.kind is Kind.QUOTED and index > 1 and _is_value(words, index, facts)
    ]


def _strings_as_names(sql: str, wrong: Sequence[Word]) -> Iterator[SqlNotice]:
    if wrong:
        edits = [Edit(word.start, word.end, literal(word.name)) for word in wrong]
        yield SqlNotice(
            "string-as-name",
            f"{safe(wrong[0].text, 40)} is the name of a column here, not a text.",
            "Texts stand in single quotes, names in double quotes.",
            *place(sql, wrong[0].start),
            fix("Use single quotes", sql, edits),
        )


def _is_value(words: Sequence[Word], index: int, facts: SqlFacts) -> bool:
    word = words[index]
    if word.name[:1] in ("#", "$", "@") or not word.is_closed:
        return False
    if words[index + 1 : index + 2] and words[index + 1].text == ".":
        return False
    before = words[index - 1]
    left: int | None = index - 2 if before.text in _COMPARES else _list_of(words, index)
    if left is not None and before.text not in _COMPARES:
        left = left - 2 if words[left - 1].lower == "not" else left - 1
    if left is not None and left >= 0:
        valued = (*facts.event_names, facts.partition)
        if words[left].is_name and words[left].name.lower() in valued:
            return True
    return bool(_DAY.match(word.name)) and (
        before.text in _COMPARES or before.lower in ("between", "and", "date", "timestamp")
    )


# ---- the schema


def _unknown_tables(sql: str, parsed: Parsed, facts: SqlFacts, schema: Schema) -> Iterator[SqlNotice]:
    """Only names that are like a known one: a schema does not list every table there is."""
    known = {table.name.rpartition(".")[2].lower(): table.name for table in schema.tables}
    pattern = re.compile(f"(?:{facts.event_table})|(?:{facts.user_table})", re.IGNORECASE)
    tree = parsed.tree
    for table in tree.find_all(exp.Table) if tree is not None and known else ():
        name = parsed.name(table.this).lower() if isinstance(table.this, exp.Identifier) else ""
        if not name or name in known or "{" in name or (not table.db and name in with_names(table)):
            continue
        if pattern.fullmatch(name):
            # A table of another project; the schema is of one.
            continue
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
        if not close:
            continue
        yield _unknown(sql, "table", table.this, parsed, close[0], "the schema")


def _unknown_columns(
    sql: str, parsed: Parsed, facts: SqlFacts, schema: Schema, told: set[str]
) -> Iterator[SqlNotice]:
    """Columns of tables that are all known, each name once; those in `told` are left out."""
    known = {
        table.name.rpartition(".")[2].lower(): (*table.columns, *_built_in(table.name, facts))
        for table in schema.tables
        if table.columns
    }
    tree = parsed.tree
    for column in tree.find_all(exp.Column) if tree is not None else ():
        if not isinstance(column.this, exp.Identifier) or column.find_ancestor(exp.Lambda):
            continue
        name = parsed.name(column.this)
        columns = _columns_for(column, known)
        if columns is None or "{" in name or "@" in name or name.lower() in told:
            continue
        if name.lower() in {own.lower() for own in columns} | _aliases(column):
            continue
        told.add(name.lower())
        close = close_name(name, columns)
        yield _unknown(sql, "column", column.this, parsed, close, "the tables of this query")


def _built_in(table: str, facts: SqlFacts) -> tuple[str, ...]:
    """What such a table has always, whether the API lists it or not."""
    name = table.rpartition(".")[2]
    return facts.event_columns if re.fullmatch(facts.event_table, name, re.IGNORECASE) else facts.user_columns


def _columns_for(column: exp.Column, known: Mapping[str, Sequence[str]]) -> list[str] | None:
    """The columns among which the column has to be; None where not all of them are known."""
    qualifier = column.table.lower()
    found: list[str] = []
    select = column.find_ancestor(exp.Select)
    while select is not None:
        sources = _sources(select)
        for name, table in sources:
            if qualifier and name.lower() != qualifier:
                continue
            columns = known.get(table.lower()) if table else None
            if columns is None:
                return None
            if qualifier:
                return [*columns]
            found += columns
        select = select.find_ancestor(exp.Select)
    # A qualifier that is no table of the query may be a column with fields.
    return None if qualifier or not found else found


def _sources(select: exp.Select) -> list[tuple[str, str]]:
    """What a query reads: its name there, and the table's own name or nothing where it is no table."""
    clause = select.args.get("from_") or select.args.get("from")
    nodes = [clause.this] if isinstance(clause, exp.From) else []
    nodes += [join.this for join in select.args.get("joins") or []]
    nodes += [node for table in list(nodes) for node in _nested(table)]
    nodes += select.args.get("laterals") or []
    found = []
    for node in nodes:
        is_table = isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier)
        by_with = is_table and not node.db and node.name.lower() in with_names(node)
        found.append((node.alias_or_name, node.name if is_table and not by_with else ""))
    return found


def _nested(table: exp.Expr) -> list[exp.Expr]:
    return [join.this for join in table.args.get("joins") or []]


def _aliases(column: exp.Column) -> set[str]:
    """Names that the query gives to its own results, for ORDER BY."""
    select = column.find_ancestor(exp.Select)
    if select is None or not column.find_ancestor(exp.Ordered):
        return set()
    return {item.alias.lower() for item in select.expressions if item.alias}


def close_name(name: str, known: Iterable[str]) -> str:
    """The known name that was probably meant; empty when none is near."""
    bare = {one.lower().lstrip("#$@"): one for one in reversed(list(dict.fromkeys(known)))}
    close = difflib.get_close_matches(name.lower().lstrip("#$@"), bare, n=1, cutoff=0.72)
    return bare[close[0]] if close else ""


def _unknown(sql: str, what: str, identifier: exp.Expr, parsed: Parsed, close: str, where: str) -> SqlNotice:
    name = parsed.name(identifier)
    start = start_of(identifier)
    end = int(identifier.meta.get("end", start)) + 1
    repair: SqlFix | None = None
    said = f"{safe(name, 60)} is no {what} of {where}."
    if close:
        meant = safe(quoted(close), 60)
        said = f"{safe(name, 60)} is no {what} of {where}. Did you mean {meant}?"
        if start >= 0:
            repair = fix(f"Write {meant}", sql, [Edit(start, end, quoted(close))])
    return SqlNotice(
        f"unknown-{what}",
        said,
        "The schema here may be older than the project, and need not list everything.",
        *place(sql, max(start, 0)),
        repair,
    )
