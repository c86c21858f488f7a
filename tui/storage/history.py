"""Every exchange in `history.sqlite3`, from the unsigned request: no credential can be in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from tui.core.exchange import Exchange, ExchangeState, Failure
from tui.core.failures import AssayError
from tui.core.ports import Clock
from tui.storage.alive import Presence
from tui.storage.database import Database
from tui.storage.exchange_codec import COLUMNS, from_row, to_row
from tui.storage.json_text import from_text, to_text
from tui.storage.paths import Paths

MIGRATIONS = (
    """
    CREATE TABLE exchanges (
        seq INTEGER PRIMARY KEY,
        owner TEXT,
        id TEXT NOT NULL UNIQUE,
        started_at REAL NOT NULL,
        profile_id TEXT NOT NULL,
        profile_name TEXT NOT NULL,
        provider TEXT NOT NULL,
        operation TEXT NOT NULL,
        state TEXT NOT NULL,
        code TEXT NOT NULL,
        received INTEGER NOT NULL,
        row_count INTEGER,
        flags INTEGER NOT NULL,
        request TEXT NOT NULL,
        body BLOB NOT NULL,
        draft TEXT NOT NULL,
        outcome TEXT NOT NULL
    );
    CREATE INDEX newest ON exchanges (started_at DESC, seq DESC, profile_name, operation, code, state);
    CREATE INDEX newest_of_profile
        ON exchanges (profile_id, started_at DESC, seq DESC, profile_name, operation, code, state);
    CREATE INDEX unfinished ON exchanges (owner) WHERE owner IS NOT NULL;
    """,
    """
    ALTER TABLE exchanges ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX pinned_ones ON exchanges (started_at DESC, seq DESC) WHERE pinned;
    """,
)

_ALL = ", ".join(COLUMNS)
_SEARCHED = "(profile_name || ' ' || operation || ' ' || code || ' ' || state)"
_PINNED_WORD = "pinned"
_PUT = (
    f"INSERT INTO exchanges (owner, {_ALL}) VALUES (?{', ?' * len(COLUMNS)}) "  # noqa: S608  # our own names
    "ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, "
    + ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "id")
)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What a limit removed; `ids` lets their kept answers go too."""

    ids: tuple[str, ...] = ()
    reason: str = ""
    """One sentence for a person; empty when nothing was removed."""


