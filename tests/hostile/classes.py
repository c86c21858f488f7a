"""What of the screens there is, found in the code: a new part cannot be forgotten."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from textual.screen import ModalScreen, Screen
from textual.widget import Widget

import tui.ui


def _below(base: type[object]) -> Iterator[type[object]]:
    one: type[object]
    for one in base.__subclasses__():
        yield one
        yield from _below(one)


def classes_of(base: type) -> set[type]:
    """Subclasses that the front end defines."""
    for module in pkgutil.walk_packages(tui.ui.__path__, "tui.ui."):
        import_module(module.name)
    # A generic base with its parameter filled in is another class of the same name.
    return {one for one in _below(base) if one.__module__.startswith("tui.ui.") and "[" not in one.__name__}


def dialogs() -> set[type]:
    return classes_of(ModalScreen)


def screens() -> set[type]:
    return classes_of(Screen) - dialogs()


def widgets() -> set[type]:
    return classes_of(Widget) - classes_of(Screen)
