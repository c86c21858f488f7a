"""The command line as a person has it: `assay` in a shell, in a pipe or at a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.terminal import Terminal

REPO = Path(__file__).parents[2]

CHANGING = (
    (re.compile(r"\b\d+(\.\d+)? (ms|s)\b|\b\d+:\d\d min\b"), "<time>"),
    (re.compile(r'("(?:seconds|first_used_at|fetched_at)": )[\d.]+'), r"\1<number>"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(r'"[0-9a-f]{16}"'), '"<id>"'),
    (re.compile(r"\b[0-9a-f]{32}\b"), "<task>"),
    (re.compile(r"\bexchange [0-9a-f]{16}\b"), "exchange <id>"),
    (re.compile(r"\basked \d+ times?\b"), "asked <n>"),
    (re.compile(r"(\r\x1b\[K[^\r\n]*)*\r\x1b\[K"), ""),
    (re.compile(r"\bsbx1\.[\w.=-]+"), "<sign>"),
)
"""What differs from run to run; a progress line that came and went is cut out."""


@dataclass(frozen=True)
class Done:
    """How a shell line ended, and what it wrote; at a terminal all of it is in `out`."""

    code: int
    out: str
    err: str = ""

    def steady(self) -> Done:
        return Done(self.code, _steady(self.out), _steady(self.err))


def _steady(text: str) -> str:
    for pattern, instead in CHANGING:
        text = pattern.sub(instead, text)
    return text


class Shell:
    """A folder with `assay` on the path. Lines run one after another share the person's home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        tools = folder / "bin"
        tools.mkdir()
        script = tools / "assay"
        script.write_text(f'#!/bin/sh\nPYTHONPATH="{REPO}" exec "{sys.executable}" -m tui "$@"\n')
        script.chmod(0o755)
        self.environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        # Nothing of the developer's session: no keyring, no width, no settings.
        for name in ("COLUMNS", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"):
            self.environment.pop(name, None)
        for name in [name for name in self.environment if name.startswith("ASSAY_")]:
            del self.environment[name]

    def run(self, line: str, *, stdin: str = "", env: Mapping[str, str] | None = None) -> Done:
        """Run one line, output into pipes."""
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.folder,
            env={**self.environment, **(env or {})},
            input=stdin.encode(),
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode())

    def terminal(self, line: str, *, env: Mapping[str, str] | None = None) -> Terminal:
        """Start one line at a terminal of 100 columns; to be used as a context manager."""
        return Terminal(
            ["bash", "-c", line], columns=100, env={**self.environment, **(env or {})}, cwd=self.folder
        )

    def at_terminal(self, line: str, *, env: Mapping[str, str] | None = None) -> Done:
        """Run one line at a terminal to its end."""
        with self.terminal(line, env=env) as terminal:
            code = terminal.wait_end(60)
            return Done(code, terminal.output.decode("utf-8", "replace").replace("\r\n", "\n"))
