"""The line of keys, made anew only when the keys are others."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Footer

from tui.core.wording import tr

HELP = "help"
"""The app's action, which every screen has."""


class KeyLine(Footer):
    """Textual's footer composes all its keys anew at every step of the focus; that is half of what a
    step from field to field costs, and the keys are mostly the same. Help stands beside the palette
    at the right edge: where the keys are too many for the line, it is where the others are told."""

    DEFAULT_CSS = """
    KeyLine .-help { dock: right; padding-right: 11; border-left: vkey $foreground 20%; }
    KeyLine FooterKey.-command-palette { border-left: none; }
    """

    _shown: tuple[object, ...] | None = None

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            if hasattr(widget, "description"):
                # A binding is made when its class is, long before the language is known.
                widget.description = tr(widget.description)
                widget.tooltip = tr(str(widget.tooltip)) if widget.tooltip else None
            if getattr(widget, "action", "") == HELP:
                widget.add_class("-help")
            yield widget

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
