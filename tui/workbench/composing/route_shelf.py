"""The routes that a person keeps at hand: favourites, and those used last. Per provider."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.core.ports import DraftStore, SettingsStore

RECENT = 10
"""Routes that are remembered as used last."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Ids of operations. `favourites` in the order they were chosen, `recent` the latest first."""

    favourites: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()


class RouteShelf:
    """Favourites lie among the settings, where they can be edited; the routes used last beside the drafts."""

    def __init__(self, settings: SettingsStore, drafts: DraftStore) -> None:
        self._settings = settings
        self._drafts = drafts
        self._lock = threading.Lock()

    def load(self, kind: str) -> Shelf:
        """What is kept for a provider. Never raises; what is not a list of ids counts as nothing."""
        section = self._settings.load().get("favourites")
        kept = section.get(kind) if isinstance(section, Mapping) else None
        recent = (self._drafts.get(_key(kind)) or {}).get("routes")
        return Shelf(_ids(kept), _ids(recent)[:RECENT])

    def toggle(self, kind: str, operation_id: str) -> Shelf:
        """Add a favourite, or take it out. Raises FileProblem."""
        with self._lock:
            shelf = self.load(kind)
            if operation_id in shelf.favourites:
                kept = tuple(one for one in shelf.favourites if one != operation_id)
            else:
                kept = (*shelf.favourites, operation_id)
            self._settings.put(f"favourites.{kind}", list(kept) or None)
        return replace(shelf, favourites=kept)

    def used(self, kind: str, operation_id: str) -> Shelf:
        """Remember a route as the one used last. Raises FileProblem."""
        with self._lock:
            shelf = self.load(kind)
            recent = (operation_id, *(one for one in shelf.recent if one != operation_id))[:RECENT]
            if recent != shelf.recent:
                self._drafts.put(_key(kind), {"routes": list(recent)})
        return replace(shelf, recent=recent)


def _key(kind: str) -> str:
    return f"recent-routes/{kind}"


def _ids(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(dict.fromkeys(one for one in value if isinstance(one, str)))
