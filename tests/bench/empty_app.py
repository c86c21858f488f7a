"""The least that Textual can be: what every start is measured against."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class EmptyApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("EMPTY-APP")


if __name__ == "__main__":
    EmptyApp().run()
