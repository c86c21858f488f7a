"""Answers of any size: what reads a row stream, what takes its bytes, and what gives its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from tui.core.table import RowFormat, RowSource

if TYPE_CHECKING:
    from tui.core.envelope import Envelope


@dataclass(frozen=True, slots=True)
class RowHead:
    """What the first line of a row stream turned out to be.

    `is_row` is True when it is already data. A set `envelope` with a bad tone means that the
    stream is an error and holds no rows.
    """

    columns: tuple[str, ...]
    envelope: Envelope | None = None
    is_row: bool = False


class RowReader(Protocol):
    """A provider's knowledge of its row streams; pure."""

    @property
    def format(self) -> RowFormat: ...

    def head(self, first_line: bytes) -> RowHead: ...

    def interruption(self, line: bytes) -> Envelope | None:
        """The envelope in a later line that is an error instead of a row; else None. Called only
        for lines that cannot be a row of the format."""
        ...


@runtime_checkable
class ListReader(RowReader, Protocol):
    """A provider's knowledge of documents whose rows lie in a list inside them; pure. Its `format` and
    `interruption` say nothing: the list's first element tells the format."""

    @property
    def list_paths(self) -> Sequence[tuple[str, ...]]:
        """Where the list may lie, as keys from the document down; `*` stands for any key."""
        ...

    def head(self, first_line: bytes) -> RowHead:
        """Of the document with its list emptied: names of columns where it has them, and its envelope.
        Called first with what stands before the list, closed there, and then the envelope is None while
        the code has not come."""
        ...


class AnswerWriter(Protocol):
    """Takes an answer's bytes as they arrive; one writer, one thread."""

    def write(self, chunk: bytes) -> None:
        """Raises FileProblem when the disk is full; what was written stays readable."""
        ...

    def finish(self, *, complete: bool) -> None:
        """Close the file. A cut transfer keeps its rows and is never complete."""
        ...

    @property
    def rows(self) -> int: ...


class Answer(RowSource, Protocol):
    """A kept answer: rows by window, raw bytes by range. Readable while it grows."""

    @property
    def size(self) -> int:
        """Bytes so far."""
        ...

    @property
    def is_rows(self) -> bool:
        """Whether the body is a stream of rows (as opposed to one document)."""
        ...

    @property
    def holds_rows(self) -> bool:
        """Whether there are rows to look at: a stream, or a large document with a list of them."""
        ...

    @property
    def envelope(self) -> Envelope | None:
        """The envelope of a row stream's first line, or the error that ended it; else None."""
        ...

    def raw(self, start: int, stop: int) -> bytes: ...

    def raw_line(self, row: int) -> bytes:
        """The exact bytes of one row, without its line end."""
        ...


class AnswerStore(Protocol):
    """Answers on disk, one per exchange."""

    def create(self, exchange_id: str, reader: RowReader | None) -> AnswerWriter: ...

    def open(self, exchange_id: str, reader: RowReader | None = None) -> Answer | None:
        """The answer while it grows or after; None when it was not kept or has been cleared. The
        reader is needed only for answers of an earlier run of the program."""
        ...

    def pin(self, exchange_id: str, pinned: bool = True) -> None:
        """Keep beyond every limit, or no longer. Raises FileProblem."""
        ...

    def delete(self, exchange_id: str) -> None: ...

    def close(self) -> None: ...
