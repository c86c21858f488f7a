"""The sides of one exchange, stacked: one is seen at a time, and filled when it is first seen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from tui.core.knowledge import Explanation
from tui.core.table import RowSource
from tui.core.wording import tr
from tui.ui.screens.inspect.asking_words import Asks
from tui.ui.screens.inspect.chart_exporting import ExportingChart
from tui.ui.screens.inspect.chart_words import ChartAsks
from tui.ui.screens.inspect.copying import put_on_clipboard
from tui.ui.screens.inspect.raw_pane import RawPane
from tui.ui.screens.inspect.selecting import SelectingRows, Writes
from tui.ui.screens.inspect.subject import Subject
from tui.ui.screens.inspect.tree_opening import OpeningTree
from tui.ui.widgets.exchange_view import ExchangeView, exchange_lines
from tui.ui.widgets.explain_view import ExplainView


class Panes(ContentSwitcher):
    """Knows the widgets, not the workbench; the screen hands in what it has read."""

    def __init__(
        self, asks: Asks | None = None, exporter: Writes | None = None, charts: ChartAsks | None = None
    ) -> None:
        super().__init__(id="panes", initial="rows")
        self._asks = asks
        self._charts = charts
        self._local = ""
        self._exporter = exporter
        self._subject: Subject | None = None

    def compose(self) -> ComposeResult:
        yield SelectingRows(self._asks, self._exporter)
        yield OpeningTree()
        yield RawPane()
        yield ExchangeView(id="exchange")
        yield ExplainView(id="explain")
        yield ExportingChart(self._charts, self._exporter)

    @property
    def rows(self) -> SelectingRows:
        return self.query_one(SelectingRows)

    @property
    def chart(self) -> ExportingChart:
        return self.query_one(ExportingChart)

    def draw(self) -> None:
        """The answer's own charts, and the rows as they are shown now."""
        subject = self._subject if not self._local else None
        self.chart.show(subject.charts if subject is not None else (), self.rows.table.source)

    def open_export(self) -> None:
        """Of what is shown: the chart as a picture, else the rows."""
        if self.current == "chart":
            self.chart.open_export()
        else:
            self.rows.open_export()

    def show_local(self, answer: RowSource, name: str) -> None:
        """Rows that local SQL made, in the place of the answer's until a subject is shown again."""
        self._local = name
        self.rows.export_name = f"local-{name}"
        self.rows.show_source(answer, live=False)

    @property
    def raw(self) -> RawPane:
        return self.query_one(RawPane)

    @property
    def tree_pane(self) -> OpeningTree:
        return self.query_one(OpeningTree)

    # -- filling -----------------------------------------------------------------------------------------

    def show_subject(self, subject: Subject, *, same: bool) -> None:
        """`same`: the exchange that is shown already, read again because it ended."""
        self._subject, self._local = subject, ""
        self.rows.name_after(subject.exchange)
        if not same or not subject.has_rows or self.rows.table.source is None:
            self._show_rows(subject)
        elif not subject.is_running:
            self.rows.settle()
        if same:
            self.raw.reread()
        else:
            self.raw.show(subject.answer)

    def _show_rows(self, subject: Subject) -> None:
        answer = subject.answer
        if subject.tables:
            self.rows.show_tables(subject.tables)
        elif answer is not None and answer.holds_rows and subject.has_rows:
            self.rows.show_source(answer, live=subject.is_running)
        else:
            self.rows.show_nothing(why_no_rows(subject))

    def show_found(self, subject: Subject) -> bool:
        """Rows that are found in a document only when some of it has come; whether they are new."""
        if self.rows.table.source is not None or not subject.has_rows:
            return False
        self._show_rows(subject)
        return True

    async def show_exchange(self, subject: Subject) -> None:
        await self.query_one(ExchangeView).show(exchange_lines(subject.exchange))

    async def show_explanation(self, explanation: Explanation, query: str) -> None:
        await self.query_one(ExplainView).explain(explanation, query)

    @property
    def row_for_tree(self) -> int | None:
        """Of a row stream the row under the cursor; None when the whole document is the tree."""
        answer = self._subject.answer if self._subject is not None else None
        if answer is None or not answer.is_rows or not answer.row_count:
            return None
        return self.rows.source_row

    # -- focus -------------------------------------------------------------------------------------------

    def focus_current(self) -> None:
        """Put the focus where the keys of the open tab work."""
        targets: dict[str, Widget] = {
            "rows": self.rows.record if self.rows.record.display else self.rows.table,
            "tree": self.tree_pane.json,
            "raw": self.raw.view,
            "exchange": self.query_one(ExchangeView),
            "explain": self.query_one(ExplainView),
            "chart": self.chart.view,
        }
        targets[self.current or "rows"].focus()

    # -- copying -----------------------------------------------------------------------------------------

    def copy_reading(self) -> bool:
        """Copy the text of Exchange or Explain; False on another tab."""
        if self.current not in {"exchange", "explain"}:
            return False
        view = self.query_one(f"#{self.current}")
        if isinstance(view, ExchangeView | ExplainView):
            put_on_clipboard(self.app, view.text, tr("the page"))
        return True


def why_no_rows(subject: Subject) -> str:
    """One sentence instead of an empty table."""
    if subject.is_running:
        return tr("The answer is one document; its tables come when it is whole.")
    if subject.answer is None:
        return tr("The answer is no longer kept. r sends the request again.")
    if not subject.answer.size:
        return tr("The answer has no body. x explains what happened.")
    if subject.exchange.envelope is not None and subject.exchange.envelope.tone.value != "good":
        return tr("This answer holds no rows. x explains it; 2 shows it as a tree, 3 as it came.")
    return tr("This answer has no known layout as a table. 2 shows it as a tree, 3 as it came.")