class SqliteHistory:
    """Plays `core.ports.HistoryStore`. Any thread may call; any number of programs may run at once.

    An exchange is written before it is sent. When its program dies, the next one to open the history
    turns it into UNCERTAIN with the failure `interrupted` (FAILED when `only_reads(provider, operation)`
    says that nothing can have changed).
    """

    def __init__(
        self, paths: Paths, clock: Clock, *, only_reads: Callable[[str, str], bool] | None = None
    ) -> None:
        """Opens nothing: the file is opened, and made if need be, by the first call."""
        self._database = Database(paths.history, MIGRATIONS, "The history")
        self._presence = Presence(paths.history.parent)
        self._clock = clock
        self._only_reads = only_reads
        self._recovered = False

    @property
    def problems(self) -> Sequence[AssayError]:
        """What went wrong at opening; a file that was set aside is named here."""
        return self._database.problems

    @property
    def token(self) -> str:
        """Names this program among those that write here."""
        self._presence.announce()
        return self._presence.token

    def is_gone(self, token: str) -> bool:
        """Whether the program of that name has ended."""
        return self._presence.is_gone(token)

    def begin(self, exchange: Exchange) -> None:
        """Raises FileProblem."""
        self._recover()
        self._presence.announce()
        with self._database.write() as connection:
            connection.execute(_PUT, (self._presence.token, *to_row(exchange)))

    def finish(self, exchange: Exchange) -> None:
        """Raises FileProblem. An exchange that was deleted meanwhile comes back: it did happen."""
        self._recover()
        with self._database.write() as connection:
            connection.execute(_PUT, (None, *to_row(exchange)))

    def get(self, exchange_id: str) -> Exchange | None:
        self._recover()
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT {_ALL}, pinned FROM exchanges WHERE id = ?",  # noqa: S608  # our own column names
                (exchange_id,),
            ).fetchall()
        return next(iter(_readable(rows)), None)

    def recent(
        self, limit: int = 200, *, offset: int = 0, text: str = "", profile_id: str = ""
    ) -> Sequence[Exchange]:
        """Newest first. Every word of `text` must occur in the profile's name, the operation, the code
        or the state; the word `pinned` stands for those that are."""
        self._recover()
        if "\0" in text:
            # SQLite would end the pattern there, and no shown text holds one.
            return []
        conditions, values = [], list[object]()
        if profile_id:
            conditions.append("profile_id = ?")
            values.append(profile_id)
        for word in text.encode("utf-8", "replace").decode().split():
            if word == _PINNED_WORD:
                conditions.append("pinned")
                continue
            # Any one of the four: their texts are joined by a character that no word can hold.
            conditions.append(f"{_SEARCHED} LIKE ? ESCAPE '\\'")
            values.append("%" + word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%")
        where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
        # The inner query reads an index alone; the wide rows are fetched only for the page.
        query = (
            f"SELECT {_ALL}, pinned FROM exchanges WHERE seq IN (SELECT seq FROM exchanges {where} "  # noqa: S608  # values are bound
            "ORDER BY started_at DESC, seq DESC LIMIT ? OFFSET ?) ORDER BY started_at DESC, seq DESC"
        )
        with self._database.read() as connection:
            rows = connection.execute(query, (*values, max(0, limit), max(0, offset))).fetchall()
        return _readable(rows)

    def count(self) -> int:
        self._recover()
        with self._database.read() as connection:
            return int(connection.execute("SELECT count(*) FROM exchanges").fetchone()[0])

    def pin(self, exchange_id: str, *, pinned: bool) -> None:
        """Raises FileProblem. An exchange that is not there is no error."""
        self._recover()
        with self._database.write() as connection:
            connection.execute("UPDATE exchanges SET pinned = ? WHERE id = ?", (pinned, exchange_id))

    def delete(self, exchange_id: str) -> None:
        self._recover()
        with self._database.write() as connection:
            connection.execute("DELETE FROM exchanges WHERE id = ?", (exchange_id,))
        self._database.wipe_traces()

    def clear(self) -> None:
        self._recover()
        with self._database.write() as connection:
            connection.execute("DELETE FROM exchanges")
        self._database.wipe_traces()

    def prune(self, max_count: int | None = None, max_age: float | None = None) -> Pruned:
        """Remove the exchanges beyond the newest `max_count` and those older than `max_age` seconds.
        Running and pinned ones stay. Says what it removed."""
        self._recover()
        wanted, values = [], list[object]()
        if max_count is not None:
            wanted.append(
                "seq IN (SELECT seq FROM exchanges WHERE NOT pinned "
                "ORDER BY started_at DESC, seq DESC LIMIT -1 OFFSET ?)"
            )
            values.append(max(0, max_count))
        if max_age is not None:
            wanted.append("started_at < ?")
            values.append(self._clock() - max_age)
        if not wanted:
            return Pruned()
        which = f"FROM exchanges WHERE owner IS NULL AND NOT pinned AND ({' OR '.join(wanted)})"
        with self._database.write() as connection:
            ids = tuple(row[0] for row in connection.execute(f"SELECT id {which}", values))
            connection.execute(f"DELETE {which}", values)
        if not ids:
            return Pruned()
        self._database.wipe_traces()
        limits = []
        if max_count is not None:
            limits.append(f"more than {max_count:,} in number")
        if max_age is not None:
            limits.append(f"older than {max_age / 86400:g} days")
        return Pruned(ids, f"{len(ids):,} exchanges left the history: {' or '.join(limits)}.")

    def close(self) -> None:
        self._database.close()
        self._presence.leave()

    def _recover(self) -> None:
        """Once: end what programs that are gone left open."""
        if self._recovered:
            return
        self._recovered = True
        with self._database.read() as connection:
            owners = connection.execute(
                "SELECT DISTINCT owner FROM exchanges WHERE owner IS NOT NULL"
            ).fetchall()
        for (owner,) in owners:
            if self._presence.is_gone(owner):
                self._end_all_of(owner)
        self._presence.sweep()

    def _end_all_of(self, owner: str) -> None:
        with self._database.write() as connection:
            rows = connection.execute(
                "SELECT seq, provider, operation, outcome FROM exchanges WHERE owner = ?", (owner,)
            ).fetchall()
            for seq, provider, operation, outcome in rows:
                harmless = self._only_reads is not None and self._only_reads(provider, operation)
                state = ExchangeState.FAILED if harmless else ExchangeState.UNCERTAIN
                failure = Failure(
                    code="interrupted",
                    message="The program ended before the answer was complete.",
                    evidence=(f"It ran as process {owner.partition('-')[0]}.",),
                )
                changed = {**from_text(outcome), "failure": asdict(failure)}
                connection.execute(
                    "UPDATE exchanges SET owner = NULL, state = ?, code = ?, outcome = ? WHERE seq = ?",
                    (state.value, failure.code, to_text(changed), seq),
                )


def _readable(rows: list[tuple[object, ...]]) -> list[Exchange]:
    """The exchanges of all rows that can be decoded, the pin last; one altered by hand is left out."""
    found = []
    for row in rows:
        try:
            found.append(replace(from_row(row[:-1]), pinned=bool(row[-1])))
        except (ValueError, KeyError, TypeError):
            continue
    return found
