"""Lint, format and types are part of the tests, so that one command says everything."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source import REPO


@pytest.mark.parametrize(
    "words",
    [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]],
    ids=" ".join,
)
@pytest.mark.timeout(400)
def test_tool_is_content(words: list[str]) -> None:
    targets = ["tui", "tests"] if words[0] == "ruff" else []
    done = subprocess.run(
        [sys.executable, "-m", *words, *targets], cwd=REPO, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
