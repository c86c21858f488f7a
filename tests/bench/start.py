"""Cold start of the workbench against an empty Textual app: `python -m tests.bench.start [--runs 9]`.

Both are started by turns in a pseudo-terminal, so that a busy machine slows both alike; the figures
are medians and ratios. First paint is the moment at which the first text of the screen arrives; usable
is the moment at which the query editor shows its query; typed is the moment at which a letter that was
pressed at the first paint stands in the editor. Memory is that of a window that has just become usable; two
seconds later, or with the first key, the libraries of a send are loaded: that is the second figure, and the
one that stays. Exit code 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from tests.bench.terminal import ASSAY, Terminal

REPO = Path(__file__).parents[2]

EMPTY = (sys.executable, "-m", "tests.bench.empty_app")
PAINT = {"empty": b"EMPTY-APP", "assay": b"assay"}
USABLE = b"ELECT"
"""Of the example query; the cursor stands on its S and colours it apart."""

TYPED = "\u017e"
"""A letter that nothing on the screen has."""

OPENED = 1.5
"""Seconds after which all of the first screen is there, and nothing for a send."""

REST = 4.0
"""Seconds after which what loads in the background has loaded."""

TARGETS = {"first paint": 1.15, "usable": 1.5, "memory": 1.4}
EXPLAIN_TARGET = "2 × pass + 60 ms"


@dataclass(frozen=True)
class Start:
    """Milliseconds from the start of the process, and resident megabytes."""

    paint: float
    usable: float
    memory: float
    typed: float = 0.0
    warmed: float = 0.0


def started(argv: Sequence[str], first: bytes, usable: bytes, home: str) -> Start:
    with Terminal(argv, cwd=REPO, env=surroundings(home)) as terminal:
        paint = terminal.wait_bytes(first)
        ready = paint if usable == first else terminal.wait_bytes(usable)
        rest(terminal, OPENED)
        memory = terminal.memory()
        rest(terminal, REST)
        warmed = terminal.memory()
        terminal.press("ctrl+q")
        terminal.wait_end()
        begun = terminal.started
        return Start((paint - begun) * 1e3, (ready - begun) * 1e3, memory, warmed=warmed)


def rest(terminal: Terminal, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        terminal.pump(0.05)


def typed(argv: Sequence[str], first: bytes, home: str) -> float:
    """Milliseconds until a letter pressed at the first paint is seen in the editor."""
    with Terminal(argv, cwd=REPO, env=surroundings(home)) as terminal:
        terminal.wait_bytes(first)
        terminal.type(TYPED)
        seen = terminal.wait_bytes(TYPED.encode())
        return (seen - terminal.started) * 1e3


def surroundings(home: str) -> dict[str, str]:
    return {
        # Bytecode is kept, as it is where the program is installed: compiling it takes as long as the start.
        "PYTHONDONTWRITEBYTECODE": "",
        "HOME": home,
        "XDG_CONFIG_HOME": f"{home}/c",
        "XDG_DATA_HOME": f"{home}/d",
        "XDG_CACHE_HOME": f"{home}/k",
    }


def seconds(*argv: str, home: str) -> float:
    begun = time.perf_counter()
    subprocess.run(argv, cwd=REPO, env={**os.environ, **surroundings(home)}, capture_output=True, check=False)
    return (time.perf_counter() - begun) * 1e3


def screens(runs: int, home: str) -> bool:
    empty: list[Start] = []
    assay: list[Start] = []
    for run in range(runs + 1):
        pair = (
            started(EMPTY, PAINT["empty"], PAINT["empty"], home),
            started([*ASSAY, "--sandbox"], PAINT["assay"], USABLE, home),
        )
        letter = typed([*ASSAY, "--sandbox"], PAINT["assay"], home)
        if run:  # the first round fills caches: bytecode, the sandbox's database
            empty.append(pair[0])
            assay.append(replace(pair[1], typed=letter))
    base = median(s.paint for s in empty)
    memory = median(s.memory for s in empty)
    print(f"empty Textual app   {base:6.0f} ms   {memory:5.0f} MB   ({runs} runs each, by turns)")
    figures = {
        "first paint": (median(s.paint for s in assay), "ms", base),
        "usable": (median(s.usable for s in assay), "ms", base),
        "memory": (median(s.memory for s in assay), "MB", memory),
    }
    good = True
    for name, (value, unit, against) in figures.items():
        ratio = value / against
        good = good and ratio <= TARGETS[name]
        print(f"assay {name:<13} {value:6.0f} {unit}   × {ratio:.2f}   target ≤ {TARGETS[name]:.2f}")
    print(
        f"assay typed         {median(s.typed for s in assay):6.0f} ms   a letter pressed at the first paint"
    )
    warmed = median(s.warmed for s in assay)
    print(f"assay warmed        {warmed:6.0f} MB   {OPENED + REST:.1f} s after, untouched")
    return good


def commands(runs: int, home: str) -> bool:
    python = sys.executable
    bare, page, version = [], [], []
    for _ in range(runs):
        bare.append(seconds(python, "-c", "pass", home=home))
        page.append(seconds(python, "-m", "tui", "explain", "-1005", home=home))
        version.append(seconds(python, "-m", "tui", "--version", home=home))
    base, found = median(bare), median(page)
    limit = 2 * base + 60
    print(f"python -c pass      {base:6.0f} ms")
    print(f"assay --version     {median(version):6.0f} ms")
    print(f"assay explain -1005 {found:6.0f} ms   target ≤ {limit:.0f} ms ({EXPLAIN_TARGET})")
    return found <= limit


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as home:
        results = [screens(runs, home), commands(runs, home)]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
