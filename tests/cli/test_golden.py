"""Exact output and exit codes, one story a file in `golden/`.

A line after `$ ` is run; what follows is what it writes. `ASSAY_UPDATE_GOLDEN=1` writes the files
anew; the difference is then to be read line by line.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.shell import Shell

FOLDER = Path(__file__).parent / "golden"
STORIES = sorted(FOLDER.glob("*.txt"))
AT_TERMINAL = "# at a terminal"


def played(shell: Shell, story: str) -> str:
    """The story with what its lines write now."""
    terminal = AT_TERMINAL in story
    parts = [line for line in story.splitlines() if line.startswith("# ")]
    for line in (one[2:] for one in story.splitlines() if one.startswith("$ ")):
        done = (shell.at_terminal(line) if terminal else shell.run(line)).steady()
        parts += ["", f"$ {line}", f"--- exit {done.code}"]
        for name, text in (("terminal" if terminal else "stdout", done.out), ("stderr", done.err)):
            if text:
                ending = [] if text.endswith("\n") else ["--- no line end"]
                shown = text.removesuffix("\n").replace("\r", "<CR>").replace("\x1b", "<ESC>")
                parts += [f"--- {name}", shown, *ending]
    return "\n".join(parts) + "\n"


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(shell: Shell, path: Path) -> None:
    wanted = path.read_text("utf-8")
    found = played(shell, wanted)
    if os.environ.get("ASSAY_UPDATE_GOLDEN"):
        path.write_text(found, "utf-8")
    assert found == wanted


def test_there_are_stories() -> None:
    assert len(STORIES) >= 6
