"""Made-up events of any number, by SQL alone: each row is a function of its number, so the same number
of events gives the same file on every machine, with one thread or with many.

Randomness is a 32-bit integer hash written in SQL: the engine's random() depends on its threads, and
its hash() may change between versions. Rows are written as they are made, never sorted, so that
memory does not grow with their number.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tui.sandbox.tables import text

_MACROS = """
CREATE MACRO mixed(x, k) AS ((x::UBIGINT % 4294967296) * 2654435761 + k * 2246822519) % 4294967296;
CREATE MACRO dice(x, k) AS
  ((xor(mixed(x, k), mixed(x, k) >> 15) * 2146121005) % 4294967296 >> 8)::BIGINT;
"""

_ROWS = """
WITH numbered AS (
    SELECT range AS i, range // 8 AS block, range % 8 AS place FROM range({events})
), sessions AS (
    -- A block of eight events is cut into two sessions at a place between 1 and 7.
    SELECT i, block * 2 + (place >= 1 + dice(block, 1) % 7)::INTEGER AS session,
           CASE WHEN place >= 1 + dice(block, 1) % 7
                THEN place - 1 - dice(block, 1) % 7 ELSE place END AS step
    FROM numbered
), visits AS (
    -- Squaring makes a few users visit often and most of them seldom.
    SELECT i, session, step,
           ((((dice(session, 2) * dice(session, 2)) >> 24) * {users}) >> 24) + 1 AS who,
           (dice(session, 3) % {days}) * 86400 + dice(session, 4) % 86400 AS begun
    FROM sessions
)
SELECT CASE WHEN step = 0 THEN 'open'
            ELSE ['view', 'view', 'view', 'search', 'search', 'add_to_cart', 'add_to_cart', 'pay'
                 ][1 + (dice(i, 5) % 8)::INTEGER] END AS "#event_name",
       TIMESTAMP '2024-01-01 00:00:00' + to_seconds(begun + step * 60 + dice(i, 6) % 60) AS "#event_time",
       who AS "#user_id",
       ['ios', 'android', 'web'][1 + (dice(who, 7) % 3)::INTEGER] AS platform,
       ['ads', 'search', 'friends', 'mail'][1 + (dice(who, 8) % 4)::INTEGER] AS channel,
       session AS session_id,
       CASE WHEN step > 0 AND dice(i, 5) % 8 = 7
            THEN CAST((100 + dice(i, 9) % 20000) / 100.0 AS DOUBLE) END AS amount,
       (1 + dice(i, 10) % 5)::INTEGER AS pieces
FROM visits
"""

_WRITE = "COPY ({rows}) TO {file} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"

DAYS = 180


def write_events(connection: Any, events: int, file: Path) -> None:
    """Write that many events to a Parquet file. The connection must be one that may write files."""
    connection.execute(_MACROS)
    users = max(1, events // 50)
    rows = _ROWS.format(events=events, users=users, days=DAYS)
    connection.execute(_WRITE.format(rows=rows, file=text(file)))


ABOUT = {
    "title": "Made-up events",
    "authors": "the sandbox's generator",
    "licence": "yours",
    "source": "assay sandbox generate",
    "honesty": "Made up by arithmetic; it says nothing about any real users.",
}
