"""SQL over kept answers: written in a dialog, run on this machine, its result shown as rows of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple, Protocol

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Static

from tui.core.cancel import CancelToken
from tui.core.display import safe
from tui.core.failures import AssayError, Cancelled
from tui.core.results_ports import LocalAnswer, OnFraction
from tui.core.table import RowSource
from tui.core.wording import told, tr, tr_later
from tui.ui.background import run_in_background
from tui.ui.dialogs.box import DialogBox
from tui.ui.screens.inspect.asking_words import Work
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.counted import columns_words, rows_words
from tui.ui.widgets.literal import literal
from tui.ui.widgets.sql.editor import SqlEditor

TICK = 0.1
SHOWN_COLUMNS = 6
SHOWN_NOW = tr_later("shown now")


class SqlAsks(Protocol):
    """What local SQL needs of the workbench."""

    def tables(self) -> Mapping[str, RowSource]: ...

    def words(self, name: str) -> str: ...

    def query(
        self, sql: str, cancel: CancelToken, on_fraction: OnFraction | None = None
    ) -> tuple[str, LocalAnswer]: ...


class LocalResult(NamedTuple):
    name: str
    sql: str
    found: LocalAnswer


def table_choices(asks: SqlAsks, shown: RowSource | None) -> list[Choice]:
    """Name, what it is, rows and columns of each, the latest first."""
    found = []
    for name, source in reversed(list(asks.tables().items())):
        columns = ", ".join(safe(c.name, 40) for c in source.columns[:SHOWN_COLUMNS])
        if len(source.columns) > SHOWN_COLUMNS:
            columns += f", … {columns_words(len(source.columns))}"
        now = tr(SHOWN_NOW) if source is shown else ""
        parts = [now, asks.words(name), rows_words(source.row_count), columns]
        found.append(Choice(name, f"{name:<4}", " · ".join(filter(None, parts))))
    return found


class LocalSqlDialog(DialogBox[LocalResult]):
    """The result, or None."""

    DEFAULT_CSS = """
    LocalSqlDialog > .box { width: 116; max-width: 98%; height: 92%; }
    LocalSqlDialog #tables { height: auto; max-height: 7; text-wrap: nowrap; text-overflow: ellipsis; }
    LocalSqlDialog #local-sql { height: 1fr; min-height: 4; margin-top: 1; }
    LocalSqlDialog #said { height: auto; max-height: 5; color: $text-muted; }
    LocalSqlDialog #said.-bad { color: $text-error; }
    LocalSqlDialog > .box > .hints { margin-top: 0; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,alt+enter", "run", "Run", id="local.run", tooltip="Run the SQL on this machine"),
        Binding("escape", "leave", "Close", id="local.leave", tooltip="Stop what runs, else close"),
        Binding("f8", "tables", "Answers", show=False, id="local.tables", tooltip="To the list of answers"),
    ]

    HINTS: ClassVar[str] = tr_later(
        "ctrl+r runs · f8 answers, enter puts one into the SQL · escape stops, closes · no server is asked"
    )

    def __init__(self, asks: SqlAsks, shown: RowSource | None, sql: str = "") -> None:
        super().__init__(tr("Local SQL"))
        self._asks = asks
        self._choices = table_choices(asks, shown)
        self._sql = sql or self._first_sql()
        self._work: Work | None = None
        self._timer: Timer | None = None

    def _first_sql(self) -> str:
        name = next((c.id for c in self._choices if c.detail.startswith(tr(SHOWN_NOW))), "")
        name = name or next((c.id for c in self._choices), "r1")
        return f"SELECT *\nFROM {name}\nLIMIT 100"

    def compose_box(self) -> ComposeResult:
        yield ChoiceList(self._choices, id="tables")
        yield SqlEditor(id="local-sql")
        yield Static(id="said")

    def on_mount(self) -> None:
        editor = self.editor
        editor.text = self._sql
        editor.move_cursor(editor.document.end)
        editor.focus()
        self._timer = self.set_interval(TICK, self._tick, pause=True)

    def on_unmount(self) -> None:
        if self._work is not None:
            self._work.token.cancel()

    @property
    def editor(self) -> SqlEditor:
        return self.query_one(SqlEditor)

    # -- keys --------------------------------------------------------------------------------------------

    def action_tables(self) -> None:
        if self.focused is self.editor:
            self.query_one(ChoiceList).focus()
        else:
            self.editor.focus()

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        event.stop()
        choice = self.query_one(ChoiceList).current
        if choice is not None:
            self.editor.insert(choice.id)
            self.editor.focus()

    def action_leave(self) -> None:
        if self._work is not None:
            self._work.token.cancel()
        else:
            self.dismiss(None)

    def action_run(self) -> None:
        if self._work is not None:
            self.notify(tr("It is running. escape stops it."))
            return
        sql = self.editor.text
        work = self._work = Work(CancelToken(), tr("asking"))
        self._say("")

        def ask() -> LocalResult:
            name, found = self._asks.query(sql, work.token, work.tell)
            return LocalResult(name, sql, found)

        run_in_background(self, ask, self._done, self._failed, name="assay-local-sql")
        if self._timer is not None:
            self._timer.resume()

    def _done(self, result: LocalResult) -> None:
        # Its own promise is not handed on: the screen cannot wait for its own end.
        self.dismiss(result)

    def _failed(self, error: AssayError) -> None:
        self._work = None
        if self._timer is not None:
            self._timer.pause()
        if isinstance(error, Cancelled):
            self._say(tr("Stopped. Nothing was kept of it."))
            return
        evidence = [told(said.removeprefix("sql: ")) for said in error.evidence]
        said = f"✗ {' '.join(evidence) or told(error.message)}"
        self._say("\n".join(filter(None, [said, told(error.next_step)])), bad=True)
        line, column = getattr(error, "line", 0), getattr(error, "column", 0)
        if line:
            self.editor.move_cursor((line - 1, max(0, column - 1)))
        self.editor.focus()

    def _say(self, words: str, *, bad: bool = False) -> None:
        said = self.query_one("#said", Static)
        said.set_class(bad, "-bad")
        said.update(literal(words, limit=600, keep_lines=True))

    def _tick(self) -> None:
        if self._work is not None:
            self._say(self._work.line())


# ---- the answers there are ----------------------------------------------------------------------


class KeptAnswers:
    """Gives the answers of past exchanges their names, each once."""

    def __init__(self, keep: Callable[..., str]) -> None:
        self._keep = keep
        self._known: set[tuple[str, int]] = set()

    def take(self, exchange_id: str, sources: Sequence[RowSource], words: str) -> None:
        for number, source in enumerate(sources):
            if (exchange_id, number) not in self._known:
                self._known.add((exchange_id, number))
                title = tr(getattr(source, "title", ""))
                self._keep(source, words=" · ".join(filter(None, [words, title])))
