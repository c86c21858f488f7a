"""Profiles: the list, what each is, the form, its secret, and a test of the connection."""

from tui.ui.screens.profiles.screen import ProfilesScreen

__all__ = ["ProfilesScreen"]
