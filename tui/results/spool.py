"""One kept answer: its bytes in a file, as received, and what is known of its rows."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from tui.core.answers import ListReader, RowHead, RowReader
from tui.core.envelope import Envelope, Tone
from tui.core.failures import FileProblem
from tui.core.table import RowFormat
from tui.results.elements import ElementScanner
from tui.results.index import Block, SparseIndex
from tui.results.records import Scanner, scanner_for


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers that a reader needs at once; replaced as a whole, so that no lock is held to read them."""

    size: int = 0
    records: int = 0
    """Records that have ended, the header included."""
    open_start: int = 0
    """Where the record begins that has not ended yet."""
    blank: int = 0
    """Blank lines at the end; they count once something follows."""


class ElementReader:
    """Reads the elements of a list inside a document, whose format its first one tells."""

    def __init__(self, row_format: RowFormat, start: int) -> None:
        self.format = row_format
        self.start = start

    def head(self, first_line: bytes) -> RowHead:
        return RowHead((), is_row=True)

    def interruption(self, line: bytes) -> Envelope | None:
        return None


class Spool:
    """What writer and readers share. Documents (reader None) have bytes only; of those that may hold a
    list of rows the reader comes when the list has been found."""

    def __init__(self, path: Path, reader: RowReader | None) -> None:
        self.path = path
        self.lists = reader if isinstance(reader, ListReader) else None
        self.reader = None if self.lists is not None else reader
        self.identity = object()
        """Tells this answer from a later one of the same path."""
        self.lock = threading.Lock()
        self.index = SparseIndex()
        self.counts = Counts()
        self.head: RowHead | None = None
        self.error: Envelope | None = None
        self.error_record: int | None = None
        self.restored = False
        """Of an earlier run, so that its reader is known only to the caller."""
        self.finished = False
        self.delivered = False
        """The transfer ended as it should."""

    @property
    def is_bytes(self) -> bool:
        """Whether nothing is known of rows in it."""
        return self.reader is None and self.lists is None

    @property
    def in_document(self) -> bool:
        """Whether the rows are elements of a list inside a document, and no lines."""
        return isinstance(self.reader, ElementReader)

    def found_list(self, row_format: RowFormat, start: int) -> None:
        """The rows begin at an offset, as elements of a list."""
        with self.lock:
            self.index = SparseIndex(start)
            self.counts = Counts(self.counts.size, 0, start)
            self.head = RowHead((), is_row=True)
            self.reader = ElementReader(row_format, start)

    def scanner(self) -> Scanner | None:
        """A new one for the rows; None for a document."""
        if self.reader is None or self.in_document:
            return ElementScanner() if self.reader else None
        return scanner_for(self.reader.format)

    @property
    def header_records(self) -> int:
        return 1 if self.head is not None and not self.head.is_row else 0

    @property
    def refused(self) -> bool:
        """The stream is an error from its first line on and holds no rows."""
        envelope = self.head.envelope if self.head is not None and not self.head.is_row else None
        return envelope is not None and envelope.tone is Tone.BAD

    @property
    def row_count(self) -> int:
        if self.head is None or self.refused:
            return 0
        counts = self.counts
        end = counts.records - counts.blank
        if self.error_record is not None:
            end = min(end, self.error_record)
        return max(0, end - self.header_records)

    @property
    def complete(self) -> bool:
        return self.finished and self.delivered and self.error_record is None

    def block_of(self, record: int) -> Block:
        """The block that holds a record, with the end of the last one filled in."""
        with self.lock:
            block = self.index.block_of(record)
            if block.stop >= 0:
                return block
            whole = self.finished and not self.in_document
            return block._replace(stop=self.counts.size if whole else self.counts.open_start)

    def read(self, start: int, stop: int) -> bytes:
        """Bytes that have arrived. Raises FileProblem when the file has been cleared away."""
        stop = min(stop, self.counts.size)
        if start >= stop:
            return b""
        try:
            # Opened for each read: what was read is cached by the caller, and no answer that was ever
            # looked at keeps a descriptor.
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                return read_range(descriptor, start, stop)
            finally:
                os.close(descriptor)
        except OSError as error:
            said = (error.strerror or "unknown error").lower()
            raise FileProblem(
                f"The kept answer cannot be read: {said}.",
                evidence=[f"It was kept in {self.path}."],
                next_step="Send the request again.",
            ) from None


def read_range(descriptor: int, start: int, stop: int) -> bytes:
    """Bytes start … stop-1 of an open file, fewer at its end. Raises OSError."""
    parts = []
    # One call reads at most 2 GiB.
    while start < stop and (part := os.pread(descriptor, stop - start, start)):
        parts.append(part)
        start += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
