"""The columns of a row stream: named by its header or first row, kinds guessed, both may grow."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

from tui.core.table import Cell, CellKind, Column
from tui.results.delimited import looks_like

_SAYS_NOTHING = {CellKind.NULL, CellKind.ABSENT, CellKind.RAW}


class Columns:
    """Kinds only align a column: a cell keeps its own. They widen and never narrow, so that a column
    does not jump back and forth."""

    def __init__(self, names: Iterable[str], *, text_only: bool) -> None:
        """`text_only`: the format knows text alone, so that kinds are guessed from its look."""
        self._text_only = text_only
        self._lock = threading.Lock()
        self._kinds: list[CellKind | None] = []
        self._names: list[str] = []
        self._places: dict[str, int] = {}
        self._shown: tuple[Column, ...] | None = None
        self.add(names)

    def __len__(self) -> int:
        return len(self._names)

    def shown(self) -> tuple[Column, ...]:
        with self._lock:
            if self._shown is None:
                self._shown = tuple(map(Column, self._names, self._kinds))
            return self._shown

    def names(self) -> Sequence[str]:
        with self._lock:
            return tuple(self._names)

    def place(self, name: str) -> int | None:
        """The position of the first column of that name."""
        return self._places.get(name)

    def add(self, names: Iterable[str]) -> None:
        with self._lock:
            for name in names:
                self._places.setdefault(name, len(self._names))
                self._names.append(name)
                self._kinds.append(None)
            self._shown = None

    def add_missing(self, names: Iterable[str]) -> None:
        """Append the names that no column has yet."""
        missing = [name for name in names if name not in self._places]
        if missing:
            self.add(missing)

    def learn(self, cells: Iterable[Cell], places: Iterable[int]) -> None:
        """Widen the kinds by one row's cells at those places."""
        kinds = self._kinds
        for place, cell in zip(places, cells, strict=False):
            if place >= len(kinds):
                return
            kind: CellKind | None = cell.kind
            if kind in _SAYS_NOTHING or (kind is kinds[place] and not self._text_only):
                continue
            if self._text_only:
                kind = None if kinds[place] is CellKind.TEXT else looks_like(cell.text)
                if kind is None or kind is kinds[place]:
                    continue
            with self._lock:
                kinds[place] = kind if kinds[place] is None else CellKind.TEXT
                self._shown = None
