"""The desk: every view of one draft, always in step."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static, TextArea

from tui.core.display import safe
from tui.core.wording import told, tr, tr_later
from tui.ui.screens.compose.views import SqlPane, View, ViewTabs, field_states, made_view, views_of
from tui.ui.widgets.code.editor import CodeEditor
from tui.ui.widgets.code.json import JsonEditor
from tui.ui.widgets.sql.editor import SqlEditor

if TYPE_CHECKING:
    from tui.core.fields import FieldProblem
    from tui.ui.screens.compose.building import BuildPane
    from tui.ui.widgets.form.field_form import FieldForm
    from tui.ui.widgets.form.field_row import FieldRow
    from tui.ui.widgets.request_view import RequestView
    from tui.workbench.composing.composition import Composition

READ_DELAY = 0.15
"""Seconds without a key after which typed text is read into the draft."""

UNKNOWN_PARAMETERS = tr_later(
    "No public source lists the parameters of this route: write what you know of them. "
    "What the form offers, if anything, is taken from its siblings."
)


BODY_PLACEHOLDER = tr_later("Type the JSON, or nothing for none.")


class Desk(Vertical):
    """Shows a `Composition` and changes it as a person types. Knows no store and sends nothing."""

    class Edited(Message):
        """The draft has changed."""

    class RequestWanted(Message):
        """The request view is open: answer with `request.show` or `request.refuse`."""

    def __init__(self, *, id: str) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id, classes="panel")
        self.composition: Composition | None = None
        self.view = View.SQL
        self._reading: Timer | None = None
        self._said = ""
        # Kept here, so that what was typed last can be read while the screen is taken down.
        self.sql = SqlEditor(id="sql")
        self.json = JsonEditor(id="json-view")
        self._pane = SqlPane(self.sql)
        self._views: dict[View, Widget] = {View.SQL: self._pane, View.JSON: self.json}
        """By view what shows it; the others are made, and all but the first mounted, when they are opened."""
        self._filling = asyncio.Lock()

    def compose(self) -> ComposeResult:
        yield ViewTabs(id="views")
        with ContentSwitcher(id="content", initial="sql-view"):
            yield self._pane
        yield Static(id="complaints")

    def _widget(self, view: View) -> Widget:
        if view not in self._views:
            self._views[view] = made_view(view)
        return self._views[view]

    @property
    def request(self) -> RequestView:
        return cast("RequestView", self._widget(View.REQUEST))

    @property
    def build(self) -> BuildPane:
        return cast("BuildPane", self._widget(View.BUILD))

    @property
    def form(self) -> FieldForm:
        """The form that is in use: the parameters beside the SQL, or the whole body's."""
        has_sql = self.composition is not None and self.composition.sql_field is not None
        return self._pane.parameters if has_sql else cast("FieldForm", self._widget(View.FORM))

    # -- opening ---------------------------------------------------------------------------------

    async def open(self, composition: Composition, view: View | None = None) -> None:
        """Show another draft, in its first view unless another is wanted."""
        self._stop_reading()
        self.composition = composition
        views = views_of(composition)
        # Both before anything is read: what is in an editor is taken for this draft from now on.
        self.sql.text, self.json.text = composition.sql, composition.text
        for editor in (self.sql, self.json):
            editor.clear_error()
        known = composition.operation.fields_known
        self.json.placeholder = tr(BODY_PLACEHOLDER) if known else tr(UNKNOWN_PARAMETERS)
        self.complain(())
        await self.show_view(view if view in views else views[0])

    async def show_view(self, view: View) -> None:
        """Open a view, filled from the draft as it is now."""
        composition = self.composition
        if composition is None:
            return
        self.collect()
        if view is not self.view:
            self._say("")
        self.view = view
        if not (widget := self._widget(view)).is_attached:
            widget.display = False
            await self.query_one(ContentSwitcher).mount(widget)
        with self.app.batch_update():
            if view is View.JSON and self.json.text != composition.text:
                self.json.text = composition.text
            elif view is View.REQUEST:
                self.request.wait()
                self.post_message(self.RequestWanted())
            elif view is View.BUILD:
                self.build.show(composition)
                self.build.want_context()
            elif view is View.FORM:
                await self._fill_form(composition)
            elif composition.sql_field is not None:
                # Its parameters stand beside it, and can be there a moment after the text.
                self._pane.show_line(composition)
                self.call_after_refresh(self._fill_form, composition)
            self.query_one(ContentSwitcher).current = f"{view.value}-view"
            self.query_one(ViewTabs).show(composition, view)

    async def _fill_form(self, composition: Composition) -> None:
        async with self._filling:
            if composition is self.composition and self.is_attached:
                await self._fill(composition)

    async def _fill(self, composition: Composition) -> None:
        if composition.sql_field is not None:
            await self._pane.mount_parameters()
        hint = composition.form_hint()
        notice = told(hint) or ("" if composition.operation.fields_known else tr(UNKNOWN_PARAMETERS))
        await self.form.show(field_states(composition), notice, usable=not hint)

    def next_view(self) -> View:
        """The view after the open one."""
        if self.composition is None:
            return self.view
        views = views_of(self.composition)
        return views[(views.index(self.view) + 1) % len(views)]

    def focus_view(self) -> None:
        match self.view:
            case View.SQL:
                self.sql.focus()
            case View.BUILD:
                self.build.outline.focus()
            case View.JSON:
                self.json.focus()
            case View.REQUEST:
                self.request.focus()
            case View.FORM:
                self.form.focus_first()

    # -- typing ----------------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if isinstance(event.text_area, CodeEditor):
            event.text_area.clear_error()
        if self._reading is None:
            self._reading = self.set_timer(READ_DELAY, self.collect)
        else:
            self._reading.reset()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.stop()
            self._reading = None

    def collect(self) -> None:
        """Read what was typed into the draft. Called in pauses, and before the draft is used."""
        self._stop_reading()
        if self.composition is None:
            return
        before = self.composition.draft
        if self.view is View.SQL:
            self.composition.type_sql(self.sql.text)
        elif self.view is View.JSON:
            state = self.composition.type_text(self.json.text)
            if self.is_attached:
                if state.line:
                    self.json.mark_error(state.line, state.column)
                self._say(f"✗ {told(state.message)}" if state.message else "")
        if self.composition.draft is not before:
            self.post_message(self.Edited())

    def on_field_row_typed(self, event: FieldRow.Typed) -> None:
        event.stop()
        if self.composition is not None:
            message = self.composition.type_field(event.spec, event.text)
            self._settle(event.spec.name, message)

    def on_field_row_chosen(self, event: FieldRow.Chosen) -> None:
        event.stop()
        if self.composition is None:
            return
        try:
            self.composition.set_field(event.spec, event.value)
        except ValueError as error:
            self._settle(event.spec.name, str(error))
        else:
            self._settle(event.spec.name, "")

    def on_build_pane_edited(self, event: BuildPane.Edited) -> None:
        event.stop()
        self.post_message(self.Edited())

    def _settle(self, name: str, message: str) -> None:
        for row in self.form.rows:
            if row.spec.name == name and (message or row.has_class("-wrong")):
                row.complain(message)
        self.post_message(self.Edited())
        if self.composition is not None and self.composition.sql_field is not None:
            self._pane.show_line(self.composition)

    # -- problems --------------------------------------------------------------------------------

    def complain(self, problems: Sequence[FieldProblem]) -> None:
        """Show what keeps the draft from being sent: beside the fields, and as words below."""
        if problems or self._pane.is_filled or View.FORM in self._views:
            self.form.complain(problems)
        if self.view is View.FORM:
            beside = {row.spec.name for row in self.form.rows}
            problems = [problem for problem in problems if problem.field not in beside]
        lines = [f"✗ {problem.field}: {told(problem.message)}" for problem in problems[:3]]
        if len(problems) > 3:
            lines.append(tr("  and {count} more", count=len(problems) - 3))
        self._say("\n".join(lines))

    def _say(self, words: str) -> None:
        if words == self._said:
            return
        self._said = words
        complaints = self.query_one("#complaints", Static)
        complaints.set_class(bool(words), "-shown")
        complaints.update(Content(safe(words, keep_lines=True)))

    def mark_error(self, text: str, line: int, column: int) -> None:
        """Mark the place a server complains about, if the text is still the one that was sent."""
        editor = self.sql if self.view is View.SQL else self.json
        if editor.text == text:
            editor.mark_error(line, column)

    async def go_to_problem(self) -> bool:
        """Put the cursor where the error is; False when none is known."""
        composition = self.composition
        if composition is None:
            return False
        for editor, view in ((self.sql, View.SQL), (self.json, View.JSON)):
            if view in views_of(composition) and editor.error_at is not None:
                await self.show_view(view)
                editor.go_to_error()
                editor.focus()
                return True
        for problem in composition.problems():
            if composition.sql_field is not None and problem.field == composition.sql_field.name:
                await self.show_view(View.SQL)
                self.sql.focus()
                return True
            if View.BUILD in views_of(composition) and not composition.form_hint():
                await self.show_view(View.BUILD)
                self.build.outline.focus()
                return self.build.go_to(problem.field)
            if View.FORM in views_of(composition) and not composition.form_hint():
                await self.show_view(View.FORM)
            elif composition.sql_field is not None:
                await self.show_view(View.SQL)
                await self._fill_form(composition)
                self._pane.unfold()
            self.form.complain(composition.problems())
            if self.form.focus_field(problem.field):
                return True
        return False
