"""What differs between two tables, row by row under a key, in memory that has a limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.core.cancel import CancelToken
from tui.core.failures import Cancelled, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.table import Cell, CellKind, Column, RowSource

MOST_ROWS = 500_000
"""Rows of each table that are compared at most: two numbers are kept for each."""

STEP = 2_000
SHOWN = 200
"""Differing rows of each kind that are kept whole."""

KEY_SAMPLE = 20_000
"""Rows that a column is tried on as a key."""


@dataclass(frozen=True, slots=True)
class CellChange:
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One differing row. `cells`: of a changed row what changed, else all of it."""

    kind: str
    """changed | added | removed"""
    key: tuple[str, ...]
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class RowsDiff:
    """The figures are of all compared rows; `changes` are the first of each kind."""

    key: tuple[str, ...]
    """Names of the key's columns; empty when rows were compared by their position."""
    before: int
    after: int
    same: int
    changed: int
    added: int
    removed: int
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()
    changes: tuple[RowChange, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        return not (self.changed or self.added or self.removed or self.columns_added or self.columns_removed)


def compare_rows(
    first: RowSource, second: RowSource, key: Sequence[str] = (), cancel: CancelToken | None = None
) -> RowsDiff:
    """Rows with the same key are one row; of a key that repeats, the n-th ones belong together. Without
    a key the first column that tells all rows apart is taken, else rows are compared by position.

    Raises InvalidInput for a key that is no column of both, Cancelled, FileProblem. Blocks.
    """
    return _Comparing(first, second, cancel or CancelToken()).run(tuple(key))


def _names(columns: Sequence[Column]) -> list[str]:
    """A name that stands twice gets a number, so that columns match one by one."""
    times = Counter[str]()
    names = []
    for column in columns:
        times[column.name] += 1
        names.append(column.name if times[column.name] == 1 else f"{column.name} ({times[column.name]})")
    return names


class _Comparing:
    def __init__(self, first: RowSource, second: RowSource, cancel: CancelToken) -> None:
        self._first, self._second, self._cancel = first, second, cancel
        self._names = _names(first.columns), _names(second.columns)
        self._shared = [name for name in self._names[0] if name in set(self._names[1])]
        self._places = [[names.index(name) for name in self._shared] for names in self._names]
        self._notes: list[str] = []

    def run(self, key: tuple[str, ...]) -> RowsDiff:
        missing = [name for name in key if name not in self._shared]
        if missing:
            names = ", ".join(self._shared) or "none"
            raise InvalidInput(
                [
                    FieldProblem("key", f"“{name}” is no column of both answers; these are: {names}")
                    for name in missing
                ],
                what="The comparison",
            )
        if not key:
            key = self._find_key()
        keys = [self._shared.index(name) for name in key]
        before = {mark: (row, total) for mark, row, total in self._rows(0, keys)}
        same = added = changed = 0
        pairs: list[tuple[str, int, int]] = []
        for mark, row, total in self._rows(1, keys):
            old = before.pop(mark, None)
            if old is None:
                added += 1
                if added <= SHOWN:
                    pairs.append(("added", -1, row))
            elif old[1] == total:
                same += 1
            else:
                changed += 1
                if changed <= SHOWN:
                    pairs.append(("changed", old[0], row))
        removed = sorted(row for row, _ in before.values())
        pairs += [("removed", row, -1) for row in removed[:SHOWN]]
        order = {"changed": 0, "added": 1, "removed": 2}
        changes = [self._change(*pair, keys) for pair in sorted(pairs, key=lambda pair: order[pair[0]])]
        return RowsDiff(
            key=key,
            before=self._first.row_count,
            after=self._second.row_count,
            same=same,
            changed=changed,
            added=added,
            removed=len(removed),
            columns_added=tuple(n for n in self._names[1] if n not in set(self._names[0])),
            columns_removed=tuple(n for n in self._names[0] if n not in set(self._names[1])),
            changes=tuple(changes),
            notes=tuple(self._notes),
        )

    def _find_key(self) -> tuple[str, ...]:
        """A column whose values tell all rows of both tables apart, the leftmost; else none."""
        seen = [[set[Cell](), set[Cell]()] for _ in self._shared]
        alive = set(range(len(self._shared)))
        for side, source in enumerate((self._first, self._second)):
            for rows in self._windows(source, min(source.row_count, KEY_SAMPLE), self._places[side]):
                for row in rows:
                    for column in [c for c in alive if row[c] in seen[c][side]]:
                        alive.discard(column)
                    for column in alive:
                        seen[column][side].add(row[column])
        both = [c for c in sorted(alive) if seen[c][0] and seen[c][0] & seen[c][1]]
        if both:
            return (self._shared[both[0]],)
        if self._shared and self._first.row_count and self._second.row_count:
            self._notes.append("No column tells the rows apart, so they are compared by their position.")
        return ()

    def _rows(self, side: int, keys: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """For each row: a number for its key, its position, a number for all of it."""
        source = (self._first, self._second)[side]
        if source.row_count > MOST_ROWS:
            which = ("first", "second")[side]
            share = f"{MOST_ROWS:,} of {source.row_count:,} rows"
            note = f"Of the {which} answer only the first {share} are compared."
            self._notes.append(note)
        times = Counter[int]()
        row = 0
        for rows in self._windows(source, min(source.row_count, MOST_ROWS), self._places[side]):
            for cells in rows:
                if keys:
                    mark = hash(tuple(cells[place] for place in keys))
                    times[mark] += 1
                    if times[mark] > 1:
                        mark = hash((mark, times[mark]))
                else:
                    mark = row
                yield mark, row, hash(cells)
                row += 1

    def _windows(
        self, source: RowSource, stop: int, places: Sequence[int]
    ) -> Iterator[list[tuple[Cell, ...]]]:
        for start in range(0, stop, STEP):
            if self._cancel.cancelled:
                raise Cancelled("The comparison was cancelled.")
            yield source.window(start, min(stop, start + STEP), places)

    def _change(self, kind: str, old: int, new: int, keys: Sequence[int]) -> RowChange:
        was = self._first.window(old, old + 1, self._places[0])[0] if old >= 0 else None
        now = self._second.window(new, new + 1, self._places[1])[0] if new >= 0 else None
        cells = []
        for place, name in enumerate(self._shared):
            before, after = (was[place] if was else None), (now[place] if now else None)
            if before != after and not (place in keys and kind != "changed"):
                cells.append(CellChange(name, _text(before), _text(after)))
        some = now or was or ()
        key = tuple(_text(some[place]) for place in keys) if keys else (f"row {max(old, new) + 1}",)
        return RowChange(kind, key, tuple(cells))


def _text(cell: Cell | None) -> str:
    if cell is None:
        return ""
    return "null" if cell.kind is CellKind.NULL else cell.text
