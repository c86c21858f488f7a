"""The signature panel: one sign, one verification, and what the verdict means."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer

from tui.core.cancel import CancelToken
from tui.core.failures import AssayError, InvalidInput, NotFound
from tui.core.knowledge import Explanation
from tui.core.profile import Profile
from tui.ui.messages import ExchangeFinished, ExchangeProgress, ExchangeStarted
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.session import Session
from tui.ui.widgets.signature_form import SignatureForm
from tui.ui.widgets.verdict_card import VerdictCard, ledger_line
from tui.workbench import Verification, Workbench

DRAFT_KEY = "signature"

AUTOSAVE_DELAY = 0.4
"""Seconds without a key after which the draft is saved."""


class SignatureScreen(WorkbenchScreen):
    """Request on the left, verdict on the right; below each other on a narrow screen."""

    MODE = "signature"
    CSS_PATH = "signature.tcss"
    HELP: ClassVar[str] = (
        "Verifies one signed request: did it come from a real client?\n\n"
        "Path, sign and body are sent exactly as typed; query is a JSON object of text. An empty field "
        "is left out of the request unless “send empty fields” is on.\n\n"
        "Verifying uses a sign up: the second verification of the same sign is a replay (1603). That "
        "is why nothing here is repeated on its own, and why the line below the form says how often "
        "this sign was verified from here. f4 shows the whole exchange.\n\n"
        "On a sandbox profile, ctrl+g makes a fresh sandbox sign for what is typed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r,ctrl+enter,ctrl+j,alt+enter",
            "verify",
            "Verify",
            key_display="^r",
            id="signature.verify",
            priority=True,
            tooltip="Verify this sign once; that uses it up",
        ),
        Binding(
            "ctrl+g",
            "sandbox_sign",
            "Sandbox sign",
            id="signature.sign",
            priority=True,
            tooltip="Make a fresh sandbox sign; no vendor accepts it",
        ),
        Binding("f7", "toggle_bytes", "Bytes", id="signature.bytes", tooltip="Hex, length and hash"),
        Binding("escape", "cancel", "Cancel", id="signature.cancel", show=False),
    ]

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self._cancel: CancelToken | None = None
        self._saving: Timer | None = None

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="signature"):
            with VerticalScroll(id="request", classes="pane", can_focus=False) as request:
                request.border_title = "Request"
                yield SignatureForm(id="form")
            with VerticalScroll(id="verdict", classes="pane") as verdict:
                verdict.border_title = "Verdict"
                yield VerdictCard(id="card")

    def body_ready(self) -> None:
        self._form.restore(self.workbench.drafts.get(DRAFT_KEY) or {})
        self.session_changed()
        self._form.query_one("#path").focus()

    @property
    def _form(self) -> SignatureForm:
        return self.query_one("#form", SignatureForm)

    # -- the profile -----------------------------------------------------------------------------

    def session_changed(self) -> None:
        profile = self.profile
        self._form.show_sandbox(profile is not None and profile.is_sandbox)
        self.refresh_bindings()
        self._show_ledger()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "sandbox_sign":
            profile = self.profile
            return True if profile is not None and profile.is_sandbox else None
        return super().check_action(action, parameters)

    @property
    def profile(self) -> Profile | None:
        """The profile last used that verifies signatures, else the sandbox's."""
        for kind in self.workbench.signatures.kinds():
            profile_id = self.session.profile_ids.get(kind, "")
            try:
                if profile_id:
                    return self.workbench.profiles.find(profile_id)
                return self.workbench.profiles.sandbox(kind)
            except NotFound:
                continue
        return None

    # -- typing ----------------------------------------------------------------------------------

    def on_signature_form_typed(self, event: SignatureForm.Typed) -> None:
        if event.sign:
            self._show_ledger()
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(AUTOSAVE_DELAY, self._save)

    def _save(self) -> None:
        kept = self._form.kept()
        self.run_verb(lambda: self.workbench.drafts.put(DRAFT_KEY, kept), lambda _: None, group="draft")

    def on_signature_form_pressed(self, event: SignatureForm.Pressed) -> None:
        if event.button == "verify":
            self.action_verify()
        else:
            self.action_sandbox_sign()

    # -- verifying -------------------------------------------------------------------------------

    def action_verify(self) -> None:
        profile = self.profile
        if profile is None:
            self._say("No profile verifies signatures yet. F2 makes one.")
            return
        if self._cancel is not None:
            self._say("A verification is running. Escape cancels it.")
            return
        try:
            draft = self.workbench.signatures.draft(profile.kind, **self._form.parts()._asdict())
        except InvalidInput as error:
            self._refused(error)
            return
        token = self._cancel = CancelToken()

        def verb() -> tuple[Verification, Explanation]:
            result = self.workbench.signatures.verify(
                profile,
                draft,
                cancel=token,
                on_progress=lambda progress: _unheard(self.post_message(ExchangeProgress(progress))),
                on_start=lambda started: _unheard(self.post_message(ExchangeStarted(started.id))),
            )
            return result, self.workbench.inspecting.explain(result.exchange.id)

        self.query_one("#card", VerdictCard).waiting()
        self.run_verb(verb, self._verified, group="verify", failed=self._refused)

    def _verified(self, outcome: tuple[Verification, Explanation]) -> None:
        result, explanation = outcome
        self._cancel = None
        self.query_one("#card", VerdictCard).show(result.exchange, result.before, explanation)
        self.query_one("#verdict", VerticalScroll).scroll_home(animate=False)
        self._show_ledger()
        self.refresh_bindings()
        self.post_message(ExchangeFinished(result.exchange.id))

    def _refused(self, error: AssayError) -> None:
        self._cancel = None
        self.query_one("#card", VerdictCard).clear()
        if isinstance(error, InvalidInput):
            self._form.show_problem(error)
        else:
            self.raise_problem(error)

    def action_cancel(self) -> None:
        if self._cancel is not None:
            self._cancel.cancel()

    # -- around it -------------------------------------------------------------------------------

    def action_sandbox_sign(self) -> None:
        profile = self.profile
        if profile is None or not profile.is_sandbox:
            self._say("Only the vendor's SDK makes signs; on a sandbox profile this makes a sandbox one.")
            return
        try:
            parts = self._form.parts()
        except InvalidInput as error:
            self._refused(error)
            return

        self.run_verb(
            lambda: self.workbench.signatures.sandbox_sign(parts.path or "", _texts(parts.query), parts.body),
            self._form.put_sign,
            group="sign",
        )

    def action_toggle_bytes(self) -> None:
        self._form.toggle_bytes()

    def _show_ledger(self) -> None:
        profile, sign = self.profile, self._form.text("sign")
        if profile is None or not sign:
            self._form.show_ledger(Content(""))
            return
        self.run_verb(
            lambda: self.workbench.signatures.use_of(sign, profile),
            lambda use: self._form.show_ledger(ledger_line(sign, use, time.time())),
            group="ledger",
        )

    def _say(self, text: str) -> None:
        self.app.notify(text, markup=False)


def _texts(query: Mapping[str, object] | None) -> dict[str, str] | None:
    """The query as the SDK's map of text; other values as their JSON text."""
    if query is None:
        return None
    return {k: v if isinstance(v, str) else json.dumps(v) for k, v in query.items()}


def _unheard(_: bool) -> None:
    """A message to a screen that has just closed is not delivered, and need not be."""
