"""The command palette: what the keys of the screen do, modes, profiles, themes, codes, and leaving.
Foreign text in it is literal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from inspect import isawaitable
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.markup import escape

from tui.core.display import safe
from tui.core.language import Language
from tui.core.wording import tr, tr_later
from tui.ui.language import translator_of
from tui.ui.messages import ExplainCode, ProfileChosen
from tui.ui.screens.frame import WorkbenchScreen
from tui.ui.theme import THEMES
from tui.ui.widgets.header import host_of
from tui.ui.widgets.literal import literal
from tui.ui.widgets.tabs import MODES

PAGES_SHOWN = 12
"""Codes listed for one search; more are found by typing more."""

MOVES = ("cursor_", "scroll_", "page_", "app.", "move(", "step(", "delete_")
"""How the actions begin that only move about or edit: nobody looks for them by name."""


COMPOSE_COMMANDS = (
    (
        "save_query",
        tr_later("Save this query"),
        tr_later("Keeps the draft as a file, without secrets"),
    ),
    (
        "variables",
        tr_later("Values of this query's variables"),
        tr_later("Shows and changes them, for this profile"),
    ),
    (
        "import_request",
        tr_later("Import a cURL command or a Postman collection"),
        tr_later("As a draft, or as saved queries"),
    ),
    ("copy_curl", tr_later("Copy this draft as cURL"), tr_later("The secret as the name of a variable")),
)
"""Action of the screen, what is read in the list, and its help; offered where the screen has the action."""


class Command(NamedTuple):
    """`text` may be foreign; `help` is always ours, because Textual reads it as markup."""

    text: str
    help: str
    run: Callable[[], object]
    """May give something to wait for."""


class AssayCommands(Provider):
    """Everything that can be done from anywhere."""

    async def discover(self) -> Hits:
        for command in self._commands():
            yield DiscoveryHit(literal(command.text), self._runner(command), command.text, command.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in self._commands():
            # A word of the explanation finds it too, below those whose name has the word.
            score = matcher.match(command.text) or 0.4 * matcher.match(command.help)
            if score > 0:
                yield Hit(score, literal(command.text), self._runner(command), command.text, command.help)
        for rank, command in enumerate(self._pages(query)):
            # Below every command that fits: a code is looked up by its number, seldom by a word.
            score = 0.5 / (rank + 2)
            yield Hit(
                score, literal(command.text, limit=120), self._runner(command), command.text, command.help
            )

    @staticmethod
    def _runner(command: Command) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            done = command.run()
            if isawaitable(done):
                await done

        return run

    def _commands(self) -> Iterator[Command]:
        act = self.app.run_action
        yield Command(
            tr("Explain a code"), tr("What a code means and what to do"), partial(act, "app.explain_code")
        )
        yield from self._tour()
        yield from self._profiles()
        yield from self._keys()
        for name, text, words in COMPOSE_COMMANDS:
            if hasattr(self.screen, f"action_{name}"):
                yield Command(tr(text), tr(words), partial(act, f"screen.{name}"))
        for mode in MODES:
            go = partial(act, f"app.mode('{mode.id}')")
            yield Command(tr("Go to {mode}", mode=tr(mode.label)), tr("The same as {key}", key=mode.key), go)
        for theme in THEMES:
            yield Command(
                tr("Theme {name}", name=theme.name),
                tr("Change the colours"),
                partial(self._take_theme, theme.name),
            )
        for language in Language:
            text = tr("Language {own_name} ({code})", own_name=language.own_name, code=language.value)
            choose = partial(act, f"app.language('{language.value}')")
            yield Command(text, tr("Explanations of codes are told in it"), choose)
        yield Command(tr("Help for this screen"), tr("Its words and its keys"), partial(act, "app.help"))
        yield Command(
            tr("Quit"), tr("Leave assay; asks when something runs or is unsaved"), partial(act, "app.quit")
        )

    def _tour(self) -> Iterator[Command]:
        act = self.app.run_action
        yield Command(
            tr("Take the tour"), tr("Six steps through the sandbox, key by key"), partial(act, "app.tour")
        )
        if getattr(self.app, "guide", None) is not None:
            yield Command(tr("Leave the tour"), tr("Escape does it too"), partial(act, "app.leave_tour"))
            yield Command(tr("Tour: one step back"), "alt+left", partial(act, "app.tour_step(-1)"))
            yield Command(tr("Tour: skip this step"), "alt+right", partial(act, "app.tour_step(1)"))

    def _keys(self) -> Iterator[Command]:
        """What the keys of the screen, and of the pane with the focus, do now."""
        told = set()
        for node, binding, enabled, tooltip in self.screen.active_bindings.values():
            # Bindings without an id are Textual's own.
            if not enabled or not binding.id or node is self.app or binding.action in told:
                continue
            if not binding.action.startswith(MOVES):
                told.add(binding.action)
                act = partial(self.app.run_action, binding.action, node)
                words = f"{tr(tooltip or binding.description)} ({self.app.get_key_display(binding)})"
                yield Command(tr(binding.description), words, act)

    def _profiles(self) -> Iterator[Command]:
        if not isinstance(self.screen, WorkbenchScreen):
            return
        for profile in self.screen.offered_profiles():
            where = f"{profile.kind}, {profile.environment.value}, {host_of(profile)}"
            text = tr("Use profile {name} ({where})", name=profile.name, where=where)
            choose = partial(self.app.post_message, ProfileChosen(profile.id))
            yield Command(text, tr("Requests go there from now on"), choose)

    def _pages(self, query: str) -> Iterator[Command]:
        if not isinstance(self.screen, WorkbenchScreen):
            return
        translator = translator_of(self.app)
        for found in self.screen.workbench.knowledge.search(query)[:PAGES_SHOWN]:
            page = translator.page(found)
            show = partial(self.app.post_message, ExplainCode(page.code, page.provider))
            yield Command(
                tr(
                    "Code {code} ({provider}): {title}",
                    code=page.code,
                    provider=page.provider,
                    title=page.title,
                ),
                escape(safe(page.meaning)),
                show,
            )

    def _take_theme(self, name: str) -> None:
        self.app.theme = name
