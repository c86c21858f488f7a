"""What callers made in this sandbox, per project: in memory, gone when the program ends, or in a file
that other processes share when somebody asked for one."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tui.core.failures import AssayError
from tui.core.sandboxing import SandboxKept, SandboxServices
from tui.providers.te.sandbox.access import PROVIDER
from tui.providers.te.sandbox.envelope import FAILED, TARGET_MISSING, Rejected
from tui.providers.te.sandbox.models.source import Objects
from tui.providers.te.sandbox.packing import packed, unpacked

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
    """Shelves by project and kind; project 0 is the company. Change and read them inside `locked`, and
    all that belongs together inside one `session`."""

    def __init__(self, kept: Callable[[], SandboxKept | None] = lambda: None) -> None:
        self._lock = threading.RLock()
        self._shelves: dict[tuple[int, str], Shelf] = {}
        self._kept = kept
        self._stamp: object = None
        self._inside = False
        self.version = 0

    def shelf(self, project: int, what: str) -> Shelf:
        return self._shelves.setdefault((project, what), Shelf(what))

    def locked(self, action: Callable[[], T], *, writes: bool = True) -> T:
        """The result of an action that no other call interrupts."""
        with self._lock:
            if not self._inside and self._kept() is not None:
                with self.session():
                    return self.locked(action, writes=writes)
            if writes:
                self.version += 1
            return action()

    @contextlib.contextmanager
    def session(self) -> Iterator[None]:
        """Where a file keeps the state: what is in it now, and everything or nothing written back. Raises
        Rejected (-1) when the file cannot be read or written."""
        kept = self._kept()
        if kept is None:
            yield
            return
        with self._lock:
            try:
                with kept.locked():
                    yield from self._shared(kept)
            except AssayError as error:
                self._stamp = None
                raise Rejected(FAILED, str(error)) from None

    def _shared(self, kept: SandboxKept) -> Iterator[None]:
        if self._inside:
            yield
            return
        if self._stamp is None or kept.stamp() != self._stamp:
            self._load(kept.read(PROVIDER))
        self._inside, before = True, self.version
        try:
            yield
        except BaseException:
            # What a call began and did not end is taken back.
            self._stamp = None if self.version != before else self._stamp
            raise
        finally:
            self._inside = False
        if self.version != before or self._stamp is None:
            counts: dict[str, int] = {}
            for shelf in self._shelves.values():
                counts[shelf.what] = counts.get(shelf.what, 0) + len(shelf.kept)
            kept.write(PROVIDER, self._document(), {what: n for what, n in counts.items() if n})
        self._stamp = kept.stamp()

    def _document(self) -> list[Any]:
        return [[project, what, packed(shelf.kept)] for (project, what), shelf in self._shelves.items()]

    def _load(self, document: Any) -> None:
        """The shelves of a file; what a sandbox begins with when the file is new."""
        self.version += 1
        if document is None:
            return
        try:
            shelves = {
                (int(project), str(what)): Shelf(str(what), dict(unpacked(kept)))
                for project, what, kept in document
            }
        except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
            raise Rejected(FAILED, "the file of the state holds something that cannot be read") from None
        self._shelves = shelves


class ProjectObjects:
    """The memory of one sandbox, and what the models may use of it."""

    def __init__(self, services: SandboxServices) -> None:
        self.services = services
        self.memory = Memory(lambda: services.kept)

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
