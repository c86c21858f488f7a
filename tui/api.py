"""The verbs of assay for Python programs: a small, stable surface over the workbench.

    from tui.api import connect

    with connect() as assay:
        rows = assay.query("sandbox te", "SELECT 1 AS one")
        print(rows.columns, list(rows))

`tui.workbench` holds the verbs but knows no room that plays its roles, so a program gets them here, made
ready. `connect_async` gives the same with `await`. What these two and `Rows` document stays as it is
within a major version; `workbench` is the way to everything else, and may change.

A read that is refused for coming too often (-1005) is sent again, three times at most, after 2, 5 and 12
seconds, unless the setting retry.rate_limit is false. A write is sent once.

Values keep the service's own digits: integers are int, other numbers Decimal. Everything raises AssayError
(tui.core.failures) with `code`, `evidence` and `next_step`. Rows lie on disk, as in the app, and every
exchange is in the history.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from tui.core.answers import Answer
from tui.core.cancel import CancelToken
from tui.core.envelope import Tone
from tui.core.exchange import Exchange
from tui.core.failures import AssayError, InvalidInput, Refused
from tui.core.fields import FieldKind, FieldProblem
from tui.core.knowledge import ErrorPage
from tui.core.operation import Editor, RequestDraft
from tui.core.profile import Profile
from tui.core.results_ports import ExportFormat, ExportOptions
from tui.core.table import Cell, CellKind

if TYPE_CHECKING:
    from tui.storage import Paths
    from tui.workbench import Workbench

__all__ = ["Assay", "AssayError", "AsyncAssay", "CallFailed", "Rows", "connect", "connect_async"]

T = TypeVar("T")
STEP = 2000
"""Rows held at once while iterating."""


class CallFailed(AssayError):
    """The service answered with an error, or no whole answer came. `exchange` is what is kept of it."""

    def __init__(
        self, exchange: Exchange, message: str, *, code: str, evidence: Sequence[str], next_step: str
    ) -> None:
        super().__init__(message, code=code, evidence=evidence, next_step=next_step)
        self.exchange = exchange


class Rows:
    """The rows of one answer, read from disk by window. Iterate as often as needed."""

    def __init__(self, workbench: Workbench, exchange: Exchange, answer: Answer) -> None:
        self._workbench = workbench
        self._answer = answer
        self.exchange = exchange

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column.name for column in self._answer.columns)

    def __len__(self) -> int:
        return self._answer.row_count

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Each row as values: None, bool, int, Decimal, str; JSON of nested values as it came."""
        for start in range(0, len(self), STEP):
            for row in self._answer.window(start, min(start + STEP, len(self))):
                yield tuple(map(_value, row))

    def dicts(self) -> Iterator[dict[str, Any]]:
        """Each row by column name; of equal names the last counts."""
        names = self.columns
        return (dict(zip(names, row, strict=False)) for row in self)

    def export(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Write a file in the format that its ending tells; whole or not at all."""
        self._workbench.exporting.export(self._answer, str(path), options=ExportOptions(overwrite=overwrite))

    def to_arrow(self) -> Any:
        """A pyarrow.Table. Raises ImportError without pyarrow."""
        from pyarrow import parquet

        return self._by_parquet(parquet.read_table)

    def to_pandas(self) -> Any:
        """A pandas.DataFrame. Raises ImportError without pandas and an engine for Parquet."""
        import pandas as pd

        return self._by_parquet(pd.read_parquet)

    def to_polars(self) -> Any:
        """A polars.DataFrame. Raises ImportError without polars."""
        import polars as pl

        return self._by_parquet(pl.read_parquet)

    def _by_parquet(self, read: Callable[[str], T]) -> T:
        # The one format that all three read with exact types; the file goes when it was read.
        with TemporaryDirectory(prefix="assay-") as folder:
            path = str(Path(folder) / "rows.parquet")
            self._workbench.exporting.export(self._answer, path, ExportFormat.PARQUET)
            return read(path)


class Assay:
    """The verbs. Every one that sends blocks; safe in every thread."""

    def __init__(self, workbench: Workbench) -> None:
        self.workbench = workbench

    def profiles(self) -> tuple[Profile, ...]:
        """Your own by name, then the built-in sandbox ones. No secret is in any of them."""
        return self.workbench.profiles.all()

    def query(
        self,
        profile: str,
        sql: str,
        *,
        fields: Mapping[str, Any] | None = None,
        cancel: CancelToken | None = None,
    ) -> Rows:
        """Run SQL on a profile, by name or id, and wait for all rows. `fields` are others of the route, such
        as timeoutSeconds. Raises AssayError, CallFailed."""
        target = self.workbench.profiles.find(profile)
        for operation in self.workbench.sending.operations(target.kind):
            if operation.editor is Editor.SQL and not operation.mutates:
                name = next((s.name for s in operation.fields if s.kind is FieldKind.SQL), "")
                if name:
                    draft = RequestDraft(operation.id, form={name: sql, **(fields or {})})
                    return self._rows(self._sent(target, draft, cancel=cancel))
        raise Refused(f"A profile of kind “{target.kind}” takes no SQL.")

    def call(
        self,
        profile: str,
        route: str,
        *,
        query: Mapping[str, Any] | None = None,
        form: Mapping[str, Any] | None = None,
        body: Any = None,
        confirmed: bool = False,
        cancel: CancelToken | None = None,
    ) -> Any:
        """Call any route of `assay routes`; what its document says, numbers exact, or Rows where it answers
        with rows. A route that changes state needs `confirmed`. Raises AssayError, CallFailed."""
        target = self.workbench.profiles.find(profile)
        draft = RequestDraft(route, query=query or {}, form=form or {}, body=body)
        exchange = self._sent(target, draft, confirmed=confirmed, cancel=cancel)
        answer = self.workbench.inspecting.answer(exchange.id)
        if answer is None or answer.is_rows:
            return self._rows(exchange)
        return json.loads(answer.raw(0, answer.size), parse_float=Decimal)

    def explain(self, code: str) -> tuple[ErrorPage, ...]:
        """The pages of `-1005`, `td/1603` or `dns-failed`; one that says so for an unknown code."""
        return self.workbench.knowledge.explain_code(code)

    def _sent(self, target: Profile, draft: RequestDraft, **how: Any) -> Exchange:
        exchange = self.workbench.retrying.send(target, draft, **how)
        envelope = exchange.envelope
        if exchange.failure is None and envelope is not None and envelope.tone in (Tone.GOOD, Tone.CAUTION):
            return exchange
        told = self.workbench.inspecting.explain(exchange.id)
        failure = exchange.failure
        code = failure.code if failure is not None else f"{told.page.provider}/{told.page.code}"
        evidence = [one for one in (told.server_message, *told.evidence) if one]
        step = next(iter(told.remedies), "")
        raise CallFailed(exchange, told.headline, code=code, evidence=evidence, next_step=step)

    def _rows(self, exchange: Exchange) -> Rows:
        answer = self.workbench.inspecting.answer(exchange.id)
        if answer is None or not answer.is_rows:
            raise InvalidInput([FieldProblem("sql", "was answered without rows")], what="The query")
        return Rows(self.workbench, exchange, answer)


class AsyncAssay:
    """The same verbs with `await`, each in a thread. A task that is cancelled cancels what it sent."""

    def __init__(self, assay: Assay) -> None:
        self.sync = assay

    async def query(self, profile: str, sql: str, *, fields: Mapping[str, Any] | None = None) -> Rows:
        """See `Assay.query`."""
        return await _cancelling(lambda token: self.sync.query(profile, sql, fields=fields, cancel=token))

    async def call(self, profile: str, route: str, **how: Any) -> Any:
        """See `Assay.call`."""
        return await _cancelling(lambda token: self.sync.call(profile, route, cancel=token, **how))

    async def explain(self, code: str) -> tuple[ErrorPage, ...]:
        """See `Assay.explain`."""
        return await asyncio.to_thread(self.sync.explain, code)


async def _cancelling(verb: Callable[[CancelToken], T]) -> T:
    token = CancelToken()
    try:
        return await asyncio.to_thread(verb, token)
    except asyncio.CancelledError:
        token.cancel()
        raise


@contextmanager
def connect(paths: Paths | None = None) -> Iterator[Assay]:
    """The verbs over this user's profiles and folders, or over others (`tui.storage.Paths.below(folder)`).
    Nothing is opened, imported or sent before its need; at the end everything is closed."""
    from tui.wiring import build_workbench

    workbench = build_workbench(paths)
    if workbench.sending.proxies is not None:
        # Nobody is there to be asked; the proxy is one that the profile names.
        workbench.sending.proxies.announce = logging.getLogger("assay").warning
    try:
        yield Assay(workbench)
    finally:
        workbench.close()


@asynccontextmanager
async def connect_async(paths: Paths | None = None) -> AsyncIterator[AsyncAssay]:
    """See `connect`."""
    with connect(paths) as assay:
        yield AsyncAssay(assay)


def _value(cell: Cell) -> Any:
    match cell.kind:
        case CellKind.NULL | CellKind.ABSENT:
            return None
        case CellKind.BOOLEAN:
            return cell.text == "true"
        case CellKind.NUMBER:
            return Decimal(cell.text) if set(".eE") & set(cell.text) else int(cell.text)
        case _:
            return cell.text
