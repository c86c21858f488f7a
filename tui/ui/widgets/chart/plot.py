"""Pictures on two axes, drawn by plotext: lines, points and histograms.

plotext gets numbers only. Names and labels are set here, by cell, since they may be wide or hostile.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable, Sequence
from typing import Any

from rich.cells import cell_len
from textual.content import Content

from tui.core.charting import Histogram, Lines, Scatter, figure
from tui.core.display import safe
from tui.core.wording import tr
from tui.ui.widgets.cells import fit
from tui.ui.widgets.chart.rows import MARKS, MUTED, Part, colour, legend

MOST_MARKS = 14
"""Marks on one line, so that it can be told from others without colour."""
_SGR = re.compile(r"\x1b\[([0-9;]*)m")
_LOCK = threading.Lock()
_FIRST_COLOUR = 20
"""Colours are handed to plotext as numbers of its own, and become those of the theme again afterwards."""


def line_rows(picture: Lines, width: int, height: int) -> list[Content]:
    """Lines with gaps where there is no value, a mark per series, the legend above, labels below."""
    count = len(picture.labels)
    xs = picture.positions or tuple(float(n) for n in range(count))
    values = [v for series in picture.series for v in series.values if v is not None]
    top = legend([s.name for s in picture.series], MARKS, width) if len(picture.series) > 1 else []
    if not values:
        return [*top, Content.styled(tr("There are no numbers to draw."), MUTED)]

    def draw(plt: Any) -> None:
        for number, series in enumerate(picture.series):
            shade = _FIRST_COLOUR + number
            for part in _runs(xs, series.values):
                plt.plot(*part, marker="braille", color=shade)
            points = _marked(xs, series.values, number, len(picture.series))
            if points[0]:
                plt.scatter(*points, marker=MARKS[number % len(MARKS)], color=shade)

    labels = [] if picture.positions else list(zip(xs, picture.labels, strict=True))
    size, ends = (width, height - len(top)), (min(xs), max(xs))
    return [*top, *_plotted(draw, ends, _span(values), labels, size, picture.unit)]


def _runs(xs: Sequence[float], values: Sequence[float | None]) -> list[tuple[list[float], list[float]]]:
    """Stretches without a gap."""
    found: list[tuple[list[float], list[float]]] = []
    open_run = False
    for x, value in zip(xs, values, strict=True):
        if value is None:
            open_run = False
            continue
        if not open_run:
            found.append(([], []))
            open_run = True
        found[-1][0].append(x)
        found[-1][1].append(value)
    return found


def _marked(
    xs: Sequence[float], values: Sequence[float | None], number: int, count: int
) -> tuple[list[float], list[float]]:
    """The points that get a mark: all of a few, of many every so many, other ones for each series."""
    there = [(x, v) for x, v in zip(xs, values, strict=True) if v is not None]
    step = max(1, math.ceil(len(there) / MOST_MARKS))
    chosen = there[(number * step // max(1, count)) % step :: step]
    return [x for x, _ in chosen], [v for _, v in chosen]


def scatter_rows(picture: Scatter, width: int, height: int) -> list[Content]:
    clouds = picture.clouds
    points = [point for cloud in clouds for point in cloud.points]
    named = [cloud.name for cloud in clouds]
    top = legend(named, MARKS, width) if len(clouds) > 1 else []
    if not points:
        return [*top, Content.styled(tr("No row has two numbers to draw."), MUTED)]

    def draw(plt: Any) -> None:
        for number, cloud in enumerate(clouds):
            xs, ys = [x for x, _ in cloud.points], [y for _, y in cloud.points]
            mark = "braille" if len(clouds) == 1 and len(xs) > 60 else MARKS[number % len(MARKS)]
            plt.scatter(xs, ys, marker=mark, color=_FIRST_COLOUR + number)

    xs = [x for x, _ in points]
    axes = Content.styled(fit(f"↑ {safe(picture.y_name)}   → {safe(picture.x_name)}", width), MUTED)
    size = width, height - len(top) - 1
    return [*top, axes, *_plotted(draw, _span(xs), _span([y for _, y in points]), [], size)]


def histogram_rows(picture: Histogram, width: int, height: int) -> list[Content]:
    if not picture.bins:
        return [Content.styled(tr("There are no numbers to count."), MUTED)]
    bins = picture.bins
    middles = [(part.low + part.high) / 2 for part in bins]

    def draw(plt: Any) -> None:
        plt.bar(middles, [part.count for part in bins], width=0.9, marker="█", color=_FIRST_COLOUR)

    most = max(part.count for part in bins)
    ends = bins[0].low, bins[-1].high if bins[-1].high > bins[0].low else bins[0].low + 1
    return _plotted(draw, ends, (0.0, float(most or 1)), [], (width, height))


def _span(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if low == high:
        return low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
    # Lines of counts and rates begin at zero, unless that would press them flat.
    return (0.0 if 0 < low < high * 0.7 else low), high


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` round values from low to high."""
    rough = (high - low) / max(1, most)
    scale = 10.0 ** math.floor(math.log10(rough))
    step = next(s * scale for s in (1, 2, 2.5, 5, 10) if s * scale >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [n * step for n in range(first, math.floor(high / step + 1e-9) + 1)]


def _plotted(
    draw: Callable[[Any], None],
    xs: tuple[float, float],
    ys: tuple[float, float],
    labels: Sequence[tuple[float, str]],
    size: tuple[int, int],
    unit: str = "",
) -> list[Content]:
    import plotext

    width, height = max(20, size[0]), max(6, size[1])
    if xs[0] == xs[1]:
        xs = xs[0] - 0.5, xs[1] + 0.5
    at = ticks(*ys, max(3, height // 3))
    names = [figure(value) + unit for value in at]
    with _LOCK:
        # plotext draws one picture at a time, in a state of its module.
        plotext.clear_figure()
        plotext.limit_size(False, False)
        plotext.theme("clear")
        plotext.plotsize(width, height - 1)
        plotext.xlim(*xs)
        plotext.ylim(*ys)
        draw(plotext)
        plotext.yticks(at, names)
        plotext.xticks([], [])
        text = plotext.build()
    lines = text.rstrip("\n").split("\n")
    left = _SGR.sub("", lines[-1]).find("└")
    labels = labels or [(x, figure(x)) for x in ticks(*xs, max(2, width // 14))]
    below = _label_line(labels, xs, left + 1, width - left - 2)
    return [*map(_themed, lines), Content.styled(below, MUTED)]


def _label_line(labels: Sequence[tuple[float, str]], xs: tuple[float, float], left: int, room: int) -> str:
    """As many labels as fit, the first and every so many after it, each below its place."""
    widest = max((cell_len(safe(text)) for _, text in labels), default=1) + 2
    step = max(1, math.ceil(len(labels) * widest / max(1, room)))
    line, used = "", 0
    for x, text in list(labels)[::step]:
        shown = fit(safe(text), min(cell_len(safe(text)), room))
        size = cell_len(shown)
        place = left + round((x - xs[0]) / (xs[1] - xs[0]) * (room - 1)) - size // 2
        place = max(used + 1 if used else 0, min(place, left + room - size))
        if place + size > left + room + 1:
            break
        line += " " * (place - used) + shown
        used = place + size
    return line


def _themed(line: str) -> Content:
    """A line of plotext with the theme's colours in the place of its numbers."""
    parts: list[Part] = []
    style = ""
    end = 0
    for match in _SGR.finditer(line):
        if match.start() > end:
            parts.append((line[end : match.start()], style) if style else line[end : match.start()])
        code = match.group(1)
        style = colour(int(code[5:]) - _FIRST_COLOUR) if code.startswith("38;5;") else ""
        end = match.end()
    if end < len(line):
        parts.append(line[end:])
    return Content.assemble(*parts)
