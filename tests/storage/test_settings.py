"""A person's settings: dotted keys in, a plain mapping out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.core.failures import FileProblem, InvalidInput
from tui.storage import Paths, TomlSettings


def test_values_come_back_and_unknown_keys_stay(tmp_path: Path) -> None:
    paths = Paths.below(tmp_path)
    paths.create()
    paths.settings.write_text("[future]\nx = [1, 2]\n")
    settings = TomlSettings(paths)
    settings.put("theme", "dusk")
    settings.put("keys.send", "ctrl+s")
    settings.put("keys.quit", "q")
    settings.put("keys.quit", None)
    settings.put("never.there", None)
    assert TomlSettings(paths).load() == {
        "theme": "dusk",
        "keys": {"send": "ctrl+s"},
        "future": {"x": [1, 2]},
        "never": {},
    }


def test_no_file_is_no_problem(tmp_path: Path) -> None:
    settings = TomlSettings(Paths.below(tmp_path))
    assert settings.load() == {}
    assert settings.problems == ()


def test_a_broken_file_is_told_and_stays(tmp_path: Path) -> None:
    paths = Paths.below(tmp_path)
    paths.create()
    paths.settings.write_text("theme = ")
    settings = TomlSettings(paths)
    assert settings.load() == {}
    assert "line 1, column 9" in settings.problems[0].message
    with pytest.raises(FileProblem):
        settings.put("theme", "x")
    assert paths.settings.read_text() == "theme = "
    paths.settings.unlink()
    assert settings.load() == {}
    assert settings.problems == ()


def test_a_value_where_a_table_is_needed_is_told(tmp_path: Path) -> None:
    settings = TomlSettings(Paths.below(tmp_path))
    settings.put("keys", "vim")
    with pytest.raises(FileProblem, match=r"keys in .* is a value"):
        settings.put("keys.send", "x")


def test_the_version_is_not_a_setting(tmp_path: Path) -> None:
    settings = TomlSettings(Paths.below(tmp_path))
    with pytest.raises(InvalidInput):
        settings.put("version", 7)


@pytest.mark.parametrize("value", [object(), "\ud800", [object()]])
def test_what_toml_cannot_hold_is_refused(tmp_path: Path, value: object) -> None:
    settings = TomlSettings(Paths.below(tmp_path))
    settings.put("a", 1)
    with pytest.raises(InvalidInput):
        settings.put("b", value)
    assert settings.load() == {"a": 1}
