"""A form made from field declarations: it shows a draft's fields, and tells what was typed into them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.events import DescendantFocus
from textual.widgets import Static

from tui.core.wording import tr
from tui.ui.widgets.form.field_row import FieldRow, FieldState
from tui.ui.widgets.literal import literal

if TYPE_CHECKING:
    from tui.core.fields import FieldProblem


class FieldForm(Vertical):
    """Rows in the order of the declaration, and the help of the field that has the focus.

    Posts `FieldRow.Typed` and `FieldRow.Chosen`; the owner changes the draft and answers with
    `complain`.
    """

    DEFAULT_CSS = """
    FieldForm { height: 1fr; }
    FieldForm > VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
    FieldForm > .form-notice { height: auto; color: $text-warning; padding: 0 0 1 0; display: none; }
    FieldForm.-noticed > .form-notice { display: block; }
    FieldForm > .field-help { height: auto; max-height: 4; min-height: 1; border-top: solid $border; }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002  # Textual's own name for it
        super().__init__(id=id)

    def compose(self) -> ComposeResult:
        yield Static(classes="form-notice")
        yield VerticalScroll(can_focus=False)
        yield Static(classes="field-help")

    async def show(self, states: Iterable[FieldState], notice: str = "", *, usable: bool = True) -> None:
        """Replace the rows. `notice` stands above them; not `usable`, they can be read only."""
        states = tuple(states)
        self.set_class(bool(notice), "-noticed")
        self.query_one(".form-notice", Static).update(literal(notice, keep_lines=True))
        body = self.query_one(VerticalScroll)
        # A form that cannot be used can still be scrolled.
        body.can_focus = not usable
        rows = self.rows
        kept = [row.spec for row in rows] == [state.spec for state in states]
        for row, state in zip(rows, states, strict=False):
            kept = kept and row.put(state)
        if not kept:
            await body.remove_children()
            await body.mount_all(FieldRow(state) for state in states)
            self.query_one(".field-help", Static).update(literal(tr("* is required") if states else ""))
        for row in self.rows:
            row.disabled = not usable

    @property
    def rows(self) -> list[FieldRow]:
        return list(self.query(FieldRow))

    def complain(self, problems: Sequence[FieldProblem]) -> None:
        """Show problems beside their fields, and take away the others."""
        messages = {problem.field: problem.message for problem in problems}
        for row in self.rows:
            message = messages.get(row.spec.name, "")
            if message or row.has_class("-wrong"):
                row.complain(message)

    def focus_field(self, name: str) -> bool:
        """Put the cursor into a field; False when the form has none of that name."""
        for row in self.rows:
            if row.spec.name == name:
                row.focus_control()
                return True
        return False

    def focus_first(self) -> None:
        rows = self.query_one(VerticalScroll)
        if rows.can_focus:
            rows.focus()
            return
        for row in self.rows[:1]:
            row.focus_control()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        for node in event.widget.ancestors_with_self:
            if isinstance(node, FieldRow):
                self.query_one(".field-help", Static).update(node.help_line())
                return
