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
        self._pages: OrderedDict[tuple[int, tuple[int, ...]], list[Row]] = OrderedDict()

    def row(self, row: int, columns: tuple[int, ...]) -> Row | None:
        """The wanted cells of a row in the order asked; None when the source has no such row (yet).

        When the source can no longer be read, every row is None and `problem` says why.
        """
        number, place = divmod(row, PAGE_ROWS)
        key = (number, columns)
        page = self._pages.get(key)
        if page is None or place >= len(page):
            # A page that was read while the answer grew is short; it is read again when more is asked.
            start = number * PAGE_ROWS
            page = self._read(start, columns)
            self._pages[key] = page
            while len(self._pages) > KEPT_PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(key)
        return page[place] if place < len(page) else None

    def _read(self, start: int, columns: tuple[int, ...]) -> list[Row]:
        self.reads += 1
        try:
            return self.source.window(start, start + PAGE_ROWS, columns)
        except AssayError as error:
            self.problem = error
            return []

    def clear(self) -> None:
        self._pages.clear()
