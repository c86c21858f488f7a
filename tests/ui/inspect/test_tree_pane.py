"""The tree in Inspect: searched, asked by JSONPath, handed to other programs."""

from __future__ import annotations

import io
import json
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ui.driving import told, type_text, until
from tests.ui.inspect.cast import Inspect, document, exchange, inspecting
from tui.core.failures import InvalidInput
from tui.ui.screens.inspect.tree_opening import OpeningTree
from tui.workbench import handing

ANSWER = {
    "code": 0,
    "data": {
        "rows": [{"n": n, "name": f"user {n}", "tags": ["new" if n % 7 else "old"]} for n in range(3000)]
    },
    "message": "last of all",
}


def pane(inspect: Inspect) -> OpeningTree:
    return inspect.screen.query_one(OpeningTree)


async def at(inspect: Inspect, path: str) -> None:
    await until(inspect.pilot, lambda: pane(inspect).json.path == path, f"the cursor at {path}")


async def test_a_search_goes_from_hit_to_hit_and_a_path_lists_its_values() -> None:
    async with inspecting(exchange(), document(json.dumps(ANSWER).encode()), tab="tree") as inspect:
        await inspect.shows("{3}", "code: 0")
        await inspect.press("slash")
        await type_text(inspect.pilot, "USER 250")
        await inspect.press("enter")
        await at(inspect, "$.data.rows[250].name")
        await inspect.shows("USER 250 at byte")
        await inspect.press("n")
        await at(inspect, "$.data.rows[2500].name")
        await inspect.press("N")
        await at(inspect, "$.data.rows[250].name")
        await inspect.press("N")
        await at(inspect, "$.data.rows[2509].name")
        await inspect.shows("over the end")

        await inspect.press("slash", "ctrl+u")
        await type_text(inspect.pilot, "$.data.rows[?@.n > 2997].tags[0]")
        await inspect.shows("$.data.rows[2998].tags[0]", '"new"', "2 found")
        await inspect.press("enter", "down", "enter")
        await at(inspect, "$.data.rows[2999].tags[0]")
        await inspect.press("slash", "ctrl+u")
        await type_text(inspect.pilot, "$.data[")
        await inspect.shows("path: ")
        await inspect.press("escape")
        assert inspect.focused == "json"
        await inspect.press("slash", "ctrl+u")
        await type_text(inspect.pilot, "nowhere")
        await inspect.press("enter")
        await inspect.shows("not found: nowhere")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A terminal that can be lent, and what was done on it."""
    log: list[str] = []

    @contextmanager
    def suspend(self: object) -> Iterator[None]:
        log.append("lent")
        yield
        log.append("back")

    monkeypatch.setattr("textual.app.App.suspend", suspend)
    return log


async def test_the_document_or_a_value_is_handed_to_other_programs(
    terminal: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    script = tmp_path / "look.py"
    script.write_text(
        "import pathlib, sys\n"
        "data = pathlib.Path(sys.argv[-1]).read_bytes() if len(sys.argv) > 2 else sys.stdin.buffer.read()\n"
        "mode = oct(pathlib.Path(sys.argv[-1]).stat().st_mode) if len(sys.argv) > 2 else 'piped'\n"
        f"pathlib.Path({str(seen)!r}).write_bytes((sys.argv[-1] + '|' + mode + '|').encode() + data)\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script} --wait")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    async with inspecting(exchange(), document(json.dumps(ANSWER).encode()), tab="tree") as inspect:
        await inspect.shows("message")
        await inspect.press("o", "down", "enter")
        await until(inspect.pilot, lambda: terminal == ["lent", "back"], "an editor")
        name, mode, data = seen.read_bytes().split(b"|", 2)
        assert json.loads(data) == ANSWER
        assert stat.S_IMODE(int(mode, 8)) == 0o600
        assert not Path(name.decode()).parent.exists()

        await inspect.press("G", "o", "end", "enter")
        await inspect.shows("pipes, globs and variables")
        await type_text(inspect.pilot, f"{sys.executable} {script}")
        await inspect.press("enter")
        await until(inspect.pilot, lambda: len(terminal) == 4, "a command")
        assert seen.read_bytes().endswith(b'|piped|"last of all"')

        monkeypatch.setenv("PAGER", "no-such-pager --x")
        await inspect.press("o", "enter")
        await inspect.shows("The command cannot be used: check $PAGER")


async def test_a_terminal_that_cannot_be_lent_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async with inspecting(exchange(), document(b"{}"), tab="tree") as inspect:
        monkeypatch.setenv("PAGER", sys.executable)
        await inspect.press("o", "enter")
        await told(inspect.pilot, "cannot be handed")


def test_words_of_a_command_are_parted_and_never_run_by_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    assert handing.command_words("sh -c 'a b'") == ["sh", "-c", "a b"]
    assert handing.editor_words({"VISUAL": "sh -x", "EDITOR": "cat"}) == ["sh", "-x"]
    assert handing.pager_words({}) == ["less"]
    for text in ("sh 'x", "", "no-such-program-here"):
        with pytest.raises(InvalidInput):
            handing.command_words(text)


async def test_raw_is_searched_in_text_and_hex() -> None:
    data = b"first\r\n" + b"line of text\n" * 5000 + b"needle \xff\x00 end\n" + b"more\n" * 100
    async with inspecting(exchange(), document(data), tab="raw") as inspect:
        await inspect.press("slash")
        await type_text(inspect.pilot, "NEEDLE")
        await inspect.press("enter")
        await inspect.shows("NEEDLE at byte 65,007", "needle")
        await inspect.press("b", "slash", "ctrl+u")
        await type_text(inspect.pilot, "0xff00")
        await inspect.press("enter")
        await inspect.shows("0xff00 at byte 65,014", "ff 00 20")
        await inspect.press("n")
        await inspect.shows("over the end")
        await inspect.press("slash", "ctrl+u")
        await type_text(inspect.pilot, "nowhere")
        await inspect.press("enter")
        await inspect.shows("not found: nowhere")
        await inspect.press("escape")
        assert not inspect.screen.query_one("#raw-find").display
