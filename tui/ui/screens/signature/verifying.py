"""One sign, one verification, and what the verdict means."""

from __future__ import annotations

import json
from collections.abc import Mapping

from textual.containers import VerticalScroll
from textual.timer import Timer

from tui.core.cancel import CancelToken
from tui.core.exchange import Exchange, Progress
from tui.core.failures import AssayError, InvalidInput
from tui.core.knowledge import Explanation
from tui.core.profile import Profile
from tui.core.wording import tr
from tui.ui.messages import ExchangeFinished, ExchangeProgress, ExchangeStarted
from tui.ui.screens.signature.panes import SignaturePanes
from tui.ui.screens.signature.words import told_words
from tui.ui.session import Session
from tui.ui.widgets.signature.form import SignatureForm, SignatureParts
from tui.workbench import Verification, Workbench
from tui.workbench.signature_tests.desk import TestDesk

DRAFT_KEY = "signature"

AUTOSAVE_DELAY = 0.4
"""Seconds without a key after which the draft is saved."""


class Verifying(SignaturePanes):
    """The form, saved as it is typed, and its verification."""

    def __init__(self, workbench: Workbench, session: Session) -> None:
        super().__init__(workbench, session)
        self._cancel: CancelToken | None = None
        self._saving: Timer | None = None
        self.last: tuple[Verification, Explanation] | None = None
        """The latest verification of the panel."""
        self.last_parts: SignatureParts | None = None
        """What was verified in it."""

    def body_ready(self) -> None:
        super().body_ready()
        self.form.restore(self.workbench.drafts.get(DRAFT_KEY) or {})
        self.session_changed()
        self.form.query_one("#path").focus()

    def session_changed(self) -> None:
        profile = self.profile
        self.form.show_sandbox(profile is not None and profile.is_sandbox)
        self.refresh_bindings()
        self.sign_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "sandbox_sign":
            profile = self.profile
            return True if profile is not None and profile.is_sandbox else None
        return super().check_action(action, parameters)

    # -- typing ----------------------------------------------------------------------------------

    def on_signature_form_typed(self, event: SignatureForm.Typed) -> None:
        if event.sign:
            self.sign_typed()
        if self._centre == "bytes":
            self.show_bytes()
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(AUTOSAVE_DELAY, self._save)

    def _save(self) -> None:
        kept = self.form.kept()
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
            self.say(tr("No profile verifies signatures yet. F2 makes one."))
            return
        if self._cancel is not None:
            self.say(tr("A verification is running. Escape cancels it."))
            return
        try:
            parts = self.form.parts()
            draft = self.workbench.signatures.draft(profile.kind, **parts._asdict())
        except InvalidInput as error:
            self.refused(error)
            return
        token = self._cancel = CancelToken()

        def verb() -> tuple[Verification, Explanation]:
            TestDesk(self.workbench).admit(profile)
            result = self.workbench.signatures.verify(
                profile, draft, cancel=token, on_progress=self._progress, on_start=self._started
            )
            return result, self.workbench.inspecting.explain(result.exchange.id)

        self.card.waiting()
        self.show_right("verdict")

        def done(outcome: tuple[Verification, Explanation]) -> None:
            self.last_parts = parts
            self.verified(outcome)

        self.run_verb(verb, done, group="verify", failed=self.refused)

    def _progress(self, progress: Progress) -> None:
        self.post_message(ExchangeProgress(progress))

    def _started(self, exchange: Exchange) -> None:
        self.post_message(ExchangeStarted(exchange.id))

    def verified(self, outcome: tuple[Verification, Explanation]) -> None:
        result, explanation = outcome
        self._cancel = None
        self.last = outcome
        self.card.show(result.exchange, result.before, explanation)
        self.query_one("#verdict", VerticalScroll).scroll_home(animate=False)
        self.sign_changed()
        self.refresh_bindings()
        self.post_message(ExchangeFinished(result.exchange.id))

    def refused(self, error: AssayError) -> None:
        """Nothing came of it: the field says why, and the last verdict stays beside it."""
        self._cancel = None
        if self.last is None:
            self.card.clear()
        else:
            self.card.show(self.last[0].exchange, self.last[0].before, self.last[1])
        if isinstance(error, InvalidInput):
            if self._view != "form":
                self.show_view("form")
            self.call_after_refresh(self.form.show_problem, error)
        else:
            self.raise_problem(error)

    def action_cancel(self) -> None:
        if self._cancel is not None:
            self._cancel.cancel()
        else:
            self.action_leave_field()

    # -- the sandbox's signer --------------------------------------------------------------------

    def action_sandbox_sign(self) -> None:
        profile = self.profile
        if profile is None or not profile.is_sandbox:
            self.say(tr("Only the vendor's SDK makes signs; on a sandbox profile this makes a sandbox one."))
            return
        try:
            parts = self.form.parts()
        except InvalidInput as error:
            self.refused(error)
            return
        self.run_verb(
            lambda: self.workbench.signatures.sandbox_sign(parts.path or "", texts(parts.query), parts.body),
            self.form.put_sign,
            group="sign",
        )

    def own_words(self, text: str) -> str:
        """What an import says of itself, in the reader's language."""
        return told_words(text)

    def ready_profile(self) -> Profile | None:
        """The profile to be asked; says so when there is none."""
        profile = self.profile
        if profile is None:
            self.say(tr("No profile verifies signatures yet. F2 makes one."))
        return profile


def texts(query: Mapping[str, object] | None) -> dict[str, str] | None:
    """The query as the SDK's map of text; other values as their JSON text."""
    if query is None:
        return None
    return {k: v if isinstance(v, str) else json.dumps(v) for k, v in query.items()}
