"""A question before something that cannot be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from tui.core.display import safe
from tui.core.operation import Operation
from tui.core.profile import Environment, Profile
from tui.core.wording import tr, tr_later
from tui.core.wrapping import cells
from tui.ui.dialogs.box import DialogBox
from tui.ui.theme import ENVIRONMENT_CLASSES
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.header import host_of
from tui.ui.widgets.literal import literal

Fact = tuple[str, str]


class ConfirmDialog(DialogBox[bool]):
    """True for yes; None or False for no. “No” is under the cursor.

    With `twice`, a yes is asked for a second time in these words, and given by typing `typed`: no key that
    is pressed again by habit gives it.
    """

    DEFAULT_CSS = """
    ConfirmDialog .question { height: auto; margin-bottom: 1; text-style: bold; }
    ConfirmDialog .facts { height: auto; margin-bottom: 1; }
    ConfirmDialog .again { height: auto; margin-bottom: 1; padding: 0 1; text-style: bold; }
    ConfirmDialog .ask { height: auto; }
    ConfirmDialog Input { border: tall $border; }
    ConfirmDialog .wrong { height: auto; color: $text-error; }
    ConfirmDialog .second { display: none; }
    ConfirmDialog.-second .second { display: block; }
    ConfirmDialog.-second ChoiceList, ConfirmDialog.-second .question { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "yes", "Yes", id="confirm.yes", tooltip="Do it"),
        Binding("n", "no", "No", id="confirm.no", tooltip="Do not do it"),
    ]

    HINTS: ClassVar[str] = tr_later("enter takes the marked answer · y yes · n or escape no")
    SECOND_HINTS: ClassVar[str] = tr_later("enter sends it when the name is right · escape no")

    def __init__(
        self,
        title: str,
        question: str,
        facts: Sequence[Fact] = (),
        *,
        yes: str = tr_later("Yes"),
        no: str = tr_later("No"),
        twice: str = "",
        typed: str = "",
        environment: Environment | None = None,
    ) -> None:
        super().__init__(title)
        self._question = question
        self._facts = tuple(facts)
        self._words = {"yes": tr(yes), "no": tr(no)}
        self._twice = twice
        self._typed = typed
        self._environment = environment

    @classmethod
    def for_send(cls, operation: Operation, profile: Profile) -> Self:
        """Before a write: what is sent, and where to; PROD asks twice."""
        is_prod = profile.environment is Environment.PROD
        return cls(
            tr("Send a change?"),
            tr("“{title}” changes state. Send it?", title=tr(operation.title)),
            [
                (tr("Request"), f"{operation.method} {operation.path}"),
                (tr("Host"), host_of(profile)),
                (tr("Profile"), profile.name),
                (tr("Environment"), profile.environment.value),
            ],
            yes=tr("Yes, send it"),
            no=tr("No, do not send"),
            twice=tr("▲ PROD: “{title}” changes live data at once.", title=tr(operation.title))
            if is_prod
            else "",
            typed=profile.name,
            environment=profile.environment,
        )

    def compose_box(self) -> ComposeResult:
        yield Static(literal(self._question, keep_lines=True), classes="question")
        colour = ENVIRONMENT_CLASSES[self._environment] if self._environment is not None else "-bad"
        yield Static(literal(self._twice), classes=f"again second {colour}")
        if self._facts:
            width = max(cells(name) for name, _ in self._facts)
            lines = [
                Content.assemble((f"{safe(name)}{' ' * (width - cells(name))}  ", "dim"), safe(value))
                for name, value in self._facts
            ]
            yield Static(Content("\n").join(lines), classes="facts")
        yield ChoiceList([Choice("no", self._words["no"]), Choice("yes", self._words["yes"])])
        yield Static(
            literal(tr("Type the profile's name to send it:  {typed}", typed=safe(self._typed))),
            classes="ask second",
        )
        yield Input(classes="second")
        yield Static(classes="wrong second")

    def on_mount(self) -> None:
        choices = self.query_one(ChoiceList)
        choices.highlighted = 0
        choices.focus()

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        if event.option_id == "yes":
            self.action_yes()
        else:
            self.action_no()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip() == self._typed.strip():
            self.dismiss(True)
            return
        self.query_one(".wrong", Static).update(
            literal(tr("✗ That is not the profile's name; nothing was sent."))
        )

    def action_yes(self) -> None:
        if not self._twice:
            self.dismiss(True)
            return
        self.add_class("-second")
        self.query_one(".hints", Static).update(literal(tr(self.SECOND_HINTS)))
        self.query_one(Input).focus()

    def action_no(self) -> None:
        self.dismiss(False)
