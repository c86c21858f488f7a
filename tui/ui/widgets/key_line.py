"""The line of keys, made anew only when the keys are others."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from tui.core.wording import tr

HELP = "help"
"""The app's action, which every screen has."""

BLANKS = 3
"""Around a key and its word."""


class KeyLine(Footer):
    """Textual's footer composes all its keys anew at every step of the focus; that is half of what a
    step from field to field costs, and the keys are mostly the same. Help stands beside the palette
    at the right edge: where the keys are too many for the line, it is where the others are told.
    A key that does not fit with its whole word is not shown, nor is any after it."""

    DEFAULT_CSS = """
    KeyLine .-help { dock: right; }
    KeyLine FooterKey.-command-palette { border-left: none; }
    KeyLine FooterKey.-cut { display: none; }
    """

    _shown: tuple[object, ...] | None = None

    def compose(self) -> ComposeResult:
        keys = [widget for widget in super().compose() if isinstance(widget, FooterKey)]
        for key in keys:
            # A binding is made when its class is, long before the language is known.
            key.description = tr(key.description)
            key.tooltip = tr(str(key.tooltip)) if key.tooltip else None
            if key.has_class("-command-palette"):
                key.description = key.description[:1].upper() + key.description[1:]
        palette = sum(_cells(key) for key in keys if key.has_class("-command-palette"))
        for key in keys:
            if key.action == HELP:
                key.add_class("-help")
                key.styles.padding = (0, palette, 0, 0)
        self._cut(keys)
        yield from keys

    def on_resize(self) -> None:
        self._cut(list(self.query(FooterKey)))

    def _cut(self, keys: list[FooterKey]) -> None:
        fixed = [key for key in keys if key.has_class("-help") or key.has_class("-command-palette")]
        # The blank after the last word may be covered: Help begins with one.
        left = self.app.size.width - sum(map(_cells, fixed)) + 1
        for key in keys:
            if key not in fixed:
                left -= _cells(key)
                key.set_class(left < 0, "-cut")

    def bindings_changed(self, screen: Screen[object]) -> None:
        if not self.is_attached or screen is not self.screen:
            return
        keys = tuple(
            (active.binding, active.enabled, active.tooltip)
            for active in screen.active_bindings.values()
            if active.binding.show
        )
        if keys != self._shown and screen.app.app_focus:
            self._shown = keys
            super().bindings_changed(screen)


def _cells(key: FooterKey) -> int:
    """What a key takes of the line: one blank around the key, one after its word; the palette, which Textual
    draws tighter, one between and one at the edge, and one before it here."""
    return cell_len(key.key_display) + cell_len(key.description) + BLANKS
