"""What a quick chart is to show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_GROUPS = 8
"""Groups of one picture; more cannot be told apart in a terminal."""


class QuickKind(StrEnum):
    LINE = "line"
    BAR = "bar"
    HISTOGRAM = "histogram"
    SCATTER = "scatter"


class Measure(StrEnum):
    """What is made of several rows with one x; of a single row it is the value itself."""

    SUM = "sum"
    MEAN = "mean"
    COUNT = "count"
    LEAST = "least"
    GREATEST = "greatest"


@dataclass(frozen=True, slots=True)
class QuickSpec:
    """Columns by place. Without `y` rows are counted."""

    kind: QuickKind
    x: int
    y: int | None = None
    group: int | None = None
    measure: Measure = Measure.SUM
