"""Answers on disk, one file each, private to their owner."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tui.core.answers import RowReader
from tui.core.failures import FileProblem
from tui.results.answer import SpoolAnswer
from tui.results.blocks import BlockCache
from tui.results.ingest import PIECE, Ingest
from tui.results.list_ingest import ListIngest
from tui.results.private import clear_private
from tui.results.retention import ENDING, MAX_AGE, MAX_BYTES, Swept, pin_of, sweep
from tui.results.sidecar import load_sidecar, save_sidecar, sidecar_of
from tui.results.spool import Counts, Spool

_SAFE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class SpoolWriter:
    """Plays `core.ports.AnswerWriter`: bytes to the file first, then to the index."""

    def __init__(self, spool: Spool, descriptor: int) -> None:
        self._spool = spool
        self._descriptor = descriptor
        self._ingest = _ingest(spool, descriptor)
        self._open = True

    @property
    def rows(self) -> int:
        return self._spool.row_count

    def write(self, chunk: bytes) -> None:
        """Raises FileProblem when the disk is full; what was written stays readable."""
        problem: FileProblem | None = None
        written, size = 0, len(chunk)
        try:
            while written < size:
                written += os.write(self._descriptor, chunk[written:] if written else chunk)
        except OSError as error:
            problem = _unwritable(self._spool.path, error)
        try:
            self._count(chunk if written == size else chunk[:written])
        except OSError as error:
            problem = problem or _unwritable(self._spool.path, error)
        if problem is not None:
            raise problem

    def finish(self, *, complete: bool) -> None:
        """A second call changes nothing."""
        if not self._open:
            return
        self._open = False
        try:
            if self._ingest is not None:
                self._ingest.end(delivered=complete)
            else:
                self._spool.delivered = complete
                self._spool.finished = True
        except OSError as error:
            raise _unwritable(self._spool.path, error) from None
        finally:
            os.close(self._descriptor)
        if self._spool.path.exists():
            save_sidecar(self._spool)

    def _count(self, chunk: bytes) -> None:
        if self._ingest is None:
            self._spool.counts = Counts(size=self._spool.counts.size + len(chunk))
        elif len(chunk) <= PIECE:
            if chunk:
                self._ingest.feed(chunk)
        else:
            for start in range(0, len(chunk), PIECE):
                self._ingest.feed(chunk[start : start + PIECE])


class SpoolAnswerStore:
    """Plays `core.ports.AnswerStore`."""

    def __init__(self, folder: Path) -> None:
        """Makes nothing: the folder, mode 0700, comes with the first answer."""
        self._folder = folder
        self._lock = threading.Lock()
        self._spools: dict[str, Spool] = {}
        self._answers: dict[str, SpoolAnswer] = {}
        self._writers: list[SpoolWriter] = []
        self._cache = BlockCache()

    def create(self, exchange_id: str, reader: RowReader | None) -> SpoolWriter:
        """A new, empty answer. Raises FileProblem when it cannot be made or was made before."""
        path = self.path(exchange_id)
        try:
            for parent in reversed([f for f in (self._folder, *self._folder.parents) if not f.is_dir()]):
                # Not parents=True: that makes them as open as the umask says.
                parent.mkdir(mode=0o700, exist_ok=True)
            if self._folder.stat().st_mode & 0o077:
                self._folder.chmod(0o700)
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            descriptor = os.open(path, flags, 0o600)
            with suppress(OSError):
                # Tells another program's clearing that this answer is being written.
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _unwritable(path, error) from None
        spool = Spool(path, reader)
        writer = SpoolWriter(spool, descriptor)
        with self._lock:
            self._spools[exchange_id] = spool
            self._writers = [w for w in self._writers if w._open]
            self._writers.append(writer)
        return writer

    def open(self, exchange_id: str, reader: RowReader | None = None) -> SpoolAnswer | None:
        """An answer of an earlier run is indexed again when that run did not end properly, which takes
        about 2 s for each GB."""
        with self._lock:
            spool = self._spools.get(exchange_id)
            if spool is not None and spool.restored and spool.is_bytes and reader is not None:
                # First opened as bytes, now as rows.
                del self._spools[exchange_id]
                self._answers.pop(exchange_id, None)
                spool = None
            known = self._answers.get(exchange_id)
            if known is not None:
                return known if known.still_there() else None
            spool = spool or self._restore(exchange_id, reader)
            if spool is None:
                return None
            self._spools[exchange_id] = spool
            answer = self._answers[exchange_id] = SpoolAnswer(spool, self._cache)
            return answer

    def delete(self, exchange_id: str) -> None:
        """Deleting what is not there is no error. Raises FileProblem."""
        path = self.path(exchange_id)
        with self._lock:
            self._spools.pop(exchange_id, None)
            self._answers.pop(exchange_id, None)
        for beside in (sidecar_of(path), pin_of(path)):
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from None

    def pin(self, exchange_id: str, pinned: bool = True) -> None:
        """Keep an answer beyond every limit, or no longer. Raises FileProblem."""
        mark = pin_of(self.path(exchange_id))
        try:
            if pinned:
                flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
                os.close(os.open(mark, flags, 0o600))
            else:
                mark.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(mark, error) from None

    def is_pinned(self, exchange_id: str) -> bool:
        return pin_of(self.path(exchange_id)).exists()

    def sweep(self, now: float, *, max_bytes: int = MAX_BYTES, max_age: float = MAX_AGE) -> Swept:
        """Clear old answers, never one of this run. `now` in seconds since the epoch. Takes about a
        millisecond for 100 answers: call it at the start, in a worker."""
        with self._lock:
            in_use = {spool.path for spool in self._spools.values()}
        return sweep(self._folder, now, max_bytes=max_bytes, max_age=max_age, in_use=in_use)

    def clear_private(self, is_gone: Callable[[str], bool]) -> int:
        """Remove the answers of private profiles that programs of these names fetched; how many."""
        return clear_private(self._folder, is_gone)

    def close(self) -> None:
        """Ends writers that are still open, as cut off."""
        with self._lock:
            writers, self._writers = self._writers, []
        for writer in writers:
            writer.finish(complete=False)
        self._cache.clear()

    def path(self, exchange_id: str) -> Path:
        """The file of an exchange; an id that is no plain word is hashed."""
        if not _SAFE.fullmatch(exchange_id):
            exchange_id = hashlib.sha256(exchange_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return self._folder / f"{exchange_id}{ENDING}"

    def _restore(self, exchange_id: str, reader: RowReader | None) -> Spool | None:
        path = self.path(exchange_id)
        if path.is_symlink() or not path.is_file():
            return None
        spool = Spool(path, reader)
        spool.restored = True
        size = path.stat().st_size
        known = load_sidecar(spool, size)
        if reader is None:
            if not known:
                spool.counts, spool.finished = Counts(size=size), True
            return spool
        with path.open("rb") as file:
            ingest = _ingest(spool, file.fileno())
            if ingest is None:
                return spool
            if known:
                ingest.interpret_again()
                return spool
            # The program that wrote it was killed: nobody knows whether the last byte had come.
            while chunk := file.read(PIECE):
                ingest.feed(chunk)
            ingest.end(delivered=False)
        return spool


def _ingest(spool: Spool, descriptor: int) -> Ingest | ListIngest | None:
    if spool.lists is not None:
        return ListIngest(spool, spool.lists, descriptor)
    return Ingest(spool, spool.reader, descriptor) if spool.reader is not None else None


def _unwritable(path: Path, error: OSError) -> FileProblem:
    if error.errno in _FULL:
        return FileProblem(
            "There is no room left to keep the answer.",
            code="disk-full",
            evidence=[f"It was being written to {path}."],
            next_step="Free some room, or ask for fewer rows.",
        )
    said = (error.strerror or "unknown error").lower()
    return FileProblem(f"The answer cannot be kept in {path}: {said}.", code="file-unwritable")
