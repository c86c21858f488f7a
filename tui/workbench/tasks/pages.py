"""The pages of a background query, put one after another into one answer."""

from __future__ import annotations

from dataclasses import dataclass

from tui.core.answers import Answer, AnswerStore, AnswerWriter
from tui.core.exchange import Exchange, ExchangeState, Failure
from tui.core.operation import RequestDraft
from tui.core.tasks import TaskPhase, TaskState
from tui.workbench.tasks.calling import Caller, Ended, good, said_by
from tui.workbench.tasks.polling import until_ended

CHUNK = 256 * 1024
FIRST_LINE = 16 * 1024 * 1024
"""Bytes of a page in which its first line has to end, to be told from a row."""


@dataclass(slots=True)
class Joined:
    """The one answer: `pages` of the task are in it whole, `size` bytes, nothing of a page that failed."""

    answers: AnswerStore
    writer: AnswerWriter
    pages: int = 0
    size: int = 0

    def copy(self, answer: Answer, size: int, pages: int) -> None:
        """Take over what an earlier run has read. Raises FileProblem."""
        self._take(answer, 0, size)
        self.pages = pages

    def add(self, caller: Caller, draft: RequestDraft, page: Exchange, columns: tuple[str, ...]) -> None:
        """The rows of a page that came whole; its own copy of them goes. Raises FileProblem."""
        answer = self.answers.open(page.id)
        if answer is not None and answer.size:
            line = _first_line(answer)
            start, names = caller.routes.page_start(draft, line)
            if not self.size:
                row = line if not start else _first_line(answer, start)
                self._write(caller.routes.head(draft, columns or names, row.rstrip(b"\r\n")))
            self._take(answer, start, answer.size)
            if start < answer.size and answer.raw(answer.size - 1, answer.size) != b"\n":
                self._write(b"\n")
        elif not self.size and columns:
            self._write(caller.routes.head(draft, columns, b""))
        self.pages += 1
        self.answers.delete(page.id)

    def _take(self, answer: Answer, start: int, stop: int) -> None:
        while start < stop:
            chunk = answer.raw(start, min(stop, start + CHUNK))
            if not chunk:
                return
            self._write(chunk)
            start += len(chunk)

    def _write(self, data: bytes) -> None:
        self.writer.write(data)
        self.size += len(data)


def read_page(caller: Caller, state: TaskState, draft: RequestDraft, number: int) -> Exchange | None:
    """One page that came whole; None past the last one. Raises Ended and Stopped."""
    what = f"page {number + 1:,}"
    if state.pages is not None:
        what = f"page {number + 1:,} of {state.pages:,}"
    again = True
    while True:
        page = caller.send(caller.routes.page(state.id, number, draft), what)
        if good(page) or _is_empty(page, state, caller):
            return page
        code = page.envelope.code if page.envelope is not None else None
        if code is None or not caller.routes.no_page(code):
            raise Ended(failed(number, state, said_by(page)))
        if state.pages is None and number:
            return None
        if not again:
            raise Ended(failed(number, state, said_by(page)))
        # The same code comes before the end and past the last page: the state tells which it is.
        again = False
        now = until_ended(caller, state.id, at_once=True)
        if now.phase is TaskPhase.FINISHED and now.pages is not None and number >= now.pages:
            return None


def _is_empty(page: Exchange, state: TaskState, caller: Caller) -> bool:
    """A page without rows has no byte in some layouts."""
    done = page.state is ExchangeState.FINISHED and page.complete
    return done and page.received == 0 and caller.rows == state.rows


def failed(number: int, state: TaskState, evidence: tuple[str, ...]) -> Failure:
    of = f" of {state.pages:,}" if state.pages is not None else ""
    return Failure(
        "page-failed",
        f"Page {number + 1:,}{of} could not be read; the rows of the pages before it are kept.",
        evidence=evidence,
        next_step=f"Go on from page {number + 1:,}.",
    )


def _first_line(answer: Answer, start: int = 0) -> bytes:
    size = 64 * 1024
    while True:
        data = answer.raw(start, start + size)
        line, feed, _ = data.partition(b"\n")
        if feed or len(data) < size or size >= FIRST_LINE:
            return line + feed
        size *= 8
