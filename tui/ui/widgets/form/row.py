"""One input of a form: label, editor, help while it has the focus, and what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import DescendantBlur
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.core.confidence import Confidence
from tui.core.display import safe
from tui.core.fields import FieldKind, FieldProblem, FieldSpec, parse_text
from tui.core.wording import told, tr
from tui.ui.widgets.form.pick import Pick
from tui.ui.widgets.form.words import title_of
from tui.ui.widgets.literal import literal
from tui.ui.widgets.toggle import Toggle


def text_of(value: object) -> str:
    """A value as it is typed: lists with commas, numbers without a needless point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


class FormRow(Horizontal):
    """A labelled editor for one FieldSpec. Its value is text until it is read."""

    DEFAULT_CSS = """
    FormRow { height: auto; width: 1fr; }
    FormRow > .label { width: 23; height: auto; padding: 0 1 0 0; text-align: right; color: $text-muted; }
    FormRow:focus-within > .label { color: $primary; text-style: bold; }
    FormRow.-wrong > .label { color: $text-error; }
    FormRow > Input { width: 1fr; background: $panel; padding: 0 1; }
    FormRow > Input:focus { background: $block-cursor-blurred-background; background-tint: transparent; }
    """

    class Changed(Message):
        """The person changed this field. The value is not in the message: read the row."""

        def __init__(self, row: FormRow) -> None:
            super().__init__()
            self.row = row

        @property
        def control(self) -> FormRow:
            return self.row

    def __init__(self, spec: FieldSpec, value: object) -> None:
        super().__init__()
        self.spec = spec
        self._first_text = text_of(value)
        self._problem: Static | None = None

    def compose(self) -> ComposeResult:
        mark = " *" if self.spec.required else ""
        yield Static(literal(f"{title_of(self.spec)}{mark}"), classes="label")
        yield self._editor()

    def _editor(self) -> Widget:
        spec, text = self.spec, self._first_text
        if spec.kind is FieldKind.BOOLEAN:
            return Toggle(tr("yes"), text == "true")
        if spec.kind is FieldKind.CHOICE:
            # A value that the choices do not have is kept until another is chosen.
            extra = [text] if text and text not in spec.choices else []
            return Pick([*spec.choices, *extra], text)
        hint = tr("required") if spec.required else tr("optional")
        # Selected at focus, an address would be gone with the first key.
        return Input(text, placeholder=safe(spec.placeholder) or hint, compact=True, select_on_focus=False)

    @property
    def help_text(self) -> Content:
        """What is known of the field, to be shown while it has the focus."""
        words = [tr(self.spec.help)] if self.spec.help else []
        if self.spec.required:
            words.append(tr("Required."))
        if self.spec.confidence is not Confidence.DOCUMENTED:
            words.append(f"({tr(self.spec.confidence.value)})")
        return literal(" ".join(words), keep_lines=True)

    # -- reading ---------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The value as typed."""
        editor = self.query_one("Toggle, Pick, Input")
        if isinstance(editor, Toggle):
            return "true" if editor.value else "false"
        return editor.value if isinstance(editor, Pick | Input) else ""

    @property
    def changed(self) -> bool:
        return self.text != self._first_text and (self.text, self._first_text) != ("false", "")

    def read(self) -> Any:
        """The value, or None for an empty field. Raises ValueError with a sentence."""
        text = self.text
        if not text.strip() and self.spec.kind is not FieldKind.MULTILINE:
            return None
        if self.spec.kind in (FieldKind.URL, FieldKind.PATH):
            text = text.strip()
        return parse_text(self.spec, text)

    # -- problems --------------------------------------------------------------------------------

    def show_problem(self, message: str = "") -> None:
        """One sentence below the row; empty for none. It is a widget only while there is one."""
        self.set_class(bool(message), "-wrong")
        if self._problem is None and message and isinstance(self.parent, Widget):
            self._problem = Static(classes="problem")
            self.parent.mount(self._problem, after=self)
        if self._problem is not None:
            self._problem.display = bool(message)
            self._problem.update(literal(f"✗ {told(message)}" if message else ""))

    def check(self) -> FieldProblem | None:
        """What is wrong with the text as typed."""
        try:
            self.read()
        except ValueError as error:
            return FieldProblem(self.spec.name, str(error))
        return None

    def focus_editor(self) -> None:
        self.query_one("Toggle, Pick, Input").focus()

    # -- events ----------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._tell()

    def on_toggle_changed(self, event: Toggle.Changed) -> None:
        event.stop()
        self._tell()

    def on_pick_changed(self, event: Pick.Changed) -> None:
        event.stop()
        self._tell()

    def _tell(self) -> None:
        self.show_problem()
        self.post_message(self.Changed(self))

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        problem = self.check()
        if problem is not None:
            self.show_problem(problem.message)
