"""Rows by page from a source that may grow: the only rows that are held are those near the viewport."""

from __future__ import annotations

from collections import OrderedDict

from tui.core.failures import AssayError
from tui.core.table import Cell, RowSource

PAGE_ROWS = 64
"""Rows read at once. More costs a visible pause at 200 columns, fewer one read per line."""

KEPT_PAGES = 24

Row = tuple[Cell, ...]


class PageCache:
    """The latest pages of one source. A page is keyed by its number and the columns that were asked for."""

    def __init__(self, source: RowSource) -> None:
        self.source = source
        self.problem: AssayError | None = None
        self.reads = 0
        self._lost: set[tuple[int, tuple[int, ...]]] = set()
        self._pages: OrderedDict[tuple[int, tuple[int, ...]], list[Row]] = OrderedDict()

    def row(self, row: int, columns: tuple[int, ...]) -> Row | None:
        """The wanted cells of a row in the order asked; None when the source has no such row (yet).

        When the source can no longer be read, every row is None and `problem` says why.
        """
        number, place = divmod(row, PAGE_ROWS)
        key = (number, columns)
        page = self._pages.get(key)
        if key not in self._lost and (page is None or place >= len(page)):
            # A page that was read while the answer grew is short; it is read again when more is asked.
            start = number * PAGE_ROWS
            page = self._pages[key] = self._read(start, key)
            while len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        elif page is not None:
            self._pages.move_to_end(key)
        return page[place] if page is not None and place < len(page) else None

    def _read(self, start: int, key: tuple[int, tuple[int, ...]]) -> list[Row]:
        self.reads += 1
        try:
            return self.source.window(start, start + PAGE_ROWS, key[1])
        except AssayError as error:
            # Not tried again for every line of the screen; `clear` is the next attempt.
            self._lost.add(key)
            self.problem = error
            return []

    def clear(self) -> None:
        self._lost.clear()
        self._pages.clear()
