"""The passphrase of the encrypted file: asked for, or chosen and typed twice."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from tui.core.secret import Secret
from tui.core.vault_ports import PassphraseNeed
from tui.core.wording import tr, tr_later
from tui.ui.dialogs.box import DialogBox
from tui.ui.widgets.literal import literal
from tui.ui.widgets.secret_input import SecretInput

UNLOCK_WORDS = tr_later("The secret lies in the encrypted file. Its passphrase opens it until assay is left.")
CHOOSE_WORDS = tr_later(
    "Choose the passphrase of the encrypted file: 8 characters or more, and best several words. It is kept "
    "nowhere: when it is lost, the secrets must be stored again."
)


class PassphraseDialog(DialogBox[Secret]):
    """`complaint` is why an earlier answer was not taken."""

    DEFAULT_CSS = """
    PassphraseDialog .text { height: auto; margin-bottom: 1; }
    PassphraseDialog .problem { color: $text-error; height: auto; }
    PassphraseDialog .label { margin-top: 1; }
    """

    HINTS: ClassVar[str] = tr_later("enter takes it · escape closes")

    def __init__(self, need: PassphraseNeed, complaint: str = "") -> None:
        self._is_new = need is PassphraseNeed.CHOOSE
        super().__init__(tr("A new encrypted file") if self._is_new else tr("The encrypted file is locked"))
        self._complaint = complaint

    def compose_box(self) -> ComposeResult:
        yield Static(literal(tr(CHOOSE_WORDS) if self._is_new else tr(UNLOCK_WORDS)), classes="text")
        yield Static(literal(tr("Passphrase")))
        yield SecretInput(id="passphrase")
        if self._is_new:
            yield Static(literal(tr("The same again")), classes="label")
            yield SecretInput(id="again")
        yield Static(literal(f"✗ {self._complaint}" if self._complaint else ""), classes="problem")

    def on_secret_input_submitted(self, event: SecretInput.Submitted) -> None:
        if event.secret_input.is_empty:
            self._complain(tr("is empty"))
        elif not self._is_new:
            self.dismiss(event.secret_input.take())
        elif event.secret_input.id == "passphrase":
            self.query_one("#again", SecretInput).focus()
        else:
            self._compare()

    def _compare(self) -> None:
        first, again = (box.take() for box in self.query(SecretInput))
        if first.same_as(again):
            self.dismiss(first)
        else:
            self._complain(tr("The two were not the same; type both again."))
            self.query_one("#passphrase", SecretInput).focus()

    def _complain(self, message: str) -> None:
        self.query_one(".problem", Static).update(literal(f"✗ {message}"))
