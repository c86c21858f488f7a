"""A form made from field specifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import DescendantFocus
from textual.message import Message
from textual.widgets import Static

from tui.core.fields import FieldProblem, FieldSpec
from tui.ui.widgets.form.row import FormRow


class FieldForm(Vertical):
    """Rows of labelled editors, and the help of the one that has the focus below them. Up and down
    move between the rows, as tab does."""

    DEFAULT_CSS = """
    FieldForm { height: 1fr; }
    FieldForm > .rows { height: 1fr; scrollbar-size-vertical: 1; }
    FieldForm .problem { height: auto; padding: 0 1 0 24; color: $text-error; }
    FieldForm > .help { height: auto; min-height: 2; max-height: 4; padding: 0 1; color: $text-muted; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "Next field", show=False, id="form.next", tooltip="Next field"),
        Binding("up", "app.focus_previous", "Previous field", show=False, id="form.back", tooltip="Back"),
    ]

    class Changed(Message):
        """A field of the form was changed."""

        def __init__(self, form: FieldForm, name: str) -> None:
            super().__init__()
            self.form = form
            self.name = name

        @property
        def control(self) -> FieldForm:
            return self.form

    def compose(self) -> ComposeResult:
        yield VerticalScroll(classes="rows", can_focus=False)
        yield Static(classes="help")

    async def show(self, specs: Sequence[FieldSpec], values: Mapping[str, Any]) -> None:
        """Replace the fields. A value that is missing stands for its default."""
        rows = self.query_one(".rows", VerticalScroll)
        with self.app.batch_update():
            await rows.remove_children()
            await rows.mount_all(FormRow(spec, values.get(spec.name, spec.default)) for spec in specs)
        rows.scroll_home(animate=False)

    @property
    def rows(self) -> list[FormRow]:
        return list(self.query(FormRow))

    @property
    def changed(self) -> bool:
        """Whether a field differs from what was shown at first."""
        return any(row.changed for row in self.rows)

    def read(self) -> tuple[dict[str, Any], list[FieldProblem]]:
        """Values by field name, None for empty ones; and what could not be read."""
        values: dict[str, Any] = {}
        problems: list[FieldProblem] = []
        for row in self.rows:
            try:
                values[row.spec.name] = row.read()
            except ValueError as error:
                problems.append(FieldProblem(row.spec.name, str(error)))
        return values, problems

    def show_problems(self, problems: Sequence[FieldProblem]) -> list[FieldProblem]:
        """Each at its field, the first one focused. Gives back those that have no field here."""
        by_name: dict[str, str] = {}
        for problem in problems:
            by_name.setdefault(problem.field, problem.message)
        first: FormRow | None = None
        for row in self.rows:
            message = by_name.pop(row.spec.name, "")
            row.show_problem(message)
            if message and first is None:
                first = row
        if first is not None:
            first.focus_editor()
        return [FieldProblem(name, message) for name, message in by_name.items()]

    def focus_first(self) -> None:
        for row in self.rows[:1]:
            row.focus_editor()

    def text(self, name: str) -> str:
        """What is typed in a field; empty when there is no such field."""
        return next((row.text for row in self.rows if row.spec.name == name), "")

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        row = next((node for node in event.widget.ancestors if isinstance(node, FormRow)), None)
        if row is not None:
            self.query_one(".help", Static).update(row.help_text)

    def on_form_row_changed(self, event: FormRow.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(self, event.row.spec.name))
