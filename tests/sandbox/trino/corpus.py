"""Reads the corpus of queries and runs one of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.sandbox.trino.probing import run
from tui.core.sandboxing import SandboxDatabase, SqlRefused


@dataclass(frozen=True)
class Case:
    """A query and what is certain of its result."""

    name: str
    sql: str
    rows: int | None
    first: list[object] | None
    error: str


def cases(path: Path) -> Iterator[Case]:
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    for block in blocks[1:]:
        facts: dict[str, str] = {}
        name = ""
        lines = block.strip().split("\n")
        while lines and lines[0].startswith("-- "):
            text = lines.pop(0)[3:]
            key, separator, value = text.partition(": ")
            if separator and key in ("rows", "first", "error"):
                facts[key] = value
            else:
                name = text
        yield Case(
            name,
            "\n".join(lines),
            int(facts["rows"]) if "rows" in facts else None,
            json.loads(facts["first"]) if "first" in facts else None,
            facts.get("error", ""),
        )


def outcome(database: SandboxDatabase, case: Case) -> str:
    """Empty when the case holds; else what came instead."""
    try:
        rows = run(database, case.sql)
    except SqlRefused as refused:
        return "" if case.error and case.error in str(refused) else f"refused: {refused}"
    if case.error:
        return f"ran, with {len(rows)} rows"
    if case.rows is not None and len(rows) != case.rows:
        return f"{len(rows)} rows instead of {case.rows}"
    if case.first is not None and rows[0] != case.first:
        return f"first row is {rows[0]}"
    return "" if rows else "no rows"
