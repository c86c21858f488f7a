"""The help of a screen, made from its own text and its bindings."""

from __future__ import annotations

from textual.screen import Screen

from tui.ui.widgets.reading import Line

KEY_NAMES = {"question_mark": "?", "slash": "/", "upper_g": "G", "full_stop": ".", "comma": ","}
HERE, EVERYWHERE, FOCUSED = "Keys of this screen", "Keys everywhere", "Keys where the focus is"


def help_lines(text: str, screen: Screen[object]) -> list[Line]:
    """The screen's own words, then every key that works now: the screen's, those that work
    everywhere, and those of the widget that has the focus."""
    lines: list[Line] = []
    for paragraph in filter(None, text.strip().split("\n\n")):
        lines += [Line("")] * bool(lines) + [Line(paragraph)]
    sections: dict[str, dict[str, list[str]]] = {HERE: {}, EVERYWHERE: {}, FOCUSED: {}}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.system or not binding.description or not binding.id:
            # Bindings without an id are Textual's own, such as the arrows of a scroll bar.
            continue
        section = HERE if active.node is screen else EVERYWHERE if active.node is screen.app else FOCUSED
        words = binding.tooltip or binding.description
        sections[section].setdefault(words, []).append(KEY_NAMES.get(binding.key, binding.key))
    for title, keys in sections.items():
        lines += _section(title, keys)
    return lines


def _section(title: str, keys: dict[str, list[str]]) -> list[Line]:
    if not keys:
        return []
    shown = [(", ".join(names), words) for words, names in keys.items()]
    width = min(20, max(len(names) for names, _ in shown))
    return [Line(title, "heading"), *(Line(f"{names:<{width}}  {words}") for names, words in shown)]
