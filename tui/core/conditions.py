"""Conditions on a row, and the test of one row in plain Python; `filtering` reads them from text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tui.core.ordering import RANK_NUMBER, RANK_TEXT, folded, number_key, rank_of
from tui.core.table import Cell


@dataclass(frozen=True, slots=True)
class Compare:
    column: int
    operator: str
    value: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Contains:
    column: int
    value: str


@dataclass(frozen=True, slots=True)
class Matches:
    column: int
    pattern: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """Also true of a cell that the row lacks."""

    column: int


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


Condition = Compare | Contains | Matches | IsNull | Not | AllOf | AnyOf


def parts_of(condition: Condition) -> list[Condition]:
    """A condition and everything in it."""
    found, todo = [], [condition]
    while todo:
        item = todo.pop()
        found.append(item)
        if isinstance(item, Not):
            todo.append(item.part)
        elif isinstance(item, AllOf | AnyOf):
            todo.extend(item.parts)
    return found


def columns_of(condition: Condition) -> set[int]:
    tests = parts_of(condition)
    return {t.column for t in tests if isinstance(t, Compare | Contains | Matches | IsNull)}


Cells = Mapping[int, Cell]
"""The cells of one row by column, at least those that the condition names."""


def predicate(
    condition: Condition, *, from_text: bool, matching: Callable[[Matches], frozenset[str]]
) -> Callable[[Cells], bool]:
    """A test of one row. `matching` gives the texts of its column that a pattern matches."""
    if isinstance(condition, Not):
        inner = predicate(condition.part, from_text=from_text, matching=matching)
        return lambda cells: not inner(cells)
    if isinstance(condition, AllOf | AnyOf):
        tests = [predicate(part, from_text=from_text, matching=matching) for part in condition.parts]
        if isinstance(condition, AllOf):
            return lambda cells: all(test(cells) for test in tests)
        return lambda cells: any(test(cells) for test in tests)
    column = condition.column
    test = _cell_test(condition, matching)
    return lambda cells: test(cells[column], rank_of(cells[column], from_text=from_text))


def _cell_test(
    condition: Compare | Contains | Matches | IsNull, matching: Callable[[Matches], frozenset[str]]
) -> Callable[[Cell, int], bool]:
    if isinstance(condition, IsNull):
        return lambda cell, rank: rank > RANK_TEXT
    if isinstance(condition, Contains):
        needle = folded(condition.value)
        return lambda cell, rank: rank <= RANK_TEXT and needle in folded(cell.text)
    if isinstance(condition, Matches):
        texts = matching(condition)
        return lambda cell, rank: rank <= RANK_TEXT and cell.text in texts
    return _comparison(condition)


def _comparison(condition: Compare) -> Callable[[Cell, int], bool]:
    value = condition.value
    key = number_key(value) if condition.is_number else None

    def equal(cell: Cell, rank: int) -> bool:
        if key is not None and rank == RANK_NUMBER:
            return number_key(cell.text) == key
        return rank <= RANK_TEXT and cell.text == value

    if condition.operator == "=":
        return equal
    if condition.operator == "!=":
        return lambda cell, rank: rank <= RANK_TEXT and not equal(cell, rank)
    less, allow_equal = condition.operator[0] == "<", condition.operator.endswith("=")

    def ordered(cell: Cell, rank: int) -> bool:
        if rank != (RANK_NUMBER if key is not None else RANK_TEXT):
            return False
        if key is not None:
            mine = number_key(cell.text)
            return allow_equal if mine == key else (mine < key) == less
        return allow_equal if cell.text == value else (cell.text < value) == less

    return ordered
