"""Queries that run in the background: what a provider says of them, and what is kept to go on with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from tui.core.answers import RowReader
from tui.core.operation import RequestDraft


class Run(StrEnum):
    """How a query is run. A choice, never changed behind a person's back."""

    STREAM = "stream"
    """One call, the rows as they come."""
    PAGE = "page"
    """One call that waits for the end, then the rows page by page."""
    TASK = "task"
    """Begun at once, asked for its state, then the rows page by page."""


RUN_WORDS = {
    Run.STREAM: "one stream, the rows as they come",
    Run.PAGE: "wait for the end, then page by page",
    Run.TASK: "in the background, then page by page; it can be gone on with after a crash",
}


SERVER_SAID = "The server said: "
"""How the evidence of a failed task gives the server's own words."""


class TaskPhase(StrEnum):
    RUNNING = "running"
    """Also every state that nobody documents: only the end is certain."""
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TaskState:
    """What a server says of a task. `said` is its own word; `percent` 0 to 100, as it says."""

    id: str
    phase: TaskPhase
    said: str = ""
    percent: float | None = None
    columns: tuple[str, ...] = ()
    rows: int | None = None
    pages: int | None = None
    """None where the server tells no number of pages."""
    message: str = ""


class TaskRoutes(Protocol):
    """A provider's background queries: drafts of the calls, and how to read what they answer. Pure."""

    @property
    def big(self) -> int:
        """Rows from which a query is better run in the background."""
        ...

    def runs(self, operation_id: str) -> Sequence[Run]:
        """The ways to run a draft of that operation, its own first; empty when it is no query."""
        ...

    def draft(self, draft: RequestDraft, run: Run) -> RequestDraft:
        """The call that begins the same query in another way; the draft itself when it is that already."""
        ...

    def info(self, task_id: str) -> RequestDraft: ...

    def page(self, task_id: str, number: int, draft: RequestDraft) -> RequestDraft:
        """The call for a page, counted from 0; `draft` is what the task was begun with."""
        ...

    def cancel(self, task_id: str) -> RequestDraft: ...

    def state(self, data: Any) -> TaskState | None:
        """Of the answer of the first call, or of `info`; None when it names no task."""
        ...

    def not_ready(self, code: str) -> bool:
        """Whether a code means that there is nothing to read yet, and nothing is wrong."""
        ...

    def no_page(self, code: str) -> bool:
        """Whether a code may mean that a page is not there: not yet, or past the last one."""
        ...

    def reader(self, draft: RequestDraft) -> RowReader:
        """How to read the whole answer: `head`, then the rows of every page."""
        ...

    def head(self, draft: RequestDraft, columns: Sequence[str], first_row: bytes) -> bytes:
        """What stands before the rows of the whole answer, so that their columns have names. `columns`
        may be empty; then the row tells how many there are."""
        ...

    def page_start(self, draft: RequestDraft, first_line: bytes) -> tuple[int, tuple[str, ...]]:
        """How many bytes at the beginning of a page are no row, and the names they hold."""
        ...


@dataclass(frozen=True, slots=True)
class KeptTask:
    """A background query that can be gone on with. `pages` are those whose rows are kept, `size` their
    bytes in the answer of `exchange_id`."""

    exchange_id: str
    profile_id: str
    task: str
    draft: RequestDraft
    at: float
    """Seconds since the epoch, when it was begun."""
    pages: int = 0
    size: int = 0
    rows: int = 0
    of_pages: int | None = None
    of_rows: int | None = None

    @property
    def words(self) -> str:
        """`7 of 100 pages are here, 70,000 rows`"""
        if not self.pages:
            return "no page has been read yet"
        if self.of_pages is None:
            return f"{self.pages:,} pages are here, {self.rows:,} rows"
        return f"{self.pages:,} of {self.of_pages:,} pages are here, {self.rows:,} rows"
