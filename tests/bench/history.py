"""The history with 100,000 exchanges: opening, pages, filters, and the cost of one exchange.

    python -m tests.bench.history [--count 100000]

Milliseconds, median of five. `open + page` is a new store over an existing file, up to the first 100
exchanges. `begin + finish` is what one request pays.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.storage.things import exchange, finished
from tui.core.exchange import ExchangeState
from tui.storage import Paths, SqliteHistory


def fill(paths: Paths, count: int) -> None:
    history = SqliteHistory(paths, time.time)
    history.count()
    # One transaction for all: the cost of each is measured below.
    with history._database.write() as connection:
        from tui.storage.exchange_codec import COLUMNS, to_row

        marks = ", ".join("?" * len(COLUMNS))
        names = ", ".join(COLUMNS)
        connection.executemany(
            f"INSERT INTO exchanges ({names}) VALUES ({marks})",
            (to_row(finished(f"n{n}", started_at=float(n), profile_id=f"p{n % 5}")) for n in range(count)),
        )
    history.close()


def median(action: Callable[[int], object]) -> float:
    taken = []
    for turn in range(5):
        start = time.perf_counter()
        action(turn)
        taken.append((time.perf_counter() - start) * 1e3)
    return sorted(taken)[2]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100_000)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths.below(Path(folder))
        fill(paths, count)

        def open_and_page(_: int) -> None:
            store = SqliteHistory(paths, time.time)
            assert len(store.recent(100)) == min(100, count)
            store.close()

        history = SqliteHistory(paths, time.time)

        def one_exchange(turn: int) -> None:
            begun = exchange(f"new{turn}")
            history.begin(begun)
            history.finish(replace(begun, state=ExchangeState.FINISHED))

        figures = {
            "open + page": median(open_and_page),
            "page": median(lambda _: history.recent(100)),
            "page at the end": median(lambda _: history.recent(100, offset=count - 100)),
            "filter, found late": median(lambda _: history.recent(100, text="no such word")),
            "profile": median(lambda _: history.recent(100, profile_id="p3")),
            "count": median(lambda _: history.count()),
            "begin + finish": median(one_exchange),
            "prune a tenth": median(lambda turn: history.prune(max_count=count - (turn + 1) * count // 50)),
        }
        history.close()
        size = paths.history.stat().st_size / 1e6
    sys.stdout.write(f"{count:,} exchanges, {size:.0f} MB\n")
    for name, value in figures.items():
        sys.stdout.write(f"{name:20} {value:8.2f} ms\n")


if __name__ == "__main__":
    main()
