"""Widgets: they know core types, never the workbench."""
