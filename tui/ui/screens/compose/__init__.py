"""Compose: choose a route, write the request, see what will be sent, send it."""

from __future__ import annotations

from tui.ui.screens.compose.screen import ComposeScreen

__all__ = ["ComposeScreen"]
