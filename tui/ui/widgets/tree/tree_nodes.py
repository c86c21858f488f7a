"""Entries of a tree, given by branches, and the lines that are seen of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One line of a tree as its branch gives it. All text may be foreign.

    `key` is unique among its siblings. `children` is called when the line is opened, not before;
    None marks a line that cannot be opened. `words` are shown while the cursor is on it, the first line
    bold. `data` is for the branch, which alone knows what it means.
    """

    key: str
    label: str
    mark: str = ""
    """One symbol before the label."""
    tail: str = ""
    """Shown dim at the right end, as long as there is room."""
    words: tuple[str, ...] = ()
    children: Callable[[], Sequence[TreeEntry]] | None = None
    is_open: bool = False
    """Open until a person closes it."""
    strong: bool = False
    """A heading."""
    faint: bool = False
    """Words about what is, or is not, there."""
    data: object = None


class TreeBranch(Protocol):
    """One source of entries: routes, a schema, saved queries."""

    def entries(self, wanted: Sequence[str]) -> Sequence[TreeEntry]:
        """The top entries; with `wanted`, casefolded words, only what holds all of them, opened. Fast:
        it is called in the thread that paints."""
        ...

    def act(self, entry: TreeEntry, key: str) -> bool:
        """Do what a key (`open`, `favourite`, `refresh`, `copy`, `about`, or `click`) stands for on this
        branch's own entry; False when it means nothing there."""
        ...


@dataclass(slots=True)
class TreeLine:
    """One line that is seen."""

    entry: TreeEntry
    depth: int
    path: tuple[str, ...]
    is_open: bool = False


@dataclass(slots=True)
class TreeLines:
    """The lines that are seen now. Only what is open exists as lines."""

    lines: list[TreeLine] = field(default_factory=list)
    _chosen: dict[tuple[str, ...], bool] = field(default_factory=dict)
    """What a person opened or closed, by path."""

    def load(self, entries: Sequence[TreeEntry]) -> None:
        """Show other entries; what a person opened or closed stays so."""
        self.lines = []
        self._add(self.lines, entries, 0, ())

    def forget(self) -> None:
        """Open and closed are as the entries say again."""
        self._chosen.clear()

    def _add(
        self, lines: list[TreeLine], entries: Sequence[TreeEntry], depth: int, path: tuple[str, ...]
    ) -> None:
        for entry in entries:
            line = TreeLine(entry, depth, (*path, entry.key))
            lines.append(line)
            if entry.children is not None and self._chosen.get(line.path, entry.is_open):
                line.is_open = True
                self._add(lines, entry.children(), depth + 1, line.path)

    def open(self, place: int) -> None:
        line = self.lines[place]
        if line.entry.children is None or line.is_open:
            return
        line.is_open = self._chosen[line.path] = True
        below: list[TreeLine] = []
        self._add(below, line.entry.children(), line.depth + 1, line.path)
        self.lines[place + 1 : place + 1] = below

    def close(self, place: int) -> None:
        line = self.lines[place]
        if not line.is_open:
            return
        line.is_open = self._chosen[line.path] = False
        end = place + 1
        while end < len(self.lines) and self.lines[end].depth > line.depth:
            end += 1
        del self.lines[place + 1 : end]

    def parent_of(self, place: int) -> int:
        depth = self.lines[place].depth
        while place > 0 and self.lines[place].depth >= depth:
            place -= 1
        return place

    def place_of(self, path: tuple[str, ...]) -> int | None:
        """Where a path is seen; the nearest of its parents that is, None when none is."""
        places = {line.path: place for place, line in enumerate(self.lines)}
        while path:
            if path in places:
                return places[path]
            path = path[:-1]
        return None

    def reveal(self, path: tuple[str, ...]) -> int | None:
        """Open what hides a path; its place."""
        for length in range(1, len(path)):
            place = self.place_of(path[:length])
            if place is not None and self.lines[place].path == path[:length]:
                self.open(place)
        return self.place_of(path)
