"""Values for the variables of a draft, asked for before it is sent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Label, Static

from tui.core.variables import Variable, VariableKind, parse_value
from tui.core.wording import told, tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.literal import literal

WORDS = {
    VariableKind.TEXT: tr_later("text"),
    VariableKind.INTEGER: tr_later("a whole number"),
    VariableKind.NUMBER: tr_later("a number"),
    VariableKind.BOOLEAN: tr_later("true or false"),
    VariableKind.DATE: tr_later("2024-05-31, today-7d, start of month"),
    VariableKind.LIST: tr_later("texts between commas"),
    VariableKind.NUMBERS: tr_later("numbers between commas"),
    VariableKind.IDENTIFIER: tr_later("a column or table"),
    VariableKind.ANY: tr_later("text or a number"),
}


class VariablesDialog(DialogBox[dict[str, str]]):
    """Values as typed, by name, those left empty left out; or None."""

    DEFAULT_CSS = """
    VariablesDialog .what { height: auto; color: $text-muted; margin-bottom: 1; }
    VariablesDialog #variable-rows { height: auto; max-height: 12; }
    VariablesDialog .row { height: 1; }
    VariablesDialog .row Label { width: 18; }
    VariablesDialog .row Input { width: 1fr; background: $panel; }
    VariablesDialog .words { height: auto; color: $text-muted; margin-top: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r,ctrl+enter,ctrl+j,alt+enter",
            "take",
            "Use",
            key_display="^r",
            priority=True,
            id="variables.take",
            tooltip="Use these values",
        ),
    ]

    HINTS: ClassVar[str] = tr_later("enter goes on · ctrl+r uses them · escape closes")

    def __init__(
        self, variables: Sequence[Variable], values: Mapping[str, str], today: datetime.date, profile: str
    ) -> None:
        super().__init__(tr("Values of variables"))
        self._variables = tuple(variables)
        self._values = dict(values)
        self._today = today
        self._profile = profile

    def compose_box(self) -> ComposeResult:
        yield Static(
            literal(tr("They are remembered for the profile {profile}.", profile=self._profile)),
            classes="what",
        )
        with VerticalScroll(id="variable-rows", can_focus=False):
            for place, one in enumerate(self._variables):
                with Horizontal(classes="row"):
                    yield Label(literal(one.name))
                    hint = (
                        tr("{default} (default)", default=one.default)
                        if one.default is not None
                        else tr(WORDS[one.kind])
                    )
                    value = self._values.get(one.name, "")
                    yield Input(value, id=f"variable-{place}", placeholder=hint, compact=True)
        yield Static(id="variable-words", classes="words")

    def on_mount(self) -> None:
        inputs = list(self.query(Input))
        empty = (
            box
            for box, one in zip(inputs, self._variables, strict=True)
            if not box.value and one.default is None
        )
        next(empty, inputs[0]).focus()

    def on_descendant_focus(self) -> None:
        self._describe()

    def on_input_changed(self) -> None:
        self._describe()

    def _describe(self) -> None:
        focused = self.focused
        if not isinstance(focused, Input) or not focused.id:
            return
        one = self._variables[int(focused.id.rpartition("-")[2])]
        kind = tr(WORDS[one.kind])
        about = f"{one.description} · {kind}" if one.description else kind
        self.query_one("#variable-words", Static).update(literal(f"{about}{self._meant(one, focused.value)}"))

    def _meant(self, one: Variable, text: str) -> str:
        """What a day in words is today, or what is wrong with the value."""
        text = text or one.default or ""
        if not text:
            return ""
        try:
            value = parse_value(one.kind, text, self._today)
        except ValueError as error:
            return f" · ✗ {told(str(error))}"
        return f" · {value.text}" if one.kind is VariableKind.DATE else ""

    def on_input_submitted(self, event: Input.Submitted) -> None:
        inputs = list(self.query(Input))
        place = inputs.index(event.input)
        if place + 1 < len(inputs):
            inputs[place + 1].focus()
        else:
            self.action_take()

    def action_take(self) -> None:
        values = {}
        for place, one in enumerate(self._variables):
            box = self.query_one(f"#variable-{place}", Input)
            text = box.value or one.default
            try:
                if text is None:
                    raise ValueError(tr("needs a value"))
                parse_value(one.kind, text, self._today)
            except ValueError as error:
                box.focus()
                self.notify(f"{one.name} {told(str(error))}.", severity="warning", markup=False)
                return
            if box.value:
                values[one.name] = box.value
        self.dismiss(values)
