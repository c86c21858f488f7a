"""Figures of one column, computed in plain Python for few rows; the engine's SQL gives the same."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from tui.core.ordering import RANK_ABSENT, RANK_NULL, RANK_NUMBER, RANK_TEXT, number_key, rank_of
from tui.core.results_ports import Bin, ColumnStatistics
from tui.core.table import Cell, CellKind

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
TOP = 10
BINS = 20


def statistics_of(cells: Sequence[Cell], *, from_text: bool = False) -> ColumnStatistics:
    """All cells of a column, in the order of their rows."""
    ranked: tuple[list[Cell], ...] = ([], [], [], [])
    for cell in cells:
        ranked[rank_of(cell, from_text=from_text)].append(cell)
    numbers, others = [cell.text for cell in ranked[RANK_NUMBER]], [c.text for c in ranked[RANK_TEXT]]
    lowest, highest = _ends(numbers, others)
    doubles = sorted(filter(math.isfinite, map(float, numbers)))
    valued = [_typed(c, from_text) for c in cells if rank_of(c, from_text=from_text) <= RANK_TEXT]
    return ColumnStatistics(
        rows=len(cells),
        nulls=len(ranked[RANK_NULL]),
        absent=len(ranked[RANK_ABSENT]),
        numbers=len(numbers),
        distinct=len({*numbers, *others}),
        minimum=lowest,
        maximum=highest,
        mean=math.fsum(doubles) / len(doubles) if doubles else None,
        quantiles=tuple((share, _quantile(doubles, share)) for share in SHARES) if doubles else (),
        top=tuple(Counter(valued).most_common(TOP)),
        histogram=histogram(doubles),
        note=beyond(len(numbers) - len(doubles)),
    )


def beyond(count: int) -> str:
    """What is said of numbers that no double can hold."""
    if not count:
        return ""
    return f"{count:,} numbers are too large for a mean; mean, quantiles and histogram leave them out."


def bins_of(low: float, high: float, counts: dict[int, int]) -> tuple[Bin, ...]:
    """Bins of equal width, as many as BINS; one when all values are the same."""
    if low == high:
        return (Bin(low, high, counts.get(0, 0)),)
    edges = [low + (high - low) * place / BINS for place in range(BINS)] + [high]
    return tuple(Bin(edges[i], edges[i + 1], counts.get(i, 0)) for i in range(BINS))


def histogram(doubles: Sequence[float]) -> tuple[Bin, ...]:
    if not doubles:
        return ()
    low, high = doubles[0], doubles[-1]
    width = (high - low) / BINS
    if not width or not math.isfinite(width):
        return bins_of(low, low, {0: len(doubles)}) if not width else ()
    counts = Counter(min(BINS - 1, math.floor((value - low) / width)) for value in doubles)
    return bins_of(low, high, counts)


def _typed(cell: Cell, from_text: bool) -> Cell:
    if from_text and rank_of(cell, from_text=True) == RANK_NUMBER:
        return Cell(CellKind.NUMBER, cell.text)
    return cell


def _ends(numbers: Sequence[str], others: Sequence[str]) -> tuple[str, str]:
    if numbers:
        return min(numbers, key=number_key), max(numbers, key=number_key)
    return (min(others), max(others)) if others else ("", "")


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = math.ceil(place)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
