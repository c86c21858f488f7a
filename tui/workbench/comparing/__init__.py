"""Two exchanges side by side: what was asked, what was answered, which rows changed, what took longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from tui.core.cancel import CancelToken
from tui.core.envelope import Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.failures import NotFound
from tui.core.table import RowSource
from tui.workbench.comparing.rows import CellChange, RowChange, RowsDiff, compare_rows
from tui.workbench.comparing.values import Difference, differences
from tui.workbench.history import History
from tui.workbench.inspecting import Inspecting

LOOKED_BACK = 5_000
"""Exchanges among which the last good one is looked for."""

PAGE = 200

NOT_COMPARED = frozenset({"date", "content-length", "age", "x-request-id", "set-cookie", "etag"})
"""Headers that differ between any two answers."""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one phase in both; None where it did not happen."""

    phase: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """`first` is the one before, whatever their times are: the caller chose the order."""

    first: Exchange
    second: Exchange
    request: tuple[Difference, ...]
    outcome: tuple[Difference, ...]
    timing: tuple[Took, ...]
    rows: RowsDiff | None = None
    rows_note: str = ""
    """Why no rows are compared, one sentence; empty when they are."""

    @property
    def is_equal(self) -> bool:
        """Whether nothing but the time differs."""
        return not self.request and not self.outcome and (self.rows is None or self.rows.is_equal)


class Comparing:
    """Verbs block: call them from a worker thread."""

    def __init__(self, inspecting: Inspecting, history: History) -> None:
        self._inspecting = inspecting
        self._history = history

    def find(self, words: str) -> Exchange:
        """The exchange of an id or of the beginning of one among the latest; `last` and `previous` are the
        latest two. Raises NotFound."""
        name = words.strip()
        if name in {"last", "previous"}:
            found = self._history.recent(1, offset=int(name == "previous"))
            if found:
                return found[0]
            raise NotFound(f"There is no {name} exchange in the history.", next_step="Send something first.")
        begins = [e for e in self._history.recent(PAGE * 5) if name and e.id.startswith(name)]
        whole = [e for e in begins if e.id == name]
        if whole or len(begins) == 1:
            return (whole or begins)[0]
        if not begins:
            with suppress(NotFound):
                # Older than those looked at, by its whole id.
                return self._inspecting.exchange(name)
        said = "More than one exchange begins so" if begins else "No exchange has the id"
        raise NotFound(
            f"{said}: “{name}”.",
            evidence=[f"{e.id}: {e.operation}" for e in begins[:5]],
            next_step="assay history lists the ids; last and previous are the latest two.",
        )

    def last_good(self, exchange: Exchange) -> Exchange:
        """The latest exchange before this one with the same profile and route that went well, one with
        the same request first. Raises NotFound."""
        good: Exchange | None = None
        for offset in range(0, LOOKED_BACK, PAGE):
            page = self._history.recent(PAGE, offset=offset, profile_id=exchange.profile_id)
            for other in page:
                if other.started_at >= exchange.started_at or not _went_well(other, exchange):
                    continue
                if other.draft == exchange.draft:
                    return other
                good = good or other
            if len(page) < PAGE:
                break
        if good is None:
            raise NotFound(
                f"No earlier exchange of {exchange.operation} with this profile went well.",
                next_step="Mark two exchanges in History (F6, m) to compare any two.",
            )
        return good

    def compare(
        self, first: Exchange, second: Exchange, key: Sequence[str] = (), cancel: CancelToken | None = None
    ) -> Comparison:
        """Raises InvalidInput for a key that is no column of both, Cancelled."""
        rows, note = None, ""
        sources = [self._rows_of(exchange) for exchange in (first, second)]
        if sources[0] is not None and sources[1] is not None:
            rows = compare_rows(sources[0], sources[1], key, cancel)
        elif sources[0] is not None or sources[1] is not None:
            which = "first" if sources[0] is None else "second"
            note = f"The {which} has no rows to compare, or its answer is no longer kept."
        return Comparison(
            first,
            second,
            tuple(differences(_asked(first), _asked(second))),
            tuple(differences(_answered(first), _answered(second))),
            _timing(first, second),
            rows,
            note,
        )

    def _rows_of(self, exchange: Exchange) -> RowSource | None:
        if exchange.envelope is not None and exchange.envelope.tone is Tone.BAD:
            # An error where rows were expected has none to compare.
            return None
        answer = self._inspecting.answer(exchange.id)
        if answer is not None and answer.holds_rows:
            return answer
        tables = self._inspecting.tables(exchange.id) if answer is not None else ()
        return tables[0] if tables else None


def _went_well(other: Exchange, exchange: Exchange) -> bool:
    return (
        other.operation == exchange.operation
        and other.id != exchange.id
        and other.state is ExchangeState.FINISHED
        and other.envelope is not None
        and other.envelope.tone is Tone.GOOD
    )


def _asked(exchange: Exchange) -> Mapping[str, object]:
    """What was asked, as a person wrote it; the wire only where the draft does not tell."""
    request, draft = exchange.request, dict(exchange.draft)
    draft.pop("operation", None)
    found: dict[str, object] = {
        "profile": exchange.profile_name,
        "route": exchange.operation,
        "method": request.method,
        "address": f"{request.base_url} {request.path}",
        "headers": {name.lower(): value for name, value in request.headers},
        **{name: value for name, value in draft.items() if value not in (None, {}, "")},
    }
    if not draft:
        found["query"] = dict(request.query)
        found["body"] = request.body.decode("utf-8", "replace")
    if exchange.fingerprints:
        # Only the ends of a sensitive value are kept: the hash tells whether its middle differs.
        found["fingerprint"] = {name: value[:12] for name, value in exchange.fingerprints.items()}
    return found


def _answered(exchange: Exchange) -> Mapping[str, object]:
    head, envelope, failure = exchange.head, exchange.envelope, exchange.failure
    found: dict[str, object] = {
        "state": exchange.state.value,
        "complete": exchange.complete,
        "rows": exchange.rows,
        "bytes": exchange.received,
    }
    if head is not None:
        found["status"] = head.status
        found["headers"] = {n.lower(): v for n, v in head.headers if n.lower() not in NOT_COMPARED}
    if envelope is not None:
        found |= {
            "code": envelope.code,
            "message": envelope.message,
            "verdict": envelope.word,
            "labels": list(envelope.labels),
            "generated": envelope.generated_at,
            "problem": envelope.problem,
            "data": envelope.data,
        }
    if failure is not None:
        found["failure"] = {"code": failure.code, "message": failure.message}
    if exchange.connection is not None:
        shown = exchange.connection.certificate
        found["TLS"] = exchange.connection.tls_version
        found["certificate"] = shown.sha256[:16] if shown is not None else None
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _timing(first: Exchange, second: Exchange) -> tuple[Took, ...]:
    phases = ("resolve", "connect", "tls", "send", "first_byte", "transfer", "total")
    pairs = [(name, getattr(first.timing, name), getattr(second.timing, name)) for name in phases]
    return tuple(
        Took(name, before, after) for name, before, after in pairs if (before, after) != (None, None)
    )


__all__ = [
    "CellChange",
    "Comparing",
    "Comparison",
    "Difference",
    "RowChange",
    "RowsDiff",
    "Took",
    "compare_rows",
    "differences",
]
