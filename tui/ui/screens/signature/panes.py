"""The panes of the signature panel, which of their views are shown, and the ledger line."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label

from tui.core.failures import NotFound
from tui.core.ports import SignUse
from tui.core.profile import Profile
from tui.core.wording import tr
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.session import Session
from tui.ui.widgets.raw.byte_view import ByteView
from tui.ui.widgets.signature.form import SignatureForm
from tui.ui.widgets.signature.importing import ImportView
from tui.ui.widgets.signature.list import SignatureList
from tui.ui.widgets.signature.rows import TestView
from tui.ui.widgets.signature.views import BY_ID, VIEWS, ViewLine
from tui.ui.widgets.verdict_card import VerdictCard, ledger_line
from tui.workbench import Workbench

LEDGER_EVERY = 1.0
"""Seconds between two pictures of the ledger line, which tells ages."""

BREAKPOINTS = [(0, "-narrow"), (104, "-middle"), (140, "-wide")]
"""Columns from which two panes stand side by side, and three."""

FOCUS = {
    "cases": "#entries",
    "form": "#path",
    "bytes": "#byte-view",
    "import": "#paste",
    "verdict": "#verdict",
    "test": "#test-rows",
}
"""What takes the keys when a view is gone to."""


class SignaturePanes(WorkbenchScreen):
    """Left the cases, in the centre the request, right what came of it; below them the ledger."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self._view = "form"
        self._centre = "form"
        self._right = "verdict"
        self._use: SignUse | None = None
        self._held_since: float | None = None

    def compose_body(self) -> ComposeResult:
        yield ViewLine()
        with Horizontal(id="panes"):
            with Vertical(id="left", classes="pane") as left:
                left.border_title = tr("Cases and captures")
                yield SignatureList(id="entries")
            with Vertical(id="centre", classes="pane") as centre:
                centre.border_title = tr("Request")
                with VerticalScroll(id="request", can_focus=False):
                    yield SignatureForm(id="form")
                with VerticalScroll(id="byte-view"):
                    yield ByteView(id="bytes")
                yield ImportView(id="import")
            with Vertical(id="right", classes="pane") as right:
                right.border_title = tr("Verdict")
                with VerticalScroll(id="verdict"):
                    yield VerdictCard(id="card")
                yield TestView(id="test")
        yield Label("", id="ledger")

    def body_ready(self) -> None:
        self._mark_views()
        self.set_interval(LEDGER_EVERY, self._paint_ledger)

    # -- parts -------------------------------------------------------------------------------------

    @property
    def form(self) -> SignatureForm:
        return self.query_one("#form", SignatureForm)

    @property
    def entries(self) -> SignatureList:
        return self.query_one("#entries", SignatureList)

    @property
    def import_view(self) -> ImportView:
        return self.query_one("#import", ImportView)

    @property
    def card(self) -> VerdictCard:
        return self.query_one("#card", VerdictCard)

    @property
    def test_view(self) -> TestView:
        return self.query_one("#test", TestView)

    @property
    def profile(self) -> Profile | None:
        """The profile last used that verifies signatures, else the sandbox's."""
        for kind in self.workbench.signatures.kinds():
            profile_id = self.session.profile_ids.get(kind, "")
            try:
                if profile_id:
                    return self.workbench.profiles.find(profile_id)
                return self.workbench.profiles.sandbox(kind)
            except NotFound:
                continue
        return None

    def say(self, text: str) -> None:
        self.app.notify(text, markup=False)

    # -- views -------------------------------------------------------------------------------------

    def show_view(self, name: str) -> None:
        """Bring a view on screen, and the keys to it."""
        view = BY_ID[name]
        if view.place == "centre":
            self._centre = name
        elif view.place == "right":
            self._right = name
        self._view = name
        self._mark_views()
        if name == "bytes":
            self.show_bytes()
        # A view that was hidden until now takes the focus once it is laid out.
        self.call_after_refresh(self._focus_view, name)

    def show_right(self, name: str) -> None:
        """What came of something: beside the request where there is room, and the keys stay where they
        are; else in its place, save that a verdict has room below the form."""
        self._right = name
        if self.has_class("-narrow") and not (name == "verdict" and self._view == "form"):
            self.show_view(name)
        else:
            self._mark_views()

    def _focus_view(self, name: str) -> None:
        self.query_one(FOCUS[name]).focus()

    def _mark_views(self) -> None:
        place = BY_ID[self._view].place
        for view in VIEWS:
            self.set_class(view.id == self._centre, f"-centre-{view.id}")
            self.set_class(view.id == self._right, f"-right-{view.id}")
        for one in ("left", "centre", "right"):
            self.set_class(one == place, f"-at-{one}")
        self.query_one("#right").border_title = tr(BY_ID[self._right].label)
        self.query_one(ViewLine).show(self._view, self._shown())

    def _shown(self) -> set[str]:
        """The views that can be seen now."""
        if self.has_class("-narrow"):
            return {self._view}
        if self.has_class("-middle"):
            return {"cases" if self._view == "cases" else self._centre, self._right}
        return {"cases", self._centre, self._right}

    def on_view_line_chosen(self, event: ViewLine.Chosen) -> None:
        self.show_view(event.view)

    def action_view(self, name: str) -> None:
        self.show_view(name)

    def action_next_view(self, step: int = 1) -> None:
        names = [view.id for view in VIEWS]
        self.show_view(names[(names.index(self._view) + step) % len(names)])

    def action_leave_field(self) -> None:
        """From typing to the keys: the pane beside it takes them."""
        beside = "#entries" if self.has_class("-wide") else FOCUS[self._right]
        self.query_one("#verdict" if self.has_class("-narrow") else beside).focus()

    def show_bytes(self) -> None:
        self.query_one("#bytes", ByteView).show(self.form.as_bytes())

    # -- the ledger ----------------------------------------------------------------------------------

    def sign_changed(self) -> None:
        """The sign in the form is another one, or it was used: ask the ledger."""
        profile, sign = self.profile, self.form.text("sign")
        if profile is None or not sign:
            self._use, self._held_since = None, None
            self._paint_ledger()
            return
        self.run_verb(
            partial(self.workbench.signatures.use_of, sign, profile), self._ledger_told, group="ledger"
        )

    def _ledger_told(self, use: SignUse | None) -> None:
        self._use = use
        self._paint_ledger()

    def sign_typed(self) -> None:
        """The sign came into the form just now."""
        self._held_since = self.workbench.signatures.now()
        self.sign_changed()

    def _paint_ledger(self) -> None:
        if not self.is_current:
            return
        sign = self.query_one("#sign", Input).value
        line = Content.styled(
            tr("No sign yet: paste one, import a request, or make one in the sandbox."), "dim"
        )
        if sign:
            now = self.workbench.signatures.now()
            line = ledger_line(sign, self._use, now, self._held_since)
        self.query_one("#ledger", Label).update(line)
