"""Where a profile's secret is to lie, and the secret itself if that place can take one."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.core.secret import Secret
from tui.core.vault_ports import SecretStatus, StoreHealth
from tui.core.wording import told, tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.choice_list import Choice, ChoiceList
from tui.ui.widgets.literal import literal
from tui.ui.widgets.secret_input import SecretInput

LOCATORS = {
    "environment": (
        tr_later("Name of the variable"),
        tr_later("such as ASSAY_TE_TOKEN; it is set before assay starts"),
    ),
    "command": (
        tr_later("Command that prints it"),
        tr_later('such as: pass show te/token; or ["pass", "show", "te/token"]'),
    ),
}
"""Stores that are filled elsewhere: what is asked for instead of a secret."""


@dataclass(frozen=True, slots=True)
class SecretAnswer:
    """A store, the place in it where the store needs one named, and the secret where it takes one."""

    store: str
    locator: str = ""
    secret: Secret | None = None


def command_locator(typed: str) -> str:
    """A command line as a JSON list of arguments, the form in which it is kept. Never run by a shell.

    Raises ValueError with a sentence.
    """
    if typed.lstrip().startswith("["):
        return typed.strip()
    try:
        words = shlex.split(typed)
    except ValueError as error:
        raise ValueError(tr("cannot be split into words: {reason}", reason=str(error).lower())) from None
    if not words:
        raise ValueError(tr("names no command"))
    return json.dumps(words, ensure_ascii=False)


class SecretDialog(DialogBox[SecretAnswer]):
    """First the store, then what the store needs. `show_stores` fills it once the stores are known."""

    DEFAULT_CSS = """
    SecretDialog .text { height: auto; margin-bottom: 1; }
    SecretDialog > .box > ChoiceList { max-height: 50vh; }
    SecretDialog .entry { height: auto; display: none; }
    SecretDialog .entry.-shown { display: block; }
    SecretDialog .entry > Input { background: $panel; }
    SecretDialog .problem { color: $text-error; height: auto; display: none; }
    SecretDialog .problem.-shown { display: block; }
    """

    HINTS: ClassVar[str] = tr_later("enter takes it · escape goes back, then leaves all as it is")

    def __init__(self, profile_name: str, label: str, help_text: str = "", kept: str = "") -> None:
        super().__init__(tr("Secret of {profile_name}", profile_name=profile_name))
        self._label = label
        self._help = help_text
        self._kept = kept
        self._stores: dict[str, StoreHealth] = {}
        self._store = ""

    def compose_box(self) -> ComposeResult:
        where = tr("{label}: where is it to be kept?", label=tr(self._label))
        words = [where, tr(self._help), self._kept]
        yield Static(literal("\n".join(filter(None, words)), keep_lines=True), classes="text")
        yield Static(literal(tr("Waiting for the keyring…")), classes="muted waiting")
        yield ChoiceList()
        with Vertical(classes="entry"):
            yield Static(classes="entry-label")
            yield SecretInput()
            yield Input(compact=True)
            yield Static(classes="problem")

    # -- for the screen --------------------------------------------------------------------------

    def show_stores(self, stores: Sequence[StoreHealth], current: str = "") -> None:
        """The stores with their health; one that cannot be used says why and what helps."""
        self._stores = {store.store: store for store in stores}
        self.query_one(".waiting").display = False
        choices = [
            Choice(
                s.store,
                told(s.title),
                told(s.detail) if s.usable else "",
                _why_not(s) if not s.usable else "",
            )
            for s in stores
        ]
        first_usable = next((s.store for s in stores if s.usable), "")
        listed = self.query_one(ChoiceList)
        usable_now = {s.store for s in stores if s.usable}
        listed.show(choices, current if current in usable_now else first_usable)
        listed.focus()

    def show_status(self, status: SecretStatus) -> None:
        """What became known of the secret that the profile names now."""
        words = " ".join(
            filter(
                None,
                [tr("Now: {state}", state=tr(status.state.value)), told(status.where), told(status.detail)],
            )
        )
        self.query_one(".waiting", Static).update(literal(words))

    # -- choosing --------------------------------------------------------------------------------

    def on_option_list_option_selected(self, event: ChoiceList.OptionSelected) -> None:
        store = self._stores[event.option_id or ""]
        if not store.usable:
            self.notify(_why_not(store), title=told(store.title), severity="warning")
            return
        self._store = store.store
        label, hint = LOCATORS.get(store.store, (self._label, ""))
        by_name = store.store in LOCATORS
        typed, secret = self.query_one(Input), self.query_one(SecretInput)
        label, hint = tr(label), tr(hint)
        kept = tr("To be kept in: {title}", title=told(store.title))
        words = [kept, "", f"{label} · {hint}" if hint else label]
        self.query_one(".entry-label", Static).update(literal("\n".join(words), keep_lines=True))
        self._show_entry(shown=True)
        typed.display, secret.display = by_name, not by_name
        self._complain("")
        (typed if by_name else secret).focus()

    def on_secret_input_submitted(self, event: SecretInput.Submitted) -> None:
        if event.secret_input.is_empty:
            self._complain(tr("is empty"))
            return
        self.dismiss(SecretAnswer(self._store, secret=event.secret_input.take()))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        locator = event.value.strip()
        try:
            if self._store == "command":
                locator = command_locator(locator)
            elif not locator:
                raise ValueError(tr("needs the name of a variable"))
        except ValueError as error:
            self._complain(str(error))
            return
        self.dismiss(SecretAnswer(self._store, locator))

    def action_leave(self) -> None:
        """From the entry back to the stores; from there out, with nothing changed."""
        self.query_one(SecretInput).action_clear()
        if self.query_one(".entry").has_class("-shown"):
            self._show_entry(shown=False)
            self.query_one(ChoiceList).focus()
        else:
            self.dismiss(None)

    def _show_entry(self, *, shown: bool) -> None:
        # One after the other: both at once do not fit on a small screen.
        self.query_one(".entry").set_class(shown, "-shown")
        self.query_one(ChoiceList).display = not shown

    def _complain(self, message: str) -> None:
        problem = self.query_one(".problem", Static)
        problem.set_class(bool(message), "-shown")
        problem.update(literal(f"✗ {message}"))


def _why_not(store: StoreHealth) -> str:
    return " ".join(filter(None, [told(store.detail), told(store.remedy)])) or tr("It cannot be used now.")
