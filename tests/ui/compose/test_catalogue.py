"""The left pane by its keys: favourites, the schema, its names in the editor, and what costs nothing."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.providers.te.test_schema import ANSWERS
from tests.ui.compose.cast import Cast, Compose, composing
from tests.ui.driving import LARGE, SMALL, screen_text
from tests.workbench.cast import answering
from tests.workbench.test_schemas import part_of
from tui.core.cancel import CancelToken
from tui.core.failures import Cancelled
from tui.core.ports import Sink
from tui.core.request import UnsignedRequest
from tui.core.schema import Owner, Schema, SchemaProperty
from tui.providers.te import PROVIDER as TE
from tui.storage import FileDraftStore, Paths, TomlSettings
from tui.ui.dialogs.reading import ReadingDialog
from tui.ui.screens.compose.catalogue_names import FOUND_SHOWN
from tui.ui.screens.compose.catalogue_routes import RouteBranch
from tui.ui.screens.compose.catalogue_schema import SchemaBranch, SchemaState
from tui.ui.widgets.tree.tree_nodes import TreeEntry, TreeLines
from tui.workbench.composing.route_shelf import Shelf


def told(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
    """A service that tells what it holds."""
    try:
        data = ANSWERS[part_of(request)]
    except KeyError:
        data = None
    document = {"return_code": 0, "return_message": "success", "data": data}
    answering(json.dumps(document).encode())(request, sink, cancel)


async def to_tree(compose: Compose, *keys: str) -> None:
    compose.screen.routes.routes.focus()
    await compose.pilot.pause()
    await compose.press(*keys)


async def test_a_route_is_a_favourite_and_the_last_used_are_at_hand_after_a_restart(tmp_path: Path) -> None:
    def cast() -> Cast:
        # Stores of its own over the same folder: what a second start of the program sees.
        paths = Paths.below(tmp_path)
        return Cast(settings=TomlSettings(paths), drafts=FileDraftStore(paths))  # type: ignore[arg-type]  # play the same roles

    async with composing(cast()) as compose:
        await compose.open("metric-list")
        await to_tree(compose, "f")
        await compose.until(lambda: "♥" in screen_text(compose.app), "the mark")
        await compose.press("i")
        await compose.until(lambda: isinstance(compose.app.screen, ReadingDialog), "the page")
        assert "How sure" in screen_text(compose.app)
        await compose.press("escape")
    async with composing(cast()) as compose:
        await to_tree(compose, "g")
        text = screen_text(compose.app)
        assert text.index("Favourites") < text.index("Recently used") < text.index("Routes   ")
        await compose.press("j", "f")
        await compose.until(lambda: "Favourites" not in screen_text(compose.app), "taking it out")


async def test_the_schema_is_fetched_at_a_key_cancelled_by_escape_and_inserted_quoted() -> None:
    cast = Cast()
    go_on, asked = threading.Event(), threading.Event()

    def slow(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        asked.set()
        cancel.on_cancel(go_on.set)
        go_on.wait(5)
        if cancel.cancelled:
            raise Cancelled("Cancelled by you.")

    cast.transport.script = slow
    cast.profile_store.kept["second"] = replace(cast.profile_store.kept["second"], settings={"projectId": 7})
    async with composing(cast, LARGE, profile="second") as compose:
        await to_tree(compose, "G", "l")
        await compose.until(lambda: "Enter fetches it (6 calls)" in screen_text(compose.app), "the way")
        assert "not fetched" in screen_text(compose.app)
        assert compose.requests == []
        await compose.press("r")
        await compose.until(asked.is_set, "a call")
        await compose.until(lambda: "0/6" in screen_text(compose.app), "progress")
        await compose.press("r", "escape")
        await compose.until(lambda: "The last fetch was cancelled" in screen_text(compose.app), "the end")
        assert len(compose.requests) == 1
        cast.transport.script = told
        await compose.press("j", "enter")
        await compose.until(lambda: "just now" in screen_text(compose.app), "the schema")
        text = screen_text(compose.app)
        for kind in ("Events", "Event properties", "Virtual", "Cohorts and tags", "Tables"):
            assert kind in text
        assert len(compose.requests) == 7
        await _names(compose)


async def _names(compose: Compose) -> None:
    """One event's properties are asked for, and names go into SQL, JSON or nowhere."""
    await compose.press("slash")
    await compose.paste("pay")
    await compose.until(lambda: "Payment" in screen_text(compose.app), "the event")
    await compose.press("enter", "l")
    await compose.until(lambda: "Enter asks what it has" in screen_text(compose.app), "the offer")
    await compose.press("j", "enter")
    await compose.until(lambda: len(compose.requests) == 8, "one call")
    await compose.until(lambda: "Enter asks" not in screen_text(compose.app), "its properties")
    compose.screen.desk.sql.select_all()
    await compose.press("enter")
    await compose.until(lambda: compose.screen.desk.sql.text == "'pay'", "the name")
    await compose.until(lambda: compose.desk_has_focus, "the focus")
    await compose.open("event-analyze")
    await compose.screen.desk.show_view(compose.screen.desk.next_view())
    view = compose.screen.desk.view.value
    await to_tree(compose, "enter")
    await compose.pilot.pause()
    inserted = '"pay"' in compose.screen.desk.json.text
    told_so = any("no SQL or JSON" in one.message for one in compose.app._notifications)
    assert inserted or told_so, view


