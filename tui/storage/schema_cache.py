"""Fetched schemas, one JSON file a key; what cannot be read is as good as never fetched."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tui.core.failures import FileProblem
from tui.core.schema import (
    Owner,
    Schema,
    SchemaCohort,
    SchemaEvent,
    SchemaProject,
    SchemaProperty,
    SchemaTable,
)
from tui.storage.atomic import clear_strays, locked, read_regular, write_atomic
from tui.storage.paths import Paths

VERSION = 1
MAX_SCHEMA = 32_000_000
"""Bytes of one schema's file."""

MAX_AGE = 90 * 86_400
"""Seconds after which a schema that nobody fetched again is removed."""


class JsonSchemaCache:
    """Plays `core.ports.SchemaCache`. A file's name is a hash of its key, so no key can name another."""

    def __init__(self, paths: Paths) -> None:
        self._folder = paths.cache / "schemas"

    def load(self, key: str) -> Schema | None:
        """Raises FileProblem for a file that cannot be read; it stays as it is until the next save."""
        file = self._file(key)
        data = read_regular(file, MAX_SCHEMA)
        if data is None:
            return None
        try:
            content = json.loads(data)
            if content["version"] == VERSION and content["key"] == _digest(key):
                return schema_of(content["schema"])
        except (ValueError, KeyError, TypeError, RecursionError):
            pass
        raise FileProblem(
            "The kept schema is damaged or of another version, so it is not used.",
            evidence=[f"The file is {file}."],
            next_step="Fetch the schema again; the file is then replaced.",
        )

    def save(self, key: str, schema: Schema) -> None:
        """Raises FileProblem."""
        content = {"version": VERSION, "key": _digest(key), "schema": asdict(schema)}
        # Half a surrogate pair from a server stays an escape, so that the file is UTF-8 whatever came.
        data = json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()
        if len(data) > MAX_SCHEMA:
            raise FileProblem(
                f"The schema is larger than {MAX_SCHEMA // 1_000_000} MB, so it is not kept on disk.",
                code="file-unwritable",
                next_step="It is used until the program ends, and has to be fetched again then.",
            )
        with locked(self._folder):
            clear_strays(self._folder)
            self._drop_old()
            write_atomic(self._file(key), data)

    def _drop_old(self) -> None:
        oldest = time.time() - MAX_AGE
        with suppress(OSError):
            for file in self._folder.glob("*.json"):
                if file.stat().st_mtime < oldest:
                    file.unlink()

    def _file(self, key: str) -> Path:
        return self._folder / f"{_digest(key)[:32]}.json"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


# ---- reading -----------------------------------------------------------------------------------


def schema_of(data: Mapping[str, Any]) -> Schema:
    """The schema that `asdict` was made from. Raises KeyError or TypeError for anything else."""
    return Schema(
        project=_text(data["project"]),
        tables=tuple(_table(one) for one in _list(data["tables"])),
        events=tuple(_event(one) for one in _list(data["events"])),
        properties=tuple(_property(one) for one in _list(data["properties"])),
        cohorts=tuple(
            SchemaCohort(_text(one["name"]), _text(one["title"])) for one in _list(data["cohorts"])
        ),
        fetched_at=_number(data["fetched_at"]),
        problems=_texts(data["problems"]),
        projects=tuple(
            SchemaProject(_text(one["id"]), _text(one["title"])) for one in _list(data["projects"])
        ),
    )


def _table(one: Mapping[str, Any]) -> SchemaTable:
    owner = one["owner"]
    return SchemaTable(_text(one["name"]), _texts(one["columns"]), None if owner is None else _owner(owner))


def _event(one: Mapping[str, Any]) -> SchemaEvent:
    return SchemaEvent(
        _text(one["name"]), _text(one["title"]), _flag(one["virtual"]), _texts(one["properties"])
    )


def _property(one: Mapping[str, Any]) -> SchemaProperty:
    return SchemaProperty(
        _text(one["name"]),
        _owner(one["owner"]),
        _text(one["type"]),
        _text(one["title"]),
        _flag(one["virtual"]),
    )


def _owner(value: object) -> Owner:
    try:
        return Owner(_text(value))
    except ValueError:
        raise TypeError("no owner") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(one) for one in _list(value))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("no flag")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("no number")
    return float(value)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value
