"""The questions of one change in a guided form: type to filter what is offered, or type the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, OptionList, Static
from textual.widgets.input import Selection

from tui.core.building import Offer, Question
from tui.core.confidence import Confidence
from tui.core.wording import told, tr
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.literal import literal

Next = Callable[[Mapping[str, str]], Question | None]
"""The question after the answers so far; None when all is known."""


class ModelQuestionDialog(DialogBox[dict[str, str]]):
    """The answers by their questions' names, or None.

    All questions of a change are asked in one box whose parts stay: what is typed fast is never lost
    between two of them.
    """

    DEFAULT_CSS = """
    ModelQuestionDialog .help { height: auto; max-height: 4; color: $text-muted; }
    ModelQuestionDialog Input { padding: 0 1; background: $panel; margin-top: 1; }
    ModelQuestionDialog > .box > ChoiceList { margin-top: 1; max-height: 50vh; }
    ModelQuestionDialog .complaint { height: auto; color: $text-error; display: none; margin-top: 1; }
    ModelQuestionDialog .complaint.-shown { display: block; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "down", "step(1)", "Down", show=False, priority=True, id="question.down", tooltip="Next proposal"
        ),
        Binding("up", "step(-1)", "Up", show=False, priority=True, id="question.up", tooltip="The one above"),
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

    def __init__(self, first: Question, following: Next) -> None:
        super().__init__(first.title)
        self._question = first
        self._following = following
        self._answers: dict[str, str] = {}
        self._typed = False
        self._offers: list[Offer] = []

    def compose_box(self) -> ComposeResult:
        yield Static(classes="help")
        yield Input(compact=True, select_on_focus=False)
        yield ChoiceList()
        yield Static(classes="complaint")

    def on_mount(self) -> None:
        self.query_one(Input).focus()
        self._ask(self._question)

    def _ask(self, question: Question) -> None:
        """Show a question in the place of the one before."""
        self._question = question
        self._typed = False
        self.query_one(".box").border_title = literal(question.title)
        self.query_one(".help", Static).update(literal(self._help()))
        line = self.query_one(Input)
        with self.prevent(Input.Changed):
            line.value = self._start
        line.placeholder = question.placeholder if question.is_free else tr("type to filter")
        line.selection = Selection(0, len(line.value))
        self._complain("")
        listed = self.query_one(ChoiceList)
        listed.display = self._is_listed
        if self._is_listed:
            self._fill("")
        self.query_one(".hints", Static).update(literal(self._hints()))

    @property
    def _is_listed(self) -> bool:
        return bool(self._question.offers) or self._question.suggest is not None

    @property
    def _start(self) -> str:
        """The text to begin with: the present value, unless it is offered under other words."""
        question = self._question
        worded = any(o.value == question.value and o.title != o.value for o in question.offers)
        return question.value if question.is_free and not worded else ""

    def _help(self) -> str:
        question = self._question
        words = [question.help] if question.help else []
        if question.confidence is not Confidence.DOCUMENTED:
            words.append(tr("How it is read is not documented ({sure}).", sure=tr(question.confidence.value)))
        return " ".join(words)

    def _hints(self) -> str:
        hints = [tr("↑ ↓ choose")] if self._is_listed else []
        if hints and self._question.is_free:
            hints.append(tr("tab completes"))
        hints += [tr("enter takes it"), tr("escape goes back") if self._answers else tr("escape closes")]
        return " · ".join(hints)

    # -- typing ----------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._typed = True
        self._complain("")
        if self._is_listed:
            self._fill(event.value)

    def _fill(self, text: str) -> None:
        self._offers = list(self._matching(text))
        choices = [Choice(str(n), o.title or tr("(nothing)"), o.detail) for n, o in enumerate(self._offers)]
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
            return [Offer(question.value, question.value, tr("as it stands")), *offers] if stands else offers
        if question.suggest is not None:
            found = list(question.suggest(text))
            is_whole = text and not question.complaint(text) and all(o.value != text for o in found)
            return [Offer(text, text, tr("as typed")), *found] if is_whole else found
        words = text.casefold().split()
        offers = [o for o in question.offers if Choice("", o.title, f"{o.detail} {o.value}").matches(words)]
        offers.sort(key=lambda offer: not offer.title.casefold().startswith(text.casefold()))
        if not question.is_free or not text.strip() or any(o.value == text for o in offers):
            return sorted(offers, key=lambda offer: offer.value != text)
        typed = Offer(text, text, tr("as typed"))
        return [*offers, typed] if offers else [typed]

    # -- taking ----------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        listed = self._marked() if self._is_listed else None
        if listed is not None:
            self._take(listed.value)
        elif self._question.is_free:
            self._take(event.value)
        else:
            self._complain(tr("fits none of the choices"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one(Input).focus()
        self._take(self._offers[int(event.option_id or 0)].value)

    def _marked(self) -> Offer | None:
        current = self.query_one(ChoiceList).current
        return self._offers[int(current.id)] if current is not None else None

    def action_step(self, step: int) -> None:
        choices = self.query_one(ChoiceList)
        if self._is_listed and choices.option_count:
            choices.highlighted = ((choices.highlighted or 0) + step) % choices.option_count

    def action_complete(self) -> None:
        marked = self._marked() if self._is_listed else None
        if marked is not None and self._question.is_free:
            self._put(marked.value)

    def action_leave(self) -> None:
        """Back to the question before this one; from the first one out, with nothing changed."""
        if not self._answers:
            self.dismiss(None)
            return
        self._answers.popitem()
        before = self._following(self._answers)
        if before is not None:
            self._ask(before)

    def _put(self, text: str) -> None:
        line = self.query_one(Input)
        line.value = text
        line.cursor_position = len(text)

    def _take(self, value: str) -> None:
        wrong = self._question.complaint(value)
        if not wrong:
            self._answers[self._question.name] = value
            following = self._following(self._answers)
            if following is None:
                self.dismiss(self._answers)
            else:
                self._ask(following)
        elif self._question.suggest is not None and self.query_one(Input).value != value:
            # A proposal that is only a beginning: go on typing behind it.
            self._put(value)
        else:
            self._complain(wrong)

    def _complain(self, message: str) -> None:
        said = self.query_one(".complaint", Static)
        said.set_class(bool(message), "-shown")
        said.update(literal(f"✗ {told(message)}"))
