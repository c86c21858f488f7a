"""Which way to run a query, by the size that is to be expected. Advice; the choice is a person's."""

from __future__ import annotations

from dataclasses import dataclass

from tui.core.sql_assist import SqlSize
from tui.core.tasks import Run
from tui.core.wording import told, tr


@dataclass(frozen=True, slots=True)
class Advice:
    """`why` is a few words such as `LIMIT 100`; `reason` says what follows from them."""

    run: Run
    why: str
    reason: str = ""


def advised(size: SqlSize, big: int) -> Advice:
    """A query that may bring `big` rows, or any number, runs in the background: it can then be followed,
    stopped at the server and gone on with. Where the size cannot be told, a stream: it takes one call."""
    if not size.known:
        return Advice(
            Run.STREAM, size.why, tr("{why}; how many rows come is not known before", why=told(size.why))
        )
    if size.most is None:
        return Advice(
            Run.TASK, size.why, tr("{why}, so that any number of rows may come", why=told(size.why))
        )
    if size.most >= big:
        return Advice(
            Run.TASK, size.why, tr("{why}, and {big:,} rows or more are many", why=told(size.why), big=big)
        )
    return Advice(Run.STREAM, size.why, tr("{why}, fewer than {big:,} rows", why=told(size.why), big=big))
