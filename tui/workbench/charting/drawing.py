"""Counted pairs as bars or lines: which x in which order, which groups, and the numbers beside them."""

from __future__ import annotations

from dataclasses import dataclass

from tui.core.charting import Bar, Bars, Chart, Lines, Series, figure, number_of
from tui.core.table import NULL_CELL, Cell, CellKind, Column, RowSource, Table
from tui.workbench.charting.pairs import Cut, Facts, Pair
from tui.workbench.charting.wishes import MOST_GROUPS, Measure, QuickKind, QuickSpec

MOST_BARS = 40

Values = dict[tuple[str | None, str | None], float | None]
"""By x and group. A pair that is not there has no rows; one with None has rows, but none with a number."""


def value_of(pair: Pair, measure: Measure) -> float | None:
    """The measure of a pair; a gap when none of its rows has a number."""
    if measure is Measure.COUNT:
        return float(pair.rows)
    if not pair.numbers:
        return None
    values = {
        Measure.SUM: pair.total,
        Measure.MEAN: pair.total / pair.numbers,
        Measure.LEAST: pair.low,
        Measure.GREATEST: pair.high,
    }
    return values[measure]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One chart in the making."""

    source: RowSource
    spec: QuickSpec
    facts: Facts
    cut: Cut

    def chart(self, pairs: list[Pair], notes: list[str]) -> Chart:
        measure = Measure.COUNT if self.spec.y is None else self.spec.measure
        groups = _groups(pairs)
        if len(groups) > MOST_GROUPS:
            notes.append(f"The {MOST_GROUPS} of {len(groups):,} groups with most rows are drawn.")
            groups = groups[:MOST_GROUPS]
        shown = [pair for pair in pairs if pair.group in set(groups)]
        values = {(pair.x, pair.group): value_of(pair, measure) for pair in shown}
        xs = self._order(values)
        said = self._said(measure, single=all(pair.rows == 1 for pair in pairs))
        title = f"{said} by {self.source.columns[self.spec.x].name}"
        if self.spec.group is not None:
            title += f" and {self.source.columns[self.spec.group].name}"
        numbers = self._numbers(title, said, xs, groups, values)
        if self.spec.kind is QuickKind.BAR:
            picture: Bars | Lines = self._bars(xs, groups, values, said, notes)
        else:
            picture = self._lines(xs, groups, values, said)
        return Chart(title, picture, numbers, " ".join(notes))

    def _said(self, measure: Measure, *, single: bool) -> str:
        if measure is Measure.COUNT or self.spec.y is None:
            return "rows"
        name = self.source.columns[self.spec.y].name
        return name if single else f"{measure.value} of {name}"

    def _order(self, values: Values) -> list[str | None]:
        """Bars from the greatest down; lines along x: numbers by value, all else by text, null last."""
        xs = {x for x, _ in values}
        if self.spec.kind is QuickKind.BAR:
            sums = dict.fromkeys(xs, 0.0)
            for (x, _), value in values.items():
                sums[x] += value or 0.0
            return sorted(xs, key=lambda x: (-sums[x], x is None, x or ""))
        if self.facts.low is not None:
            return sorted(xs, key=lambda x: (x is None, _position(x) or 0.0, x or ""))
        return sorted(xs, key=lambda x: (x is None, x or ""))

    def _label(self, x: str | None) -> str:
        if x is None:
            return "null"
        return figure(self.cut.middle(int(x))) if self.cut.parts else x

    def _group(self, group: str | None, said: str) -> str:
        if self.spec.group is None:
            return said
        return "null" if group is None else group or '""'

    def _bars(
        self, xs: list[str | None], groups: list[str | None], values: Values, said: str, notes: list[str]
    ) -> Bars:
        bars = []
        for x, group in ((x, g) for x in xs for g in groups if (x, g) in values):
            name = self._label(x) or '""'
            if self.spec.group is not None:
                name = f"{name} · {self._group(group, said)}"
            bars.append(Bar(name, values[x, group], figure(values[x, group])))
        if len(bars) > MOST_BARS:
            notes.append(f"The first {MOST_BARS} of {len(bars):,} bars are drawn; the numbers have all.")
        return Bars(tuple(bars[:MOST_BARS]), (), said)

    def _lines(self, xs: list[str | None], groups: list[str | None], values: Values, said: str) -> Lines:
        series = tuple(Series(self._group(g, said), tuple(values.get((x, g)) for x in xs)) for g in groups)
        positions: tuple[float, ...] = ()
        if self.facts.low is not None and None not in xs:
            places = [
                self.cut.middle(int(x)) if self.cut.parts else _position(x) for x in xs if x is not None
            ]
            positions = tuple(place for place in places if place is not None)
        return Lines(tuple(map(self._label, xs)), series, "", positions)

    def _numbers(
        self, title: str, said: str, xs: list[str | None], groups: list[str | None], values: Values
    ) -> Table:
        columns = [Column(self.source.columns[self.spec.x].name)]
        if self.spec.group is None:
            columns.append(Column(said, CellKind.NUMBER))
        else:
            columns += [Column(self._group(group, said), CellKind.NUMBER) for group in groups]
        rows = tuple(
            (Cell(CellKind.TEXT, self._label(x)), *(_cell(values.get((x, g))) for g in groups)) for x in xs
        )
        return Table(title, tuple(columns), rows)


def _groups(pairs: list[Pair]) -> list[str | None]:
    """Those with most rows first."""
    sizes: dict[str | None, int] = {}
    for pair in pairs:
        sizes[pair.group] = sizes.get(pair.group, 0) + pair.rows
    return sorted(sizes, key=lambda name: (-sizes[name], name is None, name or ""))


def _position(x: str | None) -> float | None:
    return None if x is None else number_of(Cell(CellKind.TEXT, x))


def _cell(value: float | None) -> Cell:
    if value is None:
        return NULL_CELL
    return Cell(CellKind.NUMBER, str(int(value)) if value == int(value) else f"{value:.10g}")
