"""The figures of a column as lines: counts, range, frequent values, and a histogram of blocks."""

from __future__ import annotations

from tui.core.display import human_count, safe
from tui.core.results_ports import Bin, ColumnStatistics
from tui.core.table import Cell
from tui.core.wording import told, tr
from tui.core.wrapping import padded
from tui.ui.widgets.cells import fit, shown_text
from tui.ui.widgets.counted import rows_words
from tui.ui.widgets.reading import Line

LABEL = 10
VALUE = 28
"""Cells of a frequent value or of a range."""
BAR = 20
"""Cells of the longest bar."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def statistics_lines(found: ColumnStatistics, which: str) -> list[Line]:
    """`which` rows were counted. Values are a server's words, shown as they came."""
    lines = [
        Line(f"{rows_words(found.rows)} · {which}", "muted"),
        *_figures(found),
    ]
    if found.top:
        most = max(count for _, count in found.top)
        lines.append(Line(tr("Most frequent"), "heading"))
        lines += [Line(_frequent(cell, count, most, found.rows)) for cell, count in found.top]
    if found.histogram:
        most = max(part.count for part in found.histogram)
        lines.append(Line(tr("Histogram of the numbers"), "heading"))
        lines += [Line(_bin(part, most)) for part in found.histogram]
    if found.note:
        lines += [Line(""), Line(told(found.note), "muted")]
    return lines


def _figures(found: ColumnStatistics) -> list[Line]:
    present = found.rows - found.nulls - found.absent
    distinct = human_count(found.distinct)
    figures = [
        (tr("values"), f"{human_count(present)}{_share(present, found.rows)}"),
        ("null", f"{human_count(found.nulls)}{_share(found.nulls, found.rows)}"),
        (tr("absent"), human_count(found.absent) if found.absent else ""),
        (tr("numbers"), human_count(found.numbers) if found.numbers != present else ""),
        (tr("distinct"), distinct if found.distinct_exact else tr("about {count}", count=distinct)),
        (tr("least"), _value(found.minimum)),
        (tr("greatest"), _value(found.maximum)),
        (tr("mean"), _number(found.mean) if found.mean is not None else ""),
        (
            tr("quantiles"),
            "  ".join(f"{_percent(share)} {_number(value)}" for share, value in found.quantiles),
        ),
    ]
    return [Line(padded(name, LABEL) + text) for name, text in figures if text]


def _share(part: int, whole: int) -> str:
    return f"  {100 * part / whole:.1f} %" if whole and part and part != whole else ""


def _percent(share: float) -> str:
    return f"{100 * share:g} %"


def _value(text: str) -> str:
    return safe(text, 200)


def _number(value: float) -> str:
    return f"{value:,.6g}" if abs(value) < 1e15 else f"{value:.6g}"


def _frequent(cell: Cell, count: int, most: int, rows: int) -> str:
    value = fit(shown_text(cell, VALUE), VALUE)
    return f"{value} {human_count(count):>9} {_percent_of(count, rows)} {_bar(count, most)}".rstrip()


def _percent_of(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "      "


def _bin(part: Bin, most: int) -> str:
    span = fit(f"{_number(part.low)} … {_number(part.high)}", VALUE)
    return f"{span} {human_count(part.count):>9} {_bar(part.count, most)}".rstrip()


def _bar(count: int, most: int) -> str:
    """Whole blocks and a last part of one; anything that is there at all can be seen."""
    if not count or not most:
        return ""
    eighths = max(1, round(8 * BAR * count / most))
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")
