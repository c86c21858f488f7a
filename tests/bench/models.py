"""Times of the sandbox's models: `python -m tests.bench.models [--events 1000000] [--runs 3]`.

The shipped project 1 as it is, then the same events copied for more users until there are enough: every
copy has users of its own and its times moved by some minutes, so that the mix of sessions stays that of
the data. Figures are the best of the runs, in milliseconds, from the request to the answer's last byte.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.providers.te_sandbox.playing import Player, services_in
from tui.core.sandboxing import TableKind
from tui.providers.te.operations import operations
from tui.sandbox import datasets
from tui.sandbox.database import Database

MODELS = ("event", "retention", "funnel", "distribution", "path", "interval", "user-prop")
WHOLE = {"startTime": "2024-01-01 00:00:00", "endTime": "2024-06-30 23:59:59"}

COPIES = """
CREATE TABLE hive.ta.copy_events AS
SELECT * REPLACE ("#user_id" + n * 100000 AS "#user_id", "#event_id" + n * 10000000 AS "#event_id",
                  "#event_time" + to_minutes(CAST(n % 500 AS INTEGER)) AS "#event_time",
                  "#account_id" || '-' || n AS "#account_id")
FROM hive.ta.v_event_1, range({copies}) AS c(n) ORDER BY "#event_time"
"""
USERS = """
CREATE TABLE hive.ta.copy_users AS
SELECT * REPLACE ("#user_id" + n * 100000 AS "#user_id", "#account_id" || '-' || n AS "#account_id")
FROM hive.ta.v_user_1, range({copies}) AS c(n)
"""


class CopiedDatabase(Database):
    """Project 1 in many copies."""

    def __init__(self, copies: int) -> None:
        super().__init__()
        self._copies = copies

    def _fill(self, connection: Any) -> None:
        super()._fill(connection)
        # The copies lie in memory here; a project of that size would lie in a file.
        connection.execute("SET memory_limit = '6GB'")
        datasets.fill(connection, 1)
        self._unread.discard(1)
        connection.execute(COPIES.format(copies=self._copies))
        connection.execute(USERS.format(copies=self._copies))
        names = {TableKind.EVENT: "copy_events", TableKind.USER: "copy_users"}
        own = [table for table in self._tables if table.project == 1]
        self._tables = tuple(replace(one, name=names[one.kind], rows=one.rows * self._copies) for one in own)


def best(player: Player, model: str, body: dict[str, Any], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        played = player.call(model, body)
        times.append((time.perf_counter() - start) * 1000)
        assert played.code == 0, played.message
    return min(times)


def report(player: Player, runs: int) -> None:
    for name in MODELS:
        operation = operations().get(f"{name}-analyze")
        body = json.loads(json.dumps(dict(operation.example))) | {"useCache": False}
        line = f"  {name:14}{best(player, operation.id, body, runs):10.1f}"
        if name != "user-prop":
            view = {**body["eventView"], **WHOLE}
            if name == "path":
                view |= {"from_date": WHOLE["startTime"], "to_date": WHOLE["endTime"]}
            line += f"{best(player, operation.id, body | {'eventView': view}, runs):14.1f}"
        print(line)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=3)
    wanted = options.parse_args()
    for copies in sorted({1, max(1, round(wanted.events / 31_106))}):
        with tempfile.TemporaryDirectory() as folder:
            services = services_in(Path(folder))
            services._database = CopiedDatabase(copies) if copies > 1 else Database()
            player = Player(services)
            events = services.database.tables(1)[0].rows
            print(f"{events:,} events\n  model           May, ms  Jan-Jun, ms")
            report(player, wanted.runs)
            player.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory {peak / (1024 if sys.platform != 'darwin' else 1024 * 1024):.0f} MB")


if __name__ == "__main__":
    main()
