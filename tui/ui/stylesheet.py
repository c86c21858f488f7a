"""The stylesheet: every source is parsed once for the theme in use."""

from __future__ import annotations

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

MOST_SOURCES = 1024
"""Far more than there are widget classes and files: a source that falls out is parsed at every new class."""


class KeptStylesheet(Stylesheet):
    """Textual 8 keeps 64 parsed sources, fewer than a screen has, and throws them all away whenever a
    screen with a file of its own opens or a screen is shown for the first time. Parsing is pure Python and
    was the longest part of opening a screen; here only other variables, that is another theme, need it."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(MOST_SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        # What cannot be parsed raises before anything is changed, as in the method that this replaces.
        self.parse()
