"""The picture of each analysis model, from the tables that its answer was laid out in.

A rate over several cohorts or groups is a sum over a sum, never a mean of rates. A dash or null is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.core.charting import (
    Bar,
    Bars,
    Box,
    Boxes,
    Chart,
    Flow,
    HeatMap,
    Lines,
    Node,
    Series,
    is_percent,
    number_of,
)
from tui.core.operation import Operation
from tui.core.table import Cell, CellKind, Column, Table
from tui.providers.te.charts_bars import distribution_charts, funnel_charts, grouped, heads_of

MOST_LINES = 8
"""Lines of one picture; more cannot be told apart in a terminal."""


def charts(operation: Operation, tables: Sequence[Table]) -> tuple[Chart, ...]:
    """The pictures of an answer; none for tables that are no analysis model's."""
    make = _MAKERS.get(operation.id)
    return tuple(make(tables)) if make is not None and tables else ()


# ---- event -------------------------------------------------------------------------------------


def event_charts(tables: Sequence[Table]) -> list[Chart]:
    """One picture per metric with a line per group, over the periods."""
    found: list[Chart] = []
    for table in tables:
        if not table.title.startswith("Event analysis") or table.columns[0].name != "metric":
            continue
        heads = heads_of(table)
        for metric in dict.fromkeys(row[0].text for row in table.rows):
            rows = tuple(row for row in table.rows if row[0].text == metric)
            second = table.title.removeprefix("Event analysis")
            found.append(_over_periods(f"{metric}{second}", table, rows, heads))
    return found


def _over_periods(title: str, table: Table, rows: tuple[tuple[Cell, ...], ...], heads: int) -> Chart:
    labels = tuple(column.name for column in table.columns[heads:])
    drawn = rows[:MOST_LINES]
    series = tuple(
        Series(grouped(row[1:heads]) or title, tuple(map(number_of, row[heads:]))) for row in drawn
    )
    unit = "%" if any(is_percent(cell) for row in rows for cell in row[heads:]) else ""
    notes = [table.note]
    if len(rows) > MOST_LINES:
        notes.append(f"The first {MOST_LINES} of {len(rows)} groups are drawn; the numbers have all.")
    names = [grouped(row[1:heads]) or title for row in rows]
    columns = (Column("period", CellKind.TEXT), *(Column(name, CellKind.NUMBER) for name in names))
    beside = tuple(
        (_text(label), *(row[heads + place] for row in rows)) for place, label in enumerate(labels)
    )
    numbers = Table(title, columns, beside)
    picture: Lines | Bars = Lines(labels, series, unit)
    if len(labels) == 1:
        picture = Bars(
            tuple(Bar(s.name, s.values[0], row[heads].text) for s, row in zip(series, drawn, strict=True))
        )
    return Chart(title, picture, numbers, " ".join(filter(None, notes)))


# ---- retention ---------------------------------------------------------------------------------

SUMMED = "A rate is computed here: the sum of the users of a period over the sum of the cohorts' sizes."


def retention_charts(tables: Sequence[Table]) -> list[Chart]:
    """A curve and a heat map for those kept, and for those lost."""
    found: list[Chart] = []
    for table in tables:
        if table.title in ("Kept", "Lost") and len(table.columns) > heads_of(table) + 1:
            found += [_curve(table), _heat_map(table)]
    return found


def _curve(table: Table) -> Chart:
    heads = heads_of(table)
    groups = list(dict.fromkeys(grouped(row[1:heads]) for row in table.rows))
    labels = tuple(column.name for column in table.columns[heads + 1 :])
    series: list[Series] = []
    rows: list[tuple[Cell, ...]] = []
    for group in groups[:MOST_LINES]:
        of_group = [row for row in table.rows if grouped(row[1:heads]) == group]
        sums = [summed(of_group, heads, place) for place in range(len(labels))]
        name = group or "all cohorts"
        series.append(Series(name, tuple(100 * a / b if b else None for a, b in sums)))
        for label, (part, whole) in zip(labels, sums, strict=True):
            share = f"{100 * part / whole:.1f} %" if whole else "-"
            cells = [_text(name), _text(label), _number(part), _number(whole), _text(share)]
            rows.append(tuple(cells))
    names = ("group", "period", "users", "of users", "rate")
    columns = tuple(Column(name, CellKind.TEXT if name in names[:2] else CellKind.NUMBER) for name in names)
    title = f"{table.title}: rate by period"
    notes = [SUMMED, table.note]
    if len(groups) > MOST_LINES:
        notes.append(f"The first {MOST_LINES} of {len(groups)} groups are drawn.")
    picture = Lines(labels, tuple(series), "%")
    return Chart(title, picture, Table(title, columns, tuple(rows)), " ".join(filter(None, notes)))


