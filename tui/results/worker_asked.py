"""Which columns a statement can read, as far as that can be proven from its syntax tree.

A column is needed when its name stands anywhere in the tree, as whatever it may be. That proves nothing
where columns are read without their names: stars, COLUMNS(…), a row as a value, NATURAL, PIVOT, SUMMARIZE
and whatever this file does not know. Then every column is needed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

_RELATIONS = {"BASE_TABLE", "SUBQUERY", "JOIN", "EMPTY"}


class Asked:
    """What one SELECT mentions."""

    def __init__(self, connection: Any, sql: str) -> None:
        self._words: set[str] = set()
        self._relations: set[str] = set()
        self._ends: set[str] = set()
        """Last parts of column names; one that is a relation's is a row as a value."""
        self._renamed: dict[str, list[list[str]]] = {}
        """By a table's name, other names given to its columns by place: `r1 AS t(x, y)`."""
        tree = _tree(connection, sql)
        self._whole = bool(tree.get("error", True))
        self._walk(tree)
        self._whole = self._whole or not self._ends.isdisjoint(self._relations)

    def places(self, table: str, names: Sequence[str]) -> list[int]:
        """The columns of a table that may be read, by place; never none of those that are there."""
        if self._whole:
            return list(range(len(names)))
        renamed = self._renamed.get(table.lower(), [])
        found = [
            place
            for place, name in enumerate(names)
            if name.lower() in self._words
            or any(place < len(given) and given[place] in self._words for given in renamed)
        ]
        # Rows are counted by a column.
        return found or list(range(len(names)))[:1]

    def _walk(self, tree: Any) -> None:
        # An own stack: a long chain of operators nests deeper than Python may call.
        stack = [tree]
        while stack and not self._whole:
            item = stack.pop()
            if isinstance(item, str):
                self._words.add(item.lower())
            elif isinstance(item, list):
                stack += item
            elif isinstance(item, dict):
                stack += self._members(item)

    def _members(self, node: dict[str, Any]) -> list[Any]:
        kind = node.get("type")
        if kind == "STAR" or node.get("class") == "STAR":
            self._whole = True
        if "sample" in node and "alias" in node:
            self._relation(node, str(kind))
            return [value for key, value in node.items() if key != "column_name_alias"]
        if "key" in node and "value" in node:
            self._relations.add(str(node["key"]).lower())
        parts = node.get("column_names")
        if kind == "COLUMN_REF" and isinstance(parts, list) and parts:
            self._ends.add(str(parts[-1]).lower())
        return list(node.values())

    def _relation(self, node: dict[str, Any], kind: str) -> None:
        if kind not in _RELATIONS or node.get("ref_type") == "NATURAL":
            self._whole = True
        table = str(node.get("table_name", "")).lower()
        self._relations |= {table, str(node["alias"]).lower()} - {""}
        given = node.get("column_name_alias")
        if given and kind == "BASE_TABLE":
            self._renamed.setdefault(table, []).append([str(name).lower() for name in given])
        elif given:
            self._whole = True


def _tree(connection: Any, sql: str) -> dict[str, Any]:
    [(text,)] = connection.execute("SELECT json_serialize_sql($1::VARCHAR)", [sql]).fetchall()
    try:
        tree: dict[str, Any] = json.loads(text)
    except RecursionError:
        return {}
    return tree
