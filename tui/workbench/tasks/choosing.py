"""Which way to run a query, by the size that is to be expected. Advice; the choice is a person's."""

from __future__ import annotations

from dataclasses import dataclass

from tui.core.sql_assist import SqlSize
from tui.core.tasks import Run


@dataclass(frozen=True, slots=True)
class Advice:
    """`why` is a few words such as `LIMIT 100`."""

    run: Run
    why: str


def advised(size: SqlSize, big: int) -> Advice:
    """A query that may bring `big` rows, or any number, runs in the background: it can then be followed,
    stopped at the server and gone on with."""
    if not size.known:
        return Advice(Run.STREAM, size.why)
    if size.most is None or size.most >= big:
        return Advice(Run.TASK, size.why)
    return Advice(Run.STREAM, size.why)
