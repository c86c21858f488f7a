"""Unsent work: any key, any JSON, whole or set aside."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.core.exact_json import NumberText, parse_exact
from tui.core.failures import FileProblem, InvalidInput
from tui.storage import FileDraftStore, Paths
from tui.storage.drafts import MAX_DRAFT

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
JSON = st.recursive(
    LEAVES, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(), v, max_size=3), max_leaves=8
)


@settings(max_examples=60, deadline=None)
@given(key=st.text(), draft=st.dictionaries(st.text(), JSON, max_size=3))
def test_any_draft_under_any_key_comes_back(key: str, draft: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = FileDraftStore(Paths.below(Path(folder)))
        store.put(key, draft)
        assert store.get(key) == draft
        assert store.keys() == [key]
        assert all(Path(folder) in path.parents for path in Path(folder).rglob("*"))


def test_no_digit_is_lost(tmp_path: Path) -> None:
    store = FileDraftStore(Paths.below(tmp_path))
    store.put("k", {"body": parse_exact('{"price": 0.10, "id": 12345678901234567890, "x": 1e400}').value})
    body = (store.get("k") or {})["body"]
    assert body == {"price": NumberText("0.10"), "id": 12345678901234567890, "x": NumberText("1e400")}
    assert isinstance(body, dict)
    assert isinstance(body["price"], NumberText)


def test_keys_come_latest_first_and_deleting_forgets(tmp_path: Path) -> None:
    store = FileDraftStore(Paths.below(tmp_path))
    assert store.keys() == []
    for key in ("a", "b", "a"):
        store.put(key, {})
    assert store.keys() == ["a", "b"]
    store.delete("a")
    store.delete("a")
    assert store.keys() == ["b"]
    assert store.get("a") is None


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"key": "k"}', b'{"key": "other", "draft": {}}', b"\xff", b"[" * 100_000]
)
def test_a_broken_draft_is_set_aside_and_told(tmp_path: Path, content: bytes) -> None:
    paths = Paths.below(tmp_path)
    store = FileDraftStore(paths)
    for attempt in (1, 2):
        store.put("k", {"x": 1})
        next(paths.drafts.glob("*.json")).write_bytes(content)
        assert store.get("k") is None
        assert len(store.problems) == attempt
    aside = sorted(paths.drafts.glob("*.broken"))
    assert [file.read_bytes() for file in aside] == [content, content]
    assert store.keys() == []


def test_a_pipe_in_the_place_of_a_draft_blocks_nothing(tmp_path: Path) -> None:
    import os

    paths = Paths.below(tmp_path)
    store = FileDraftStore(paths)
    store.put("k", {})
    file = next(paths.drafts.glob("*.json"))
    file.unlink()
    os.mkfifo(file)
    assert store.get("k") is None
    assert "named pipe" in store.problems[0].message


def test_what_cannot_be_kept_is_refused_and_the_old_draft_stays(tmp_path: Path) -> None:
    store = FileDraftStore(Paths.below(tmp_path))
    store.put("k", {"x": 1})
    with pytest.raises(InvalidInput):
        store.put("k", {"x": object()})
    with pytest.raises(FileProblem, match="larger than"):
        store.put("k", {"x": "y" * MAX_DRAFT})
    assert store.get("k") == {"x": 1}
