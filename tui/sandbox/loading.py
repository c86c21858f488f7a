"""Loading a file of events as a project: read once, put in order, and written as a file of the engine."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tui.core.failures import FileProblem, InvalidInput, Refused
from tui.core.fields import FieldProblem
from tui.core.sandbox_control import LoadWish
from tui.sandbox.generating import ABOUT, write_events
from tui.sandbox.library import DATA, FIRST_NUMBER, LAST_NUMBER, Library
from tui.sandbox.tables import as_kept, described, quoted, text

MAX_COLUMNS = 500

_READERS = {
    "parquet": "SELECT *, file_row_number AS assay_row FROM read_parquet({file}, file_row_number = true)",
    "csv": "SELECT *, row_number() OVER () AS assay_row FROM read_csv({file}, sample_size = 200000)",
    "tsv": "SELECT *, row_number() OVER () AS assay_row FROM read_csv({file}, sample_size = 200000)",
    "ndjson": "SELECT *, row_number() OVER () AS assay_row FROM read_json({file}, format = 'nd')",
    "jsonl": "SELECT *, row_number() OVER () AS assay_row FROM read_json({file}, format = 'nd')",
}

_USUAL = {
    "event": ("#event_name", "event_name", "event", "name", "action"),
    "time": ("#event_time", "#time", "event_time", "timestamp", "time", "datetime", "date"),
    "user": ("#user_id", "#account_id", "#distinct_id", "user_id", "account_id", "distinct_id", "user"),
}

_REPLACED = frozenset({"$part_date", "$part_event", "#event_id", "#event_name", "#event_time"}) | {
    "#user_id",
    "#account_id",
    "assay_row",
    "file_row_number",
}
"""Columns of the file that the sandbox makes itself."""

_USERS = """
CREATE TABLE users AS
SELECT {number} AS "#user_id", CAST({user} AS VARCHAR) AS "#account_id",
       min({time}) AS "#reg_time", max({time}) AS "#active_time", count(*) AS events
FROM source WHERE {user} IS NOT NULL AND {time} IS NOT NULL AND {event} IS NOT NULL
GROUP BY {user} ORDER BY "#user_id"
"""

_EVENTS = """
CREATE TABLE events AS
SELECT CAST(e.{event} AS VARCHAR) AS "#event_name", {time} AS "#event_time",
       strftime({time}, '%Y-%m-%d') AS "$part_date", u."#user_id", u."#account_id"{others}
FROM source e JOIN users u ON u."#account_id" = CAST(e.{user} AS VARCHAR)
WHERE {time} IS NOT NULL AND e.{event} IS NOT NULL
ORDER BY {time}, e.assay_row
"""


class Loader:
    """Makes projects of one library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def load(self, wish: LoadWish) -> int:
        """The number of the new project. Raises FileProblem, InvalidInput, Refused."""
        file = Path(wish.file)
        reader = _reader(file)
        with self._workshop(self._number(wish), wish.name or file.stem.split(".")[0]) as work:
            work.connection.execute(f"CREATE VIEW source AS {reader.format(file=text(file))}")
            _fill(work.connection, wish)
            work.finish({"source": file.name, "title": file.name, **wish.about})
        return work.number

    def generate(self, events: int, wish: LoadWish) -> int:
        """As `load`, of made-up events."""
        with self._workshop(self._number(wish), wish.name or f"generated-{events}") as work:
            file = work.folder / "made.parquet"
            write_events(work.connection, events, file)
            reader = _READERS["parquet"].format(file=text(file))
            work.connection.execute(f"CREATE VIEW source AS {reader}")
            _fill(work.connection, wish)
            file.unlink()
            work.finish(ABOUT | dict(wish.about))
        return work.number

    def write(self, events: int, output: str) -> int:
        """Write made-up events to a new file; its bytes. Raises FileProblem, Refused."""
        target = Path(output)
        if target.exists():
            raise Refused(f"“{output}” is there already.", next_step="Choose another name, or remove it.")
        with _engine_at(None, target.parent) as connection:
            draft = target.with_name(f".{target.name}.new")
            try:
                write_events(connection, events, draft)
                draft.rename(target)
            finally:
                draft.unlink(missing_ok=True)
        return target.stat().st_size

    def _number(self, wish: LoadWish) -> int:
        if wish.project is None:
            return self._library.free_number()
        if not FIRST_NUMBER <= wish.project <= LAST_NUMBER:
            problem = FieldProblem("project", f"must be from {FIRST_NUMBER} to {LAST_NUMBER}")
            raise InvalidInput([problem], what="The project")
        return wish.project

    @contextlib.contextmanager
    def _workshop(self, number: int, name: str) -> Iterator[_Work]:
        try:
            self._library.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix="loading-", dir=self._library.folder))
        except OSError as error:
            raise FileProblem(
                f"Nothing can be written below {self._library.folder}.", evidence=[str(error.strerror)]
            ) from None
        self._library.sweep()
        try:
            with _engine_at(folder / DATA, folder) as connection:
                work = _Work(number, name, folder, connection)
                yield work
            self._library.keep(number, folder / DATA, work.about)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


