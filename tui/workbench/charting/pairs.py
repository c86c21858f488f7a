"""Rows counted and summed by one or two columns: in plain Python for few rows, by the engine for many.

Both give the same figures; what a cell counts as is said by `core.charting.number_of`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tui.core.cancel import CancelToken
from tui.core.charting import number_of
from tui.core.failures import Cancelled
from tui.core.table import Cell, CellKind, RowSource

IN_PYTHON = 20_000
"""Rows up to which nothing is asked of the engine."""
STEP = 1_000
MOST_PAIRS = 20_000
"""Pairs of x and group that are looked at, those with most rows first."""
PREFIXES = (19, 16, 13, 10, 7, 4)
"""Characters of a time that tell second, minute, hour, day, month, year."""
_TIME = re.compile(r"\d{4}-\d\d-\d\d.*", re.ASCII | re.DOTALL)

Ask = Callable[[str], list[tuple[Cell, ...]]]
"""Asks one SELECT over the table `t`; all its rows."""


@dataclass(slots=True)
class Pair:
    """What is known of the rows with one x and one group. `numbers` of the `rows` have a y."""

    x: str | None
    group: str | None
    rows: int = 0
    numbers: int = 0
    total: float = 0.0
    low: float = math.inf
    high: float = -math.inf

    def add(self, y: float | None) -> None:
        self.rows += 1
        if y is not None:
            self.numbers += 1
            self.total += y
            self.low, self.high = min(self.low, y), max(self.high, y)


@dataclass(frozen=True, slots=True)
class Facts:
    """Of the x of all rows. `low` and `high` when every x that is there is a number."""

    distinct: int
    is_time: bool
    by_prefix: tuple[int, ...]
    """Distinct beginnings, by the lengths of PREFIXES; only for times."""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """How x is made coarser: to the first `prefix` characters, or to `parts` equal parts of its range."""

    prefix: int = 0
    parts: int = 0
    low: float = 0.0
    width: float = 1.0

    def middle(self, part: int) -> float:
        return self.low + (part + 0.5) * self.width


WHOLE = Cut()


@dataclass(slots=True)
class FewRows:
    """Reads the rows once."""

    source: RowSource
    x: int
    y: int | None
    group: int | None
    cancel: CancelToken
    _cells: list[tuple[str | None, float | None, str | None]] = field(default_factory=list)

    def _rows(self) -> Iterator[tuple[str | None, float | None, str | None]]:
        if not self._cells:
            y, group = self.y, self.group
            wanted = [self.x, self.x if y is None else y, self.x if group is None else group]
            for row in windows(self.source, wanted, self.cancel):
                name = text_of(row[2]) if group is not None else None
                self._cells.append((text_of(row[0]), None if y is None else number_of(row[1]), name))
        return iter(self._cells)

    def facts(self) -> Facts:
        texts = {x for x, _, _ in self._rows() if x is not None}
        numbers = [number_of(Cell(CellKind.TEXT, text)) for text in texts]
        values = [n for n in numbers if n is not None]
        whole = bool(values) and len(values) == len(numbers)
        is_time = bool(texts) and all(_TIME.fullmatch(text) for text in texts)
        by_prefix = tuple(len({text[:size] for text in texts}) for size in PREFIXES) if is_time else ()
        ends = (min(values), max(values)) if whole else (None, None)
        return Facts(len(texts), is_time, by_prefix, *ends)

    def pairs(self, cut: Cut) -> list[Pair]:
        found: dict[tuple[str | None, str | None], Pair] = {}
        for x, y, group in self._rows():
            key = _cut(x, cut), group
            pair = found.get(key)
            if pair is None:
                pair = found[key] = Pair(*key)
            pair.add(y)
        return sorted(found.values(), key=lambda pair: -pair.rows)[:MOST_PAIRS]


def _cut(x: str | None, cut: Cut) -> str | None:
    if x is None:
        return None
    if cut.prefix:
        return x[: cut.prefix]
    if cut.parts:
        value = number_of(Cell(CellKind.TEXT, x))
        return None if value is None else str(min(cut.parts - 1, int((value - cut.low) // cut.width)))
    return x


_BASE = "WITH b AS (SELECT {x} AS x, {xn} AS n, {y} AS y, {group} AS g FROM t AS s({names}))"
_NUMBER = "TRY_CAST(regexp_replace(CAST({0} AS VARCHAR), '\\s*%\\s*$', '') AS DOUBLE)"
_FACTS = (
    "{base} SELECT count(DISTINCT x), bool_and(regexp_full_match(x, '\\d{{4}}-\\d\\d-\\d\\d.*', 's'))"
    " FILTER (x IS NOT NULL), {prefixes}, count(DISTINCT x) FILTER (n IS NULL), min(n), max(n) FROM b"
)
_PAIRS = (
    "{base} SELECT {x} AS k, g, count(*) AS c, count(y), sum(y), min(y), max(y) FROM b"
    " GROUP BY 1, 2 ORDER BY c DESC, k, g LIMIT {most}"
)


@dataclass(slots=True)
class ManyRows:
    """Asks the engine, which knows the columns by their places: names may repeat."""

    ask: Ask
    columns: int
    x: int
    y: int | None
    group: int | None

    @property
    def _base(self) -> str:
        finite = "CASE WHEN isfinite({0}) THEN {0} END"
        y = finite.format(_NUMBER.format(f"c{self.y}")) if self.y is not None else "CAST(NULL AS DOUBLE)"
        group = f"CAST(c{self.group} AS VARCHAR)" if self.group is not None else "CAST(NULL AS VARCHAR)"
        number = finite.format(_NUMBER.format(f"c{self.x}"))
        names = ", ".join(f"c{place}" for place in range(self.columns))
        return _BASE.format(names=names, x=f"CAST(c{self.x} AS VARCHAR)", xn=number, y=y, group=group)

    def facts(self) -> Facts:
        prefixes = ", ".join(f"count(DISTINCT left(x, {size}))" for size in PREFIXES)
        [row] = self.ask(_FACTS.format(base=self._base, prefixes=prefixes))
        distinct, is_time = int(row[0].text), row[1].text == "true"
        by_prefix = tuple(int(cell.text) for cell in row[2 : 2 + len(PREFIXES)]) if is_time else ()
        other, low, high = row[2 + len(PREFIXES) :]
        ends = (number_of(low), number_of(high)) if other.text == "0" else (None, None)
        return Facts(distinct, is_time, by_prefix, *ends)

    def pairs(self, cut: Cut) -> list[Pair]:
        x = "x"
        if cut.prefix:
            x = f"left(x, {cut.prefix})"
        elif cut.parts:
            part = f"CAST(floor((n - {cut.low!r}::DOUBLE) / {cut.width!r}::DOUBLE) AS BIGINT)"
            x = f"CAST(least({cut.parts - 1}, {part}) AS VARCHAR)"
        rows = self.ask(_PAIRS.format(base=self._base, x=x, most=MOST_PAIRS))
        return [_pair_of(row) for row in rows]


def _pair_of(row: tuple[Cell, ...]) -> Pair:
    low, high = number_of(row[5]), number_of(row[6])
    return Pair(
        text_of(row[0]),
        text_of(row[1]),
        int(row[2].text),
        int(row[3].text),
        number_of(row[4]) or 0.0,
        math.inf if low is None else low,
        -math.inf if high is None else high,
    )


def text_of(cell: Cell) -> str | None:
    return None if cell.kind in (CellKind.NULL, CellKind.ABSENT) else cell.text


def windows(source: RowSource, columns: list[int], cancel: CancelToken) -> Iterator[tuple[Cell, ...]]:
    """All rows. Raises Cancelled."""
    for start in range(0, source.row_count, STEP):
        stop_if(cancel)
        yield from source.window(start, start + STEP, columns)


def stop_if(cancel: CancelToken) -> None:
    """Raises Cancelled."""
    if cancel.cancelled:
        raise Cancelled("It was stopped.", sent=False)
