"""Which signs have been used, by hash: a sign itself is never written anywhere."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from sqlite3 import Connection

from tui.core.failures import AssayError
from tui.core.ports import SignUse
from tui.storage.database import Database
from tui.storage.paths import Paths

MIGRATIONS = (
    """
    CREATE TABLE uses (
        seq INTEGER PRIMARY KEY,
        sign_hash TEXT NOT NULL,
        profile_id TEXT NOT NULL,
        used_at REAL NOT NULL,
        verdict TEXT NOT NULL
    );
    CREATE INDEX by_sign ON uses (sign_hash, profile_id, used_at);
    """,
)

MAX_VERDICTS = 100
"""The latest verdicts told of one sign; `times` counts all."""

_HASH = re.compile(r"[0-9a-f]{64}")


class SqliteSignLedger:
    """Plays `core.ports.SignLedger` in `signs.sqlite3`, apart from the history, so that clearing the
    history does not make a used sign look fresh."""

    def __init__(self, paths: Paths) -> None:
        self._database = Database(paths.signs, MIGRATIONS, "The list of used signs")

    @property
    def problems(self) -> Sequence[AssayError]:
        return self._database.problems

    def used(self, sign_hash: str, profile_id: str, before: float | None = None) -> SignUse | None:
        """The uses so far, or only those before a moment. Raises FileProblem, or ValueError for what is
        not a SHA-256 in hex."""
        _check(sign_hash)
        with self._database.read() as connection:
            return _use(connection, sign_hash, profile_id, before)

    def record(self, sign_hash: str, profile_id: str, verdict: str, at: float) -> SignUse:
        """Count one use. Raises FileProblem, or ValueError for what is not a SHA-256 in hex."""
        _check(sign_hash)
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO uses (sign_hash, profile_id, used_at, verdict) VALUES (?, ?, ?, ?)",
                (sign_hash, profile_id, at, verdict),
            )
            return _use(connection, sign_hash, profile_id) or SignUse(sign_hash, 1, at, at, (verdict,))

    def close(self) -> None:
        self._database.close()


def _check(sign_hash: str) -> None:
    if not _HASH.fullmatch(sign_hash):
        # The value may be the sign itself, so it is not repeated here.
        raise ValueError("not a SHA-256 in lower-case hex")


def _use(
    connection: Connection, sign_hash: str, profile_id: str, before: float | None = None
) -> SignUse | None:
    which = "sign_hash = ? AND profile_id = ? AND used_at < ?"
    values = (sign_hash, profile_id, math.inf if before is None else before)
    times, first_at, last_at = connection.execute(
        f"SELECT count(*), min(used_at), max(used_at) FROM uses WHERE {which}",  # noqa: S608  # a constant
        values,
    ).fetchone()
    if not times:
        return None
    latest = connection.execute(
        f"SELECT verdict FROM uses WHERE {which} ORDER BY used_at DESC, seq DESC LIMIT ?",  # noqa: S608  # a constant
        (*values, MAX_VERDICTS),
    ).fetchall()
    return SignUse(sign_hash, times, first_at, last_at, tuple(row[0] for row in reversed(latest)))
