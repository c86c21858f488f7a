"""Saved queries sent one after the other, each answer held against what is expected of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tui.core.cancel import CancelToken
from tui.core.exchange import Exchange, ExchangeState
from tui.core.failures import AssayError, InvalidInput, TransportFailure
from tui.core.fields import FieldProblem
from tui.core.operation import Operation, RequestDraft
from tui.core.profile import Profile
from tui.core.saved_queries import StoredQuery
from tui.core.table import RowSource
from tui.workbench.check_reports import ERROR, FAILED, PASSED, SKIPPED
from tui.workbench.inspecting import Inspecting
from tui.workbench.queries.verbs import Queries
from tui.workbench.query_runs.checking import differences, expected_words
from tui.workbench.sending.outcomes import OnProgress
from tui.workbench.sending.retrying import Retrying


@dataclass(frozen=True, slots=True)
class PreparedQuery:
    """A query with its variables put in, and where it goes."""

    stored: StoredQuery
    profile: Profile
    operation: Operation
    draft: RequestDraft


@dataclass(frozen=True, slots=True)
class QueryResult:
    """How one went. `differences` one sentence each; `why` where there was no whole answer."""

    path: str
    description: str
    status: str
    expected: str
    code: str = ""
    rows: int | None = None
    seconds: float = 0.0
    exchange_id: str = ""
    differences: tuple[str, ...] = ()
    why: str = ""


def prepare(
    queries: Queries,
    found: Sequence[StoredQuery],
    profile_for: Callable[[str], Profile],
    given: Mapping[str, str],
) -> tuple[PreparedQuery, ...]:
    """Every query ready to be sent. Raises InvalidInput that names each variable and field that keeps one
    from it, by query; nothing was sent then. `profile_for` gives the profile for an API's id."""
    prepared, problems = [], []
    for stored in found:
        query = stored.query
        try:
            profile = profile_for(query.kind)
            operation = queries.operation(query, profile)
            scope = queries.scope(profile, query.variables, given)
            made = queries.resolve(profile, query.draft, scope)
        except InvalidInput as error:
            problems += [FieldProblem(query.path, str(problem)) for problem in error.problems]
            continue
        wrong = made.problems or queries.field_problems(profile, made.draft)
        problems += [FieldProblem(query.path, str(problem)) for problem in wrong]
        prepared.append(PreparedQuery(stored, profile, operation, made.draft))
    if problems:
        raise InvalidInput(problems, what="The folder of saved queries")
    return tuple(prepared)


class QueryRun:
    """One run. Verbs block: call them from a worker thread."""

    def __init__(self, retrying: Retrying, inspecting: Inspecting, prepared: Sequence[PreparedQuery]) -> None:
        self._retrying = retrying
        self._inspecting = inspecting
        self._prepared = tuple(prepared)
        self.calls = 0
        self.stopped = ""

    def run(
        self,
        cancel: CancelToken,
        on_start: Callable[[Exchange], None] | None = None,
        on_progress: OnProgress | None = None,
    ) -> Iterator[QueryResult]:
        """One after the other; only a refusal for too many requests is asked again. A write is never sent.
        After `cancel` the rest is skipped."""
        for one in self._prepared:
            if cancel.cancelled:
                self.stopped = "interrupted"
                yield _skipped(one, "The run was interrupted before it.")
            elif one.operation.mutates:
                yield _skipped(one, "It changes state; a run of a folder sends no writes.")
            else:
                yield self._one(one, cancel, on_start, on_progress)

    def _one(
        self,
        one: PreparedQuery,
        cancel: CancelToken,
        on_start: Callable[[Exchange], None] | None,
        on_progress: OnProgress | None,
    ) -> QueryResult:
        query, expected = one.stored.query, expected_words(one.stored.query.assertions)

        def started(exchange: Exchange) -> None:
            self.calls += 1
            if on_start is not None:
                on_start(exchange)

        try:
            exchange = self._retrying.send(
                one.profile, one.draft, cancel=cancel, on_start=started, on_progress=on_progress
            )
        except TransportFailure as error:
            return QueryResult(query.path, query.description, ERROR, expected, why=error.message)
        code = (exchange.envelope.code if exchange.envelope is not None else None) or ""
        why = _no_answer(exchange)
        rows = None if why else self._rows(exchange)
        wrong = () if why else tuple(differences(query.assertions, exchange, rows))
        return QueryResult(
            query.path,
            query.description,
            ERROR if why else FAILED if wrong else PASSED,
            expected,
            code,
            rows.row_count if rows is not None else None,
            exchange.timing.total,
            exchange.id,
            wrong,
            why,
        )

    def _rows(self, exchange: Exchange) -> RowSource | None:
        answer = self._inspecting.answer(exchange.id)
        if answer is not None and answer.is_rows:
            return answer
        tables = self._inspecting.tables(exchange.id)
        return tables[0] if tables else None


def _no_answer(exchange: Exchange) -> str:
    """Why there is no whole answer; empty when there is one."""
    if exchange.failure is not None:
        return exchange.failure.message
    envelope = exchange.envelope
    if exchange.state is not ExchangeState.FINISHED or not exchange.complete:
        return "The answer is not whole."
    return "" if envelope is not None and envelope.code is not None else _unread(exchange)


def _unread(exchange: Exchange) -> str:
    problem = exchange.envelope.problem if exchange.envelope is not None else ""
    return problem or "The answer cannot be read."


def _skipped(one: PreparedQuery, why: str) -> QueryResult:
    query = one.stored.query
    return QueryResult(query.path, query.description, SKIPPED, expected_words(query.assertions), why=why)


def refuse_unreadable(problems: Sequence[AssayError]) -> None:
    """Raises InvalidInput when a file of the folder cannot be read: a run without it would say less than it
    seems to."""
    if problems:
        found = [FieldProblem("file", problem.message) for problem in problems]
        raise InvalidInput(found, what="The folder of saved queries")
