"""Views of few rows in plain Python, without the helper process; the same meaning as its SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.core.cancel import CancelToken
from tui.core.conditions import Condition, Matches, columns_of, parts_of, predicate
from tui.core.failures import Cancelled
from tui.core.ordering import RANK_TEXT, folded, rank_of, sorted_rows
from tui.core.results_ports import SortKey
from tui.core.table import Cell, RowSource

SMALL = 20_000
"""Rows up to which this is faster than starting a process."""

CELLS = 400_000
"""Cells up to which a search through all of them is."""

STEP = 1_000

Match = Callable[[str, Sequence[str]], Sequence[int]]
"""Which of the texts a pattern matches, by place."""


def small_view(
    source: RowSource,
    rows: int,
    conditions: Sequence[Condition],
    searches: Sequence[str],
    sort: Sequence[SortKey],
    *,
    from_text: bool,
    match: Match,
    cancel: CancelToken,
) -> list[int]:
    """The numbers of the wanted rows in the wanted order. Raises Cancelled."""
    needed = sorted({c for item in conditions for c in columns_of(item)} | {key.column for key in sort})
    read = columns_read(source, rows, needed, cancel)
    cells = dict(zip(needed, read, strict=True))
    wanted: Sequence[int] = range(rows)
    for needle in searches:
        found = set(_searched(source, rows, folded(needle), from_text=from_text, cancel=cancel))
        wanted = [row for row in wanted if row in found]
    matching = {
        item: _texts(item, cells[item.column], match)
        for condition in conditions
        for item in parts_of(condition)
        if isinstance(item, Matches)
    }
    for condition in conditions:
        test = predicate(condition, from_text=from_text, matching=matching.__getitem__)
        names = columns_of(condition)
        wanted = [row for row in wanted if test({name: cells[name][row] for name in names})]
    for key in reversed(sort):
        stop_if(cancel)
        wanted = sorted_rows(wanted, cells[key.column], descending=key.descending, from_text=from_text)
    return list(wanted)


def columns_read(
    source: RowSource, rows: int, places: Sequence[int], cancel: CancelToken
) -> list[list[Cell]]:
    """The cells of some columns, a list for each."""
    found: list[list[Cell]] = [[] for _ in places]
    if not places:
        return found
    for start in range(0, rows, STEP):
        stop_if(cancel)
        for row in source.window(start, min(start + STEP, rows), places):
            for column, cell in zip(found, row, strict=True):
                column.append(cell)
    return found


def stop_if(cancel: CancelToken) -> None:
    if cancel.cancelled:
        raise Cancelled("It was stopped.", sent=False, next_step="Ask again when you want it.")


def _searched(
    source: RowSource, rows: int, needle: str, *, from_text: bool, cancel: CancelToken
) -> list[int]:
    found = []
    for start in range(0, rows, STEP):
        stop_if(cancel)
        for number, row in enumerate(source.window(start, min(start + STEP, rows)), start):
            if any(
                needle in folded(cell.text) for cell in row if rank_of(cell, from_text=from_text) <= RANK_TEXT
            ):
                found.append(number)
    return found


def _texts(item: Matches, cells: Sequence[Cell], match: Match) -> frozenset[str]:
    texts = list(dict.fromkeys(cell.text for cell in cells))
    return frozenset(texts[place] for place in match(item.pattern, texts))
