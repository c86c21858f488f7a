"""Statistics and local SQL as seen from here: what the helper is sent, and what comes of its answers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui.core.answers import Answer, RowHead
from tui.core.cancel import CancelToken
from tui.core.envelope import Envelope, Tone
from tui.core.exact_json import parse_exact
from tui.core.failures import AssayError, FileProblem
from tui.core.results_ports import Bin, ColumnStatistics, LocalAnswer, OnFraction
from tui.core.table import Cell, CellKind, RowFormat, RowSource
from tui.results.answer import SpoolAnswer
from tui.results.engine_handing import Handing
from tui.results.engine_process import EngineProcess
from tui.results.engine_small import stop_if
from tui.results.statistics import bins_of
from tui.results.store import SpoolAnswerStore

PIECE = 64 * 1024


class LocalReader:
    """The row stream that local SQL makes: a head with the columns, then one JSON array a row."""

    format = RowFormat.JSON_ARRAY

    def head(self, first_line: bytes) -> RowHead:
        found = parse_exact(first_line).value
        names = found.get("columns") if isinstance(found, dict) else None
        if not isinstance(names, list):
            return RowHead((), is_row=True)
        return RowHead(tuple(map(str, names)), Envelope("0", tone=Tone.GOOD, word="LOCAL"))

    def interruption(self, line: bytes) -> Envelope | None:
        return None


def large_statistics(
    process: EngineProcess,
    source: RowSource,
    column: int,
    cancel: CancelToken,
    on_fraction: OnFraction | None,
) -> ColumnStatistics:
    with Handing(process, source, cancel) as handed:
        found = process.call(
            "statistics",
            cancel,
            _telling(on_fraction),
            source=handed.facts,
            order=handed.order,
            column=column,
        )
    histogram: tuple[Bin, ...] = ()
    if found["ends"] is not None:
        low, high = found["ends"]
        counts = {int(b): int(n) for b, n in found["bins"]} if low != high else {0: found["finite"]}
        histogram = bins_of(low, high, counts) if counts else ()
    return ColumnStatistics(
        rows=found["rows"],
        nulls=found["nulls"],
        absent=found["absent"],
        numbers=found["numbers"],
        distinct=found["distinct"],
        distinct_exact=found["distinct_exact"],
        minimum=found["minimum"],
        maximum=found["maximum"],
        mean=found["mean"],
        quantiles=tuple((share, value) for share, value in found["quantiles"]),
        top=tuple((Cell(CellKind(kind), text), count) for kind, text, count in found["top"]),
        histogram=histogram,
        note=found["note"],
    )


def local_query(
    process: EngineProcess,
    store: SpoolAnswerStore,
    sql: str,
    tables: Mapping[str, RowSource],
    result_id: str,
    cancel: CancelToken,
    on_fraction: OnFraction | None,
) -> LocalAnswer:
    """See `core.results_ports.ResultEngine.query`."""
    made = process.folder() / f"query-{secrets.token_hex(8)}"
    handings = {name: Handing(process, source, cancel) for name, source in tables.items()}
    try:
        handed = [handings[name].__enter__().wire(name) for name in handings]
        facts = process.call("query", cancel, _telling(on_fraction), sql=sql, tables=handed, out=str(made))
        answer = _kept(store, made, result_id, cancel)
    except OSError as error:
        said = (error.strerror or "unknown error").lower()
        raise FileProblem(f"The result cannot be kept: {said}.", code="file-unwritable") from None
    finally:
        made.unlink(missing_ok=True)
        for handing in handings.values():
            handing.__exit__()
    return LocalAnswer(result_id, answer, tuple(facts["notes"]), tuple(facts["tables"]))


def _kept(store: SpoolAnswerStore, made: Path, result_id: str, cancel: CancelToken) -> Answer:
    """The rows of a file as an answer. Raises FileProblem; a half one is taken back."""
    writer = store.create(result_id, LocalReader())
    try:
        with made.open("rb") as file:
            while piece := file.read(PIECE):
                stop_if(cancel)
                writer.write(piece)
    except BaseException:
        writer.finish(complete=False)
        store.delete(result_id)
        raise
    writer.finish(complete=True)
    answer: SpoolAnswer | None = store.open(result_id, LocalReader())
    if answer is None:
        raise AssayError("The result of the query was cleared away at once.", code="engine-failed")
    return answer


def _telling(on_fraction: OnFraction | None) -> Any:
    if on_fraction is None:
        return None
    return lambda message: on_fraction(message.get("share", 0.0))
