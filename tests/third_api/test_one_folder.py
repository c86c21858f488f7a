"""One folder beside the others is all that a third API needs: command line, codes, history, screens."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.factories import paths_below
from tests.third_api.memo import PROVIDER
from tests.ui.driving import go, ready, shows, type_text
from tui.providers import PROVIDERS
from tui.ui.app import AssayApp
from tui.wiring import build_workbench

REPO = Path(__file__).parents[2]
HERE, THERE = "tests.third_api.memo", "tui.providers.memo"

STORY = """
import contextlib, io, json, sys
from tui.__main__ import main
said = []
for words in json.loads(sys.argv[1]):
    both = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        code = main(words)
    said.append([code, both.buffer.getvalue().decode()])
sys.__stdout__.write(json.dumps(said))
"""


def house_with_it(folder: Path) -> Path:
    """The program as it is, with the folder put in; its own name is all that changes in it."""
    house = folder / "house"
    shutil.copytree(REPO / "tui", house / "tui", ignore=shutil.ignore_patterns("*.parquet"))
    room = house / "tui" / "providers" / "memo"
    shutil.copytree(Path(__file__).parent / "memo", room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in room.rglob("*.py"):
        file.write_text(file.read_text("utf-8").replace(HERE, THERE), "utf-8")
    return house


def story(house: Path, *lines: str) -> list[tuple[int, str]]:
    """How each command ended, and what it wrote; all in one process, which takes a tenth of the time."""
    done = subprocess.run(
        [sys.executable, "-c", STORY, json.dumps([line.split() for line in lines])],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(code, text) for code, text in json.loads(done.stdout)]


def test_a_folder_gives_an_api_on_the_command_line(tmp_path: Path) -> None:
    call = "call -p sandbox-memo"
    lines = {
        "profile list": (0, "sandbox memo"),
        "routes -k memo": (0, "memos-remove"),
        "call memos-add --help": (0, "At most 200 characters."),
        f"{call} memos-list --limit 0": (2, "limit"),
        f"{call} memos-add --text hello": (5, "changes state"),
        f"{call} memos-add --text hello --tag nope --yes": (2, "todo"),
        f"{call} memos-add --text hello --tag todo --yes": (0, '"id": 2'),
        f"{call} memos-list --tag idea": (0, "Read the manual"),
        f"{call} memos-remove --set id=77 --yes": (4, "No such memo"),
        "explain E_TEXT": (0, "between 1 and 200"),
        "explain memo/E_BUSY": (0, "Wait a second"),
        "history list": (0, "E_GONE"),
    }
    said = story(house_with_it(tmp_path), *lines)
    for (line, (code, wanted)), (ended, text) in zip(lines.items(), said, strict=True):
        assert wanted in text, (line, text)
        assert ended == code, (line, text)


async def test_a_folder_gives_an_api_on_the_screens(tmp_path: Path) -> None:
    workbench = build_workbench(paths_below(tmp_path), {**PROVIDERS, "memo": PROVIDER})
    app = AssayApp(lambda: workbench, profile="sandbox memo")
    async with app.run_test(size=(120, 35), notifications=True) as pilot:
        await ready(pilot)
        await shows(pilot, "List memos", "Add a memo", "GET /v1/memos", "Only memos with this tag.")
        await type_text(pilot, "idea")
        await pilot.press("ctrl+r")
        await shows(pilot, "OK")
        await go(pilot, "f4")
        await shows(pilot, "Read the manual")
        await go(pilot, "f6")
        await shows(pilot, "memos-list", "sandbox memo")
    workbench.close()
