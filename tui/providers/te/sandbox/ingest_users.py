"""Who an event belongs to, and what is known of each user: the seven user operations of the SDKs."""

from __future__ import annotations

from typing import Any

from tui.providers.te.sandbox.ingest_items import Item

MAX_USERS = 100_000

Row = dict[str, Any]


class Full(Exception):
    """There is no room for another user."""


class Users:
    """Users by number. An account id goes before a distinct id; both name the same user from the moment
    they come together for the first time."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._rows: dict[int, Row] = {}

    def number(self, item: Item) -> int:
        """The user's number; a new one for who is not known. Raises Full."""
        account, distinct = ("account", item.account_id), ("distinct", item.distinct_id)
        found = self._numbers.get(account) if item.account_id else None
        if found is None and item.distinct_id:
            found = self._numbers.get(distinct)
            taken = found is not None and self._rows[found].get("#account_id")
            if taken and item.account_id:
                found = None
        if found is None:
            if len(self._rows) >= MAX_USERS:
                raise Full
            found = len(self._rows) + 1
            self._rows[found] = {"#user_id": found, "#reg_time": item.time}
        row = self._rows[found]
        for key, name in ((account, "#account_id"), (distinct, "#distinct_id")):
            if key[1]:
                self._numbers.setdefault(key, found)
                row.setdefault(name, key[1])
        row["#active_time"] = max(item.time, row.get("#active_time", item.time))
        return found

    def row(self, number: int) -> Row:
        return self._rows[number]

    def change(self, number: int, item: Item) -> None:
        """Play one user operation."""
        row = self._rows[number]
        given = item.properties
        match item.kind:
            case "user_set":
                row.update(given)
            case "user_setOnce":
                self._rows[number] = {**given, **row}
            case "user_add":
                row.update({name: _number(row.get(name)) + value for name, value in given.items()})
            case "user_append":
                row.update({name: [*_list(row.get(name)), *value] for name, value in given.items()})
            case "user_uniq_append":
                for name, value in given.items():
                    row[name] = list(dict.fromkeys([*_list(row.get(name)), *value]))
            case "user_unset":
                self._rows[number] = {name: value for name, value in row.items() if name not in given}
            case "user_del":
                self._rows[number] = {name: value for name, value in row.items() if name.startswith("#")}


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
