"""The sandbox's database: opened at the first need, every statement translated, watched and limited."""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.sandboxing import Refusal, SandboxProject, SandboxTable, SqlRefused, TableKind
from tui.sandbox import datasets
from tui.sandbox.encoding import CALLED
from tui.sandbox.library import Library
from tui.sandbox.lockdown import open_engine
from tui.sandbox.members import fill_table, make_table
from tui.sandbox.receiving import Receiving
from tui.sandbox.running import EngineStream, Watch
from tui.sandbox.trino import explain_engine_error, import_translator, translate
from tui.sandbox.trino.macros import Macros

DEFAULT_TIMEOUT = 120.0
"""Seconds. The vendor states no default; this one is the sandbox's."""

_WAIT_FOR_CURSOR = 10.0

_TABLE = re.compile(r"\bhive\.ta\.v_(?:event|user)_(\d+)")


class Database:
    """Plays core.sandboxing.SandboxDatabase. Call `close` before the interpreter ends: an engine that
    is still open then writes to the terminal."""

    def __init__(self, library: Library | None = None, appid: Callable[[], str] = str) -> None:
        """`library` has the projects that a user loaded; `appid` gives the APPID of what is received."""
        self._library = library
        self._appid = appid
        self._receiving: Receiving | None = None
        self._lock = threading.Lock()
        self._connection: Any = None
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._projects: tuple[SandboxProject, ...] = ()
        self._tables: tuple[SandboxTable, ...] = ()
        self._in_use = 0
        self._idle = threading.Condition()
        self._closing = False
        self._running: dict[int, tuple[CancelToken, Callable[[], None]]] = {}
        self._unread: set[int] = set()
        self._macros: Macros | None = None

    # ---- what there is

    def projects(self) -> Sequence[SandboxProject]:
        self._open()
        return self._projects

    def tables(self, project: int | None = None) -> Sequence[SandboxTable]:
        self._open()
        return [table for table in self._tables if project in (None, table.project)]

    @property
    def running(self) -> int:
        """Statements that hold a cursor now."""
        return self._in_use

    # ---- running

    def run(self, sql: str, *, timeout: float | None, cancel: CancelToken) -> EngineStream:
        self._open()
        translation = translate(sql, self._tables)
        self._prepare(translation.sql, translation.projects)
        cursor = self._take()
        return EngineStream(
            cursor,
            translation.sql,
            notices=translation.notices,
            projects=translation.projects,
            watch=self._watch(cursor, timeout, cancel),
            explain=lambda error: explain_engine_error(error, sql),
            release=lambda: self._give_back(cursor),
        )

    def fetch(
        self,
        sql: str,
        parameters: Sequence[object] | Mapping[str, object] = (),
        *,
        cancel: CancelToken,
        timeout: float | None = None,
    ) -> list[tuple[Any, ...]]:
        import duckdb

        self._open()
        self._prepare(sql, map(int, _TABLE.findall(sql)))
        cursor = self._take()
        watch = self._watch(cursor, timeout, cancel)
        try:
            watch.raise_if_over()
            values = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
            rows: list[tuple[Any, ...]] = cursor.execute(sql, values).fetchall()
            return rows
        except duckdb.InterruptException:
            raise watch.refusal() from None
        except duckdb.Error as error:
            watch.raise_if_over()
            raise SqlRefused(str(error).split("\n", maxsplit=1)[0], reason=Refusal.RUNTIME) from None
        finally:
            watch.stop()
            self._give_back(cursor)

    def receive(
        self, events: Sequence[Mapping[str, Any]], users: Sequence[Mapping[str, Any]]
    ) -> Sequence[str]:
        self._open()
        with self._lock:
            if self._connection is None:
                raise SqlRefused("the sandbox has been closed", reason=Refusal.CANCELLED)
            if self._receiving is None:
                self._receiving = Receiving(self._connection)
            project, tables, dropped = self._receiving.append(events, users, self._appid())
            others = [one for one in self._projects if one.id != project.id]
            self._projects = tuple(sorted([*others, project], key=lambda one: one.id))
            members = make_table(self._connection, project.id)
            kept = [one for one in self._tables if one.project != project.id]
            self._tables = (*kept, *tables, members)
            return dropped

    def keep_members(self, project: int, cohorts: Mapping[str, Iterable[int]]) -> None:
        self._open()
        with self._lock:
            if self._connection is None:
                raise SqlRefused("the sandbox has been closed", reason=Refusal.CANCELLED)
            for table in self._tables:
                if (table.project, table.kind) == (project, TableKind.MEMBERS):
                    fill_table(self._connection, table, cohorts)

    def close(self) -> None:
        """End every statement, then the engine."""
        with self._lock:
            self._closing = True
            connection, self._connection = self._connection, None
        with self._idle:
            for token, _ in tuple(self._running.values()):
                token.cancel()
            self._idle.wait_for(lambda: not self._in_use, timeout=5.0)
        if connection is None:
            return
        while not self._free.empty():
            self._free.get().close()
        connection.close()

    # ---- inside

    def _open(self) -> None:
        with self._lock:
            if self._connection is not None:
                return
            if self._closing:
                raise SqlRefused("the sandbox has been closed", reason=Refusal.CANCELLED)
            # The engine loads its data outside of Python, so the translator is imported meanwhile.
            helper = threading.Thread(target=import_translator, name="sandbox-import", daemon=True)
            helper.start()
            self._connection, cursors = open_engine(self._fill, readable=datasets.files())
            self._tables += tuple(make_table(self._connection, one.id) for one in self._projects)
            self._macros = Macros(self._connection)
            self._macros.make(CALLED)
            for cursor in cursors:
                self._free.put(cursor)
            helper.join()

    def _fill(self, connection: Any) -> None:
        self._projects, self._tables = datasets.describe(connection)
        self._unread = {project.id for project in self._projects}
        for project, tables in self._library.attach(connection) if self._library else ():
            self._projects += (project,)
            self._tables += tables

    def _prepare(self, sql: str, projects: Iterable[int]) -> None:
        """Read the data sets that a statement needs, and make its macros, where that is not done yet."""
        wanted = self._unread.intersection(projects)
        if not wanted and self._macros is not None and not self._macros.missing(sql):
            return
        with self._lock:
            if self._connection is None or self._macros is None:
                raise SqlRefused("the sandbox has been closed", reason=Refusal.CANCELLED)
            for project in sorted(wanted & self._unread):
                datasets.fill(self._connection, project)
                self._unread.discard(project)
            self._macros.make(sql)

    def _take(self) -> Any:
        try:
            cursor = self._free.get(timeout=_WAIT_FOR_CURSOR)
        except queue.Empty:
            raise SqlRefused("Too many queued queries", reason=Refusal.LIMIT) from None
        with self._idle:
            self._in_use += 1
        return cursor

    def _watch(self, cursor: Any, timeout: float | None, cancel: CancelToken) -> Watch:
        own = CancelToken()
        self._running[id(cursor)] = own, cancel.on_cancel(own.cancel)
        return Watch(cursor, timeout or DEFAULT_TIMEOUT, own)

    def _give_back(self, cursor: Any) -> None:
        _, forget = self._running.pop(id(cursor))
        forget()
        self._free.put(cursor)
        with self._idle:
            self._in_use -= 1
            self._idle.notify_all()
