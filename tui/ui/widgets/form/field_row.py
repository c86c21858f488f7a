"""One field of a form: label, control, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from tui.core.confidence import Confidence
from tui.core.display import safe
from tui.core.fields import FieldKind
from tui.core.wording import told, tr, tr_later
from tui.ui.widgets.form.field_editor import FieldEditor
from tui.ui.widgets.form.field_switch import FieldSwitch
from tui.ui.widgets.form.words import title_of
from tui.ui.widgets.literal import literal

if TYPE_CHECKING:
    from tui.core.fields import FieldSpec

TALL = frozenset({FieldKind.JSON, FieldKind.MULTILINE, FieldKind.SQL})

_KIND_WORDS = {
    FieldKind.TEXT: tr_later("text"),
    FieldKind.INTEGER: tr_later("whole number"),
    FieldKind.NUMBER: tr_later("number"),
    FieldKind.BOOLEAN: tr_later("true or false"),
    FieldKind.CHOICE: tr_later("one of a list"),
    FieldKind.SQL: "SQL",
    FieldKind.JSON: "JSON",
    FieldKind.LIST: tr_later("list: a, b, c"),
    FieldKind.URL: tr_later("address"),
    FieldKind.PATH: tr_later("path of a local file"),
    FieldKind.MULTILINE: tr_later("text, kept byte for byte"),
}


@dataclass(frozen=True, slots=True)
class FieldState:
    """What a form shows of one field. `value` is None when the request leaves it out.

    `hint` stands in an empty input. A set `locked` says in words why it cannot be edited here.
    """

    spec: FieldSpec
    text: str
    value: Any = None
    hint: str = ""
    locked: str = ""


class FieldRow(Container):
    """Posts what was typed; never changes a value by itself.

    A form has many rows, and each widget costs time whenever the screen is laid out: what is wrong
    with a field gets a widget only when something is.
    """

    DEFAULT_CSS = """
    FieldRow { layout: grid; grid-size: 2; grid-columns: 24 1fr; grid-rows: auto; height: auto; }
    FieldRow > .field-label { height: 1; padding-right: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    FieldRow > .field-state { width: auto; height: 1; color: $text-muted; padding: 0 1; }
    FieldRow > .field-problem { column-span: 2; height: auto; color: $text-error; padding-left: 24; }
    FieldRow.-wrong > .field-label { color: $text-error; }
    FieldRow > Input { height: 1; border: none; padding: 0 1; background: $surface; }
    FieldRow > Input:focus { border: none; background: $panel; }
    FieldRow > Select { height: auto; }
    FieldRow > Select.-textual-compact > SelectCurrent { background: $surface; padding: 0 1; }
    FieldRow > Select.-textual-compact:focus > SelectCurrent { background: $panel; color: $primary; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "delete,backspace",
            "leave_out",
            "Leave out",
            show=False,
            id="field.leave-out",
            tooltip="Leave a switch or a choice out of the request",
        ),
    ]

    class Typed(Message):
        """Text was typed; it may be no value of the field's kind."""

        def __init__(self, spec: FieldSpec, text: str) -> None:
            super().__init__()
            self.spec = spec
            self.text = text

    class Chosen(Message):
        """A value was chosen; None leaves the field out."""

        def __init__(self, spec: FieldSpec, value: Any) -> None:
            super().__init__()
            self.spec = spec
            self.value = value

    def __init__(self, state: FieldState, *, disabled: bool = False) -> None:
        super().__init__(disabled=disabled)
        self.spec = state.spec
        self._state = state
        self._text = state.text
        self._choices: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        spec = self.spec
        mark = " *" if spec.required else ""
        yield Static(
            Content.assemble(safe(title_of(spec)), (mark, "bold $text-warning")), classes="field-label"
        )
        if self._state.locked:
            yield Static(literal(self._state.locked), classes="field-state")
        else:
            yield self._control()

    def _control(self) -> Widget:
        spec, state = self.spec, self._state
        if spec.kind is FieldKind.BOOLEAN:
            return FieldSwitch(state.value)
        if spec.kind is FieldKind.CHOICE:
            return self._select()
        if spec.kind in TALL:
            return FieldEditor(state.text, json=spec.kind is FieldKind.JSON)
        return Input(state.text, placeholder=safe(state.hint))

    def put(self, state: FieldState) -> bool:
        """Show the field as it stands now; False when that takes a new row."""
        if state.spec is not self.spec or state.locked or self._state.locked:
            return state == self._state
        choices = self._choices
        self._state, self._text = state, state.text
        for control in self.query(Input):
            control.value, control.placeholder = state.text, safe(state.hint)
        for editor in self.query(FieldEditor):
            if editor.text != state.text:
                editor.text = state.text
        for switch in self.query(FieldSwitch):
            switch.put(state.value)
        for select in self.query(Select):
            if state.text and state.text not in choices:
                return False
            select.value = state.text or Select.NULL
        return True

    def _select(self) -> Select[str]:
        choices = list(self.spec.choices)
        if self._text and self._text not in choices:
            # What the draft says is shown although the API does not offer it.
            choices.append(self._text)
        self._choices = tuple(choices)
        # A prompt is read as markup, so only one that cannot be any is shown.
        hint = safe(self._state.hint)
        return Select(
            [(literal(choice), choice) for choice in choices],
            prompt=hint if hint and "[" not in hint else tr("not sent"),
            value=self._text or Select.NULL,
            compact=True,
        )

    def complain(self, message: str) -> None:
        """Show what is wrong with the field; empty text for nothing."""
        self.set_class(bool(message), "-wrong")
        shown = self.query(".field-problem")
        if not message:
            shown.remove()
        elif shown:
            shown.first(Static).update(literal(f"✗ {told(message)}"))
        else:
            self.mount(Static(literal(f"✗ {told(message)}"), classes="field-problem"))

    def focus_control(self) -> None:
        for control in self.query("Input, Select, FieldSwitch, FieldEditor"):
            control.focus()
            return

    def help_line(self) -> Content:
        """`projectId · whole number · required · The project's number.`."""
        spec = self.spec
        facts = [tr(_KIND_WORDS[spec.kind]), tr("required") if spec.required else tr("may be left out")]
        if spec.default is not None:
            facts.append(tr("default {default}", default=spec.default))
        if spec.confidence is not Confidence.DOCUMENTED:
            facts.append(tr("not documented ({sure})", sure=tr(spec.confidence.value)))
        return Content.assemble(
            (safe(spec.name), "bold"),
            (f" · {safe(' · '.join(facts))}", "dim"),
            f"\n{safe(tr(spec.help), 300)}" if spec.help else "",
        )

    # -- what the controls say -------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._typed(event.value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._typed(event.text_area.text)

    def _typed(self, text: str) -> None:
        # Controls also report the text they were given.
        if text != self._text:
            self._text = text
            self.post_message(self.Typed(self.spec, text))

    def on_select_changed(self, event: Select.Changed) -> None:
        event.stop()
        text = "" if event.value is Select.NULL else str(event.value)
        if text != self._text:
            self._text = text
            self.post_message(self.Chosen(self.spec, text or None))

    def on_field_switch_changed(self, event: FieldSwitch.Changed) -> None:
        event.stop()
        self.post_message(self.Chosen(self.spec, event.value))

    def action_leave_out(self) -> None:
        for switch in self.query(FieldSwitch):
            switch.choose(None)
        for select in self.query(Select):
            select.clear()
