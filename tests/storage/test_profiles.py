"""Profiles on disk: what was saved comes back, what is broken is told by place and never overwritten."""

from __future__ import annotations

import tempfile
import threading
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage.things import profile
from tui.core.failures import FileProblem, InvalidInput, Refused
from tui.core.profile import Profile
from tui.core.secret import SecretRef
from tui.storage import Paths, TomlProfileStore


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.below(tmp_path)


@pytest.fixture
def store(paths: Paths) -> TomlProfileStore:
    return TomlProfileStore(paths)


def write(paths: Paths, text: str | bytes) -> None:
    paths.create()
    paths.profiles.write_bytes(text if isinstance(text, bytes) else text.encode())


def table(profile_id: str = "a1", **keys: str) -> str:
    values = {"name": '"n"', "kind": '"te"', "base_url": '"http://h"', **keys}
    return f"[profiles.{profile_id}]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


def test_nothing_is_read_or_made_before_the_first_save(store: TomlProfileStore, tmp_path: Path) -> None:
    assert store.load() == ([], [])
    store.delete("none")
    assert list(tmp_path.iterdir()) == []


def test_a_profile_comes_back_as_it_was(store: TomlProfileStore, paths: Paths) -> None:
    full, bare = profile("a1"), Profile("b2", "bare", "td", "http://h")
    store.save(full)
    store.save(bare)
    assert store.load() == ([full, bare], [])
    assert tomllib.loads(paths.profiles.read_text())["version"] == 1


def test_saving_replaces_by_id_and_deleting_removes(store: TomlProfileStore) -> None:
    store.save(profile("a1"))
    store.save(profile("b2"))
    store.save(profile("a1", name="renamed", secret=None))
    assert [p.name for p in store.load()[0]] == ["renamed", "games · live"]
    store.delete("a1")
    store.delete("a1")
    assert [p.id for p in store.load()[0]] == ["b2"]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUE = (
    TEXT
    | st.integers(-(2**63), 2**63 - 1)
    | st.booleans()
    | st.floats(allow_nan=False)
    | st.lists(TEXT, max_size=3)
)


@settings(max_examples=80, deadline=None)
@given(
    name=TEXT,
    url=TEXT,
    settings_=st.dictionaries(TEXT, VALUE, max_size=3),
    extra=st.dictionaries(TEXT.map("x-".__add__), VALUE, max_size=2),
    locator=TEXT,
    profile_id=TEXT,
)
def test_any_text_and_any_unknown_key_survives(
    name: str, url: str, settings_: dict[str, Any], extra: dict[str, Any], locator: str, profile_id: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = TomlProfileStore(Paths.below(Path(folder)))
        kept = profile(
            profile_id,
            name=name,
            base_url=url,
            settings=settings_,
            extra=extra,
            secret=SecretRef("keyring", locator),
        )
        store.save(kept)
        assert store.load() == ([kept], [])


def test_keys_of_a_newer_program_are_kept_at_every_level(store: TomlProfileStore, paths: Paths) -> None:
    write(
        paths,
        'later = "top"\n[other]\nx = 1\n'
        + table(colour='"red"', secret='{ store = "keyring", locator = "l", hint = "h" }', tls="{ pin = 7 }"),
    )
    (found,), problems = store.load()
    assert problems == []
    assert found.extra == {"colour": "red", "secret": {"hint": "h"}, "tls": {"pin": 7}}
    store.save(replace(found, name="new"))
    document = tomllib.loads(paths.profiles.read_text())
    kept = document["profiles"]["a1"]
    assert (document["later"], document["other"]) == ("top", {"x": 1})
    assert (kept["colour"], kept["secret"]["hint"], kept["tls"]["pin"]) == ("red", "h", 7)
    store.save(replace(found, secret=None))
    assert "secret" not in tomllib.loads(paths.profiles.read_text())["profiles"]["a1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a = \n", "line 1, column 5"),
        ("x = 1\n[profiles.a]\nname = 'half", "line 3, column 13"),
        ("a = 1\na = 2\n", "Cannot overwrite a value"),
        (b"a = 1\nname = '\xff'\n", "line 2, column 9"),
        ("version = 'x'\n", None),
        ("x = " + "9" * 5000, "too long"),
        ("x = " + "[" * 100_000, "nested too deeply"),
        (b"\x00", "line 1, column 1"),
        (b"x" * 1_100_000, "larger than"),
    ],
    ids=range(9),
)
def test_a_broken_file_is_told_by_place_and_never_overwritten(
    store: TomlProfileStore, paths: Paths, content: str | bytes, said: str | None
) -> None:
    write(paths, content)
    before = paths.profiles.read_bytes()
    found, problems = store.load()
    assert list(found) == []
    assert len(problems) == 1
    assert problems[0].code == "file-unreadable"
    assert said is None or said in problems[0].message
    with pytest.raises(FileProblem):
        store.save(profile())
    assert paths.profiles.read_bytes() == before


