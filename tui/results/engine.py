"""Asking kept answers again: few rows in plain Python, many in the helper process."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.conditions import Condition
from tui.core.failures import AssayError, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.filtering import FilterProblem, parse_filter
from tui.core.results_ports import ChipKind, ColumnStatistics, LocalAnswer, OnFraction, View, ViewSpec
from tui.core.table import RowSource
from tui.results.answer import SpoolAnswer
from tui.results.engine_asking import large_statistics, local_query
from tui.results.engine_process import EngineProcess
from tui.results.engine_small import CELLS, SMALL, columns_read, small_view
from tui.results.engine_source import facts_of, of_text
from tui.results.statistics import statistics_of
from tui.results.store import SpoolAnswerStore
from tui.results.views import RowNumbers, SourceView

TEXTS_AT_ONCE = 2_000


class LocalEngine:
    """Plays the views of `core.results_ports.ResultEngine`. Safe in every thread."""

    def __init__(
        self, process: EngineProcess, answers: SpoolAnswerStore | None = None, *, small: int = SMALL
    ) -> None:
        """`answers` keeps what local SQL makes. `small`: rows up to which plain Python answers."""
        self._process = process
        self._answers = answers
        self._small = small

    def view(
        self,
        source: RowSource,
        spec: ViewSpec,
        cancel: CancelToken,
        *,
        on_fraction: OnFraction | None = None,
        on_preview: Callable[[View], None] | None = None,
    ) -> SourceView:
        if isinstance(source, SourceView):
            # A view of a view is one of its base: more chips, and another order when one is asked for.
            chips, sort = (*source.spec.chips, *spec.chips), spec.sort or source.spec.sort
            source, spec = source.base, ViewSpec(tuple(dict.fromkeys(chips)), sort)
        names = [column.name for column in source.columns]
        conditions = [read_filter(c.text, names) for c in spec.chips if c.kind is ChipKind.FILTER]
        searches = [c.text for c in spec.chips if c.kind is ChipKind.SEARCH]
        check_places([key.column for key in spec.sort], names)
        if isinstance(source, SpoolAnswer) and not self._is_small(source, searches):
            if not spec.chips and not spec.sort:
                return _identity(source, spec)
            return self._large(source, spec, searches, cancel, on_fraction, on_preview)
        complete, rows = source.complete, source.row_count
        numbers = small_view(
            source,
            rows,
            conditions,
            searches,
            spec.sort,
            from_text=isinstance(source, SpoolAnswer) and of_text(source),
            match=lambda pattern, texts: self._match(pattern, texts, cancel),
            cancel=cancel,
        )
        return SourceView(source, spec, RowNumbers.of(numbers), complete=complete)

    def statistics(
        self,
        source: RowSource,
        column: int,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> ColumnStatistics:
        check_places([column], [c.name for c in source.columns])
        base = source.base if isinstance(source, SourceView) else source
        rows = source.row_count
        if isinstance(base, SpoolAnswer) and rows > self._small:
            return large_statistics(self._process, source, column, cancel, on_fraction)
        [cells] = columns_read(source, rows, [column], cancel)
        return statistics_of(cells, from_text=isinstance(base, SpoolAnswer) and of_text(base))

    def query(
        self,
        sql: str,
        tables: Mapping[str, RowSource],
        result_id: str,
        cancel: CancelToken,
        on_fraction: OnFraction | None = None,
    ) -> LocalAnswer:
        if self._answers is None:
            raise AssayError("Nothing is kept here, so there is no room for a result.", code="engine-failed")
        return local_query(self._process, self._answers, sql, tables, result_id, cancel, on_fraction)

    def close(self) -> None:
        self._process.close()

    def _is_small(self, source: RowSource, searches: Sequence[str]) -> bool:
        rows = source.row_count
        return rows <= self._small and not (searches and rows * len(source.columns) > CELLS)

    def _large(
        self,
        source: SpoolAnswer,
        spec: ViewSpec,
        searches: Sequence[str],
        cancel: CancelToken,
        on_fraction: OnFraction | None,
        on_preview: Callable[[View], None] | None,
    ) -> SourceView:
        complete = source.complete
        folder = self._process.folder()
        name = secrets.token_hex(8)
        out, preview = folder / f"view-{name}", folder / f"preview-{name}"

        def heard(message: dict[str, Any]) -> None:
            if "preview" in message and on_preview is not None:
                numbers = RowNumbers.from_file(preview)
                on_preview(SourceView(source, spec, numbers, complete=False, preview=True))
            elif "share" in message and on_fraction is not None:
                on_fraction(message["share"])

        self._process.call(
            "view",
            cancel,
            heard,
            source=facts_of(source),
            filters=[chip.text for chip in spec.chips if chip.kind is ChipKind.FILTER],
            searches=searches,
            sort=[(key.column, key.descending) for key in spec.sort],
            out=str(out),
            preview=str(preview),
        )
        preview.unlink(missing_ok=True)
        return SourceView(source, spec, RowNumbers.from_file(out), complete=complete)

    def _match(self, pattern: str, texts: Sequence[str], cancel: CancelToken) -> list[int]:
        found: list[int] = []
        for start in range(0, len(texts) or 1, TEXTS_AT_ONCE):
            part = list(texts[start : start + TEXTS_AT_ONCE])
            places = self._process.call("match", cancel, pattern=pattern, texts=part)
            found += [start + place for place in places]
        return found


def read_filter(text: str, names: Sequence[str]) -> Condition:
    """Raises InvalidInput that says where."""
    try:
        return parse_filter(text, names)
    except FilterProblem as problem:
        said = f"at character {problem.column}: {problem}"
        raise InvalidInput([FieldProblem("filter", said)], what="The filter") from None


def check_places(places: Sequence[int], names: Sequence[str]) -> None:
    """Raises InvalidInput for a column that is not there."""
    for place in places:
        if not 0 <= place < len(names):
            said = f"there is no column {place + 1}"
            raise InvalidInput([FieldProblem("column", said)], what="The order")


def _identity(source: RowSource, spec: ViewSpec) -> SourceView:
    return SourceView(source, spec, RowNumbers(range(source.row_count)), complete=source.complete)
