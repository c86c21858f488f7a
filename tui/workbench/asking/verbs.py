"""Asking kept answers again, without the server: sort, filter, search, statistics, local SQL."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

from tui.core.cancel import CancelToken
from tui.core.failures import AssayError, InvalidInput, NotFound
from tui.core.fields import FieldProblem
from tui.core.filtering import FilterProblem, parse_filter
from tui.core.ports import NewId
from tui.core.results_ports import (
    Chip,
    ChipKind,
    ColumnStatistics,
    LocalAnswer,
    OnFraction,
    ResultEngine,
    SortKey,
    View,
    ViewSpec,
)
from tui.core.table import Cell, RowSource
from tui.workbench.asking.errors import explained

MAX_TABLES = 200
"""Named tables at once; the oldest gives its name up."""


_GROUPED = """SELECT c{column} AS "{title}", count(*) AS {counted},
    round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS percent
FROM {table} AS s({names}) GROUP BY 1 ORDER BY 2 DESC, 1"""


class NoEngine:
    """Plays `ResultEngine` where nothing can be asked."""

    def view(
        self,
        source: RowSource,
        spec: ViewSpec,
        cancel: CancelToken,
        *,
        on_fraction: OnFraction | None = None,
        on_preview: Callable[[View], None] | None = None,
    ) -> View:
        raise _no_engine()

    def statistics(
        self,
        source: RowSource,
        column: int,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> ColumnStatistics:
        raise _no_engine()

    def query(
        self,
        sql: str,
        tables: Mapping[str, RowSource],
        result_id: str,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> LocalAnswer:
        raise _no_engine()

    def close(self) -> None:
        """Nothing is open."""


def _no_engine() -> AssayError:
    return AssayError("There is no local engine here.", code="engine-failed")


class Asking:
    """Verbs block: call them from a worker thread. Every one raises Cancelled within 0.2 s of its token,
    and AssayError `engine-failed` when the local engine cannot do it."""

    def __init__(
        self, engine: ResultEngine, new_id: NewId, discard: Callable[[str], None] | None = None
    ) -> None:
        """`discard` deletes a result by its id; without it results stay until they are swept."""
        self._engine = engine
        self._new_id = new_id
        self._discard = discard
        self._lock = threading.Lock()
        self._tables: dict[str, RowSource] = {}
        self._words: dict[str, str] = {}
        self._made = 0

    # ---- views

    def view(
        self,
        source: RowSource,
        spec: ViewSpec,
        cancel: CancelToken | None = None,
        *,
        on_fraction: OnFraction | None = None,
        on_preview: Callable[[View], None] | None = None,
    ) -> View:
        """The source in another order or fewer of its rows; close the view when it is shown no more."""
        return self._engine.view(
            source, spec, cancel or CancelToken(), on_fraction=on_fraction, on_preview=on_preview
        )

    @staticmethod
    def filter_chip(source: RowSource, text: str) -> Chip:
        """A filter as typed. Raises InvalidInput that says at which character it cannot be read."""
        try:
            parse_filter(text, [column.name for column in source.columns])
        except FilterProblem as problem:
            said = f"at character {problem.column}: {problem}"
            raise InvalidInput([FieldProblem("filter", said)], what="The filter") from None
        return Chip(ChipKind.FILTER, text.strip())

    @staticmethod
    def search_chip(text: str) -> Chip:
        return Chip(ChipKind.SEARCH, text)

    @staticmethod
    def with_chip(spec: ViewSpec, chip: Chip) -> ViewSpec:
        return spec if chip in spec.chips else replace(spec, chips=(*spec.chips, chip))

    @staticmethod
    def without_chip(spec: ViewSpec, chip: Chip) -> ViewSpec:
        return replace(spec, chips=tuple(c for c in spec.chips if c != chip))

    @staticmethod
    def sorted_by(spec: ViewSpec, column: int, *, add: bool = False) -> ViewSpec:
        """The next of ascending, descending, unsorted for a column; `add` keeps the keys before it."""
        now = next((key for key in spec.sort if key.column == column), None)
        others = tuple(key for key in spec.sort if key.column != column) if add else ()
        if now is None:
            return replace(spec, sort=(*others, SortKey(column)))
        return replace(spec, sort=others if now.descending else (*others, SortKey(column, descending=True)))

    # ---- figures

    def statistics(
        self,
        source: RowSource,
        column: int,
        cancel: CancelToken | None = None,
        on_fraction: OnFraction | None = None,
    ) -> ColumnStatistics:
        """Figures of a column over all its rows. Raises InvalidInput for a column that is not there."""
        return self._engine.statistics(source, column, cancel or CancelToken(), on_fraction)

    # ---- local SQL

    def keep(self, source: RowSource, name: str = "", *, words: str = "") -> str:
        """The name under which SQL finds a source: `r1`, `r2`, …, or the one given; the same as before
        for a known one. `words` say for people what it is."""
        with self._lock:
            for known_name, known in self._tables.items():
                if known is source and name in ("", known_name):
                    return known_name
            while not name or (name in self._tables and self._tables[name] is not source):
                self._made += 1
                name = f"r{self._made}"
            self._tables[name] = source
            self._words[name] = words
            if len(self._tables) > MAX_TABLES:
                del self._tables[next(iter(self._tables))]
            return name

    def tables(self) -> Mapping[str, RowSource]:
        """What SQL can ask, by name, oldest first."""
        with self._lock:
            return dict(self._tables)

    def words(self, name: str) -> str:
        """What a kept table is; empty when nobody said so."""
        return self._words.get(name, "")

    def table(self, name: str) -> RowSource:
        """Raises NotFound."""
        found = self.tables().get(name)
        if found is None:
            raise NotFound(f"No kept answer is called {name}.", next_step="Show the table first.")
        return found

    def forget(self, name: str) -> None:
        with self._lock:
            self._tables.pop(name, None)

    def query(
        self, sql: str, cancel: CancelToken | None = None, on_fraction: OnFraction | None = None
    ) -> tuple[str, LocalAnswer]:
        """One SELECT over the kept tables; the name of its result among them, and the result. Raises
        SqlProblem with what the engine said and where."""
        # Only those that the text can mean are handed over: handing on costs time for each.
        used = {name: source for name, source in self.tables().items() if mentions(sql, name)}
        name = f"local-{self._new_id()}"
        try:
            found = self._engine.query(sql, used, name, cancel or CancelToken(), on_fraction)
        except InvalidInput as error:
            raise explained(error, sql, list(self.tables())) from None
        return self.keep(found.answer, words="local SQL"), found

    def grouped(
        self, name: str, column: int, cancel: CancelToken | None = None
    ) -> tuple[str, str, LocalAnswer]:
        """The rows of a kept table counted by a column's values: the result's name, its SQL, the result."""
        source = self.table(name)
        names = ", ".join(f"c{place}" for place in range(len(source.columns)))
        title = source.columns[column].name.replace('"', '""') or "value"
        counted = "rows" if title.lower() != "rows" else "count"
        sql = _GROUPED.format(names=names, table=name, column=column, title=title, counted=counted)
        result, found = self.query(sql, cancel)
        return result, sql, found

    def figures(
        self,
        sql: str,
        source: RowSource,
        cancel: CancelToken | None = None,
        on_fraction: OnFraction | None = None,
    ) -> list[tuple[Cell, ...]]:
        """All rows of one SELECT over a source, there called `t`; for few rows. Nothing of it is kept."""
        found = self._engine.query(
            sql, {"t": source}, f"local-{self._new_id()}", cancel or CancelToken(), on_fraction
        )
        try:
            return found.answer.window(0, found.answer.row_count)
        finally:
            self.discard(found.id)

    def discard(self, result_id: str) -> None:
        """Delete the result of a query that nobody looks at any more."""
        if self._discard is not None:
            self._discard(result_id)


def mentions(sql: str, name: str) -> bool:
    """Whether a statement may ask a table of that name."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sql, re.IGNORECASE) is not None
