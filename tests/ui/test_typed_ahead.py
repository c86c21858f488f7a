"""Keys typed before there is a screen, in a real terminal: none is lost, and they keep their order."""

from __future__ import annotations

import os
from pathlib import Path

from tests.bench.terminal import ASSAY, Terminal

REPO = Path(__file__).parents[2]

LETTER = "\u017e"
"""Nothing on the screen has it."""


def test_keys_typed_at_the_first_picture_reach_the_editor_in_their_order() -> None:
    """The query is sent as it stood, and the letter typed behind the key is in the editor."""
    with Terminal([*ASSAY, "--sandbox"], cwd=REPO, env={"HOME": os.environ["HOME"]}) as terminal:
        terminal.wait_bytes(b"assay", timeout=60)
        terminal.press("ctrl+r", LETTER)
        shown = terminal.wait_text(f"{LETTER}SELECT", "✓", timeout=60)
        assert shown.count(LETTER) == 1
        terminal.press("ctrl+q")
        assert terminal.wait_end(60) == 0
