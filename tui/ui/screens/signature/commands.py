"""What the signature panel can do by name: the lines of its menu, which are in the palette too."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.core.wording import tr, tr_later
from tui.ui.screens.signature.making import TESTS
from tui.ui.screens.signature.words import told_title
from tui.ui.widgets.choice_list import Choice


class MenuItem(NamedTuple):
    """`action` is an action of the screen; empty for a test, whose id it then is."""

    id: str
    label: str
    words: str
    action: str = ""


MENU: tuple[MenuItem, ...] = (
    *(MenuItem(test, label, words) for test, (label, words) in TESTS.items()),
    MenuItem(
        "open",
        tr_later("Open a case file"),
        tr_later("TOML; its cases appear in the list"),
        "screen.open_cases",
    ),
    MenuItem("save", tr_later("Save the request as a case"), "ctrl+s", "screen.save_case"),
    MenuItem(
        "compare",
        tr_later("Compare two runs"),
        tr_later("fixed, still failing, new, slower"),
        "screen.compare",
    ),
    MenuItem("report", tr_later("Write the report"), tr_later("JUnit, JSON or Markdown"), "screen.export"),
    MenuItem(
        "snippet",
        tr_later("Take it out as code"),
        tr_later("y: Python, Node, Java, Go, cURL, HAR"),
        "screen.snippet",
    ),
    MenuItem(
        "captures", tr_later("Captures kept"), tr_later("what catch mode was told to keep"), "screen.captures"
    ),
    MenuItem("import", tr_later("Import a request"), tr_later("cURL, HAR, raw HTTP"), "screen.import"),
)
"""Tests first. A new way to test or to export is one more line here."""


def menu_choices() -> list[Choice]:
    return [Choice(item.id, told_title(item.label), tr(item.words)) for item in MENU]


class SignatureCommands(Provider):
    """The menu in the command palette, while the signature panel is on screen."""

    async def discover(self) -> Hits:
        for item in MENU:
            label = told_title(item.label)
            yield DiscoveryHit(label, partial(self._do, item), label, tr(item.words))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for item in MENU:
            label = told_title(item.label)
            score = matcher.match(label)
            if score > 0:
                yield Hit(score, matcher.highlight(label), partial(self._do, item), label, tr(item.words))

    async def _do(self, item: MenuItem) -> None:
        await self.app.run_action(f"screen.menu('{item.id}')")
