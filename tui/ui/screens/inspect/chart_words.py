"""The keys of the chart pane, its questions, and the words of titles."""

from __future__ import annotations

from typing import Protocol

from textual.binding import Binding, BindingType

from tui.core.cancel import CancelToken
from tui.core.charting import Chart
from tui.core.results_ports import ColumnStatistics, OnFraction
from tui.core.table import Cell, RowSource
from tui.core.wording import tr, tr_later
from tui.ui.widgets.choice_list import Choice
from tui.workbench.charting import Measure, QuickKind, QuickSpec

NOTHING = tr_later("There is nothing to draw: the answer has no rows. 1 shows why.")
NONE = "-"

KIND_WORDS = {
    QuickKind.LINE: tr_later("line"),
    QuickKind.BAR: tr_later("bar"),
    QuickKind.HISTOGRAM: tr_later("histogram"),
    QuickKind.SCATTER: tr_later("scatter"),
}
MEASURE_WORDS = {
    Measure.SUM: tr_later("sum of {column}"),
    Measure.MEAN: tr_later("mean of {column}"),
    Measure.COUNT: tr_later("count of {column}"),
    Measure.LEAST: tr_later("least of {column}"),
    Measure.GREATEST: tr_later("greatest of {column}"),
}


class ChartAsks(Protocol):
    """What charts need of the workbench."""

    def statistics(
        self,
        source: RowSource,
        column: int,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> ColumnStatistics: ...

    def figures(
        self, sql: str, source: RowSource, cancel: CancelToken, on_fraction: OnFraction | None = None
    ) -> list[tuple[Cell, ...]]: ...


def _key(key: str, action: str, label: str, tip: str, name: str, *, show: bool = False) -> Binding:
    return Binding(key, action, label, show=show, id=f"chart.{name}", tooltip=tip)


CHART_KEYS: list[BindingType] = [
    _key(
        "t",
        "kind",
        tr_later("Kind"),
        tr_later("Line, bar, histogram or scatter of the rows"),
        "kind",
        show=True,
    ),
    _key(
        "X",
        "column('x')",
        tr_later("Column of x"),
        tr_later("Choose the column of x, along the picture"),
        "x",
    ),
    _key(
        "U", "column('y')", tr_later("Column of y"), tr_later("Choose the column of y, up the picture"), "y"
    ),
    _key("B", "column('group')", tr_later("Group by"), tr_later("Choose the column that groups"), "group"),
    _key(
        "m",
        "measure",
        tr_later("Measure"),
        tr_later("Sum, mean, count, least or greatest of rows with one x"),
        "measure",
    ),
    _key(
        "n",
        "numbers",
        tr_later("Numbers"),
        tr_later("Picture and numbers, picture alone, numbers alone"),
        "numbers",
        show=True,
    ),
    _key(
        "left_square_bracket",
        "chart(-1)",
        tr_later("Previous chart"),
        tr_later("The previous chart"),
        "previous",
    ),
    _key("right_square_bracket", "chart(1)", tr_later("Next chart"), tr_later("The next chart"), "next"),
    _key("escape", "stop", tr_later("Stop"), tr_later("Stop what is being worked out"), "stop"),
]


def column_question(axis: str) -> str:
    """`axis` is `x`, `y` or `group`."""
    questions = {"x": tr("Which column is x?"), "y": tr("Which column is y?")}
    return questions.get(axis, tr("Which column groups?"))


def column_choices(axis: str, source: RowSource) -> list[Choice]:
    choices = [Choice(str(n), c.name or tr("(no name)")) for n, c in enumerate(source.columns)]
    if axis != "x":
        words = tr("count the rows") if axis == "y" else tr("one group")
        choices.insert(0, Choice(NONE, tr("none"), words))
    return choices


def title_words(chart: Chart, quick: QuickSpec | None, source: RowSource | None) -> str:
    """The title in the reader's language; names of columns stay as they are."""
    if quick is None or source is None:
        # Not as a sentence: a metric's name may look like one.
        head, colon, rest = chart.title.partition(": ")
        title = tr(chart.title)
        return title if title != chart.title else f"{tr(head)}{colon}{rest}"
    columns = source.columns
    x, y = columns[quick.x].name, columns[quick.x if quick.y is None else quick.y].name
    if quick.kind is QuickKind.HISTOGRAM:
        return tr("Histogram of {column}", column=y)
    if quick.kind is QuickKind.SCATTER:
        return tr("{y} against {x}", y=y, x=x)
    group = columns[quick.group].name if quick.group is not None else ""
    # As it is put together there: what is said, by x and group.
    tail = ["", "by", x, "and", group] if group else ["", "by", x]
    said = _said(chart.title.removesuffix(" ".join(tail)), quick, y)
    if group:
        return tr("{said} by {x} and {group}", said=said, x=x, group=group)
    return tr("{said} by {x}", said=said, x=x)


def _said(said: str, quick: QuickSpec, column: str) -> str:
    if quick.y is None or quick.measure is Measure.COUNT:
        return tr("rows")
    return said if said == column else tr(MEASURE_WORDS[quick.measure], column=column)
