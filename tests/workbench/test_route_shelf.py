"""Favourites and the routes used last: per provider, kept for the next start."""

from __future__ import annotations

from pathlib import Path

from tui.storage import FileDraftStore, Paths, TomlSettings
from tui.workbench.composing.route_shelf import RECENT, RouteShelf, Shelf


def shelf_of(folder: Path) -> RouteShelf:
    paths = Paths.below(folder)
    return RouteShelf(TomlSettings(paths), FileDraftStore(paths))


def test_favourites_and_recent_routes_survive_a_restart_per_provider(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path)
    assert shelf.load("te") == Shelf()
    assert shelf.toggle("te", "sql-query").favourites == ("sql-query",)
    shelf.toggle("te", "metric-list")
    for number in range(RECENT + 3):
        shelf.used("te", f"route-{number}")
    shelf.used("te", "route-5")
    again = shelf_of(tmp_path).load("te")
    assert again.favourites == ("sql-query", "metric-list")
    assert again.recent[:2] == ("route-5", f"route-{RECENT + 2}")
    assert len(again.recent) == len(set(again.recent)) == RECENT
    assert shelf_of(tmp_path).load("td") == Shelf()
    assert shelf.toggle("te", "sql-query").favourites == ("metric-list",)
    shelf.toggle("te", "metric-list")
    assert "favourites" not in str(TomlSettings(Paths.below(tmp_path)).load().get("favourites", {}).get("te"))


def test_settings_that_hold_something_else_count_as_nothing(tmp_path: Path) -> None:
    settings = TomlSettings(Paths.below(tmp_path))
    settings.put("favourites.te", [1, "a", "a"])
    assert shelf_of(tmp_path).load("te").favourites == ("a",)
    settings.put("favourites", "x")
    assert shelf_of(tmp_path).load("te").favourites == ()
