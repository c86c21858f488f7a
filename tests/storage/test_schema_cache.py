"""Kept schemas: whole, or as good as never fetched."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

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
from tui.storage import JsonSchemaCache, Paths

SCHEMA = Schema(
    "7",
    (SchemaTable("ta.v_event_7", ("#user_id", "a\ud800"), Owner.EVENT), SchemaTable("ta.x")),
    (SchemaEvent("pay", "Bezahlen \u202e", virtual=True, properties=("price",)),),
    (SchemaProperty("price", Owner.USER, "number", "Price", virtual=True),),
    (SchemaCohort("big", "Big"),),
    1_700_000_000.5,
    ("One problem.",),
    (SchemaProject("7", "shop"),),
)


def only_file(folder: Path) -> Path:
    (file,) = (folder / "cache" / "schemas").glob("*.json")
    return file


def test_a_schema_comes_back_as_it_was_and_no_key_sees_anothers(tmp_path: Path) -> None:
    cache = JsonSchemaCache(Paths.below(tmp_path))
    assert cache.load("a") is None
    cache.save("a", SCHEMA)
    cache.save("../../b\ud800", Schema("8"))
    assert cache.load("a") == SCHEMA
    assert cache.load("../../b\ud800") == Schema("8")
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert {path.parent.name for path in files} == {"schemas"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"version":1', '"version":2'),
        lambda text: text.replace('"user"', '"nobody"'),
        lambda text: text.replace('"virtual":true', '"virtual":1'),
        lambda text: text.replace('"columns":["#user_id"', '"columns":[3'),
        lambda text: text.replace('"fetched_at":1700000000.5', '"fetched_at":"now"'),
        lambda text: text.replace('"projects":[{', '"projects":{"x":[{').replace("}]}}", "}]}}}"),
        lambda _: "[]",
        lambda _: "null",
        lambda _: "[" * 100_000,
        lambda _: "",
    ],
)
def test_what_cannot_be_read_is_told_and_replaced_by_the_next_save(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    cache = JsonSchemaCache(Paths.below(tmp_path))
    cache.save("a", SCHEMA)
    file = only_file(tmp_path)
    file.write_text(damage(file.read_text("utf-8")), "utf-8")
    with pytest.raises(FileProblem) as caught:
        cache.load("a")
    assert str(file) in caught.value.evidence[0]
    assert caught.value.next_step
    cache.save("a", SCHEMA)
    assert cache.load("a") == SCHEMA


def test_another_keys_file_is_not_taken(tmp_path: Path) -> None:
    cache = JsonSchemaCache(Paths.below(tmp_path))
    cache.save("a", SCHEMA)
    first = only_file(tmp_path)
    cache.save("b", SCHEMA)
    (second,) = {*first.parent.glob("*.json")} - {first}
    first.replace(second)
    with pytest.raises(FileProblem):
        cache.load("b")


def test_a_schema_that_nobody_fetches_again_goes(tmp_path: Path) -> None:
    cache = JsonSchemaCache(Paths.below(tmp_path))
    cache.save("a", SCHEMA)
    os.utime(only_file(tmp_path), (1, 1))
    cache.save("b", SCHEMA)
    assert cache.load("a") is None
    assert cache.load("b") == SCHEMA


def test_the_file_holds_the_schema_and_nothing_else(tmp_path: Path) -> None:
    JsonSchemaCache(Paths.below(tmp_path)).save("profile\nhttp://host.example\n7", SCHEMA)
    content = json.loads(only_file(tmp_path).read_text("utf-8"))
    assert set(content) == {"version", "key", "schema"}
    assert "host.example" not in only_file(tmp_path).read_text("utf-8")
