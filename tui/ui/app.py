"""The application: modes and keys, messages in, session out. Everything else is in the screens."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from tui.core.exchange import Exchange
from tui.core.failures import AssayError
from tui.ui import messages
from tui.ui.background import run_in_background
from tui.ui.safety import SafeApp
from tui.ui.screens import SCREENS, screen_class
from tui.ui.screens.frame import Frame, WorkbenchScreen
from tui.ui.session import Problem, Running, Session, outcome_of
from tui.ui.theme import DEFAULT_THEME, ENVIRONMENT_VARIABLES, THEMES
from tui.ui.widgets.tabs import MODES, ModeTabs
from tui.workbench import Workbench


class AssayApp(SafeApp):
    """Modes over one session. `open_workbench` is called in a thread, after the first paint."""

    CSS_PATH = "app.tcss"
    TITLE = "assay"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                m.key, f"mode('{m.id}')", m.label, show=False, id=f"app.{m.id}", tooltip=f"Go to {m.label}"
            )
            for m in MODES
        ),
        Binding("f1,question_mark", "help", "Help", id="app.help", tooltip="Keys and words of this screen"),
        Binding(
            "f8", "problems", "Problem", show=False, id="app.problems", tooltip="Open the newest problem"
        ),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", priority=True, tooltip="Leave assay"),
    ]

    def __init__(
        self,
        open_workbench: Callable[[], Workbench],
        *,
        sandbox: bool = False,
        profile: str = "",
        settle: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.workbench: Workbench | None = None
        self.session = Session(sandbox_only=sandbox)
        self._open_workbench = open_workbench
        self._wanted_profile = profile
        self._settle = settle
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DEFAULT_THEME

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return ENVIRONMENT_VARIABLES

    def get_default_screen(self) -> Screen[None]:
        return Frame()

    # -- start -----------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.watch_loop()
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        def work() -> tuple[Workbench, str]:
            workbench = self._open_workbench()
            first = self._first_mode(workbench)
            screen_class(first)
            return workbench, first

        run_in_background(self, work, self._opened, self.tell, name="assay-open")

    def _first_mode(self, workbench: Workbench) -> str:
        if self.session.sandbox_only or self._wanted_profile:
            return "compose"
        return "compose" if workbench.profiles.stored() else "welcome"

    async def _opened(self, opened: tuple[Workbench, str]) -> None:
        self.workbench, first = opened
        for mode in SCREENS:
            self.add_mode(mode, partial(self._make_screen, self.workbench, mode))
        self._choose_first_profile(self.workbench)
        for error in self.workbench.profiles.problems():
            self.tell(error)
        await self.switch_mode(first)
        settle = self._settle or (lambda: None)
        run_in_background(
            self, self.workbench.warm, lambda _: settle(), lambda _: settle(), name="assay-warm"
        )

    def _make_screen(self, workbench: Workbench, mode: str) -> WorkbenchScreen:
        return screen_class(mode)(workbench, self.session)

    def _choose_first_profile(self, workbench: Workbench) -> None:
        profiles = workbench.profiles
        offered = [p for p in profiles.all() if p.built_in or not self.session.sandbox_only]
        chosen = offered[0] if offered else None
        if self._wanted_profile:
            try:
                chosen = profiles.find(self._wanted_profile)
            except AssayError as error:
                self.tell(error)
        if chosen is not None:
            self.session.use(chosen)

    # -- messages --------------------------------------------------------------------------------

    def on_mode_tabs_chosen(self, message: ModeTabs.Chosen) -> None:
        self.action_mode(message.mode)

    def on_profile_chosen(self, message: messages.ProfileChosen) -> None:
        if self.workbench is None:
            return
        try:
            self.session.use(self.workbench.profiles.find(message.profile_id))
        except AssayError as error:
            self.tell(error)
        self.spread()

    def on_profiles_changed(self) -> None:
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
        self.session.exchange_id = exchange.id
        self.session.outcome = outcome_of(exchange)
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
        self.session.problems.append(Problem(error, title))
        self.spread()

    def spread(self) -> None:
        """Every live screen reads the session anew."""
        for screen in {screen for stack in self._screen_stacks.values() for screen in stack}:
            if isinstance(screen, WorkbenchScreen):
                screen.hear_session()

    # -- actions ---------------------------------------------------------------------------------

    def action_mode(self, mode: str) -> None:
        if self.workbench is not None and not isinstance(self.screen, ModalScreen):
            self.switch_mode(mode)
