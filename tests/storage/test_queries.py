"""Saved queries on the disk: nothing is lost, nothing is written over, no name leads out."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.core.failures import AssayError, FileProblem, InvalidInput, NotFound, Refused
from tui.core.operation import RequestDraft
from tui.core.saved_queries import (
    Assertions,
    CellCheck,
    SavedQuery,
    StoredQuery,
    fitting_path,
    path_problem,
)
from tui.core.variables import Variable, VariableKind
from tui.storage import FileQueryStore
from tui.storage.query_codec import read_query, write_query
from tui.storage.readable_toml import readable_toml

TEXT = st.text(st.one_of(st.sampled_from("'\"\\\n\r\t@{}a"), st.characters(exclude_categories=["Cs"])))
PLAIN = st.one_of(
    TEXT, st.integers(-(2**63), 2**63), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)
)
JSON = st.recursive(
    st.none() | PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
PARAMETERS = st.dictionaries(TEXT, PLAIN, max_size=3)
VARIABLES = st.lists(
    st.builds(
        Variable,
        st.from_regex(r"v[A-Za-z0-9_]{0,8}", fullmatch=True),
        st.sampled_from(VariableKind),
        st.none() | TEXT,
        TEXT,
    ),
    max_size=3,
    unique_by=lambda variable: variable.name,
).map(tuple)
CELLS = st.builds(CellCheck, st.integers(-9, 9), TEXT | st.integers(0, 9), TEXT, st.none() | st.just(1.5))
ASSERTIONS = st.builds(
    Assertions,
    st.sampled_from(["", "0", "-1008"]),
    st.none() | st.integers(0, 99),
    columns=st.lists(TEXT, max_size=2).map(tuple),
    types=st.dictionaries(TEXT, st.sampled_from(["text", "number"]), max_size=2),
    seconds_max=st.none() | st.floats(0, 1e6),
    cells=st.lists(CELLS, max_size=2).map(tuple),
)
DRAFTS = st.builds(RequestDraft, st.just("sql-query"), PARAMETERS, PARAMETERS, JSON, st.none() | TEXT)
QUERIES = st.builds(
    SavedQuery,
    st.just("q"),
    st.just("te"),
    DRAFTS,
    TEXT,
    st.lists(TEXT, max_size=2).map(tuple),
    VARIABLES,
    ASSERTIONS,
)


def query(path: str = "daily", sql: str = "SELECT 1") -> SavedQuery:
    return SavedQuery(path, "te", RequestDraft("sql-query", form={"sql": sql}))


@pytest.fixture
def store(tmp_path: Path) -> FileQueryStore:
    return FileQueryStore(lambda: tmp_path / "queries", tmp_path / "locks")


@settings(max_examples=60)
@given(QUERIES)
def test_a_query_comes_back_as_it_was(one: SavedQuery) -> None:
    assert read_query("q", Path("q.toml"), write_query(one)) == one


@settings(max_examples=60)
@given(st.dictionaries(TEXT, TEXT | st.lists(TEXT, max_size=2), max_size=4))
def test_readable_toml_says_what_it_was_given(document: dict[str, object]) -> None:
    assert tomllib.loads(readable_toml(document)) == document


@given(st.text(max_size=40))
def test_any_text_gives_a_path_that_is_allowed(text: str) -> None:
    assert path_problem(fitting_path(text)) == ""


def test_saved_listed_renamed_and_deleted(store: FileQueryStore, tmp_path: Path) -> None:
    stored = store.save(query("weekly/users", "SELECT \"a\"\nFROM t\nWHERE b = 'c'"))
    assert 'SELECT "a"\nFROM t' in Path(stored.file).read_text("utf-8")
    own = [one.query.path for one in store.listing().queries if not one.query.is_sample]
    assert own == ["weekly/users"]
    store.rename("weekly/users", "users")
    assert not (tmp_path / "queries" / "weekly").exists()
    assert store.load("users").query.draft == stored.query.draft
    store.delete("users")
    with pytest.raises(NotFound):
        store.load("users")


def test_a_file_that_is_not_as_it_was_seen_is_kept(store: FileQueryStore) -> None:
    stored = store.save(query())
    with pytest.raises(Refused, match="already"):
        store.save(query(sql="SELECT 2"))
    again = store.save(query(sql="SELECT 2"), stored.seen)
    Path(again.file).write_text(Path(again.file).read_text() + "# by hand\n")
    with pytest.raises(Refused, match="changed on the disk"):
        store.save(query(sql="SELECT 3"), again.seen)
    assert "by hand" in Path(again.file).read_text()
    assert "SELECT 3" in Path(store.save(query(sql="SELECT 3"), replace=True).file).read_text()


def test_keys_of_a_later_version_are_written_back(store: FileQueryStore, tmp_path: Path) -> None:
    stored = store.save(query())
    file = Path(stored.file)
    file.write_text(file.read_text().replace('kind = "te"', 'kind = "te"\nowner = "us"'))
    loaded = store.load("daily")
    store.save(loaded.query, loaded.seen)
    assert 'owner = "us"' in file.read_text()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "..",
        "../x",
        "a/../../x",
        "/etc/passwd",
        "a//b",
        ".git/x",
        "a\\b",
        "nul",
        "x.",
        "a\0b",
        "a\nb",
        "x" * 81,
        "a:b",
    ],
)
def test_names_that_are_not_allowed(store: FileQueryStore, path: str, tmp_path: Path) -> None:
    for verb in (store.load, store.delete, lambda p: store.save(query(p)), lambda p: store.rename("a", p)):
        with pytest.raises(InvalidInput, match="name"):
            verb(path)
    assert not (tmp_path / "queries").exists()


def test_links_that_lead_out_are_neither_read_nor_written(store: FileQueryStore, tmp_path: Path) -> None:
    store.save(query())
    outside = tmp_path / "outside.toml"
    outside.write_text("secret = 1")
    root = tmp_path / "queries"
    (root / "link.toml").symlink_to(outside)
    (root / "folder").symlink_to(tmp_path)
    (root / "circle.toml").symlink_to(root / "circle.toml")
    for path in ("link", "folder/outside"):
        with pytest.raises(Refused, match="leads out"):
            store.save(query(path), replace=True)
    listing = store.listing()
    assert [one.query.path for one in listing.queries if not one.query.is_sample] == ["daily"]
    assert len(listing.problems) >= 1
    assert outside.read_text() == "secret = 1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'kind = "te"', "operation names no route"),
        (b"operation = 3", "operation is no text"),
        (b'operation = "x"\ntags = "a"', "tags is no list"),
        (b'operation = "x"\n[draft]\nbody = "{"', "draft.body is no JSON"),
        (b'operation = "x"\n[draft]\nhost = "h"', "draft.host is none of"),
        (b'operation = "x"\n[variables]\ntoday = {}', "variables.today"),
        (b'operation = "x"\n[variables]\na = { type = "money" }', "variables.a.type is none of"),
        (b'operation = "x"\n[expect]\nrowz = 3', "expect.rowz is not known"),
        (b'operation = "x"\n[expect]\nrows = -1', "expect.rows is no number of rows"),
        (b'operation = "x"\n[[expect.cells]]\nrow = 0', "without equals"),
        (b"\xff\xfe", "UTF-8"),
        (b"operation = ", "line 1"),
        (b"version = 99", "newer version"),
        (b"#" * 1_100_000, "larger than"),
    ],
    ids=range(14),
)
def test_a_file_that_cannot_be_used_is_told_and_left(
    store: FileQueryStore, tmp_path: Path, content: bytes, said: str
) -> None:
    store.save(query())
    file = tmp_path / "queries" / "bad.toml"
    file.write_bytes(content)
    with pytest.raises(FileProblem) as caught:
        store.load("bad")
    assert said in caught.value.message
    listing = store.listing()
    assert [one.message for one in listing.problems] == [caught.value.message]
    assert [one.query.path for one in listing.queries if not one.query.is_sample] == ["daily"]
    with pytest.raises(AssayError):
        store.save(query("bad"))
    assert file.read_bytes() == content


def test_a_pipe_is_not_waited_for(store: FileQueryStore, tmp_path: Path) -> None:
    store.save(query())
    os.mkfifo(tmp_path / "queries" / "pipe.toml")
    assert "named pipe" in store.listing().problems[0].message


def test_the_samples_are_read_only_and_one_for_each_model(store: FileQueryStore) -> None:
    samples: list[StoredQuery] = [one for one in store.listing().queries if one.query.is_sample]
    assert len({one.query.draft.operation for one in samples}) == 8
    path = samples[0].query.path
    for verb in (store.delete, lambda p: store.save(query(p)), lambda p: store.rename(p, "x")):
        with pytest.raises(Refused, match="samples"):
            verb(path)


def test_the_folder_is_that_of_the_environment_then_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.storage import Paths

    paths = Paths.below(tmp_path)
    settings_of: dict[str, object] = {}
    store = FileQueryStore.of_user(paths, lambda: settings_of)
    assert store.folder == str(tmp_path / "config" / "queries")
    settings_of["queries"] = {"folder": str(tmp_path / "mine")}
    assert store.folder == str(tmp_path / "mine")
    monkeypatch.setenv("ASSAY_QUERIES", str(tmp_path / "repo"))
    assert store.folder == str(tmp_path / "repo")
