"""Saved queries in Compose: one journey by keys, from a draft to a file and back, with a variable."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from tests.ui.compose.cast import Cast, Compose, composing
from tests.ui.driving import screen_text, shows, told, type_text
from tui.storage import FileQueryStore
from tui.ui.dialogs.confirm import ConfirmDialog
from tui.ui.dialogs.import_request import ImportRequestDialog
from tui.ui.dialogs.saved_query import SaveQueryDialog
from tui.ui.dialogs.variables import VariablesDialog
from tui.ui.screens.compose.views import View

SQL = "SELECT '{{who}}' AS who, {{most}} AS n LIMIT 1"


def cast_in(folder: Path) -> Cast:
    cast = Cast()
    cast.queries = FileQueryStore(lambda: folder / "queries", folder / "locks")
    return cast


async def until_dialog(compose: Compose, kind: type[object]) -> None:
    await compose.until(lambda: isinstance(compose.app.screen, kind), f"a {kind.__name__}")


async def go_to_query(compose: Compose) -> None:
    """The cursor of the tree on the query that was saved."""
    tree = compose.screen.routes.routes
    compose.screen._go_to_routes()
    await compose.until(lambda: tree.has_focus, "focus in the tree")
    tree.reveal(("saved", "weekly", "query:weekly/who is it"))
    await shows(compose.pilot, "weekly", "Samples", "variables: who, most")


async def test_a_draft_is_saved_opened_filled_in_and_sent(tmp_path: Path) -> None:
    file = tmp_path / "queries" / "weekly" / "who is it.toml"
    async with composing(cast_in(tmp_path)) as compose:
        screen = compose.screen
        screen.desk.sql.text = SQL
        await compose.press("ctrl+s")
        await until_dialog(compose, SaveQueryDialog)
        await type_text(compose.pilot, "who is it")
        await compose.press("tab")
        await type_text(compose.pilot, "weekly")
        await compose.press("enter")
        await told(compose.pilot, "Saved as “weekly/who is it”")
        assert SQL in file.read_text()

        # Another draft in the editor; the file brings the first one back, and what was changed in it.
        screen.desk.sql.text = "SELECT 2"
        file.write_text(file.read_text().replace("AS who", "AS person"))
        await compose.until(lambda: len(screen.saved_branch.listing.queries) > 8, "the file in the tree")
        await go_to_query(compose)
        await compose.press("enter")
        await told(compose.pilot, "Opened “weekly/who is it”")
        assert screen.desk.sql.text == SQL.replace("who,", "person,")

        # Values that are missing are asked for, checked, remembered for the profile, and sent.
        await compose.press("ctrl+r")
        await until_dialog(compose, VariablesDialog)
        assert "sandbox te" in screen_text(compose.app)
        await type_text(compose.pilot, "O'Brien")
        await compose.press("enter")
        await type_text(compose.pilot, "7")
        await compose.press("enter")
        await compose.sent()
        assert b"SELECT+%27O%27%27Brien%27+AS+person%2C+7+AS+n" in compose.requests[-1].body.replace(
            b"%20", b"+"
        )
        kept = compose.cast.settings.load()["variables"]["sandbox-te"]
        assert kept == {"who": "O'Brien", "most": "7"}
        await screen.desk.show_view(View.REQUEST)
        await shows(compose.pilot, "Brien")

        # Somebody else changed the file: it is not written over without a yes.
        file.write_text(file.read_text() + "# by hand\n")
        await compose.press("ctrl+s")
        await until_dialog(compose, SaveQueryDialog)
        await compose.press("ctrl+s")
        await until_dialog(compose, ConfirmDialog)
        assert "has changed on the disk" in screen_text(compose.app)
        await compose.press("n")
        assert "by hand" in file.read_text()

        await go_to_query(compose)
        await compose.press("d")
        await until_dialog(compose, ConfirmDialog)
        await compose.press("y")
        await compose.until(lambda: not file.exists(), "the file gone")


async def test_a_curl_command_becomes_a_draft_without_its_token(tmp_path: Path) -> None:
    async with composing(cast_in(tmp_path)) as compose:
        await compose.app.run_action("screen.import_request")
        await until_dialog(compose, ImportRequestDialog)
        await type_text(
            compose.pilot,
            "curl 'https://te.example.com/querySql?token=THETOKEN123' --data-urlencode 'sql=SELECT 42'",
        )
        await compose.press("ctrl+r")
        await shows(compose.pilot, "Imported as a draft", "token: a credential", "te.example.com")
        await compose.press("escape")
        await compose.until(lambda: compose.screen.desk.sql.text == "SELECT 42", "the draft")
        assert "THETOKEN123" not in repr(
            compose.screen.composition.draft if compose.screen.composition else ""
        )

        await compose.app.run_action("screen.save_query")
        await until_dialog(compose, SaveQueryDialog)
        compose.app.screen.query_one("#saved-name", Input).value = "../out"
        await compose.press("ctrl+s")
        await told(compose.pilot, "would lead out of the folder")
        assert isinstance(compose.app.screen, SaveQueryDialog)
