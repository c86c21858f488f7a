"""Loaded columns as the engine's own types, where a type holds every value exactly."""

from __future__ import annotations

from dataclasses import dataclass

from tui.results.worker_columns import DECIMAL, DOUBLE, HUGE, LoadedColumn


@dataclass(frozen=True, slots=True)
class Typed:
    """`expression` reads the column of its table; `note` says what the type does to the values."""

    expression: str
    type: str
    note: str = ""


def typed(column: LoadedColumn, *, narrow: bool = False) -> Typed:
    """Numbers alone become numbers, truth values alone BOOLEAN, everything else text. `narrow`: for
    Parquet, which has no HUGEINT."""
    table = column.table
    if column.booleans and column.booleans == column.texts and not column.numbers:
        return Typed(f"CAST({table}.t AS BOOLEAN)", "BOOLEAN")
    if column.texts or not column.numbers:
        note = "mixes numbers with other values, so all of it is text" if column.numbers else ""
        return Typed(f"{table}.t", "VARCHAR", note)
    if column.exact == HUGE:
        kind = "DECIMAL(38,0)" if narrow else HUGE
        return Typed(f"CAST({table}.t AS {kind})", kind)
    if column.exact == DECIMAL:
        return Typed(f"CAST({table}.t AS {DECIMAL})", DECIMAL)
    if column.exact == DOUBLE:
        if not column.fractions:
            return Typed(f"CAST({table}.t AS BIGINT)", "BIGINT")
        return Typed(f"{table}.d", DOUBLE)
    return Typed(f"{table}.t", "VARCHAR", "has numbers that no number type holds exactly, so it is text")