def summed(rows: Sequence[Sequence[Cell]], heads: int, place: int) -> tuple[float, float]:
    """Users of a period, and the size of the cohorts that have a value for it. A cohort whose period has
    not come yet counts in neither sum."""
    part = whole = 0.0
    for row in rows:
        size, value = number_of(row[heads]), number_of(row[heads + 1 + place])
        if size is not None and value is not None:
            part, whole = part + value, whole + size
    return part, whole


def _heat_map(table: Table) -> Chart:
    heads = heads_of(table)
    shares = []
    for row in table.rows:
        size = number_of(row[heads])
        values = [number_of(cell) for cell in row[heads + 1 :]]
        shares.append(tuple(v / size if v is not None and size else None for v in values))
    picture = HeatMap(
        tuple(grouped(row[:heads]) for row in table.rows),
        tuple(column.name.removeprefix("period ") for column in table.columns[heads + 1 :]),
        tuple(shares),
        tuple(row[heads].text for row in table.rows),
    )
    note = "Each share is the period's users over the cohort's own size."
    return Chart(f"{table.title}: share of each cohort", picture, table, f"{note} {table.note}".strip())


# ---- interval and path -------------------------------------------------------------------------

_FIVE = ("min", "lower_quartile", "median", "upper_quartile", "max")


def interval_charts(tables: Sequence[Table]) -> list[Chart]:
    """Boxes from the five numbers per period and group, for a layout that has them."""
    found = []
    for table in tables:
        places = {column.name: place for place, column in enumerate(table.columns)}
        if not all(name in places for name in _FIVE):
            continue
        boxes = []
        for row in table.rows:
            five = [number_of(row[places[name]]) for name in _FIVE]
            if None in five:
                continue
            low, lower, median, upper, high = (value or 0.0 for value in five)
            group = [row[places[name]] for name in ("x", "group_cols", "groupCols") if name in places]
            mean = number_of(row[places["mean"]]) if "mean" in places else None
            count = row[places["count"]].text if "count" in places else ""
            boxes.append(Box(grouped(group), low, lower, median, upper, high, mean, count))
        note = "Seconds. The box goes from the lower to the upper quartile; lines reach least and greatest."
        if boxes:
            chart = Chart("Intervals", Boxes(tuple(boxes), "s"), table, f"{note} {table.note}".strip())
            found.append(chart)
    return found


def path_charts(tables: Sequence[Table]) -> list[Chart]:
    """The flow of sessions from step to step, for a layout with nodes and links."""
    by_title = {table.title: table for table in tables}
    nodes, links = by_title.get("Nodes"), by_title.get("Links")
    if nodes is None or links is None:
        return []
    at = {column.name: place for place, column in enumerate(nodes.columns)}
    to = {column.name: place for place, column in enumerate(links.columns)}
    if not {"id", "step", "name", "sessions"} <= set(at) or not {"source", "target", "value"} <= set(to):
        return []
    stops = tuple(
        Node(
            row[at["id"]].text,
            row[at["name"]].text,
            int(number_of(row[at["step"]]) or 0),
            number_of(row[at["sessions"]]) or 0.0,
            (number_of(row[at["ended"]]) if "ended" in at else None) or 0.0,
        )
        for row in nodes.rows
    )
    ways = tuple(
        (row[to["source"]].text, row[to["target"]].text, number_of(row[to["value"]]) or 0.0)
        for row in links.rows
    )
    note = "Sessions. Each step lists its most frequent nodes, and where they came from."
    return [Chart("Path", Flow(stops, ways), links, f"{note} {nodes.note}".strip())]


def _text(value: str) -> Cell:
    return Cell(CellKind.TEXT, value)


def _number(value: float) -> Cell:
    return Cell(CellKind.NUMBER, str(int(value)) if value == int(value) else str(value))


_MAKERS: dict[str, Callable[[Sequence[Table]], list[Chart]]] = {
    "event-analyze": event_charts,
    "metric-data": event_charts,
    "user-prop-analyze": event_charts,
    "retention-analyze": retention_charts,
    "funnel-analyze": funnel_charts,
    "distribution-analyze": distribution_charts,
    "interval-analyze": interval_charts,
    "path-analyze": path_charts,
}
