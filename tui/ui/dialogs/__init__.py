"""Dialogs: modal screens that end in one result."""