async def test_the_sandbox_tells_its_schema_when_it_is_looked_at() -> None:
    cast = Cast()
    cast.transport.script = told
    async with composing(cast, SMALL) as compose:
        await to_tree(compose, "G", "space")
        await compose.until(lambda: "just now" in screen_text(compose.app), "the schema")
        assert len(compose.requests) == 7
        await compose.press("r")
        await compose.until(lambda: len(compose.requests) == 14, "another fetch")


# ---- without a screen --------------------------------------------------------------------------


class NoActs:
    """Remembers what was asked of the screen."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def __getattr__(self, name: str) -> object:
        return lambda *words: self.asked.append((name, *words))


def branch_of(count: int) -> SchemaBranch:
    branch = SchemaBranch(NoActs(), lambda schema: 200.0)  # type: ignore[arg-type]  # plays every role
    names = tuple(SchemaProperty(f"prop_{n}", Owner.EVENT, "number", f"Title {n}") for n in range(count))
    branch.state = SchemaState(offers=True, project="1", schema=Schema("1", properties=names), calls=6)
    return branch


def test_ten_thousand_names_are_opened_and_searched_with_a_bounded_number_shown() -> None:
    branch = branch_of(10_000)
    lines = TreeLines()
    lines.load(branch.entries([]))
    lines.open(0)
    lines.open(1)
    assert len(lines.lines) == 10_002
    found = branch.entries(["prop_99"])
    assert [entry.tail for entry in found] == ["111"]
    (all_of_them,) = branch.entries(["prop"])
    assert all_of_them.children is not None
    shown = all_of_them.children()
    assert len(shown) == FOUND_SHOWN + 1
    assert "9,500 more" in shown[-1].label


def test_the_schemas_own_line_says_how_old_it_is_and_how_to_fetch_it() -> None:
    branch = branch_of(1)
    (root,) = branch.entries([])
    assert root.tail == "3 min ago"
    assert "r fetches it, with 6 calls" in root.words[-1]
    branch.state = SchemaState(offers=True, project="", problem="projectId: is empty")
    (root,) = branch.entries([])
    assert (root.tail, root.words[1]) == ("not fetched", "projectId: is empty")
    assert branch.entries(["x"]) == []
    branch.state = SchemaState()
    assert branch.entries([]) == []


def test_routes_are_grouped_marked_and_kept_on_top() -> None:
    branch = RouteBranch(NoActs())  # type: ignore[arg-type]  # plays every role
    branch.catalog = TE.operations()
    branch.shelf = Shelf(("sql-cancel", "gone"), ("metric-list", "sql-query"))
    favourites, recent, routes = branch.entries([])
    assert favourites.children is not None
    (kept,) = favourites.children()
    assert (kept.label, kept.mark, kept.tail) == ("W Stop a background query", "★", "♥")
    assert any("Ends a running task" in line for line in kept.words)
    assert recent.tail == "2"
    assert routes.tail == "101"
    assert branch.path_of("sql-cancel") == ("routes", "custom_query", "sql-cancel")
    assert branch.path_of("gone") == ()
    (group,) = branch.entries(["stop", "background"])
    assert group.is_open


def tree() -> TreeLines:
    leaf = [TreeEntry("x", "x"), TreeEntry("y", "y")]
    lines = TreeLines()
    lines.load(
        [
            TreeEntry("a", "a", children=lambda: [TreeEntry("b", "b", children=lambda: leaf)], is_open=True),
            TreeEntry("c", "c", children=lambda: leaf),
        ]
    )
    return lines


def keys(lines: TreeLines) -> str:
    return "".join(line.entry.key for line in lines.lines)


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        ("", "abc"),
        ("o1", "abxyc"),
        ("o2", "abcxy"),
        ("o1 c0", "ac"),
        ("o1 c0 o0", "abxyc"),
        ("o1 c1 c1", "abc"),
        ("o2 o3", "abcxy"),
    ],
)
def test_lines_open_and_close_and_remember_it(steps: str, shown: str) -> None:
    lines = tree()
    for step in steps.split():
        (lines.open if step[0] == "o" else lines.close)(int(step[1]))
    assert keys(lines) == shown


def test_a_path_is_revealed_and_the_nearest_parent_stands_for_what_is_gone() -> None:
    lines = tree()
    assert lines.place_of(("a", "b", "y")) == 1
    assert lines.reveal(("a", "b", "y")) == 3
    assert lines.parent_of(3) == 1
    assert lines.place_of(("z",)) is None
    lines.forget()
    lines.load([line.entry for line in lines.lines if line.depth == 0])
    assert keys(lines) == "abc"