class _Work:
    """A project in the making."""

    def __init__(self, number: int, name: str, folder: Path, connection: Any) -> None:
        self.number = number
        self.folder = folder
        self.connection = connection
        self._name = name
        self.about: Mapping[str, Any] = {}

    def finish(self, about: Mapping[str, str]) -> None:
        self.about = {"licence": "unknown to the sandbox", **about, "name": self._name}
        self.connection.execute("DROP VIEW source")
        self.connection.execute("CHECKPOINT")


@contextlib.contextmanager
def _engine_at(file: Path | None, folder: Path) -> Iterator[Any]:
    """An engine that may read and write files, with bounded memory; for our own SQL only."""
    import duckdb

    config: dict[str, Any] = {
        "memory_limit": "1GB",
        "temp_directory": str(folder / "spill") if file else "",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    connection = duckdb.connect(str(file or ":memory:"), config=config)
    try:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    except duckdb.Error as error:
        first = str(error).split("\n", maxsplit=1)[0]
        raise FileProblem("The events cannot be read or written.", evidence=[first[:300]]) from None
    finally:
        connection.close()


def _reader(file: Path) -> str:
    kind = file.name.lower().removesuffix(".gz").rpartition(".")[2]
    if kind not in _READERS:
        problem = FieldProblem("file", f"must end in one of .{', .'.join(_READERS)}; {file.name} does not")
        raise InvalidInput([problem], what="The file")
    if not file.is_file():
        raise FileProblem(f"There is no file “{file}”.", next_step="Check the name.")
    if any(sign in str(file) for sign in "*?["):
        # The engine would take it for a pattern and read whatever fits.
        raise FileProblem(f"The name of “{file}” has one of * ? [ in it.", next_step="Rename the file.")
    return _READERS[kind]


def _fill(connection: Any, wish: LoadWish) -> None:
    """Make the tables `users` and `events` of the view `source`."""
    columns = described(connection, "source")
    if len(columns) > MAX_COLUMNS:
        problem = FieldProblem("file", f"has {len(columns)} columns; the sandbox takes {MAX_COLUMNS}")
        raise InvalidInput([problem], what="The file")
    names = {role: _column(columns, role, getattr(wish, role)) for role in _USUAL}
    user, event = quoted(names["user"]), quoted(names["event"])
    time = _as_time(quoted(names["time"]), columns[names["time"]])
    whole = columns[names["user"]] in ("BIGINT", "INTEGER", "SMALLINT", "TINYINT")
    number = f"CAST({user} AS BIGINT)" if whole else f"row_number() OVER (ORDER BY CAST({user} AS VARCHAR))"
    connection.execute(_USERS.format(number=number, user=user, event=event, time=time))
    kept = [name for name in columns if name not in _REPLACED and name not in names.values()]
    others = "".join(f", {as_kept('e.' + quoted(name), columns[name])} AS {quoted(name)}" for name in kept)
    connection.execute(_EVENTS.format(user=user, event=event, time=time, others=others))
    if not connection.execute("SELECT count(*) FROM events").fetchone()[0]:
        raise FileProblem("The file has no event with a name, a time and a user.")


def _as_time(reference: str, kind: str) -> str:
    if kind in ("BIGINT", "INTEGER", "DOUBLE"):
        # Seconds or milliseconds since 1970; nobody means the year 5000.
        seconds = f"CASE WHEN abs({reference}) > 1e11 THEN {reference} / 1000.0 ELSE {reference} END"
        return f"make_timestamp(CAST(({seconds}) * 1000000 AS BIGINT))"
    return f"CAST({reference} AS TIMESTAMP)"


def _column(columns: Mapping[str, str], role: str, wanted: str) -> str:
    """The column that plays a role. Raises InvalidInput when there is none."""
    lower = {name.lower(): name for name in columns}
    for name in (wanted,) if wanted else _USUAL[role]:
        if name.lower() in lower:
            return lower[name.lower()]
    listed = ", ".join(name for name in list(columns)[:20] if name != "assay_row")
    problem = FieldProblem(role, f"names no column of the file; it has {listed}")
    raise InvalidInput([problem], what="The file")
