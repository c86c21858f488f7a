"""Trino functions that DuckDB lacks or means otherwise, as macros of the engine.

Making all of them takes the engine 40 ms, and a statement uses few, so each is made when the first
statement needs it, those that it calls itself before it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from tui.sandbox.trino.catalogue import read

_NAME = re.compile(r"\btrino_\w+")
_BEGIN = "CREATE MACRO "


@cache
def _statements() -> dict[str, str]:
    """The statement that makes each macro, by the macro's name; the file is ours, so it is trusted."""
    found = {}
    for body in read("macros.sql").split(f"\n{_BEGIN}")[1:]:
        name = _NAME.match(body)
        assert name, body[:40]
        found[name[0]] = _BEGIN + body
    return found


class Macros:
    """The macros of one engine. Not for two threads at once."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._made: set[str] = set()

    def missing(self, sql: str) -> bool:
        """Whether a statement of the engine calls macros that are not made yet."""
        return any(name not in self._made for name in _NAME.findall(sql))

    def make(self, sql: str) -> None:
        """Make the macros that a statement calls. A name in it that is no macro is left alone."""
        for name in dict.fromkeys(_NAME.findall(sql)):
            self._make(name)

    def _make(self, name: str) -> None:
        if name in self._made:
            return
        self._made.add(name)
        statement = _statements().get(name)
        if statement is not None:
            self.make(statement)
            self._connection.execute(statement)
