"""Stands in for a screen whose module is not there."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from tui.ui.screens.frame import WorkbenchScreen


class PlaceholderScreen(WorkbenchScreen):
    def compose_body(self) -> ComposeResult:
        yield Static("This screen is not there yet.")
