"""Messages in, session out: the one place where what the screens share is changed."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import ModalScreen

from tui.core.failures import NotFound
from tui.ui import messages
from tui.ui.background import run_in_background
from tui.ui.safety import SafeApp
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.session import Problem, Running, Session

if TYPE_CHECKING:
    from tui.core.exchange import Exchange
    from tui.core.failures import AssayError
    from tui.workbench import Workbench


class Traffic(SafeApp):
    """Hears what screens say, changes the session, and lets every live screen read it anew."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.workbench: Workbench | None = None

    def action_mode(self, mode: str) -> None:
        """Go to a mode; never away from an open dialog."""
        if self.workbench is not None and not isinstance(self.screen, ModalScreen):
            self.switch_mode(mode)

    def keep(self, key: str, value: object) -> None:
        """Remember a choice for the next start; a choice that cannot be kept is no trouble now."""
        if self.workbench is not None:
            put = partial(self.workbench.settings.put, key, value)
            run_in_background(self, put, lambda _: None, lambda _: None, name="assay-settings")

    def on_profile_chosen(self, message: messages.ProfileChosen) -> None:
        if self.workbench is None:
            return
        try:
            self.session.use(self.workbench.profiles.find(message.profile_id))
        except NotFound as error:
            self.tell(error)
        else:
            self.keep("profile", message.profile_id)
        self.spread()

    def on_profiles_changed(self) -> None:
        if self.workbench is not None:
            profiles = [
                p for p in self.workbench.profiles.all() if p.built_in or not self.session.sandbox_only
            ]
            self.session.keep_to(profiles)
        self.spread()

    def on_session_changed(self) -> None:
        self.spread()

    def on_exchange_started(self, message: messages.ExchangeStarted) -> None:
        self.session.running[message.exchange_id] = Running(time.monotonic())
        self.session.exchange_id = message.exchange_id
        self.spread()

    def on_exchange_progress(self, message: messages.ExchangeProgress) -> None:
        running = self.session.running.get(message.progress.exchange_id)
        if running is not None:
            running.progress = message.progress

    def on_exchange_finished(self, message: messages.ExchangeFinished) -> None:
        self.session.running.pop(message.exchange_id, None)
        if self.workbench is None:
            return
        read = partial(self.workbench.inspecting.exchange, message.exchange_id)
        run_in_background(self, read, self._concluded, self.tell, name="assay-outcome")

    def _concluded(self, exchange: Exchange) -> None:
        from tui.ui.outcome import outcome_of

        self.session.exchange_id = exchange.id
        self.session.outcome = outcome_of(exchange)
        self.spread()

    def on_mode_wanted(self, message: messages.ModeWanted) -> None:
        self.session.new_profile_wanted = message.new_profile
        self.action_mode(message.mode)
        self.spread()

    def on_open_exchange(self, message: messages.OpenExchange) -> None:
        self.session.exchange_id, self.session.inspect_tab = message.exchange_id, message.tab
        self.action_mode("inspect")
        self.spread()

    def on_compose_draft(self, message: messages.ComposeDraft) -> None:
        self.session.pending_draft = message.draft
        self.post_message(messages.ProfileChosen(message.profile_id))
        self.action_mode("compose")

    def on_problem_raised(self, message: messages.ProblemRaised) -> None:
        self.tell(message.error, message.title)

    def tell(self, error: AssayError, title: str = "") -> None:
        problems = self.session.problems
        if problems and problems[-1].error.message == error.message:
            problems.pop()
        problems.append(Problem(error, title))
        self.spread()

    def spread(self) -> None:
        """Every live screen reads the session anew."""
        for screen in self.live_screens():
            screen.hear_session()

    def live_screens(self) -> list[WorkbenchScreen]:
        screens = [screen for stack in self._screen_stacks.values() for screen in stack]
        return [screen for screen in screens if isinstance(screen, WorkbenchScreen)]
