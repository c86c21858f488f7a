"""Nothing sent as SQL reaches a file, a setting or the machine, and nothing stops the engine."""

from __future__ import annotations

import threading
import time

import pytest

from tests.sandbox.attacks import BOMBS, FORBIDDEN
from tests.sandbox.trino.probing import run
from tui.core.cancel import CancelToken
from tui.core.sandboxing import Refusal, SqlRefused
from tui.core.table import RowFormat
from tui.sandbox.database import Database
from tui.sandbox.running import MOST_MEMORY, resident

HARMLESS = {name for name in FORBIDDEN if name.endswith("breaking out")}
"""Text that tries to leave its quotes; kept inside them, it may run as what it says."""


def _attempt(database: Database, sql: str, timeout: float) -> tuple[bytes, SqlRefused | None]:
    try:
        stream = database.run(sql, timeout=timeout, cancel=CancelToken())
        try:
            return b"".join(stream.encoded(RowFormat.JSON_ARRAY))[:1000], None
        finally:
            stream.close()
    except SqlRefused as refused:
        return b"", refused


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_forbidden_statement_is_refused_in_words(database: Database, name: str) -> None:
    answer, refused = _attempt(database, FORBIDDEN[name], 2)
    assert b"root:" not in answer
    if name not in HARMLESS:
        assert refused is not None
        assert refused.reason in (
            *(Refusal.NOT_ALLOWED, Refusal.SEMANTIC, Refusal.SYNTAX, Refusal.UNSUPPORTED),
        )


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_soon_and_the_engine_stays_usable(database: Database, name: str) -> None:
    before, most = resident(), [0]
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.01):
            most.append(resident() - before)

    watch = threading.Thread(target=look)
    watch.start()
    started = time.monotonic()
    _, refused = _attempt(database, BOMBS[name], 0.5)
    assert time.monotonic() - started < 3
    done.set()
    watch.join()
    # The engine's own limit, and what a batch of rows takes besides.
    assert max(most) < 1.5 * MOST_MEMORY
    if refused is not None:
        assert "\x1b" not in str(refused)
    assert run(database, "SELECT count(*) FROM v_user_1") == [[600]]


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ("SELECT cardinality(transform(array_agg(\"#user_id\"), x -> x + 1)) FROM v_user_1", 600),
        ("SELECT transform(array[1, 2], x -> transform(array[3, 4], y -> x * y))", [[3, 4], [6, 8]]),
        ("SELECT transform(sequence(1, 3), x -> sequence(1, x))", [[1], [1, 2], [1, 2, 3]]),
        ("SELECT reduce(array_agg(platform), '', (s, x) -> s || x, s -> length(s)) > 9 FROM v_user_1", True),
        ("SELECT cardinality(reduce(sequence(1, 9), sequence(0, 0), (s, x) -> s || array[x], s -> s))", 10),
        ("SELECT length(lpad('a', 100000, 'b'))", 100_000),
        ("SELECT map_values(transform_values(map(array['a'], array[1]), (k, v) -> sequence(1, v)))", [[1]]),
        ("WITH RECURSIVE t(n, p) AS (SELECT 1, 'a' UNION ALL SELECT n + 1, p || '/' || p FROM t WHERE n < 4) "
         "SELECT max(length(p)) FROM t", 15),
    ],
)  # fmt: skip
def test_values_that_grow_within_reason_are_what_they_say(
    database: Database, sql: str, answer: object
) -> None:
    assert run(database, sql) == [[answer]]


def test_the_engine_itself_denies_files_and_settings(database: Database) -> None:
    for sql in (
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/assay-must-not-exist'",
        "ATTACH '/tmp/assay-must-not-exist.db'",
        "SET memory_limit = '100GB'",
        "INSTALL httpfs",
        "SELECT * FROM glob('/*')",
    ):
        with pytest.raises(SqlRefused):
            database.fetch(sql, cancel=CancelToken())


def test_a_cancelled_statement_ends_within_a_tenth_of_a_second(database: Database) -> None:
    token = CancelToken()
    sql = "SELECT count(*) FROM v_user_1 a, v_user_1 b, v_user_1 c, v_user_1 d"
    stream = database.run(sql, timeout=30, cancel=token)
    cancelled_at = 0.0

    def cancel() -> None:
        nonlocal cancelled_at
        cancelled_at = time.monotonic()
        token.cancel()

    timer = threading.Timer(0.1, cancel)
    timer.start()
    with pytest.raises(SqlRefused) as caught:
        list(stream.encoded(RowFormat.JSON_ARRAY))
    assert time.monotonic() - cancelled_at < 0.1
    assert caught.value.reason is Refusal.CANCELLED
    stream.close()
    timer.join()
    assert database.running == 0


def test_a_token_cancelled_before_means_that_nothing_runs(database: Database) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(SqlRefused):
        database.run("SELECT 1", timeout=5, cancel=token)
    assert database.running == 0


def test_closing_ends_what_runs_and_refuses_what_comes() -> None:
    own = Database()
    stream = own.run("SELECT 1", timeout=5, cancel=CancelToken())
    stream.close()
    own.close()
    own.close()
    with pytest.raises(SqlRefused):
        own.run("SELECT 1", timeout=5, cancel=CancelToken())
