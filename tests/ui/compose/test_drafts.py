"""Drafts: one truth behind every view, kept as it is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from textual.widgets import ContentSwitcher

from tests.fakes import MemoryDrafts
from tests.ui.compose.cast import SECOND, Cast, composing
from tests.ui.driving import screen_text
from tui.core.failures import FileProblem
from tui.core.operation import RequestDraft
from tui.storage import FileDraftStore, Paths
from tui.ui.messages import ComposeDraft, ProfileChosen
from tui.ui.screens.compose.views import View


async def test_a_draft_is_kept_as_it_is_typed_and_comes_back(tmp_path: Path) -> None:
    def cast() -> Cast:
        # A store of its own over the same folder: what a second start of the program sees.
        return Cast(drafts=FileDraftStore(Paths.below(tmp_path)))  # type: ignore[arg-type]  # plays the same role

    async with composing(cast()) as first:
        first.screen.desk.sql.select_all()
        await first.press("backspace")
        await first.paste("select 42")
        await first.until(lambda: bool(first.cast.drafts.keys()), "a save")
        await first.until(
            lambda: "select 42" in repr(first.cast.drafts.get("compose/sandbox-te/sql-query")), "the text"
        )
        # The first program is still there, as if it had been killed: nothing was closed or flushed.
        async with composing(cast()) as second:
            assert second.screen.desk.sql.text == "select 42"


async def test_what_was_typed_last_is_kept_when_the_program_ends() -> None:
    cast = Cast()
    async with composing(cast) as compose:
        compose.screen.desk.sql.select_all()
        await compose.press("backspace", "x", "y")
    assert "'xy'" in repr(cast.drafts.kept["compose/sandbox-te/sql-query"])


async def test_a_save_that_is_cut_off_by_the_end_of_the_program_is_made_again() -> None:
    cast = Cast()
    async with composing(cast) as compose:
        screen = compose.screen
        began: list[str] = []
        # As if the thread had not come to its turn before the end.
        screen.run_verb = lambda *_, group, **__: began.append(group)  # type: ignore[method-assign]
        screen.desk.sql.select_all()
        await compose.press("backspace", "x", "y")
        await compose.until(lambda: "compose-save" in began, "the save")
    assert "'xy'" in repr(cast.drafts.kept["compose/sandbox-te/sql-query"])


async def test_every_route_and_profile_has_a_draft_of_its_own() -> None:
    async with composing() as compose:
        desk = compose.screen.desk
        desk.sql.select_all()
        await compose.press("backspace", "1")
        await compose.open("sql-execute")
        assert desk.sql.text != "1"
        desk.sql.select_all()
        await compose.press("backspace", "2")
        compose.app.post_message(ProfileChosen(SECOND.id))
        await compose.until(
            lambda: (
                compose.screen.composition is not None and compose.screen.composition.profile.id == SECOND.id
            ),
            "the other profile",
        )
        assert desk.composition is not None
        assert desk.composition.operation.id == "sql-query"
        assert desk.sql.text not in {"1", "2"}
        compose.app.post_message(ProfileChosen("sandbox-te"))
        await compose.until(lambda: desk.sql.text == "2", "the last route of the first profile")
        await compose.open("sql-query")
        assert desk.sql.text == "1"
        await compose.open("metric-list")
        compose.app.post_message(ProfileChosen(SECOND.id))
        await compose.until(lambda: desk.sql.has_focus, "the focus in the draft that is shown")


async def test_a_draft_from_elsewhere_opens_with_its_profile() -> None:
    async with composing() as compose:
        draft = RequestDraft("sql-query", form={"sql": "select 'from history'"})
        compose.app.post_message(ComposeDraft(SECOND.id, draft))
        await compose.until(lambda: "from history" in screen_text(compose.app), "the draft")
        assert compose.screen.composition is not None
        assert compose.screen.composition.profile.id == SECOND.id
        assert compose.app.session.pending_draft is None


async def test_a_changed_profile_keeps_the_draft() -> None:
    async with composing(profile="second") as compose:
        await compose.type("x")
        compose.cast.profile_store.kept[SECOND.id] = replace(SECOND, read_only=True)
        assert compose.app.workbench is not None
        compose.app.workbench.profiles.reload()
        compose.app.spread()
        await compose.pilot.pause()
        composition = compose.screen.composition
        assert composition is not None
        assert composition.profile.read_only
        assert compose.screen.desk.sql.text.startswith("x")


async def test_form_json_and_request_stay_in_step_and_unknown_fields_stay() -> None:
    async with composing() as compose:
        await compose.open("metric-list")
        desk = compose.screen.desk
        await compose.press("f7")
        assert desk.view is View.JSON
        desk.json.text = '{"metricName": "a", "mine": {"deep": [1, 2.5]}}'
        await compose.pilot.pause()
        await compose.press("f7")
        await compose.until(lambda: desk.view is View.REQUEST, "the request")
        await compose.press("f7")
        switcher = desk.query_one(ContentSwitcher)
        await compose.until(lambda: switcher.current == "form-view", "the form")
        assert desk.form.focus_field("metricName")
        await compose.press("end", "b")
        composition = compose.screen.composition
        assert composition is not None
        assert composition.draft.body == {"metricName": "ab", "mine": {"deep": [1, 2.5]}}
        await compose.press("f7")
        assert '"metricName": "ab"' in desk.json.text
        assert '"mine"' in desk.json.text


async def test_bad_json_names_its_place_keeps_the_text_and_turns_the_form_off() -> None:
    async with composing() as compose:
        await compose.open("sql-for-user-search")
        desk = compose.screen.desk
        await compose.press("f7", "ctrl+end")
        desk.json.text = '{\n  "projectId": 1,\n  oops\n}'
        await compose.until(lambda: "line 3, column 3" in screen_text(compose.app), "the place")
        assert desk.json.error_at == (2, 2)
        await compose.press("ctrl+r")
        await compose.until(lambda: "Not sent" in screen_text(compose.app), "a refusal")
        assert compose.requests == []
        await compose.press("f9")
        assert desk.json.cursor_location == (2, 2)
        await compose.press("f7", "f7")
        await compose.until(lambda: "The form is off" in screen_text(compose.app), "the words")
        assert all(row.disabled for row in desk.form.rows)
        assert compose.screen.composition is not None
        assert compose.screen.composition.draft.text == '{\n  "projectId": 1,\n  oops\n}'
        await compose.press("f7")
        assert desk.json.text == '{\n  "projectId": 1,\n  oops\n}'


async def test_a_switch_can_be_on_off_or_left_out() -> None:
    async with composing() as compose:
        await compose.open("event-analyze")
        form = compose.screen.desk.form
        assert form.focus_field("useCache")
        await compose.pilot.pause()
        composition = compose.screen.composition
        assert composition is not None

        def cached() -> object:
            return composition.draft.body.get("useCache")

        assert cached() is True
        await compose.press("space")
        assert cached() is False
        await compose.press("delete")
        await compose.pilot.pause()
        assert cached() is None
        await compose.press("space")
        assert cached() is True


async def test_a_route_of_which_only_the_path_is_known_says_so_and_takes_json() -> None:
    async with composing() as compose:
        await compose.open("user-event-list")
        desk = compose.screen.desk
        assert desk.view is View.JSON
        assert "·" in str(desk.border_subtitle)
        await compose.type("{}")
        await compose.press("f7")
        await compose.until(lambda: "body 2 B" in screen_text(compose.app), "the request")


async def test_what_is_in_an_editor_never_reaches_another_routes_draft() -> None:
    async with composing() as compose:
        await compose.open("metric-list")
        await compose.press("f7")
        desk = compose.screen.desk
        assert desk.view is View.JSON
        desk.json.text = '{"mine": 1}'
        for route in ("funnel-analyze", "user-event-list", "sql-execute", "event-meta-list"):
            await compose.open(route)
            composition = compose.screen.composition
            assert composition is not None
            assert "mine" not in repr(composition.draft)
            await compose.press("f7")
        await compose.open("metric-list")
        assert compose.screen.composition is not None
        assert compose.screen.composition.draft.body == {"mine": 1}


async def test_a_draft_that_cannot_be_kept_is_told_once() -> None:
    class FullDisk(MemoryDrafts):
        def put(self, key: str, draft: Mapping[str, object]) -> None:
            raise FileProblem("The disk is full.", code="file-unwritable")

    async with composing(Cast(drafts=FullDisk())) as compose:
        await compose.press("a")
        await compose.until(lambda: "The disk is full" in screen_text(compose.app), "the words")
        await compose.press("b")
        await asyncio.sleep(0.7)
        await compose.pilot.pause()
        assert len(compose.app.session.problems) == 1
        await compose.open("sql-execute")
