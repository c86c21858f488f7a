"""A chart as an SVG picture: plain shapes and text, nothing that is fetched, no script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from textwrap import wrap

from tui.core.charting import Bars, Boxes, Chart, Flow, HeatMap, Histogram, Lines, Scatter, Stacks, figure
from tui.core.display import safe
from tui.workbench.charting.svg_rows import Row, rows_of

WIDTH, LEFT, RIGHT, TOP, PLOT = 960, 70, 20, 64, 420
LINE = 26
COLOURS = ("#1f77b4", "#d97706", "#2ca02c", "#c026d3", "#0891b2", "#dc2626", "#4b5563", "#854d0e")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4", "10 4", "4 4", "12 3 3 3")
"""A line is told from another without colour too."""
_MARKS = 40
"""Points up to which each gets a dot."""


def svg_of(chart: Chart) -> str:
    """A whole SVG document. Texts are made safe and escaped."""
    picture = chart.picture
    match picture:
        case Lines() | Scatter() | Histogram():
            body, height = _axes(picture)
        case Bars() | Stacks() | HeatMap() | Boxes() | Flow():
            body, height = _rows(rows_of(picture))
    said = wrap(safe(chart.note, 600), 140)
    note = "\n".join(
        _text(20, height + 24 + 15 * n, line, size=11, colour="#666") for n, line in enumerate(said)
    )
    height += 24 + 15 * len(said)
    title = _text(20, 30, chart.title, size=17)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" font-family="sans-serif" role="img">\n<title>{_safe(chart.title)}</title>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{title}\n{body}\n{note}\n</svg>\n'
    )


def _safe(text: str) -> str:
    return escape(safe(text, 400))


def _text(
    x: float, y: float, text: str, *, size: int = 12, colour: str = "#222", anchor: str = "start"
) -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {where} font-size="{size}" fill="{colour}">{_safe(text)}</text>'


def colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


# ---- rows ---------------------------------------------------------------------------------------


def _rows(rows: Sequence[Row]) -> tuple[str, int]:
    parts: list[str] = []
    y = TOP
    for row in rows:
        parts.append(_text(20, y + 16, row.label, size=12 if row.pieces else 13))
        for piece in row.pieces:
            x = 240 + piece.start * 560
            width = max(0.5, piece.length * 560)
            fill = colour(piece.colour)
            parts.append(
                f'<rect x="{x:.1f}" y="{y + 5 + (1 - piece.height) * 7:.1f}" width="{width:.1f}" '
                f'height="{14 * piece.height:.1f}" fill="{fill}" fill-opacity="{piece.strength:.2f}"/>'
            )
            if piece.text:
                parts.append(_text(x + width / 2, y + 16, piece.text, size=10, anchor="middle"))
        parts.append(_text(WIDTH - RIGHT, y + 16, row.value, anchor="end"))
        y += LINE
    return "\n".join(parts), y


# ---- two axes -----------------------------------------------------------------------------------


class _Plot:
    """Places of values on the paper."""

    def __init__(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        self.x0, self.x1 = _ends(xs)
        low, high = _ends(ys)
        self.y0, self.y1 = (0.0 if 0 < low < high * 0.7 else low), high

    def x(self, value: float) -> float:
        return LEFT + (value - self.x0) / (self.x1 - self.x0) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return TOP + 20 + PLOT - (value - self.y0) / (self.y1 - self.y0) * PLOT

    def frame(self, labels: Sequence[tuple[float, str]], unit: str = "") -> list[str]:
        bottom = TOP + 20 + PLOT
        parts = []
        for value in ticks(self.y0, self.y1, 6):
            y = self.y(value)
            parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#e5e5e5"/>')
            parts.append(_text(LEFT - 6, y + 4, figure(value) + unit, size=11, anchor="end"))
        step = max(1, math.ceil(len(labels) / 9))
        for value, label in list(labels)[::step]:
            parts.append(_text(self.x(value), bottom + 18, safe(label, 18), size=11, anchor="middle"))
        parts.append(f'<path d="M{LEFT} {TOP + 20}V{bottom}H{WIDTH - RIGHT}" stroke="#444" fill="none"/>')
        return parts


def _ends(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round values from low to high, about `most` of them."""
    rough = (high - low) / most
    scale = 10.0 ** math.floor(math.log10(rough))
    step = next(s * scale for s in (1, 2, 2.5, 5, 10) if s * scale >= rough * 0.999)
    return [n * step for n in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _axes(picture: Lines | Scatter | Histogram) -> tuple[str, int]:
    if isinstance(picture, Lines):
        parts = _lines(picture)
    elif isinstance(picture, Scatter):
        parts = _scatter(picture)
    else:
        parts = _histogram(picture)
    return "\n".join(parts), TOP + 20 + PLOT + 30


def _legend(names: Sequence[str]) -> list[str]:
    parts, x = [], LEFT
    for number, name in enumerate(names):
        dash = f' stroke-dasharray="{DASHES[number % len(DASHES)]}"' if DASHES[number % len(DASHES)] else ""
        line = f'<path d="M{x} {TOP - 8}h26" stroke="{colour(number)}" stroke-width="2.5"{dash}/>'
        parts += [line, _text(x + 32, TOP - 4, safe(name, 24), size=11)]
        x += 50 + 7 * min(24, len(name))
    return parts


def _lines(picture: Lines) -> list[str]:
    xs = picture.positions or tuple(float(n) for n in range(len(picture.labels)))
    there = [v for series in picture.series for v in series.values if v is not None]
    plot = _Plot(xs, there)
    parts = _legend([series.name for series in picture.series])
    parts += plot.frame(list(zip(xs, picture.labels, strict=True)), picture.unit)
    for number, series in enumerate(picture.series):
        path, pen = [], "M"
        for x, value in zip(xs, series.values, strict=True):
            if value is None:
                pen = "M"
                continue
            path.append(f"{pen}{plot.x(x):.1f} {plot.y(value):.1f}")
            pen = "L"
            if len(xs) <= _MARKS:
                at = f'cx="{plot.x(x):.1f}" cy="{plot.y(value):.1f}"'
                parts.append(f'<circle {at} r="3" fill="{colour(number)}"/>')
        dash = DASHES[number % len(DASHES)]
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        shape = f'<path d="{" ".join(path)}" fill="none" stroke="{colour(number)}" stroke-width="2"{dashed}/>'
        parts.append(shape)
    return parts


def _scatter(picture: Scatter) -> list[str]:
    points = [point for cloud in picture.clouds for point in cloud.points]
    plot = _Plot([x for x, _ in points], [y for _, y in points])
    parts = _legend([cloud.name for cloud in picture.clouds]) if len(picture.clouds) > 1 else []
    parts += plot.frame([(x, figure(x)) for x in ticks(plot.x0, plot.x1, 8)])
    for number, cloud in enumerate(picture.clouds):
        for x, y in cloud.points:
            at = f'cx="{plot.x(x):.1f}" cy="{plot.y(y):.1f}"'
            parts.append(f'<circle {at} r="2.5" fill="{colour(number)}" fill-opacity="0.6"/>')
    names = f"{picture.x_name} →   {picture.y_name} ↑"
    return [*parts, _text(WIDTH - RIGHT, TOP - 4, names, size=11, anchor="end")]


def _histogram(picture: Histogram) -> list[str]:
    bins = picture.bins
    plot = _Plot([edge for part in bins for edge in (part.low, part.high)], [0.0, *(p.count for p in bins)])
    parts = plot.frame([(x, figure(x)) for x in ticks(plot.x0, plot.x1, 8)])
    for part in bins:
        x, y = plot.x(part.low), plot.y(part.count)
        width = max(0.5, plot.x(part.high) - x - 1)
        size = f'width="{width:.1f}" height="{max(0.0, plot.y(0) - y):.1f}"'
        parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{COLOURS[0]}"/>')
    return parts
