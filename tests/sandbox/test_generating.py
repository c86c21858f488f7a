"""Made-up events: the same whatever the number of threads, and shaped like visits of users."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tui.sandbox.generating import write_events


def _made(folder: Path, events: int, threads: int) -> Path:
    file = folder / f"{events}-{threads}.parquet"
    with duckdb.connect(":memory:", config={"threads": threads}) as connection:
        write_events(connection, events, file)
    return file


def _rows(query: str) -> list[Any]:
    with duckdb.connect(":memory:") as connection:
        return connection.execute(query).fetchall()


def test_one_thread_and_two_make_the_same_events_in_the_same_order(tmp_path: Path) -> None:
    hashes = set()
    for threads in (1, 2):
        file = _made(tmp_path, 300_000, threads)
        query = f"""SELECT md5(string_agg(e::VARCHAR, '|' ORDER BY file_row_number))
            FROM read_parquet('{file}', file_row_number = true) e"""
        hashes |= set(_rows(query))
    assert len(hashes) == 1


@pytest.mark.parametrize("events", [1, 7, 1000])
def test_the_number_is_exact(tmp_path: Path, events: int) -> None:
    file = _made(tmp_path, events, 2)
    assert _rows(f"SELECT count(*) FROM read_parquet('{file}')") == [(events,)]


def test_a_session_belongs_to_one_user_and_begins_with_open(tmp_path: Path) -> None:
    file = _made(tmp_path, 50_000, 2)
    query = f"""SELECT count(DISTINCT "#user_id"), min_by("#event_name", "#event_time") AS first
        FROM read_parquet('{file}') GROUP BY session_id"""
    assert set(_rows(query)) == {(1, "open")}
