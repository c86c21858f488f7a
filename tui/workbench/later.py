"""The classes of the verbs once more: called like them, each gives an object that is made when it is first
used, and its module is imported then. For the composition root, which hands out all and needs a few."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.workbench import *  # noqa: F403  # the same names, whatever they are
else:
    from tui.core.later import maker_of
    from tui.workbench import HOMES

    def __getattr__(name: str) -> object:
        return maker_of("tui.workbench", HOMES, name)
