"""A small made-up project with every kind of property, nulls, equal times and hard texts."""

from __future__ import annotations

import datetime
import json
import random
from pathlib import Path
from typing import Any

from tests.providers.te_sandbox.playing import Player, services_in
from tui.core.sandboxing import SandboxColumn, SandboxProject, SandboxTable, TableKind
from tui.sandbox.database import Database

EVENTS = {
    "#event_id": "BIGINT", "#event_name": "VARCHAR", "#event_time": "TIMESTAMP", "$part_date": "VARCHAR",
    "#zone_offset": "DOUBLE", "#user_id": "BIGINT", "#account_id": "VARCHAR", "amount": "DOUBLE",
    "pieces": "BIGINT", "gift": "BOOLEAN", "city": "VARCHAR", "tags": "VARCHAR[]", "seen": "TIMESTAMP",
}  # fmt: skip
USERS = {
    "#user_id": "BIGINT", "#account_id": "VARCHAR", "#distinct_id": "VARCHAR", "level": "BIGINT",
    "vip": "BOOLEAN", "land": "VARCHAR", "born": "TIMESTAMP",
}  # fmt: skip
TRINO = {
    "BIGINT": "bigint", "VARCHAR": "varchar", "TIMESTAMP": "timestamp(3)", "DOUBLE": "double",
    "BOOLEAN": "boolean", "VARCHAR[]": "array(varchar)",
}  # fmt: skip
FIRST = datetime.datetime.fromisoformat("2024-01-29 06:00:00")
TODAY = datetime.date(2024, 2, 20)
CITIES = ["Oslo", "Rome", "O'Hare", 'a"b', "100%", "東京", "", None]
TAGS = ["x", "y", "z", "x y"]

Row = dict[str, Any]


def made(seed: int = 7, count: int = 420, people: int = 24) -> tuple[list[Row], list[Row]]:
    """Events and users; each event carries its user's properties under `user`."""
    dice = random.Random(seed)
    users = [_user(dice, number) for number in range(1, people + 1)]
    times = sorted(FIRST + datetime.timedelta(seconds=dice.randrange(21 * 86400)) for _ in range(count))
    events: list[Row] = []
    for number, time in enumerate(times, 1):
        # Some events share the time of the one before, and often its user.
        again = bool(events) and dice.random() < 0.2
        at = events[-1]["#event_time"] if again and dice.random() < 0.5 else time
        user = events[-1]["user"] if again else dice.choice(users)
        events.append(_event(dice, number, at, user))
    return events, users


def _user(dice: random.Random, number: int) -> Row:
    return {
        "#user_id": number,
        "#account_id": f"acc{number // 2}",
        "#distinct_id": f"d{number}",
        "level": dice.choice([1, 2, 3, None]),
        "vip": dice.choice([True, False, None]),
        "land": dice.choice(["NO", "IT", None]),
        "born": FIRST + datetime.timedelta(hours=dice.randrange(21 * 24)) if dice.random() < 0.8 else None,
    }


def _event(dice: random.Random, number: int, at: datetime.datetime, user: Row) -> Row:
    return {
        "#event_id": number,
        "#event_name": dice.choice("aaabbbccd"),
        "#event_time": at,
        "$part_date": f"{at:%Y-%m-%d}",
        "#zone_offset": dice.choice([0.0, 0.0, 8.0]),
        "#user_id": user["#user_id"],
        "#account_id": user["#account_id"],
        "amount": dice.choice([None, 0.0, 1.5, 2.25, 10.0, 99.75, -3.5]),
        "pieces": dice.choice([None, 1, 2, 3, 50]),
        "gift": dice.choice([True, False, None]),
        "city": dice.choice(CITIES),
        "tags": dice.choice([None, [], dice.sample(TAGS, 1), dice.sample(TAGS, 2)]),
        "seen": at + datetime.timedelta(minutes=dice.randrange(-5000, 5000)) if dice.random() < 0.8 else None,
        "user": user,
    }


class SmallDatabase(Database):
    """The sandbox's database over the made-up project instead of the shipped data."""

    def __init__(self, folder: Path, events: list[Row], users: list[Row]) -> None:
        super().__init__()
        self._folder = folder
        self._made = {"event": (EVENTS, events), "user": (USERS, users)}

    def _fill(self, connection: Any) -> None:
        tables = []
        for kind, (columns, rows) in self._made.items():
            file = self._folder / f"{kind}.ndjson"
            lines = [json.dumps({k: v for k, v in row.items() if k != "user"}, default=str) for row in rows]
            file.write_text("\n".join(lines), "utf-8")
            types = ", ".join(f"'{name}': '{kind_}'" for name, kind_ in columns.items())
            read = f"SELECT * FROM read_json('{file}', columns = {{{types}}}, format = 'newline_delimited')"
            connection.execute(f"CREATE TABLE hive.ta.v_{kind}_1 AS {read} ORDER BY ALL")
            described = tuple(SandboxColumn(name, TRINO[kind_]) for name, kind_ in columns.items())
            tables.append(SandboxTable(f"v_{kind}_1", TableKind(kind), 1, described, len(rows)))
        self._tables = tuple(tables)
        self._projects = (
            SandboxProject(
                1, "small", f"{FIRST:%Y-%m-%d}", "2024-02-19", f"{TODAY}", tables[0].rows, tables[1].rows
            ),
        )


def player_over(folder: Path, events: list[Row], users: list[Row]) -> Player:
    services = services_in(folder)
    services._database = SmallDatabase(folder, events, users)
    return Player(services)
