"""The views of one draft: SQL with its parameters, form, JSON text, request."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from tui.core.display import safe
from tui.core.fields import FieldKind, FieldSpec
from tui.core.operation import Payload
from tui.core.wording import tr
from tui.ui.widgets.sql.editor import SqlEditor
from tui.ui.widgets.sql.notices import NoticeLine

if TYPE_CHECKING:
    from tui.ui.widgets.form.field_form import FieldForm
    from tui.ui.widgets.form.field_row import FieldState
    from tui.workbench.composing.composition import Composition


class View(StrEnum):
    SQL = "sql"
    BUILD = "build"
    FORM = "form"
    JSON = "json"
    REQUEST = "request"


def views_of(composition: Composition) -> tuple[View, ...]:
    """The views of a route, the one to begin with first in the order of the keys."""
    if composition.sql_field is not None:
        return View.SQL, View.REQUEST
    if composition.builder is not None:
        return View.BUILD, View.FORM, View.JSON, View.REQUEST
    if composition.form_fields:
        return View.FORM, View.JSON, View.REQUEST
    return View.JSON, View.REQUEST


def view_label(view: View, composition: Composition) -> str:
    match view:
        case View.SQL:
            return "SQL"
        case View.BUILD:
            return tr("Build")
        case View.FORM:
            return tr("Form")
        case View.JSON:
            return tr("Text") if composition.operation.payload is Payload.CSV else "JSON"
        case _:
            return tr("Request")


def made_view(view: View) -> Widget:
    """What shows a view other than the first ones. Few people open all of them, and none at the start."""
    if view is View.BUILD:
        from tui.ui.screens.compose.building import BuildPane

        return BuildPane()
    if view is View.FORM:
        from tui.ui.widgets.form.field_form import FieldForm

        return FieldForm(id="form-view")
    from tui.ui.widgets.request_view import RequestView

    return RequestView(id="request-view")


def field_states(composition: Composition) -> tuple[FieldState, ...]:
    """Every field of the form as it stands in the draft."""
    return tuple(_state(composition, spec) for spec in composition.form_fields)


def _state(composition: Composition, spec: FieldSpec) -> FieldState:
    from tui.ui.widgets.form.field_row import FieldState

    value = composition.value(spec)
    text = composition.shown(spec)
    return FieldState(spec, text, value, _hint(composition, spec), _locked(spec, value, text))


def _locked(spec: FieldSpec, value: object, text: str) -> str:
    if spec.kind is FieldKind.BOOLEAN and not (value is None or isinstance(value, bool)):
        return tr("holds {text}: edit it as JSON", text=safe(text, 30))
    one_line = spec.kind not in {FieldKind.JSON, FieldKind.MULTILINE, FieldKind.SQL}
    if one_line and any(not char.isprintable() for char in text):
        return tr("holds control characters: edit it as JSON")
    return ""


def _hint(composition: Composition, spec: FieldSpec) -> str:
    from_profile = composition.profile.settings.get(spec.name)
    if from_profile not in (None, ""):
        return tr("{value} (from the profile)", value=from_profile)
    if spec.default is not None:
        return tr("not sent; default {default}", default=spec.default)
    return spec.placeholder


class ViewTab(Static):
    """One view's name; a click opens it."""

    def __init__(self, view: View, label: str, *, active: bool) -> None:
        super().__init__()
        self.view = view
        self.show(label, active=active)

    def show(self, label: str, *, active: bool) -> None:
        self.set_class(active, "-active")
        self.update(Content(f"▸{label}" if active else f" {label}"))

    def on_click(self) -> None:
        self.post_message(ViewTabs.Chosen(self.view))


class ViewTabs(Horizontal):
    """The views of the open route; the active one has a mark."""

    class Chosen(Message):
        def __init__(self, view: View) -> None:
            super().__init__()
            self.view = view

    def show(self, composition: Composition, active: View) -> None:
        views = views_of(composition)
        tabs = list(self.query(ViewTab))
        if [tab.view for tab in tabs] != list(views):
            self.query(ViewTab).remove()
            self.mount_all(
                ViewTab(view, view_label(view, composition), active=view is active) for view in views
            )
            return
        for tab in tabs:
            tab.show(view_label(tab.view, composition), active=tab.view is active)


class SqlPane(Container):
    """The SQL editor with its parameters beside it, or folded into one line below it."""

    def __init__(self, editor: SqlEditor) -> None:
        super().__init__(id="sql-view")
        self._editor = editor
        self._parameters: FieldForm | None = None

    @property
    def parameters(self) -> FieldForm:
        """The form beside the SQL, which is not there before `mount_parameters`."""
        if self._parameters is None:
            from tui.ui.widgets.form.field_form import FieldForm

            self._parameters = FieldForm(id="parameters")
        return self._parameters

    @property
    def is_filled(self) -> bool:
        return self._parameters is not None

    async def mount_parameters(self) -> None:
        if not self.parameters.is_attached:
            await self.mount(self.parameters)

    def compose(self) -> ComposeResult:
        with Vertical(id="sql-column"):
            yield self._editor
            yield NoticeLine()
        yield Static(id="parameter-line")

    def show_line(self, composition: Composition) -> None:
        """The folded parameters: what is sent beside the SQL."""
        sent = [
            f"{spec.name} {composition.shown(spec)}"
            for spec in composition.form_fields
            if composition.shown(spec)
        ]
        words = " · ".join(sent) or tr("none")
        line = Content.assemble(
            (f"{tr('parameters')}  ", "dim"), safe(words, 200), (tr("  (ctrl+t changes them)"), "dim")
        )
        self.query_one("#parameter-line", Static).update(line, layout=False)

    def on_descendant_focus(self) -> None:
        self._fold()

    def on_descendant_blur(self) -> None:
        self._fold()

    def unfold(self) -> None:
        self.add_class("-open")

    def _fold(self) -> None:
        form, focused = self._parameters, self.screen.focused
        self.set_class(focused is not None and form in focused.ancestors_with_self, "-open")
