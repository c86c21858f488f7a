"""One question of a guided form: type to filter what is offered, or type the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList, Static

from tui.core.building import Offer, Question
from tui.core.confidence import Confidence
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.literal import literal

FILTER_FROM = 9
"""Offers from which a closed question gets a line to filter them."""


class ModelQuestionDialog(DialogBox[str]):
    """The answer as text, or None."""

    DEFAULT_CSS = """
    ModelQuestionDialog .help { height: auto; color: $text-muted; }
    ModelQuestionDialog Input { padding: 0 1; background: $panel; margin-top: 1; }
    ModelQuestionDialog > .box > ChoiceList { margin-top: 1; max-height: 50vh; }
    ModelQuestionDialog .complaint { height: auto; color: $text-error; display: none; margin-top: 1; }
    ModelQuestionDialog .complaint.-shown { display: block; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", "Down", show=False, priority=True, id="question.down"),
        Binding("up", "step(-1)", "Up", show=False, priority=True, id="question.up"),
        Binding(
            "tab",
            "complete",
            "Complete",
            show=False,
            priority=True,
            id="question.complete",
            tooltip="Put the marked proposal into the line",
        ),
    ]

    def __init__(self, question: Question, *, is_first: bool = True) -> None:
        super().__init__(question.title)
        self._question = question
        self._is_first = is_first
        self._typed = False
        self._offers: list[Offer] = []
        self._has_line = question.is_free or len(question.offers) >= FILTER_FROM

    def compose_box(self) -> ComposeResult:
        question = self._question
        words = [question.help] if question.help else []
        if question.confidence is not Confidence.DOCUMENTED:
            words.append(f"How it is read is not documented ({question.confidence.value}).")
        if words:
            yield Static(literal(" ".join(words)), classes="help")
        if self._has_line:
            value = question.value if question.is_free and not self._shows_label else ""
            placeholder = question.placeholder if question.is_free else "type to filter"
            yield Input(value, placeholder=placeholder, select_on_focus=True, compact=True)
        if question.offers or question.suggest is not None:
            yield ChoiceList()
        yield Static(classes="complaint")

    @property
    def _shows_label(self) -> bool:
        """Whether the present value is offered under other words, so that its own text would say little."""
        return any(o.value == self._question.value and o.title != o.value for o in self._question.offers)

    @property
    def HINTS(self) -> str:  # type: ignore[override]  # noqa: N802  # made of the question
        back = "closes" if self._is_first else "goes back"
        listed = "↑ ↓ choose · " if self._question.offers or self._question.suggest else ""
        tab = "tab completes · " if self._question.is_free and listed else ""
        return f"{listed}{tab}enter takes it · escape {back}"

    def on_mount(self) -> None:
        if self.query(ChoiceList):
            self._fill("")
        (self.query_one(Input) if self._has_line else self.query_one(ChoiceList)).focus()

    # -- typing ----------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        start = self._question.value if self._question.is_free and not self._shows_label else ""
        if not self._typed and event.value == start:
            # The text that was there from the beginning filters nothing.
            return
        self._typed = True
        self._complain("")
        if self.query(ChoiceList):
            self._fill(event.value)

    def _fill(self, text: str) -> None:
        self._offers = list(self._matching(text))
        choices = [Choice(str(n), o.title or "(nothing)", o.detail) for n, o in enumerate(self._offers)]
        present = self._question.value
        marked = next((n for n, o in enumerate(self._offers) if o.value == present), 0)
        self.query_one(ChoiceList).show(choices, str(0 if self._typed else marked))

    def _matching(self, text: str) -> Sequence[Offer]:
        question = self._question
        if not self._typed:
            offers = list(question.suggest(question.value) if question.suggest else question.offers)
            if question.suggest and question.offers:
                offers = list(question.offers)
            known = any(offer.value == question.value for offer in offers)
            stands = question.is_free and question.value and not known
            return [Offer(question.value, question.value, "as it stands"), *offers] if stands else offers
        if question.suggest is not None:
            found = list(question.suggest(text))
            is_whole = text and not question.complaint(text) and all(o.value != text for o in found)
            return [Offer(text, text, "as typed"), *found] if is_whole else found
        words = text.casefold().split()
        offers = [o for o in question.offers if Choice("", o.title, o.detail).matches(words)]
        offers.sort(key=lambda offer: not offer.title.casefold().startswith(text.casefold()))
        if not question.is_free or not text.strip() or any(o.value == text for o in offers):
            return sorted(offers, key=lambda offer: offer.value != text)
        typed = Offer(text, text, "as typed")
        return [*offers, typed] if offers else [typed]

    # -- taking ----------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        listed = self._marked() if self.query(ChoiceList) else None
        if listed is not None:
            self._take(listed.value)
        elif self._question.is_free:
            self._take(event.value)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(self._offers[int(event.option_id or 0)].value)

    def _marked(self) -> Offer | None:
        current = self.query_one(ChoiceList).current
        return self._offers[int(current.id)] if current is not None else None

    def action_step(self, step: int) -> None:
        if not self.query(ChoiceList):
            return
        choices = self.query_one(ChoiceList)
        if choices.option_count:
            choices.highlighted = ((choices.highlighted or 0) + step) % choices.option_count

    def action_complete(self) -> None:
        marked = self._marked() if self.query(ChoiceList) else None
        if marked is not None and self.query(Input):
            self._put(marked.value)

    def _put(self, text: str) -> None:
        line = self.query_one(Input)
        line.value = text
        line.cursor_position = len(text)

    def _take(self, value: str) -> None:
        wrong = self._question.complaint(value)
        if not wrong:
            self.dismiss(value)
        elif self._question.suggest is not None and self.query_one(Input).value != value:
            # A proposal that is only a beginning: go on typing behind it.
            self._put(value)
        else:
            self._complain(wrong)

    def _complain(self, message: str) -> None:
        told = self.query_one(".complaint", Static)
        told.set_class(bool(message), "-shown")
        told.update(literal(f"✗ {message}"))
