"""Follows an answer as it arrives: counts its records, interprets the first, notices an error line."""

from __future__ import annotations

from tui.core.answers import RowHead, RowReader
from tui.core.envelope import Envelope
from tui.core.table import RowFormat
from tui.results.json_rows import is_json, object_keys
from tui.results.records import scanner_for
from tui.results.spool import Counts, Spool, read_range

PIECE = 64 * 1024
"""Bytes taken at once; larger pieces are slower (they leave the processor's cache)."""

MAX_HEAD = 16 * 1024 * 1024
"""A first line longer than this is taken for a row: no envelope is that long."""

MAX_ERROR_LINE = 1024 * 1024
MAX_SUSPECTS = 1000
"""Lines looked at as possible errors in mid-stream; beyond that only the last line is."""

MAX_TAIL = 200
"""Lines at the end that are looked at as one error."""

_BOM = b"\xef\xbb\xbf"
_JSON = {RowFormat.JSON_ARRAY, RowFormat.JSON_OBJECT}


class Ingest:
    """One thread feeds it; what it learns is published in the spool.

    It reads through the writer's own descriptor, so that an answer which is deleted while it arrives
    disturbs nobody. Any of its methods may raise OSError.
    """

    def __init__(self, spool: Spool, reader: RowReader, descriptor: int) -> None:
        self._spool = spool
        self._descriptor = descriptor
        self._reader = reader
        self._scanner = scanner_for(reader.format)
        self._watching = reader.format is RowFormat.JSON_ARRAY
        """In this format alone a row and an error differ by their first byte."""
        self._suspect: int | None = None
        """Where a line starts that may be an error and has not ended yet."""
        self._suspects = 0
        self._after_line_feed = False
        self._has_content = False
        self._line_feeds = 0
        """Length of the run of line ends at the end."""

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes, at most PIECE of them, which are in the file already."""
        spool, old = self._spool, self._spool.counts
        found = self._scanner.scan(chunk)
        blank = self._blank_lines(chunk)
        if self._watching and (self._suspect is not None or b"{" in chunk):
            self._watch(chunk, old)
        self._after_line_feed = chunk.endswith(b"\n")
        with spool.lock:
            if found.ends:
                spool.index.add(old.records + found.ends, old.size + found.last)
            spool.counts = Counts(
                size=old.size + len(chunk),
                records=old.records + found.ends,
                open_start=old.size + found.last if found.ends else old.open_start,
                blank=blank,
            )
        if spool.head is None and spool.counts.records > blank:
            self._read_head()

    def end(self, *, delivered: bool) -> None:
        """No more bytes will come."""
        spool, counts = self._spool, self._spool.counts
        rest = self._read(counts.open_start, min(counts.size, counts.open_start + MAX_HEAD))
        is_record = bool(rest.strip(b"\r\n")) and (delivered or self._is_whole(rest))
        with spool.lock:
            if is_record:
                spool.counts = Counts(counts.size, counts.records + 1, counts.size)
            spool.finished = True
        if spool.head is None and spool.counts.records > spool.counts.blank:
            self._read_head()
        if spool.error is None and spool.row_count:
            self._judge_last()
        # Only now is it known whether the rows are complete.
        spool.delivered = delivered

    def interpret_again(self) -> None:
        """Of an answer of an earlier run, whose counts are known: the head, and the error if any."""
        spool = self._spool
        if spool.counts.records > spool.counts.blank:
            self._read_head()
        if spool.error_record is not None:
            spool.error = self._reader.interruption(self._record(spool.error_record))
            if spool.error is None:
                spool.error_record = None

    def _is_whole(self, rest: bytes) -> bool:
        """Whether a cut transfer ended just before a line end: JSON shows it, CSV does not."""
        return self._reader.format in _JSON and is_json(rest)

    def _read_head(self) -> None:
        line = self._first_record()
        too_long = len(line) >= MAX_HEAD
        self._spool.head = RowHead((), is_row=True) if too_long else self._reader.head(line)
        if self._spool.refused:
            # Nor does a line count that came in one chunk with the head and was looked at before it.
            self._watching = False
            self._spool.error = self._spool.error_record = None

    def _first_record(self) -> bytes:
        size = PIECE
        while True:
            data = self._read(0, min(size, MAX_HEAD, self._spool.counts.size))
            records = self._scanner.split(data)
            if len(records) > 1 or size >= min(self._spool.counts.size, MAX_HEAD):
                return records[0].removeprefix(_BOM) if records else b""
            size *= 8

    def _blank_lines(self, chunk: bytes) -> int:
        """Blank lines at the end of the stream so far, with the chunk."""
        if not chunk.endswith((b"\n", b"\r")):
            self._line_feeds = 0
            self._has_content = self._has_content or bool(chunk)
            return 0
        content = len(chunk.rstrip(b"\r\n"))
        run = chunk.count(b"\n", content)
        self._line_feeds = run if content else self._line_feeds + run
        self._has_content = self._has_content or content > 0
        if not self._scanner.between:
            return 0
        # The first line end of the run belongs to a record, unless nothing came before.
        return max(0, self._line_feeds - self._has_content)

    def _watch(self, chunk: bytes, old: Counts) -> None:
        """Ask the provider about every line that begins as an object and ends in this chunk."""
        position = -1
        if self._suspect is None and self._after_line_feed and chunk.startswith(b"{"):
            self._suspect, position = old.size, 0
        while True:
            if self._suspect is None:
                position = chunk.find(b"\n{", max(position, 0)) + 1
                if not position or self._suspects >= MAX_SUSPECTS:
                    return
                self._suspect = old.size + position
            end = chunk.find(b"\n", max(position, 0))
            if end < 0:
                return
            self._suspects += 1
            start, self._suspect = self._suspect, None
            envelope = self._judge(start, old.size + end)
            if envelope is not None:
                self._watching = False
                before = chunk.count(b"\n", 0, start - old.size) if start > old.size else 0
                self._stop(envelope, old.records + before)
                return
            position = end

    def _judge(self, start: int, stop: int) -> Envelope | None:
        if stop - start > MAX_ERROR_LINE:
            return None
        return self._reader.interruption(self._read(start, stop).rstrip(b"\r"))

    def _stop(self, envelope: Envelope, record: int) -> None:
        self._spool.error_record = record
        self._spool.error = envelope

    def _judge_last(self) -> None:
        """The last lines may be an error in any format, a gateway's page say: back from the end, those
        are asked about that cannot be rows."""
        spool = self._spool
        last = spool.header_records + spool.row_count - 1
        for record in range(last, max(spool.header_records, last - MAX_TAIL) - 1, -1):
            line = self._record(record)
            if len(line) > MAX_ERROR_LINE or self._may_be_row(line, record):
                return
            envelope = self._reader.interruption(line)
            if envelope is None:
                return
            self._stop(envelope, record)

    def _may_be_row(self, line: bytes, record: int) -> bool:
        match self._reader.format:
            case RowFormat.JSON_ARRAY:
                return line.lstrip().startswith(b"[")
            case RowFormat.JSON_OBJECT:
                keys = object_keys(line)
                return keys is not None and self._shares_a_key(keys, record)
            case _:
                return not line.startswith(b"{") or object_keys(line) is None

    def _shares_a_key(self, keys: set[str], record: int) -> bool:
        """Whether an object shares a key with the header, or with the first row when there is none."""
        columns = set(self._spool.head.columns) if self._spool.head else set()
        if not columns:
            first = self._spool.header_records
            if record <= first:
                return True
            columns = object_keys(self._record(first)) or set()
        return not keys.isdisjoint(columns)

    def _read(self, start: int, stop: int) -> bytes:
        return read_range(self._descriptor, start, stop)

    def _record(self, record: int) -> bytes:
        block = self._spool.block_of(record)
        return self._scanner.split(self._read(block.start, block.stop))[record - block.first_record]
