"""The help of a screen, made from its own text and its bindings."""

from __future__ import annotations

from textual.screen import Screen

from tui.ui.widgets.reading import Line

KEY_NAMES = {"question_mark": "?", "slash": "/", "escape": "escape"}


def help_lines(text: str, screen: Screen[object]) -> list[Line]:
    """The screen's own words, then every key that works now, with what it does."""
    lines = [Line(part) for part in text.strip().split("\n\n") if part]
    keys: dict[str, list[str]] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.system or not binding.description:
            continue
        words = binding.tooltip or binding.description
        keys.setdefault(words, []).append(KEY_NAMES.get(binding.key, binding.key))
    if keys:
        lines.append(Line("Keys", "heading"))
        width = min(24, max(len(", ".join(names)) for names in keys.values()))
        lines += [Line(f"{', '.join(names):<{width}}  {words}") for words, names in keys.items()]
    return lines
