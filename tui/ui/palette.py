"""The command palette: modes, profiles, themes, codes, and leaving. Foreign text in it is literal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.ui.messages import ExplainCode, ProfileChosen
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.theme import THEMES
from tui.ui.widgets.header import host_of
from tui.ui.widgets.literal import literal
from tui.ui.widgets.tabs import MODES

PAGES_SHOWN = 12
"""Codes listed for one search; more are found by typing more."""


class Command(NamedTuple):
    """`text` may be foreign; `help` is always ours, because Textual reads it as markup."""

    text: str
    help: str
    run: Callable[[], object]


class AssayCommands(Provider):
    """Everything that can be done from anywhere."""

    async def discover(self) -> Hits:
        for command in self._commands():
            yield DiscoveryHit(literal(command.text), self._runner(command), command.text, command.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            score = matcher.match(command.text)
            if score > 0:
                yield Hit(score, literal(command.text), self._runner(command), command.text, command.help)
        for rank, command in enumerate(self._pages(query)):
            # Below every command that fits: a code is looked up by its number, seldom by a word.
            score = 0.5 / (rank + 2)
            yield Hit(
                score, literal(command.text, limit=120), self._runner(command), command.text, command.help
            )

    @staticmethod
    def _runner(command: Command) -> Callable[[], None]:
        def run() -> None:
            command.run()

        return run

    def _commands(self) -> Iterator[Command]:
        act = self.app.run_action
        for mode in MODES:
            yield Command(
                f"Go to {mode.label}", f"The same as {mode.key}", partial(act, f"app.mode('{mode.id}')")
            )
        yield Command("Explain a code", "What a code means and what to do", partial(act, "app.explain_code"))
        if hasattr(self.screen, "action_console"):
            paste = partial(act, "screen.console")
            yield Command("Paste a console body", "Translates a body of the vendor's web console", paste)
        yield from self._profiles()
        for theme in THEMES:
            yield Command(f"Theme {theme.name}", "Change the colours", partial(self._take_theme, theme.name))
        yield Command("Help for this screen", "Its words and its keys", partial(act, "app.help"))
        yield Command("Quit", "Leave assay; asks when something runs or is unsaved", partial(act, "app.quit"))

    def _profiles(self) -> Iterator[Command]:
        if not isinstance(self.screen, WorkbenchScreen):
            return
        for profile in self.screen.offered_profiles():
            where = f"{profile.kind}, {profile.environment.value}, {host_of(profile)}"
            text = f"Use profile {profile.name} ({where})"
            choose = partial(self.app.post_message, ProfileChosen(profile.id))
            yield Command(text, "Requests go there from now on", choose)

    def _pages(self, query: str) -> Iterator[Command]:
        if not isinstance(self.screen, WorkbenchScreen):
            return
        for page in self.screen.workbench.knowledge.search(query)[:PAGES_SHOWN]:
            show = partial(self.app.post_message, ExplainCode(page.code, page.provider))
            yield Command(
                f"Code {page.code} ({page.provider}): {page.title}", "What it means and what to do", show
            )

    def _take_theme(self, name: str) -> None:
        self.app.theme = name
