"""Charts as data, before anybody draws them. A value that is not there is None: a gap, never zero."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from tui.core.results_ports import Bin
from tui.core.table import Cell, CellKind, Table

_NUMBER = re.compile(r"\s*([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(%?)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Series:
    """One value per label of the picture that it belongs to."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Series over labels in their order; `positions` where the labels are numbers of their own scale."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    positions: tuple[float, ...] = ()
    joined: bool = True
    """False: points alone, a scatter over `positions`."""


@dataclass(frozen=True, slots=True)
class Cloud:
    """Points of one group of a scatter chart."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Scatter:
    x_name: str
    y_name: str
    clouds: tuple[Cloud, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """`text` is the value as it is shown; `notes` stand behind it, such as a step's two rates."""

    label: str
    value: float | None
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    bars: tuple[Bar, ...]
    notes: tuple[str, ...] = ()
    """Names of the bars' notes."""
    value_name: str = ""


@dataclass(frozen=True, slots=True)
class Stacks:
    """One bar per label, made of one part per series."""

    labels: tuple[str, ...]
    parts: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Shares, 0 to 1, by row and column; None where there is no value."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    shares: tuple[tuple[float | None, ...], ...]
    sizes: tuple[str, ...] = ()
    """Of what the shares of each row are, such as the users of a cohort."""


@dataclass(frozen=True, slots=True)
class Box:
    """Five numbers in order, from the least to the greatest; `mean` may be missing."""

    label: str
    low: float
    lower: float
    median: float
    upper: float
    high: float
    mean: float | None = None
    count: str = ""


@dataclass(frozen=True, slots=True)
class Boxes:
    boxes: tuple[Box, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Histogram:
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A stop of a path; `ended` of its `value` go no further."""

    id: str
    name: str
    step: int
    value: float
    ended: float = 0.0


@dataclass(frozen=True, slots=True)
class Flow:
    """How a step goes over into the next: (source, target, value) by the ids of nodes."""

    nodes: tuple[Node, ...]
    links: tuple[tuple[str, str, float], ...]


Picture = Lines | Scatter | Bars | Stacks | HeatMap | Boxes | Histogram | Flow


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the numbers that it shows, as a table to stand beside it."""

    title: str
    picture: Picture
    numbers: Table
    note: str = ""
    """What is computed here, left out or sampled, one sentence each."""


def number_of(cell: Cell) -> float | None:
    """The number of a cell, of `12.5%` the 12.5; None for `-`, null, and what is absent or no number."""
    if cell.kind not in (CellKind.NUMBER, CellKind.TEXT):
        return None
    match = _NUMBER.fullmatch(cell.text)
    if match is None:
        return None
    value = float(match.group(1))
    return value if math.isfinite(value) else None


def is_percent(cell: Cell) -> bool:
    return cell.kind is CellKind.TEXT and cell.text.rstrip().endswith("%") and number_of(cell) is not None


def total(parts: list[float | None]) -> float | None:
    """The sum of the values that are there; None when none is."""
    there = [part for part in parts if part is not None]
    return math.fsum(there) if there else None


def figure(value: float | None) -> str:
    """A value in few characters, for axes and bars: 31,106, 0.4125, 1.2e+09; a dash for a gap."""
    if value is None:
        return "-"
    if value == int(value) and abs(value) < 1e12:
        return f"{int(value):,}"
    return f"{value:,.4g}" if abs(value) < 1e5 else f"{value:.4g}"
