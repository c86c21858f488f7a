"""The History screen: find an exchange of the past, open it, send it again, delete it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import ScreenResume
from textual.timer import Timer
from textual.widgets import Input, Static

from tui.core.display import human_count, safe
from tui.core.exchange import ExchangeState
from tui.core.wording import tr, tr_later
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.messages import OpenExchange
from tui.ui.screens.exchange_verbs import ExchangeScreen
from tui.ui.screens.history.exchange_list import Entry, ExchangeList
from tui.ui.session import Session
from tui.ui.widgets.literal import literal
from tui.ui.widgets.virtual_list import VirtualList
from tui.workbench import Workbench
from tui.workbench.inspecting import tone_of

PAGE = 300
"""Exchanges read at once."""

TYPING_PAUSE = 0.15
"""Seconds without a key after which the filter is applied."""

EMPTY = tr_later("Nothing sent yet. F3 composes a query; every exchange is listed here.")


@dataclass(frozen=True, slots=True)
class Page:
    """Some exchanges, and how many there are in all."""

    entries: tuple[Entry, ...]
    total: int
    offset: int
    text: str

    @property
    def is_last(self) -> bool:
        return len(self.entries) < PAGE


def read_page(workbench: Workbench, text: str, offset: int) -> Page:
    """Blocks."""
    environments = {profile.id: profile.environment.value for profile in workbench.profiles.all()}
    entries = tuple(
        Entry(exchange, tone_of(exchange), environments.get(exchange.profile_id, ""))
        for exchange in workbench.history.recent(PAGE, offset=offset, text=text)
    )
    return Page(entries, workbench.history.count(), offset, text)


def _key(key: str, action: str, label: str, tip: str, *, show: bool = True) -> Binding:
    return Binding(key, action, label, show, tooltip=tip, id=f"history.{action}")


class HistoryScreen(ExchangeScreen):
    """Every exchange, without its secrets; the answer is kept beside it as long as there is room."""

    MODE = "history"
    CSS_PATH = "history.tcss"
    HELP: ClassVar[str] = (
        "Every exchange, newest first. No secret is in here: a request is recorded before its secret is "
        "added, and of a signature only the first and last characters are kept.\n\n"
        "/ filters by profile, route, code and state; the word pinned shows those alone. enter opens an "
        "exchange in Inspect. r sends it "
        "again as it was, and asks first where that changes something; i opens it in Compose. "
        "p pins one: it and its answer stay beyond every limit. m marks one; m on another compares the two, "
        "w compares with the last good one of the route. y copies it as cURL, httpx code, HAR or a report. "
        "d deletes one with its answer, C all of them; both ask. Limits are in the settings: history.most, "
        "history.days, answers.megabytes, answers.days."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("slash", "filter", tr_later("Filter"), tr_later("Filter by profile, route, code and state")),
        _key("r", "resend", tr_later("Send again"), tr_later("Send the same request again")),
        _key("i", "edit", tr_later("Edit"), tr_later("Open the request in Compose")),
        _key("m", "mark", tr_later("Mark"), tr_later("Mark it; on another one: compare the two")),
        _key("p", "pin", tr_later("Pin"), tr_later("Keep it beyond every limit, or no longer"), show=False),
        _key(
            "y",
            "copy_as",
            tr_later("Copy as"),
            tr_later("Copy as cURL, httpx code, HAR or a bug report"),
            show=False,
        ),
        _key("d", "delete", tr_later("Delete"), tr_later("Delete this exchange and its answer")),
        _key("C", "clear", tr_later("Clear"), tr_later("Delete all exchanges and their answers"), show=False),
        _key("x", "explain", tr_later("Explain"), tr_later("What the code means, what to do"), show=False),
        _key("escape", "back", tr_later("Back"), tr_later("Leave the filter"), show=False),
    ]

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self._total = 0
        self._is_last = True
        self._is_reading_on = False
        self._typing: Timer | None = None

    def compose_body(self) -> ComposeResult:
        yield Input(placeholder=tr("filter: profile, route, code, state"), id="filter", compact=True)
        yield Static(literal(tr(EMPTY)), id="nothing")
        yield ExchangeList()
        yield Static(id="count-line")

    def body_ready(self) -> None:
        self.query_one("#filter").display = False
        self.query_one("#nothing").display = False
        self._read()
        self.exchanges.focus()

    @property
    def exchanges(self) -> ExchangeList:
        return self.query_one(ExchangeList)

    @property
    def filter_text(self) -> str:
        return self.query_one("#filter", Input).value.strip()

    # -- reading -----------------------------------------------------------------------------------------

    def session_changed(self) -> None:
        if self.is_current:
            self._read()

    def on_screen_resume(self, event: ScreenResume) -> None:
        if self.query("#filter"):
            self._read()

    def _read(self) -> None:
        read = partial(read_page, self.workbench, self.filter_text, 0)
        self.run_verb(read, self._show, group="history")

    def _show(self, page: Page) -> None:
        today = f"{datetime.now().astimezone():%Y-%m-%d}"
        self._total, self._is_last = page.total, page.is_last
        self.exchanges.show(page.entries, today)
        nothing = self.query_one("#nothing", Static)
        nothing.display = not page.entries
        nothing.update(literal(tr("Nothing matches “{text}”.", text=page.text) if page.text else tr(EMPTY)))
        self._show_count()

    def _show_count(self) -> None:
        shown = self.exchanges.line_count
        more = "" if self._is_last else "+"
        count = human_count(self._total)
        total = tr("1 exchange kept") if self._total == 1 else tr("{count} exchanges kept", count=count)
        if self.filter_text:
            words = tr(
                "{shown}{more} match “{filter_text}” · {total}",
                shown=human_count(shown),
                more=more,
                filter_text=safe(self.filter_text, 60),
                total=total,
            )
        else:
            words = total
        self.query_one("#count-line", Static).update(literal(words))

    def on_virtual_list_moved(self, event: VirtualList.Moved) -> None:
        event.stop()
        if self._is_last or self._is_reading_on or not self.exchanges.is_near_end:
            return
        self._is_reading_on = True
        read = partial(read_page, self.workbench, self.filter_text, self.exchanges.line_count)
        self.run_verb(read, self._add, group="history-older")

    def _add(self, page: Page) -> None:
        self._is_reading_on = False
        if page.text == self.filter_text and page.offset == self.exchanges.line_count:
            self._is_last = page.is_last
            self.exchanges.add(page.entries)
            self._show_count()

    # -- filter ------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        field = self.query_one("#filter", Input)
        field.display = True
        field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_PAUSE, self._read)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.exchanges.focus()

    def action_back(self) -> None:
        """Leave the filter and empty it; else cancel what was sent from here."""
        field = self.query_one("#filter", Input)
        if field.display:
            field.value = ""
            field.display = False
            self.exchanges.focus()
        else:
            self.cancel_resend()

    # -- one exchange ------------------------------------------------------------------------------------

    def _entry(self) -> Entry | None:
        entry = self.exchanges.entry
        if entry is None:
            self.notify(tr(EMPTY))
        return entry

    def _current_id(self) -> str:
        entry = self._entry()
        return entry.exchange.id if entry is not None else ""

    def action_mark(self) -> None:
        """Mark an exchange; on another one, compare the older of the two with the newer."""
        entry, marked = self._entry(), self.exchanges.marked
        if entry is None:
            return
        if marked is None or marked.id == entry.exchange.id:
            self.exchanges.mark(entry.exchange if marked is None else None)
            return
        first, second = sorted((marked, entry.exchange), key=lambda one: one.started_at)
        self.exchanges.mark(None)
        self.compare(first.id, second.id)

    def action_pin(self) -> None:
        if (entry := self._entry()) is not None:
            pinned = not entry.exchange.pinned
            self._do(partial(self.workbench.history.pin, entry.exchange.id, pinned=pinned))

    def on_virtual_list_opened(self, event: VirtualList.Opened) -> None:
        event.stop()
        if (entry := self._entry()) is not None:
            self.post_message(OpenExchange(entry.exchange.id))

    def action_explain(self) -> None:
        if (entry := self._entry()) is not None:
            self.post_message(OpenExchange(entry.exchange.id, "explain"))

    def action_resend(self) -> None:
        if (entry := self._entry()) is not None:
            self.resend(entry.exchange.id)

    def action_edit(self) -> None:
        if (entry := self._entry()) is not None:
            self.edit(entry.exchange.id)

    def action_delete(self) -> None:
        entry = self._entry()
        if entry is None:
            return
        if entry.exchange.state is ExchangeState.SENDING and entry.exchange.id in self.session.running:
            self.notify(tr("It is running. Cancel it first, with escape on Inspect."))
            return
        facts = [(tr("Route"), entry.exchange.operation), (tr("Profile"), entry.exchange.profile_name)]
        question = ConfirmDialog(
            tr("Delete this exchange?"),
            tr("Delete it, and the answer that is kept with it?"),
            facts,
            yes=tr("Delete"),
        )
        delete = partial(self.workbench.history.delete, entry.exchange.id)
        self.app.push_screen(question, lambda yes: self._do(delete) if yes else None)

    def action_clear(self) -> None:
        if self.session.running:
            self.notify(tr("Something is running. The history can be cleared when it has ended."))
            return
        if not self._total:
            self.notify(tr(EMPTY))
            return
        question = ConfirmDialog(
            tr("Clear the history?"),
            tr("Delete all exchanges, and the answers that are kept with them? This cannot be undone."),
            [(tr("Exchanges"), human_count(self._total))],
            yes=tr("Delete all"),
        )
        clear = self.workbench.history.clear
        self.app.push_screen(question, lambda yes: self._do(clear) if yes else None)

    def _do(self, verb: Callable[[], None]) -> None:
        self.run_verb(verb, lambda _: self._read(), group="history-change")
