"""Where the calls of one run go through: admitted, counted, never repeated, stopped in time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from tui.core.cancel import CancelToken
from tui.core.profile import Profile
from tui.workbench.signature_tests.codes import STOPPING
from tui.workbench.signature_tests.feeds import SignFeed
from tui.workbench.signature_tests.guard import BudgetLeft, Plan, admit
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.verdicts import Got, Outcome, got_of, not_sent
from tui.workbench.signatures import Signatures

FAILURES_IN_A_ROW = 3

Sleep = Callable[[float], object]
"""Waits that many seconds."""


class Session:
    """One run on one profile. Safe to call from several threads.

    `stopped` says why no further call is made; empty while the run may go on.
    """

    def __init__(
        self,
        signatures: Signatures,
        profile: Profile,
        *,
        confirmed: bool = False,
        budget_left: BudgetLeft | None = None,
        cancel: CancelToken | None = None,
        sleep: Sleep | None = None,
    ) -> None:
        self.signatures = signatures
        self.profile = profile
        self.cancel = cancel or CancelToken()
        self.calls = 0
        self.stopped = ""
        self._confirmed = confirmed
        self._budget_left = budget_left
        self._sleep = sleep or self.cancel.wait
        self._left: int | None = None
        self._failures = 0
        self._lock = threading.Lock()
        self._pause_ends: float | None = None

    @property
    def pause_left(self) -> float | None:
        """Seconds until the pause on purpose ends; None outside of one."""
        ends = self._pause_ends
        return max(0.0, ends - time.monotonic()) if ends is not None else None

    def begin(self, plan: Plan, feed: SignFeed | None = None) -> None:
        """Raises Refused or ConfirmationNeeded; then nothing was sent."""
        self.signatures.spec(self.profile.kind)
        self._left = self._budget_left(self.profile) if self._budget_left else None
        signs = feed.left if feed is not None else None
        admit(plan, self.profile, confirmed=self._confirmed, left=self._left, signs=signs)

    def wait(self, seconds: float) -> None:
        """A pause on purpose; a cancelled run does not wait."""
        if seconds <= 0 or self.halted():
            return
        self._pause_ends = time.monotonic() + seconds
        try:
            self._sleep(seconds)
        finally:
            self._pause_ends = None

    def halted(self) -> bool:
        """Whether no further call is made."""
        if self.cancel.cancelled and not self.stopped:
            self.stopped = "It was cancelled."
        return bool(self.stopped)

    def verify(self, parts: Parts, *, reuses_sign: bool = False) -> Got:
        """Send once. With `reuses_sign`, an outcome that is uncertain ends the run, because the next call
        would no longer know what its sign has been through."""
        with self._lock:
            if self.halted():
                return not_sent(self.stopped)
            if self._left is not None and self.calls >= self._left:
                self.stopped = "The day's budget of calls is used up."
                return not_sent(self.stopped)
            self.calls += 1
        draft = parts.draft(self.signatures.spec(self.profile.kind))
        got = got_of(self.signatures.verify(self.profile, draft, cancel=self.cancel))
        with self._lock:
            self._weigh(got, reuses_sign)
        return got

    def _weigh(self, got: Got, reuses_sign: bool) -> None:
        lost = got.outcome in (Outcome.TRANSPORT, Outcome.UNCERTAIN)
        self._failures = self._failures + 1 if lost else 0
        if self.stopped:
            return
        if got.code in STOPPING and got.outcome is Outcome.SERVICE:
            self.stopped = f"The service answered {got.code}; further calls would say nothing."
        elif got.outcome is Outcome.UNCERTAIN and reuses_sign:
            self.stopped = (
                "The connection was lost after sending; the sign may be used up. Nothing is repeated."
            )
        elif self._failures >= FAILURES_IN_A_ROW:
            self.stopped = f"{FAILURES_IN_A_ROW} calls in a row got no answer."
