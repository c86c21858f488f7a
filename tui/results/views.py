"""Rows of a source in another order or fewer of them: row numbers in a file, rows read from the source."""

from __future__ import annotations

import mmap
import threading
from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from tui.core.results_ports import ViewSpec
from tui.core.table import Cell, Column, RowSource

Row = tuple[Cell, ...]


class RowNumbers:
    """Numbers of rows, 8 bytes each, mapped from a file that has no name any more."""

    def __init__(self, numbers: Sequence[int] | memoryview, mapped: mmap.mmap | None = None) -> None:
        self._numbers = numbers
        self._mapped = mapped

    @classmethod
    def of(cls, numbers: Sequence[int]) -> RowNumbers:
        """For few rows: kept in memory."""
        return cls(array("q", numbers))

    @classmethod
    def from_file(cls, path: Path) -> RowNumbers:
        """Takes the file over: it is removed, its bytes live as long as the numbers. Raises OSError."""
        with path.open("rb") as file:
            size = path.stat().st_size
            mapped = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) if size else None
        path.unlink()
        if mapped is None:
            return cls(array("q"))
        return cls(memoryview(mapped).cast("q"), mapped)

    def __len__(self) -> int:
        return len(self._numbers)

    def slice(self, start: int, stop: int) -> list[int]:
        return list(self._numbers[max(0, start) : max(0, stop)])

    def write(self, path: Path) -> None:
        """As `from_file` reads it."""
        data = self._numbers.tobytes() if isinstance(self._numbers, array | memoryview) else b""
        with path.open("xb") as file:
            file.write(data)

    def close(self) -> None:
        numbers, self._numbers = self._numbers, array("q")
        if isinstance(numbers, memoryview):
            numbers.release()
        if self._mapped is not None:
            self._mapped.close()
            self._mapped = None


class SourceView:
    """Plays `core.results_ports.View`. Safe in any thread."""

    def __init__(
        self,
        base: RowSource,
        spec: ViewSpec,
        numbers: RowNumbers,
        *,
        complete: bool,
        preview: bool = False,
    ) -> None:
        self._base = base
        self._spec = spec
        self._numbers = numbers
        self._complete = complete
        self._preview = preview
        self._lock = threading.Lock()

    @property
    def base(self) -> RowSource:
        return self._base

    @property
    def spec(self) -> ViewSpec:
        return self._spec

    @property
    def preview(self) -> bool:
        return self._preview

    @property
    def columns(self) -> Sequence[Column]:
        return self._base.columns

    @property
    def row_count(self) -> int:
        return len(self._numbers)

    @property
    def complete(self) -> bool:
        """Whether the source was complete when the view was made."""
        return self._complete and not self._preview

    @property
    def numbers(self) -> RowNumbers:
        return self._numbers

    def source_row(self, row: int) -> int:
        found = self._slice(row, row + 1) if row >= 0 else []
        if not found:
            raise IndexError(f"there is no row {row} in the view")
        return found[0]

    def window(self, start: int, stop: int, columns: Sequence[int] | None = None) -> list[Row]:
        return scattered(self._base, self._slice(start, stop), columns)

    def close(self) -> None:
        with self._lock:
            self._numbers.close()

    def _slice(self, start: int, stop: int) -> list[int]:
        with self._lock:
            return self._numbers.slice(start, stop)


GAP = 8
"""Rows between two wanted ones that are rather read along than skipped."""


def scattered(source: RowSource, rows: Sequence[int], columns: Sequence[int] | None = None) -> list[Row]:
    """The rows of those numbers, in that order; near ones are read together."""
    ordered = sorted(set(rows))
    found: dict[int, Row] = {}
    starts = [i for i, (a, b) in enumerate(pairwise(ordered), 1) if b - a > GAP]
    for first, last in zip([0, *starts], [*starts, len(ordered)], strict=True):
        run = ordered[first:last]
        if run:
            read = source.window(run[0], run[-1] + 1, columns)
            found.update((row, read[row - run[0]]) for row in run if row - run[0] < len(read))
    return [found[row] for row in rows if row in found]
