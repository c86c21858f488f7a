"""sqlglot's Trino parser and DuckDB writer, made to treat functions by our own catalogue.

The parser keeps every function under the name it was called by, so that nothing is translated behind
our back; the writer asks catalogue and rewrites for each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.dialects.trino import Trino

from tui.core.sandboxing import Refusal, SqlRefused
from tui.sandbox.trino import constructs, rewrites
from tui.sandbox.trino.catalogue import RENAMED, TEMPLATES, macros

MAX_WRITTEN = 4_000_000
"""Characters of the translation of one function call."""

_KEPT_PARSERS = ("CAST", "TRY_CAST", "EXTRACT", "LISTAGG", "POSITION", "SUBSTRING", "TRIM")

_PARSER: Any = Trino.Parser if hasattr(Trino, "Parser") else Trino.parser_class
_GENERATOR: Any = DuckDB.Generator if hasattr(DuckDB, "Generator") else DuckDB.generator_class


class _Parser(_PARSER):  # type: ignore[misc]  # sqlglot makes its parser classes at run time
    FUNCTIONS: ClassVar[Mapping[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[Mapping[str, Any]] = {
        name: _PARSER.FUNCTION_PARSERS[name] for name in _KEPT_PARSERS
    }


class TrinoByName(Trino):
    """Trino, functions kept by name."""

    Parser = _Parser
    # Subscripts stay as they were written; both sides count from 1.
    INDEX_OFFSET = 0


class _Generator(_GENERATOR):  # type: ignore[misc]  # as above
    TRANSFORMS: ClassVar[Mapping[Any, Any]] = {
        kind: write
        for kind, write in _GENERATOR.TRANSFORMS.items()
        if kind not in (exp.Sub, exp.Add, exp.Cast, exp.TryCast, exp.Bracket, exp.Extract)
    }

    def anonymous_sql(self, node: exp.Anonymous) -> str:
        name = str(node.this).lower()
        special: Callable[..., str] | None = rewrites.SPECIAL.get(name)
        if special is not None:
            return _limited(special(self, node))
        arguments = [self.sql(argument) for argument in node.expressions]
        if name in TEMPLATES:
            return _limited(TEMPLATES[name].format(*arguments))
        if name in macros():
            name = f"trino_{name}"
        # The arguments may be more than expressions (DISTINCT, ORDER BY), so they are written as they came.
        return f"{RENAMED.get(name, name)}({', '.join(arguments)})"

    def filter_sql(self, node: exp.Filter) -> str:
        return constructs.filtered(self, node)

    def add_sql(self, node: exp.Add) -> str:
        return constructs.added(self, node)

    def sub_sql(self, node: exp.Sub) -> str:
        return constructs.subtracted(self, node)

    def div_sql(self, node: exp.Div) -> str:
        return constructs.divided(self, node)

    def cast_sql(self, node: exp.Cast, safe_prefix: str | None = None) -> str:
        return constructs.cast(self, node)

    def trycast_sql(self, node: exp.TryCast) -> str:
        return f"TRY({constructs.cast(self, node)})"

    def ignorenulls_sql(self, node: exp.IgnoreNulls) -> str:
        return constructs.nulls_ignored(self, node)

    def bracket_sql(self, node: exp.Bracket) -> str:
        return constructs.subscripted(self, node)

    def extract_sql(self, node: exp.Extract) -> str:
        return constructs.extracted(self, node)

    def unnest_sql(self, node: exp.Unnest) -> str:
        return constructs.unnested(self, node)


class DuckDBByName(DuckDB):
    """DuckDB, written with the sandbox's macros."""

    Generator = _Generator


def _limited(text: str) -> str:
    if len(text) > MAX_WRITTEN:
        raise SqlRefused("statement is too large (its translation grows without end)", reason=Refusal.LIMIT)
    return text