@pytest.mark.parametrize(
    ("keys", "path"),
    [
        ({"name": "7"}, "profiles.a1.name"),
        ({"base_url": "[]"}, "profiles.a1.base_url"),
        ({"read_only": '"yes"'}, "profiles.a1.read_only"),
        ({"environment": '"MOON"'}, "profiles.a1.environment"),
        ({"timeouts": '{ connect = "fast" }'}, "profiles.a1.timeouts.connect"),
        ({"timeouts": "{ read = true }"}, "profiles.a1.timeouts.read"),
        ({"tls": "7"}, "profiles.a1.tls"),
        ({"tls": "{ verify = 1 }"}, "profiles.a1.tls.verify"),
        ({"secret": '"token"'}, "profiles.a1.secret"),
        ({"secret": '{ store = "keyring" }'}, "profiles.a1.secret.locator"),
        ({"settings": "[1]"}, "profiles.a1.settings"),
        ({"proxy": "1979-05-27"}, "profiles.a1.proxy"),
    ],
)
def test_a_wrong_type_is_told_by_key_and_the_other_profiles_load(
    store: TomlProfileStore, paths: Paths, keys: dict[str, str], path: str
) -> None:
    write(paths, table("a1", **keys) + table("good"))
    found, problems = store.load()
    assert [p.id for p in found] == ["good"]
    assert len(problems) == 1
    assert any(line.startswith(f"{path}:") for line in problems[0].evidence)
    broken = tomllib.loads(paths.profiles.read_text())["profiles"]["a1"]
    store.save(profile("new"))
    assert tomllib.loads(paths.profiles.read_text())["profiles"]["a1"] == broken


@pytest.mark.parametrize("content", ["profiles = 7\n", "[profiles]\na1 = 7\n"])
def test_profiles_that_are_no_tables_are_told(store: TomlProfileStore, paths: Paths, content: str) -> None:
    write(paths, content)
    found, problems = store.load()
    assert (list(found), len(problems)) == ([], 1)


def test_a_missing_key_is_told(store: TomlProfileStore, paths: Paths) -> None:
    write(paths, "[profiles.a1]\nname = 'x'\n")
    assert store.load()[1][0].evidence == (
        "profiles.a1.kind: is missing",
        "profiles.a1.base_url: is missing",
    )


def test_a_byte_order_mark_is_tolerated(store: TomlProfileStore, paths: Paths) -> None:
    write(paths, b"\xef\xbb\xbf" + table().encode())
    assert [p.id for p in store.load()[0]] == ["a1"]
    store.save(profile("b2"))
    assert [p.id for p in store.load()[0]] == ["a1", "b2"]


def test_a_file_of_a_newer_version_is_read_and_not_written(store: TomlProfileStore, paths: Paths) -> None:
    write(paths, "version = 2\n" + table())
    found, problems = store.load()
    assert [p.id for p in found] == ["a1"]
    assert "newer version" in problems[0].message
    with pytest.raises(FileProblem, match="newer version"):
        store.save(profile("b2"))
    with pytest.raises(FileProblem, match="newer version"):
        store.delete("a1")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "\ud800"}, "name"),
        ({"settings": {"a": ["x", {"b": "\udfff"}]}}, "settings.a.1.b"),
        ({"settings": {"\ud800": 1}}, "settings"),
        ({"settings": {"a": object()}}, "settings.a"),
        ({"settings": {1: "x"}}, "settings"),
    ],
)
def test_what_toml_cannot_hold_is_refused_in_words(
    store: TomlProfileStore, paths: Paths, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        store.save(profile(**changes))
    assert caught.value.problems[0].field == field
    assert not paths.profiles.exists()


def test_empty_settings_and_built_in_profiles_are_not_stored(store: TomlProfileStore) -> None:
    store.save(profile(settings={"zone": None, "projectId": 1}))
    assert store.load()[0][0].settings == {"projectId": 1}
    with pytest.raises(Refused):
        store.save(profile("s", built_in=True))


def test_four_writers_lose_nothing_of_each_other(paths: Paths) -> None:
    def save(writer: int) -> None:
        store = TomlProfileStore(paths)
        for number in range(25):
            store.save(profile(f"w{writer}-{number}"))

    threads = [threading.Thread(target=save, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(TomlProfileStore(paths).load()[0]) == 100
