"""One SQLite file of ours: opened at first use, migrated forward, set aside when it is damaged."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tui.core.failures import AssayError, FileProblem
from tui.storage.atomic import locked
from tui.storage.paths import private_folder

BUSY_MS = 5000
"""How long one program waits for the write of another."""

MEMORY = ":memory:"
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Database:
    """A writing and a reading connection, each behind a lock, so that any thread may call.

    A file that cannot be opened costs no start: a damaged one is set aside under a name with the time,
    and for one that must not be touched (newer, special, forbidden) a database in memory stands in.
    Either is told in `problems`; no file is ever deleted.
    """

    def __init__(self, path: Path, migrations: Sequence[str], what: str) -> None:
        """`migrations` is append-only: entry n brings version n to n + 1. `what` names the content in
        messages, such as `The history`."""
        self._path = path
        self._marker = path.with_name(f"{path.name}.damaged")
        """Left when damage shows in use, where opening does not see it."""
        self._migrations = migrations
        self._what = what
        self._problems: list[AssayError] = []
        self._opening = threading.Lock()
        self._writing = threading.RLock()
        self._reading = threading.RLock()
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        self._settled = False
        """Both connections are ready, or the database has been closed."""

    @property
    def problems(self) -> Sequence[AssayError]:
        """What went wrong at opening; opens the database when that has not happened yet."""
        self._open()
        return tuple(self._problems)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed at the end, rolled back by an exception. Raises FileProblem."""
        self._open()
        with self._writing, self._translated():
            connection = self._live(self._writer)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Raises FileProblem."""
        self._open()
        with self._reading, self._translated():
            yield self._live(self._reader)

    def wipe_traces(self) -> None:
        """After a deletion: empty the write-ahead log too, in which deleted rows would live on."""
        with suppress(sqlite3.Error), self._writing:
            if self._writer is not None:
                self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        with self._opening, self._writing, self._reading:
            self._settled = True
            self._drop_connections()

    def _live(self, connection: sqlite3.Connection | None) -> sqlite3.Connection:
        if connection is None:
            raise FileProblem(f"{self._what} has been closed.", code="file-unwritable")
        return connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._failure(error) from None

    def _failure(self, error: sqlite3.Error) -> FileProblem:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        evidence = [f"SQLite said: {error}."]
        if code == sqlite3.SQLITE_FULL:
            return FileProblem(
                f"There is no room left to write {self._path}.", code="disk-full", evidence=evidence
            )
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return FileProblem(
                f"Another copy of this program kept {self._path} busy for {BUSY_MS / 1000:g} s.",
                code="file-unwritable",
                evidence=evidence,
            )
        if code in _DAMAGED:
            with suppress(OSError):
                self._marker.touch(mode=0o600)
            return FileProblem(
                f"{self._path} is damaged.",
                evidence=evidence,
                next_step="Start the program again: it then sets the file aside and begins a new one.",
            )
        return FileProblem(
            f"{self._path} cannot be used just now.", code="file-unwritable", evidence=evidence
        )

    def _open(self) -> None:
        if self._settled:
            return
        with self._opening:
            if self._is_settled():
                return
            try:
                # Under the lock, so that of two programs that start at once only one sets a file aside.
                with locked(self._path.parent):
                    self._open_file()
            except FileProblem as problem:
                self._drop_connections()
                self._problems.append(
                    FileProblem(
                        f"{self._what} cannot be kept: {problem.message} Until the program ends, it "
                        "is held in memory only.",
                        code=problem.code,
                        evidence=problem.evidence,
                        next_step=problem.next_step,
                    )
                )
                self._connect_memory()
            self._settled = True

    def _is_settled(self) -> bool:
        """Asked again under the lock: another thread may have been faster."""
        return self._settled

    def _open_file(self) -> None:
        private_folder(self._path.parent)
        self._make_private()
        if self._marker.exists():
            self._set_aside("an earlier run found it damaged")
        try:
            self._connect_file()
        except sqlite3.DatabaseError as error:
            self._drop_connections()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise self._failure(error) from None
            self._set_aside(str(error))
            with self._translated():
                self._connect_file()

    def _make_private(self) -> None:
        """SQLite would create the file as the umask says; its log files then copy the file's mode."""
        if self._path.is_dir() or (self._path.exists() and not self._path.is_file()):
            raise FileProblem(f"{self._path} is not a regular file.", next_step="Move it away.")
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
        try:
            os.close(os.open(self._path, flags, 0o600))
        except OSError as error:
            said = (error.strerror or "unknown error").lower()
            raise FileProblem(f"{self._path} cannot be opened: {said}.", code="file-unwritable") from None

    def _connect_file(self) -> None:
        writer = self._writer = self._connect(str(self._path))
        writer.execute("PRAGMA journal_mode=WAL")
        version = writer.execute("PRAGMA user_version").fetchone()[0]
        if version > len(self._migrations):
            raise FileProblem(
                f"{self._path} was written by a newer version of this program.",
                evidence=[f"It has version {version}; this program knows {len(self._migrations)}."],
                next_step="Update this program.",
            )
        self._migrate(writer, version)
        self._reader = self._connect(str(self._path))
        self._reader.execute("PRAGMA query_only=ON")

    def _connect_memory(self) -> None:
        self._writer = self._reader = self._connect(MEMORY)
        self._reading = self._writing
        self._migrate(self._writer, 0)

    def _connect(self, target: str) -> sqlite3.Connection:
        connection = sqlite3.connect(target, isolation_level=None, check_same_thread=False)
        try:
            connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
            # A kill loses nothing with NORMAL; a power cut may lose the last exchanges, never the file.
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA trusted_schema=OFF")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection, version: int) -> None:
        for number, script in enumerate(self._migrations[version:], version + 1):
            connection.executescript(f"BEGIN IMMEDIATE;{script};PRAGMA user_version={number};COMMIT;")

    def _set_aside(self, said: str) -> None:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        aside = self._path.with_name(f"{self._path.stem}.corrupt-{stamp}{self._path.suffix}")
        number = 1
        while aside.exists():
            number += 1
            aside = self._path.with_name(f"{self._path.stem}.corrupt-{stamp}-{number}{self._path.suffix}")
        try:
            for ending in ("-wal", "-shm"):
                log = Path(f"{self._path}{ending}")
                if log.exists():
                    log.rename(f"{aside}{ending}")
            self._path.rename(aside)
            self._marker.unlink(missing_ok=True)
        except OSError as failure:
            why = (failure.strerror or "unknown error").lower()
            raise FileProblem(f"{self._path} is damaged and cannot be set aside: {why}.") from None
        self._make_private()
        self._problems.append(
            FileProblem(
                f"{self._path.name} was damaged, so a new one was begun. The old one is kept as {aside}.",
                evidence=[f"SQLite said: {said}."],
                next_step="It may be mended with: sqlite3 FILE .recover",
            )
        )

    def _drop_connections(self) -> None:
        for connection in {self._writer, self._reader} - {None}:
            with suppress(sqlite3.Error):
                connection.close()  # type: ignore[union-attr]  # None was taken out above
        self._writer = self._reader = None
