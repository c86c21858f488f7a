"""The application: its modes, its keys and its start. What it hears and asks is in its bases."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.events import Event, InputEvent
from textual.screen import Screen
from textual.theme import Theme

from tui.core.display import safe
from tui.core.failures import AssayError
from tui.core.wording import told
from tui.ui.background import run_in_background
from tui.ui.screens import SCREENS, screen_class
from tui.ui.screens.frame import Frame, WorkbenchScreen
from tui.ui.session import Session
from tui.ui.stylesheet import KeptStylesheet
from tui.ui.theme import DEFAULT_THEME, ENVIRONMENT_VARIABLES, THEMES, filters_for
from tui.ui.touring import Touring
from tui.ui.widgets.tabs import MODES, ModeTabs

if TYPE_CHECKING:
    from tui.ui.opening import Opening
    from tui.workbench import Workbench

TIDYING_DELAY = 0.6
"""Seconds from opening the first screen to looking after our own files; the screen is in use by then."""

WARMING_DELAY = 2.0
"""Seconds after which the libraries of a send are loaded though nobody has pressed a key: some 60 MB of
memory, for which the first answer needs a third of the work that it needs without."""

Tidied = tuple[tuple[str, ...], tuple[AssayError, ...]]
"""What was dropped, one sentence each; and what is wrong."""


def _palette() -> type[Provider]:
    from tui.ui.palette import AssayCommands

    return AssayCommands


def _go(mode: str, key: str, label: str) -> Binding:
    return Binding(key, f"mode('{mode}')", label, show=False, id=f"app.{mode}", tooltip=f"Go to {label}")


class AssayApp(Touring):
    """`open_workbench` is called in a thread, after the first paint; `settle` after all that loads
    at the beginning has been loaded."""

    CSS_PATH = "app.tcss"
    TITLE = "assay"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(_go(*mode) for mode in MODES),
        Binding("f1,question_mark", "help", "Help", id="app.help", tooltip="Words and keys of this screen"),
        Binding("f8", "problems", "Problem", show=False, id="app.problems", tooltip="Open the problem"),
        Binding("ctrl+q", "quit", "Quit", id="app.quit", priority=True, tooltip="Leave assay"),
    ]

    def __init__(
        self,
        open_workbench: Callable[[], Workbench],
        *,
        sandbox: bool = False,
        profile: str = "",
        settle: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(Session(sandbox_only=sandbox))
        self._open_workbench = open_workbench
        self._wanted_profile = profile
        self._settle = settle
        self._is_touched = self._is_tidy = False
        """Whether there was a key, the mouse or time enough; whether our own files were looked after."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._kept_theme = DEFAULT_THEME
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return ENVIRONMENT_VARIABLES

    def get_default_screen(self) -> Screen[None]:
        return Frame()

    def on_mount(self) -> None:
        if not self.is_headless:
            self._filters += filters_for(self.console.color_system)
        self.watch_loop()
        self.call_after_refresh(self._open)

    def _open(self) -> None:
        run_in_background(self, self._load, self._opened, self._not_opened, name="assay-open")

    def _load(self) -> Opening:
        from tui.ui.opening import load

        return load(self._open_workbench, sandbox=self.session.sandbox_only, wanted=self._wanted_profile)

    def _not_opened(self, error: AssayError) -> None:
        words = map(told, (error.message, *error.evidence, error.next_step))
        self.exit(return_code=1, message=Text(safe("\n".join(filter(None, words)), keep_lines=True)))

    async def _opened(self, opening: Opening) -> None:
        self.workbench = opening.workbench
        for mode in SCREENS:
            self.add_mode(mode, partial(self._make_screen, opening, mode))
        self.set_keymap(opening.preferences.keys)
        self.session.language = opening.preferences.language
        if opening.preferences.theme in self.available_themes:
            self.theme = opening.preferences.theme
        self._kept_theme = self.theme
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        if opening.profile is not None:
            self.session.use(opening.profile)
        self.offer_tour(opening)
        for error in opening.problems:
            self.tell(error)
        await self.show_first(opening.first_mode)
        # Importing holds the interpreter's lock: let the screen be painted before it begins.
        self.set_timer(TIDYING_DELAY, partial(self._begin_tidying, opening.workbench))
        self.set_timer(WARMING_DELAY, self._touched)

    def _begin_tidying(self, workbench: Workbench) -> None:
        tidy = partial(self._tidy, workbench)
        run_in_background(self, tidy, self._tidied, self._tidied, name="assay-tidy")

    @staticmethod
    def _tidy(workbench: Workbench) -> Tidied:
        """In a thread: drop what is old, look at our own files."""
        said = workbench.housekeeping.run()
        return said, workbench.housekeeping.problems()

    async def on_event(self, event: Event) -> None:
        """With the first key or move of the mouse a send may be near."""
        await super().on_event(event)
        if isinstance(event, InputEvent):
            self._touched()

    def _touched(self) -> None:
        if not self._is_touched:
            self._is_touched = True
            self._warm()

    def _warm(self) -> None:
        if self._is_touched and self._is_tidy and self.workbench is not None:
            run_in_background(
                self, partial(self._load_ahead, self.workbench), self._warmed, self._warmed, name="assay-warm"
            )

    @staticmethod
    def _load_ahead(workbench: Workbench) -> None:
        workbench.warm()
        # The palette looks codes up while a person types.
        workbench.knowledge.catalogs()

    def _warmed(self, outcome: AssayError | None) -> None:
        if self._settle is not None:
            self._settle()
        if outcome is not None:
            self.tell(outcome)

    def _tidied(self, outcome: Tidied | AssayError) -> None:
        if self._settle is not None:
            self._settle()
        self._is_tidy = True
        self._warm()
        if isinstance(outcome, AssayError):
            self.tell(outcome)
            return
        said, problems = outcome
        if said:
            self.notify(" ".join(said))
        for problem in problems:
            self.tell(problem)

    def _make_screen(self, opening: Opening, mode: str) -> WorkbenchScreen:
        screen = screen_class(mode)(opening.workbench, self.session)
        screen.fit(self)
        if mode == opening.first_mode:
            screen.ahead = opening.ahead
        return screen

    def _keep_theme(self, theme: Theme) -> None:
        if theme.name != self._kept_theme:
            self._kept_theme = theme.name
            self.keep("theme", theme.name)

    def on_mode_tabs_chosen(self, message: ModeTabs.Chosen) -> None:
        self.action_mode(message.mode)
