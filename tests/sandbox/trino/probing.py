"""Reads the probe file and runs one probe against a database."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.sandboxing import SandboxDatabase, SqlRefused
from tui.core.table import RowFormat


@dataclass(frozen=True)
class Probe:
    """An expression and what Trino's documentation says it gives."""

    page: str
    text: str
    expected: str

    @property
    def sql(self) -> str:
        whole = self.text.startswith(("select ", "with "))
        return self.text if whole else f"select {self.text}"


def probes(path: Path) -> Iterator[Probe]:
    page = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            page = line[2:]
        elif line and not line.startswith("#"):
            text, _, expected = line.rpartition(" => ")
            yield Probe(page, text, expected)


def run(database: SandboxDatabase, sql: str) -> list[Any]:
    """Rows as decoded JSON arrays. Raises SqlRefused."""
    stream = database.run(sql, timeout=10, cancel=CancelToken())
    try:
        body = b"".join(stream.encoded(RowFormat.JSON_ARRAY))
    finally:
        stream.close()
    return [json.loads(line) for line in body.splitlines()]


def outcome(database: SandboxDatabase, probe: Probe) -> str:
    """Empty when the probe holds; else what came instead."""
    try:
        rows = run(database, probe.sql)
    except SqlRefused as refused:
        expected = probe.expected.removeprefix("! ")
        wanted = probe.expected.startswith("! ") and expected in str(refused)
        return "" if wanted else f"refused: {refused}"
    if probe.expected.startswith("! "):
        return f"gave {rows}"
    approximate = probe.expected.startswith("~ ")
    expected_value = json.loads(probe.expected.removeprefix("~ "))
    if len(rows) != 1 or not _same(rows[0][0], expected_value, 0.05 if approximate else 1e-12):
        return f"gave {rows}"
    return ""


def _same(found: Any, expected: Any, tolerance: float) -> bool:
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(_same(a, b, tolerance) for a, b in zip(found, expected, strict=True))
        )
    if isinstance(expected, dict):
        return (
            isinstance(found, dict)
            and found.keys() == expected.keys()
            and all(_same(found[key], value, tolerance) for key, value in expected.items())
        )
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or isinstance(expected, str):
        return type(found) is type(expected) and found == expected
    if tolerance < 0.01 and type(found) is not type(expected):
        return False
    return isinstance(found, int | float) and math.isclose(found, expected, rel_tol=tolerance)
