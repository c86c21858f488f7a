"""The Compose screen: panes, keys and focus."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus

from tui.core.wording import tr
from tui.ui.screens.compose.desk import Desk
from tui.ui.screens.compose.saved import SavedScreen
from tui.ui.screens.compose.sql_help import HelpingScreen
from tui.ui.screens.compose.tasks import TaskingScreen
from tui.ui.screens.compose.views import SqlPane, View, ViewTabs
from tui.ui.widgets.result_strip import ResultStrip
from tui.ui.widgets.route_tree import RouteTree

BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (140, "-broad")]
"""Columns from which routes and draft, and then the SQL's parameters too, stand side by side."""


class ComposeScreen(SavedScreen, HelpingScreen):
    """Routes on the left, one draft and its result on the right; one of the two when narrow."""

    MODE = "compose"
    CSS_PATH = "compose.tcss"
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    HELP: ClassVar[str] = (
        "Choose a route, write the request, send it.\n\n"
        "Routes: ★ marks those that are documented or were seen in working clients, · those of which "
        "only the path is known. W marks those that change something: they ask before they are sent, "
        "and are refused on a read-only profile. f keeps a route on top, i tells all that is known of it. "
        "/ filters routes and names.\n\n"
        "Schema: what the project holds, as it was fetched last. r fetches it, escape cancels; enter on a "
        "name puts it into the SQL or JSON, quoted.\n\n"
        "A draft has several views, always in step: SQL with its parameters, or Form and JSON; and "
        "Request, which is what will be sent, to the byte, the secret shown as ••••. Fields that the "
        "form does not know stay in the JSON.\n\n"
        "Saved queries: ctrl+s saves the draft as a file, without secrets; enter opens one, n renames, d "
        "deletes. {{name}} is a variable, {{today-7d}} and {{start of month}} are days; a value that is "
        "missing is asked for and remembered for the profile. ctrl+p has their values, import and copy as "
        "cURL.\n\n"
        "Build, for the seven analyses: a line a thing, in words. enter changes a line, a adds, f filters, d "
        "removes, K and J move, n groups filters, o changes and/or. f12 takes a body of the web console.\n\n"
        "Drafts are kept as you type, per profile and route.\n\n"
        "SQL: below the editor stands what is worth knowing before it is sent. ctrl+f repairs it, ctrl+g "
        "goes to its place and then to the next, ctrl+l lays the statement out; ctrl+z takes each back. "
        "Names are proposed while you type, and on ctrl+n: tab takes one, up and down move, escape closes. "
        "Nothing is added to a query unasked.\n\n"
        "Below the SQL stands how it is run, and why. f10 changes it: auto goes by the size to expect, "
        "stream is one call, page waits for the end, task runs in the background with the server's own "
        "progress. Escape stops a task at the server. f11 goes on with one that was cut off or left by an "
        "earlier run.\n\n"
        "In the SQL and JSON editors, tab indents; escape leaves to the routes, ctrl+t goes on to the "
        "next pane, shift+tab goes back."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r,ctrl+enter,ctrl+j,alt+enter",
            "send",
            "Send",
            key_display="^r",
            id="compose.send",
            priority=True,
            tooltip="Send the request",
        ),
        Binding("f7", "view", "View", id="compose.view", tooltip="The next view of this draft"),
        Binding("f9", "problem", "Error", id="compose.problem", tooltip="Go to the place of the error"),
        Binding(
            "ctrl+t",
            "pane",
            "Pane",
            key_display="^t",
            id="compose.pane",
            priority=True,
            tooltip="Go on: routes, draft, parameters, result",
        ),
        Binding(
            "ctrl+o",
            "result",
            "Inspect",
            key_display="^o",
            id="compose.result",
            priority=True,
            tooltip="Open the last result in Inspect",
        ),
        Binding(
            "f12",
            "console",
            "Console body",
            show=False,
            id="compose.console",
            tooltip="Paste a body of the vendor's web console and translate it",
        ),
        Binding(
            "ctrl+s",
            "save_query",
            "Save",
            key_display="^s",
            show=False,
            id="compose.save",
            priority=True,
            tooltip="Keep the draft as a saved query",
        ),
        *TaskingScreen.TASK_BINDINGS,
        Binding("slash", "filter", "Filter", show=False, id="compose.filter", tooltip="Filter the routes"),
        Binding("x", "explain", "Explain", show=False, id="compose.explain", tooltip="Explain the last code"),
        Binding("escape", "back", "Back", show=False, id="compose.back", tooltip="Cancel, or go back"),
    ]

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="compose"):
            routes = RouteTree(id="routes", classes="panel")
            routes.border_title = tr("Routes, schema, saved")
            yield routes
            with Vertical(id="desk"):
                yield self.desk
                yield ResultStrip(id="result", classes="pane")

    # -- keys ------------------------------------------------------------------------------------

    def action_send(self) -> None:
        self.send()

    async def action_view(self) -> None:
        had_focus = self._focus_is_in(self.desk)
        await self.desk.show_view(self.desk.next_view())
        if had_focus:
            self.desk.focus_view()

    async def on_view_tabs_chosen(self, event: ViewTabs.Chosen) -> None:
        await self.desk.show_view(event.view)
        self.desk.focus_view()

    async def action_problem(self) -> None:
        if await self.desk.go_to_problem():
            return
        if self.desk.view is View.SQL and self.has_notices:
            self.next_notice()
        else:
            self.notify(tr("No error is marked. ctrl+r sends and finds them."))

    def action_result(self) -> None:
        self.strip.action_open()

    def action_explain(self) -> None:
        self.strip.action_explain()

    def action_filter(self) -> None:
        self._show_routes_pane(shown=True)
        self.call_after_refresh(self.routes.focus_filter)

    def action_back(self) -> None:
        """Cancel what runs; else clear a filter; else step back from draft to routes and again."""
        if self.cancel_send() or self.cancel_fetch():
            return
        if self._focus_is_in(self.routes):
            if not self.routes.leave_filter():
                self.route_opened()
            return
        if self.strip.has_focus:
            self.route_opened()
            return
        self._go_to_routes()

    def action_pane(self) -> None:
        """Routes, draft, parameters (of a SQL route), result, and from the beginning."""
        desk = self.desk
        if self._focus_is_in(self.routes):
            self.route_opened()
        elif self.strip.has_focus:
            self._go_to_routes()
        elif desk.view is View.SQL and not self._focus_is_in(desk.form) and desk.form.rows:
            desk.query_one(SqlPane).unfold()
            desk.call_after_refresh(desk.form.focus_first)
        else:
            self.strip.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # The result has keys of its own for the same; the footer has no room for both.
        if action == "result" and self._is_ready and self.strip.has_focus:
            return False
        return super().check_action(action, parameters)

    # -- focus -----------------------------------------------------------------------------------

    def route_opened(self) -> None:
        if self.has_class("-narrow") and self._focus_is_in(self.routes):
            # Textual gives the focus of a widget that is hidden to its neighbour, here the filter of the
            # routes, which would show the routes again.
            self.set_focus(None)
        self._show_routes_pane(shown=False)
        # On a narrow screen the desk can take the focus only once it is displayed.
        self.call_after_refresh(self.desk.focus_view)

    def _go_to_routes(self) -> None:
        self._show_routes_pane(shown=True)
        self.call_after_refresh(self.routes.routes.focus)

    def _focus_is_in(self, widget: RouteTree | Desk | object) -> bool:
        return self.focused is not None and widget in self.focused.ancestors_with_self

    def _show_routes_pane(self, *, shown: bool) -> None:
        self.query_one("#compose").set_class(shown, "-routes")

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        self._show_routes_pane(shown=self.routes in event.widget.ancestors_with_self)
        # Not :focus-within, which styles every field anew at each step from field to field.
        for panel in (self.routes, self.desk):
            panel.set_class(panel in event.widget.ancestors_with_self, "-focused")
