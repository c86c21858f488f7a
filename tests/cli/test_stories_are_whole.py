"""Every command has a story in a pipe and one at a terminal."""

from __future__ import annotations

import re

import pytest

from tests.cli.test_golden import AT_TERMINAL, STORIES
from tests.cli.tree import ALL, LEAVES

ELSEWHERE = {
    "mcp": "speaks a protocol: test_mcp talks to it with a client",
    "sandbox serve": "runs until ctrl+c: test_sandbox starts and ends it, at a terminal and in a pipe",
    "sandbox endpoint": "runs until ctrl+c: tests/cli/verify asks it",
    "verify catch": "waits for requests: tests/cli/verify sends them",
    "profile passphrase": "asks at a terminal: test_passphrase types",
}


def called(*, terminal: bool) -> set[str]:
    """The commands that the stories run there, by what follows `assay` in their lines."""
    found = set()
    for path in STORIES:
        story = path.read_text("utf-8")
        if (AT_TERMINAL in story) is not terminal:
            continue
        for line in story.splitlines():
            if line.startswith("$ "):
                for words in re.findall(r"\bassay((?: [a-z][a-z-]*)+)", line):
                    found.add(longest(words.split()))
    return found


def longest(words: list[str]) -> str:
    """The command that the words begin with: `history show` of `history show nothing`."""
    names = [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    return max((name for name in names if name in ALL), key=len, default="")


@pytest.mark.parametrize("terminal", [False, True], ids=["in a pipe", "at a terminal"])
def test_every_command_has_a_story(terminal: bool) -> None:
    there = called(terminal=terminal)
    # A group that does something without a further word stands for its list.
    there |= {f"{name} list" for name in there if f"{name} list" in LEAVES}
    assert set(LEAVES) - there - set(ELSEWHERE) == set()
