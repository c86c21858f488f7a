"""A quick chart of any rows: what stands on which axis, and the picture that comes of it.

Everything that is made coarser, left out or drawn at random is said in the chart's note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tui.core.cancel import CancelToken
from tui.core.charting import Chart, Cloud, Histogram, Scatter, number_of
from tui.core.display import human_count
from tui.core.results_ports import ColumnStatistics
from tui.core.table import Cell, CellKind, Column, RowSource, Table
from tui.workbench.charting.drawing import Drawing
from tui.workbench.charting.pairs import (
    IN_PYTHON,
    MOST_PAIRS,
    PREFIXES,
    WHOLE,
    Ask,
    Cut,
    Facts,
    FewRows,
    ManyRows,
    stop_if,
    text_of,
    windows,
)
from tui.workbench.charting.wishes import MOST_GROUPS, Measure, QuickKind, QuickSpec

MOST_POINTS = 400
PARTS = 200
MOST_DOTS = 2_000
_UNITS = dict(zip(PREFIXES, ("second", "minute", "hour", "day", "month", "year"), strict=True))


Count = Callable[[RowSource, int], ColumnStatistics]
"""The figures of a column, for a histogram."""


def suggested(source: RowSource) -> QuickSpec | None:
    """What is likely meant, from the first rows; None when there is nothing to draw."""
    sample = source.window(0, 200)
    count = len(source.columns)
    if not sample or not count:
        return None
    cells = [[row[place] for row in sample if place < len(row)] for place in range(count)]
    numeric = [p for p in range(count) if any(number_of(c) is not None for c in cells[p])]
    times = [p for p in range(count) if p not in numeric and cells[p] and _looks_like_time(cells[p])]
    others = [p for p in range(count) if p not in numeric and p not in times]
    x = next(iter(times or others or numeric))
    y = next((p for p in numeric if p != x), None)
    if not times and not others and y is None:
        return QuickSpec(QuickKind.HISTOGRAM, x)
    kind = QuickKind.BAR if others and not times else QuickKind.LINE
    return QuickSpec(kind, x, y, None, Measure.SUM if y is not None else Measure.COUNT)


def _looks_like_time(cells: Sequence[Cell]) -> bool:
    texts = [text for cell in cells if (text := text_of(cell)) is not None]
    return bool(texts) and all(t[:4].isdigit() and t[4:5] == "-" and t[7:8] == "-" for t in texts)


def quick_chart(
    source: RowSource, spec: QuickSpec, ask: Ask | None, count: Count, cancel: CancelToken | None = None
) -> Chart:
    """Blocks. `ask` is wanted for many rows only. Raises Cancelled, and what `ask` and `count` raise."""
    token = cancel or CancelToken()
    if spec.kind is QuickKind.HISTOGRAM:
        return _histogram(source, spec, count)
    if spec.kind is QuickKind.SCATTER:
        return _scatter(source, spec, token)
    y = None if spec.measure is Measure.COUNT else spec.y
    rows: FewRows | ManyRows
    if ask is None or source.row_count <= IN_PYTHON:
        rows = FewRows(source, spec.x, y, spec.group, token)
    else:
        rows = ManyRows(ask, len(source.columns), spec.x, y, spec.group)
    facts = rows.facts()
    cut, notes = _cut_for(spec, facts)
    pairs = rows.pairs(cut)
    if len(pairs) >= MOST_PAIRS:
        notes.append(f"Only the {MOST_PAIRS:,} values with most rows are looked at.")
    return Drawing(source, spec, facts, cut).chart(pairs, notes)


def _cut_for(spec: QuickSpec, facts: Facts) -> tuple[Cut, list[str]]:
    if spec.kind is QuickKind.BAR or facts.distinct <= MOST_POINTS:
        return WHOLE, []
    if facts.is_time:
        fitting = [s for s, n in zip(PREFIXES, facts.by_prefix, strict=True) if n <= MOST_POINTS]
        size = fitting[0] if fitting else PREFIXES[-1]
        return Cut(prefix=size), [f"Times are put together by {_UNITS[size]}."]
    if facts.low is not None and facts.high is not None and facts.high > facts.low:
        width = (facts.high - facts.low) / PARTS
        return Cut(parts=PARTS, low=facts.low, width=width), [f"x is cut into {PARTS} equal parts."]
    return WHOLE, []


def _histogram(source: RowSource, spec: QuickSpec, count: Count) -> Chart:
    column = spec.x if spec.y is None else spec.y
    found = count(source, column)
    name = source.columns[column].name
    title = f"Histogram of {name}"
    rows = tuple(
        (_number(part.low), _number(part.high), Cell(CellKind.NUMBER, str(part.count)))
        for part in found.histogram
    )
    columns = tuple(Column(n, CellKind.NUMBER) for n in ("from", "below", "rows"))
    notes = [found.note]
    if not found.histogram:
        notes.append(f"“{name}” has no numbers.")
    elif found.rows > found.numbers:
        notes.append(f"{human_count(found.rows - found.numbers)} rows without a number are left out.")
    return Chart(
        title, Histogram(found.histogram), Table(title, columns, rows), " ".join(filter(None, notes))
    )


def _number(value: float) -> Cell:
    return Cell(CellKind.NUMBER, f"{value:.6g}")


def _scatter(source: RowSource, spec: QuickSpec, cancel: CancelToken) -> Chart:
    """Of many rows some, evenly spread over the whole, and that is said."""
    y = spec.x if spec.y is None else spec.y
    wanted = [spec.x, y, spec.x if spec.group is None else spec.group]
    step = max(1, -(-source.row_count // MOST_DOTS))
    clouds: dict[str, list[tuple[float, float]]] = {}
    rows: list[tuple[Cell, ...]] = []
    gaps = seen = 0
    for row in _spread(source, step, wanted, cancel):
        seen += 1
        one, other = number_of(row[0]), number_of(row[1])
        if one is None or other is None:
            gaps += 1
            continue
        clouds.setdefault("" if spec.group is None else row[2].text or "null", []).append((one, other))
        rows.append(row if spec.group is not None else row[:2])
    notes = []
    if step > 1:
        said = f"{human_count(seen)} of {human_count(source.row_count)}"
        notes.append(f"Sampled: {said} rows, evenly spread, are drawn.")
    if gaps:
        notes.append(f"{human_count(gaps)} rows without two numbers are left out.")
    order = sorted(clouds, key=lambda name: (-len(clouds[name]), name))
    if len(order) > MOST_GROUPS:
        notes.append(f"The {MOST_GROUPS} of {len(order):,} groups with most rows are drawn.")
    names = [source.columns[place].name for place in wanted[: 2 if spec.group is None else 3]]
    title = f"{names[1]} against {names[0]}"
    picture = Scatter(names[0], names[1], tuple(Cloud(n, tuple(clouds[n])) for n in order[:MOST_GROUPS]))
    numbers = Table(title, tuple(Column(name) for name in names), tuple(rows))
    return Chart(title, picture, numbers, " ".join(notes))


def _spread(
    source: RowSource, step: int, columns: list[int], cancel: CancelToken
) -> Iterator[tuple[Cell, ...]]:
    if step == 1:
        yield from windows(source, columns, cancel)
        return
    for start in range(0, source.row_count, step):
        stop_if(cancel)
        yield from source.window(start, start + 1, columns)
