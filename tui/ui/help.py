"""The help of a screen, made from its own text and its bindings."""

from __future__ import annotations

from textual.screen import Screen

from tui.core.keymap import shown
from tui.core.wording import tr, tr_later
from tui.core.wrapping import wrapped
from tui.ui.widgets.reading import Line

WIDTH, KEYS_WIDTH = 70, 16
"""Columns of a line, which fits a dialog of 80 columns, and at most for the keys."""
HERE = tr_later("Keys of this screen")
EVERYWHERE = tr_later("Keys everywhere")
FOCUSED = tr_later("Keys where the focus is")

SHORT = tr_later("In short")
IN_SHORT = {
    "welcome": tr_later("t takes the tour, s opens the sandbox, n makes a profile of your own."),
    "profiles": tr_later(
        "enter uses a profile from now on, n makes one, s stores its key, t tests the connection."
    ),
    "compose": tr_later(
        "Write SQL such as SELECT 1, ctrl+r sends it, ctrl+o opens the whole answer. escape goes to the "
        "routes; samples of every analysis lie there under Saved queries."
    ),
    "inspect": tr_later(
        "h j k l move, s sorts, / filters such as events > 1000, c counts a column, 6 draws a chart, x "
        "explains the code, e writes a file."
    ),
    "signature": tr_later(
        "On the sandbox ctrl+g makes a sign for a path such as /login, ctrl+r verifies it; once more is a "
        "replay. ctrl+t has the tests, and among them the shipped cases."
    ),
    "history": tr_later("enter opens an exchange, r sends it again, / filters by words such as -1008 te."),
}
"""By the mode of a screen: what to press first, with an example."""


def help_lines(text: str, screen: Screen[object]) -> list[Line]:
    """What to press first, the screen's own words, then every key that works now: those of the widget that
    has the focus, the screen's, and those that work everywhere."""
    lines: list[Line] = []
    first = IN_SHORT.get(getattr(screen, "MODE", ""))
    if first is not None:
        lines += [Line(tr(SHORT), "heading"), Line(tr(first)), Line("")]
    for number, paragraph in enumerate(filter(None, tr(text).strip().split("\n\n"))):
        lines += [Line("")] * bool(number) + [Line(paragraph)]
    sections: dict[str, dict[str, list[str]]] = {tr(FOCUSED): {}, tr(HERE): {}, tr(EVERYWHERE): {}}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.system or not binding.description or not binding.id:
            # Bindings without an id are Textual's own, such as the arrows of a scroll bar.
            continue
        section = (
            tr(HERE)
            if active.node is screen
            else tr(EVERYWHERE)
            if active.node is screen.app
            else tr(FOCUSED)
        )
        words = tr(binding.tooltip or binding.description)
        sections[section].setdefault(words, []).append(key_name(binding.key))
    for title, keys in sections.items():
        lines += _section(title, keys)
    return lines


def key_name(key: str) -> str:
    """`ctrl+r`, `?`: a key as it is written in words."""
    return shown(key)


def _section(title: str, keys: dict[str, list[str]]) -> list[Line]:
    if not keys:
        return []
    shown = [(", ".join(names), words) for words, names in keys.items()]
    width = max([len(names) for names, _ in shown if len(names) <= KEYS_WIDTH], default=KEYS_WIDTH)
    indent = " " * (width + 2)
    lines = [Line(tr(title), "heading")]
    for names, words in shown:
        first = f"{names:<{width}}  "
        if len(names) > width:
            lines.append(Line(names))
            first = indent
        for text in wrapped(words, WIDTH - len(indent)):
            lines.append(Line(first + text))
            first = indent
    return lines
