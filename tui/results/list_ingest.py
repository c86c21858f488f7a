"""Follows a document as it arrives: finds the list of rows inside it, counts its elements, and reads the
document without them for its envelope. The bytes stay as they came; the rows are ranges of them."""

from __future__ import annotations

from dataclasses import replace

from tui.core.answers import ListReader, RowHead
from tui.core.envelope import Envelope, Tone
from tui.core.table import RowFormat
from tui.results.elements import ElementScanner, Place, locate
from tui.results.json_rows import is_json
from tui.results.spool import Counts, Spool, read_range

PIECE = 64 * 1024

LARGE = 1024 * 1024
"""Bytes from which on a document is read as rows; the list begins within them, or there is none. Smaller
ones are laid out as a whole."""

MAX_REST = 16 * 1024 * 1024
"""Bytes behind the rows that are still read."""

_ENDS = (b"]", b"}", b'"')


class ListIngest:
    """One thread feeds it, as `Ingest`. Its methods may raise OSError."""

    def __init__(self, spool: Spool, reader: ListReader, descriptor: int) -> None:
        self._spool = spool
        self._reader = reader
        self._descriptor = descriptor
        self._scanner = ElementScanner()
        self._place: Place | None = None
        self._closed = False
        self._looked = False

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes, which are in the file already."""
        spool = self._spool
        if self._place is not None:
            self._take(chunk)
            return
        spool.counts = Counts(size=spool.counts.size + len(chunk))
        if not self._looked and spool.counts.size >= LARGE:
            self._looked = True
            self._look()

    def _look(self) -> None:
        spool = self._spool
        data = read_range(self._descriptor, 0, spool.counts.size)
        place = self._place = locate(data, self._reader.list_paths)
        if place is None:
            return
        spool.counts = Counts(size=place.start)
        spool.found_list(RowFormat.JSON_OBJECT if place.of_objects else RowFormat.JSON_ARRAY, place.start)
        self._read_early(data[: place.start] + place.closing)
        for start in range(place.start, len(data), PIECE):
            self._take(data[start : start + PIECE])

    def _take(self, chunk: bytes) -> None:
        spool, old = self._spool, self._spool.counts
        found = self._scanner.scan(chunk)
        closed = self._scanner.closed_at if not self._closed else None
        if closed is not None:
            self._closed = True
        with spool.lock:
            if found.ends and closed is None:
                spool.index.add(old.records + found.ends, old.size + found.last)
            moved = found.ends or closed is not None
            spool.counts = Counts(
                size=old.size + len(chunk),
                records=old.records + found.ends,
                open_start=old.size + found.last if moved else old.open_start,
            )

    def end(self, *, delivered: bool) -> None:
        """No more bytes will come."""
        spool = self._spool
        if self._place is not None:
            self._finish(self._place, delivered=delivered)
        spool.finished = True
        spool.delivered = delivered

    def _finish(self, place: Place, *, delivered: bool) -> None:
        spool, counts = self._spool, self._spool.counts
        if not self._closed:
            rest = b""
            if counts.size - counts.open_start <= MAX_REST:
                rest = read_range(self._descriptor, counts.open_start, counts.size).rstrip()
            if rest.endswith(_ENDS) and is_json(rest):
                # Cut between a row and its comma.
                with spool.lock:
                    spool.counts = Counts(counts.size, counts.records + 1, counts.size)
            if delivered:
                self._stop("The document ends in the middle of its rows.")
            return
        tail = read_range(self._descriptor, counts.open_start, min(counts.size, counts.open_start + MAX_REST))
        whole = read_range(self._descriptor, 0, place.start) + tail
        if counts.size - counts.open_start > MAX_REST:
            self._stop("What follows the rows is too large to be read; the rows are shown without it.")
        elif is_json(whole):
            self._read_whole(whole)
        elif delivered:
            self._stop("What follows the rows cannot be read as JSON.")

    def interpret_again(self) -> None:
        """Of an answer of an earlier run, whose counts are known."""
        spool = self._spool
        if not spool.in_document:
            return
        counts = spool.counts
        start = spool.index.block(0).start
        data = read_range(self._descriptor, 0, start)
        place = locate(data + b"[", self._reader.list_paths)
        if place is None:
            return
        self._place = place
        self._read_early(data + place.closing)
        self._closed = read_range(self._descriptor, counts.open_start, counts.open_start + 1) == b"]"
        self._finish(place, delivered=spool.delivered)

    def _read_early(self, document: bytes) -> None:
        head = self._reader.head(document)
        self._set(replace(head, envelope=head.envelope if _is_known(head) else None))

    def _read_whole(self, document: bytes) -> None:
        self._set(self._reader.head(document))

    def _set(self, head: RowHead) -> None:
        refused = head.envelope is not None and head.envelope.tone is Tone.BAD
        self._spool.head = replace(head, is_row=not refused)

    def _stop(self, problem: str) -> None:
        spool = self._spool
        code = (
            spool.head.envelope.code if spool.head is not None and spool.head.envelope is not None else None
        )
        spool.error = Envelope(code, tone=Tone.BAD, word="CUT", problem=problem)
        spool.error_record = spool.counts.records


def _is_known(head: RowHead) -> bool:
    return head.envelope is not None and head.envelope.code is not None
