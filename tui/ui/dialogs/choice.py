"""Choose one of several, by filtering with a few letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Self

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.core.profile import Profile
from tui.core.wording import tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.header import host_of
from tui.ui.widgets.paragraph import paragraph

FILTER_FROM = 8
"""Choices from which a filter is worth its line."""


class ChoiceDialog(DialogBox[str]):
    """The id of the choice taken, or None."""

    DEFAULT_CSS = """
    ChoiceDialog .question { height: auto; margin-bottom: 1; }
    ChoiceDialog Input { border: none; height: 1; padding: 0; background: $panel; margin-bottom: 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "to_list", "Down", show=False, id="choice.list", tooltip="To the list"),
    ]

    HINTS: ClassVar[str] = tr_later("enter takes it · escape closes")

    def __init__(
        self, title: str, choices: Iterable[Choice], *, question: str = "", current: str = ""
    ) -> None:
        super().__init__(title)
        self._choices = tuple(choices)
        self._question = question
        self._current = current

    @classmethod
    def of_profiles(
        cls, profiles: Sequence[Profile], current: str = "", title: str = tr_later("Use which profile?")
    ) -> Self:
        """Name, kind, environment and host of each."""
        choices = [Choice(p.id, p.name, f"{p.kind} · {p.environment.value} · {host_of(p)}") for p in profiles]
        return cls(tr(title), choices, current=current)

    def compose_box(self) -> ComposeResult:
        if self._question:
            yield paragraph(self._question, classes="question")
        if len(self._choices) >= FILTER_FROM:
            yield Input(placeholder=tr("type to filter"), compact=True)
        yield ChoiceList(self._choices)

    def on_mount(self) -> None:
        choices = self.query_one(ChoiceList)
        choices.show(self._choices, self._current)
        if not self.query(Input):
            choices.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        words = event.value.casefold().split()
        self.query_one(ChoiceList).show(c for c in self._choices if c.matches(words))

    def on_input_submitted(self) -> None:
        self._take(self.query_one(ChoiceList).current)

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        self._take(self.query_one(ChoiceList).current)

    def action_to_list(self) -> None:
        self.query_one(ChoiceList).focus()

    def _take(self, choice: Choice | None) -> None:
        if choice is None:
            return
        if choice.why_not:
            self.notify(choice.why_not, severity="warning")
            return
        self.dismiss(choice.id)
