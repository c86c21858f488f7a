"""A picture in a box that scrolls. Drawn for the size that it has, and again when that changes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.content import Content
from textual.widgets import Static

from tui.core.charting import Bars, Boxes, Chart, Flow, HeatMap, Histogram, Lines, Picture, Scatter, Stacks
from tui.ui.widgets.chart import plot as chart_plot
from tui.ui.widgets.chart import rows as chart_rows


def picture_rows(picture: Picture, width: int, height: int) -> list[Content]:
    """The picture as lines; those on two axes fill the height, the others take what they need."""
    match picture:
        case Lines():
            return chart_plot.line_rows(picture, width, height)
        case Scatter():
            return chart_plot.scatter_rows(picture, width, height)
        case Histogram():
            return chart_plot.histogram_rows(picture, width, height)
        case Bars():
            return chart_rows.bar_rows(picture, width)
        case Stacks():
            return chart_rows.stack_rows(picture, width)
        case HeatMap():
            return chart_rows.heat_rows(picture, width)
        case Boxes():
            return chart_rows.box_rows(picture, width)
        case Flow():
            return chart_rows.flow_rows(picture, width)


class ChartView(ScrollableContainer, can_focus=True):
    """Shows one chart's picture."""

    DEFAULT_CSS = """
    ChartView { background: $surface; padding: 0 1; border: none; scrollbar-gutter: stable; }
    ChartView > #drawn { width: auto; height: auto; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False, id="chart.down", tooltip="Scroll down"),
        Binding("k", "scroll_up", "Up", show=False, id="chart.up", tooltip="Scroll up"),
        Binding("h", "scroll_left", "Left", show=False, id="chart.left", tooltip="Scroll left"),
        Binding("l", "scroll_right", "Right", show=False, id="chart.right", tooltip="Scroll right"),
        Binding("g", "scroll_home", "Top", show=False, id="chart.top", tooltip="To the top"),
        Binding("G", "scroll_end", "End", show=False, id="chart.end", tooltip="To the end"),
        Binding("ctrl+d", "page_down", "Page", show=False, id="chart.page", tooltip="Page down"),
        Binding("ctrl+u", "page_up", "Page", show=False, id="chart.back", tooltip="Page up"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)
        self._chart: Chart | None = None
        self._drawn_for: tuple[int, int] = (0, 0)

    def compose(self) -> ComposeResult:
        yield Static(id="drawn")

    @property
    def chart(self) -> Chart | None:
        return self._chart

    def show(self, chart: Chart | None) -> None:
        self._chart = chart
        self._drawn_for = (0, 0)
        self.scroll_home(animate=False)
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        size = self.scrollable_content_region.size
        wanted = size.width, size.height
        if self._chart is None:
            self.query_one("#drawn", Static).update(Content(""))
        elif wanted != self._drawn_for and size.width > 0:
            self._drawn_for = wanted
            rows = picture_rows(self._chart.picture, *wanted)
            self.query_one("#drawn", Static).update(Content("\n").join(rows))
