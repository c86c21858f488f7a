"""What callers made in this sandbox: kept in memory, per project, gone when the program ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tui.core.sandboxing import SandboxServices
from tui.providers.te.sandbox.envelope import TARGET_MISSING, Rejected
from tui.providers.te.sandbox.models.source import Objects

T = TypeVar("T")
Document = dict[str, Any]

ALREADY_EXISTS = -1015
QUOTA_EXCEEDED = -1100
MAX_OBJECTS = 1000
"""Of one kind in one project; the vendor's quotas are not public."""


@dataclass(slots=True)
class Shelf:
    """Objects of one kind by name, in the order in which they were made."""

    what: str
    kept: dict[str, Document] = field(default_factory=dict)

    def add(self, name: str, document: Document) -> None:
        """Raises Rejected when the name is taken (-1015) or there are too many (-1100)."""
        if name in self.kept:
            raise Rejected(ALREADY_EXISTS, f"{self.what} {name[:60]!r} exists already")
        if len(self.kept) >= MAX_OBJECTS:
            raise Rejected(QUOTA_EXCEEDED, f"the sandbox keeps at most {MAX_OBJECTS} of a kind")
        self.kept[name] = document

    def get(self, name: str) -> Document:
        """Raises Rejected (-1023) when there is none of that name."""
        try:
            return self.kept[name]
        except KeyError:
            raise Rejected(TARGET_MISSING, f"there is no {self.what} {name[:60]!r}") from None

    def remove(self, name: str) -> Document:
        self.get(name)
        return self.kept.pop(name)


class Memory:
    """Shelves by project and kind; project 0 is the company. Change and read them inside `locked`."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._shelves: dict[tuple[int, str], Shelf] = {}
        self.version = 0

    def shelf(self, project: int, what: str) -> Shelf:
        return self._shelves.setdefault((project, what), Shelf(what))

    def locked(self, action: Callable[[], T], *, writes: bool = True) -> T:
        """The result of an action that no other call interrupts."""
        with self._lock:
            if writes:
                self.version += 1
            return action()


class ProjectObjects:
    """The memory of one sandbox, and what the models may use of it."""

    def __init__(self, services: SandboxServices) -> None:
        self.services = services
        self.memory = Memory()

    def for_models(self, project: int) -> Objects:
        return self.memory.locked(lambda: self._for_models(project), writes=False)

    def _for_models(self, project: int) -> Objects:
        cohorts = self.memory.shelf(project, COHORT).kept
        return Objects(
            cohorts={name: one["members"] for name, one in cohorts.items() if one["members"] is not None},
            virtual_events=dict(self.memory.shelf(project, VIRTUAL_EVENT).kept),
            virtual_properties=frozenset(self.memory.shelf(project, VIRTUAL_PROPERTY).kept),
            version=self.memory.version,
        )


COHORT = "cohort or tag"
VIRTUAL_EVENT = "virtual event"
VIRTUAL_PROPERTY = "virtual property"
EVENT = "event"
PROPERTY = "property"
DIMENSION = "dimension property"
