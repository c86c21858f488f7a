"""Sending an exchange of the past again, and handing its draft to Compose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tui.core.drafting import applied
from tui.core.exchange import Exchange
from tui.core.failures import Refused
from tui.core.knowledge import Fix
from tui.core.operation import Operation, RequestDraft
from tui.core.profile import Profile
from tui.core.wording import tr
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.messages import ComposeDraft, ExchangeFinished
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.screens.telling import Telling
from tui.ui.widgets.header import host_of
from tui.workbench import Workbench
from tui.workbench.inspecting import draft_of


@dataclass(frozen=True, slots=True)
class Repeat:
    """Everything that a second sending needs. `is_whole` is False when sensitive fields were cut short."""

    profile: Profile
    operation: Operation
    draft: RequestDraft
    is_whole: bool


def prepare(workbench: Workbench, exchange_id: str) -> Repeat:
    """Blocks. Raises NotFound or InvalidInput when profile, operation or exchange is gone."""
    exchange = workbench.inspecting.exchange(exchange_id)
    live = workbench.sending.live_draft(exchange_id)
    return Repeat(
        workbench.profiles.find(exchange.profile_id),
        workbench.sending.operation(exchange.provider, exchange.operation),
        live or draft_of(exchange),
        live is not None or not exchange.fingerprints,
    )


class ResendingScreen(WorkbenchScreen):
    """Asks before a write, and before anything whose second sending differs from the first."""

    _telling: Telling | None = None

    def resend(self, exchange_id: str) -> None:
        self.run_verb(partial(prepare, self.workbench, exchange_id), self._ask, group="resend")

    def edit(self, exchange_id: str, fix: Fix | None = None) -> None:
        """Open the draft in Compose, repaired when there is a fix."""

        def done(repeat: Repeat) -> None:
            if not repeat.is_whole:
                self.notify(tr("Sensitive values were not kept: type them anew before sending."))
            draft = applied(repeat.draft, fix) if fix is not None else repeat.draft
            self.post_message(ComposeDraft(repeat.profile.id, draft))

        self.run_verb(partial(prepare, self.workbench, exchange_id), done, group="resend")

    def _ask(self, repeat: Repeat) -> None:
        if not repeat.is_whole:
            self.raise_problem(
                Refused(
                    tr(
                        "This exchange cannot be sent again as it was: of a sensitive value, such as a sign, "
                        "only the first and last characters are kept."
                    ),
                    next_step=tr("Press i to edit it in Compose, and type the value anew."),
                )
            )
            return
        if repeat.operation.mutates:
            question = ConfirmDialog.for_send(repeat.operation, repeat.profile)
        elif not repeat.operation.repeatable:
            question = _second_use(repeat)
        else:
            self._send(repeat)
            return
        self.app.push_screen(question, lambda yes: self._send(repeat, confirmed=True) if yes else None)

    def _send(self, repeat: Repeat, *, confirmed: bool = False) -> None:
        told = self._telling = Telling(self)

        def send() -> Exchange:
            # A verification goes through the signatures' verb, which keeps the ledger of used signs.
            kind = repeat.profile.kind
            signatures = self.workbench.signatures
            if kind in signatures.kinds() and signatures.spec(kind).operation == repeat.operation.id:
                return signatures.verify(
                    repeat.profile, repeat.draft, on_progress=told.progress, on_start=told.started
                ).exchange
            return self.workbench.retrying.send(
                repeat.profile,
                repeat.draft,
                confirmed=confirmed,
                on_progress=told.progress,
                on_start=told.started,
            )

        # Each sending is heard to its end, also when another one follows: a group of its own.
        self._sendings = getattr(self, "_sendings", 0) + 1
        self.run_verb(send, self._sent, group=f"send-{self._sendings}")

    def _sent(self, exchange: Exchange) -> None:
        self.post_message(ExchangeFinished(exchange.id))

    def cancel_resend(self) -> bool:
        """Stop what was sent from here last, also in a pause before another attempt; False when nothing
        of it runs."""
        told = self._telling
        return told is not None and self.workbench.sending.cancel(told.exchange_id)


def _second_use(repeat: Repeat) -> ConfirmDialog:
    return ConfirmDialog(
        tr("Send it a second time?"),
        tr(
            "“{title}” uses its sign up: sent again, the same sign is a "
            "replay and the verdict will differ from the first, whatever the request was.",
            title=repeat.operation.title,
        ),
        [
            (tr("Request"), f"{repeat.operation.method} {repeat.operation.path}"),
            (tr("Host"), host_of(repeat.profile)),
            (tr("Profile"), repeat.profile.name),
        ],
        yes=tr("Yes, send it again"),
        no=tr("No"),
        environment=repeat.profile.environment,
    )
