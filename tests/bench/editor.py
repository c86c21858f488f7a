"""Key to screen while typing in a 2,000-line query in Compose, against an empty TextArea.

    python -m tests.bench.editor [--keys 120] [--size 120x40] [--json]

Starts both in pseudo-terminals and types the same letters by turns, at a person's pace, so that the noise
of the machine meets both. `echo` is from writing the key to the last byte of the first repaint, which
shows the letter; `rest` to the last byte of all that follows within 60 ms, such as proposals. Proposals,
notices and colours are on, as they are for a person. Exit code 1 when the p95 of the echo is above
twice the TextArea's.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import TextArea

from tests.bench.terminal import ASSAY, Terminal

REPO = Path(__file__).parents[2]
READY = b"\x1b]7;ready\x07"
TARGET = 2.0
LINES = 2000
QUERY = """SELECT "$part_date", approx_distinct("#user_id") AS users, 'it''s', 12.5, TRUE
FROM ta.v_event_1 -- a comment
WHERE "$part_date" BETWEEN '2024-01-01' AND '2024-01-31' /* two
lines */ AND "#event_name" IN ('a', 'b')
UNION ALL
"""
TYPED = "SELECT platform, session_id, count(x) AS n FROM v_event_1 WHERE y = 1 AND z IN (2, 3) "


class EmptyEditor(App[None]):
    """What the toolkit and the terminal cost by themselves."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        yield TextArea()

    def on_ready(self) -> None:
        # As the product does after its first paint.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        self.query_one(TextArea).focus()
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, READY)


def timed(terminal: Terminal, key: str) -> tuple[float, float] | None:
    """Milliseconds to the end of the first repaint, and of what follows it; None when nothing came."""
    terminal.settle(0.0, 0.05)
    terminal.text()
    start = time.perf_counter()
    terminal.type(key)
    first = last = terminal.pump(0.3)
    if first is None or last is None:
        return None
    while (moment := terminal.pump(0.002)) is not None:
        first = last = moment
    while (moment := terminal.pump(0.06)) is not None:
        last = moment
        if last - start > 0.25:
            # The cursor blinks, or something else goes on: not of this key any more.
            break
    return (first - start) * 1000, (last - start) * 1000


def quantile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def opened(terminal: Terminal) -> None:
    """The workbench's editor with a long query in it, the cursor in the middle."""
    terminal.wait_text("parameters", "SELECT")
    terminal.settle(0.6)
    terminal.type("\x1bOR")
    terminal.settle(0.5)
    text = (QUERY * (LINES // QUERY.count("\n") + 1)).rsplit("UNION ALL", 1)[0]
    terminal.type("\x1b[200~\x1b[201~")
    for start in range(0, len(text), 2000):
        # A pseudo-terminal holds 4 KB at a time.
        terminal.type("\x1b[200~" + text[start : start + 2000] + "\x1b[201~")
        terminal.settle(0.02)
    terminal.settle(1.5, 20.0)
    for _ in range(20):
        terminal.press("pageup")
        terminal.settle(0.03)
    terminal.press("end")
    terminal.type(" ")
    terminal.settle(2.0, 10.0)


def measure(keys: int, size: tuple[int, int]) -> dict[str, object]:
    empty_command = [sys.executable, "-m", "tests.bench.editor", "--app"]
    columns, lines = size
    found: dict[str, list[tuple[float, float]]] = {"empty": [], "query": []}
    with tempfile.TemporaryDirectory() as home:
        env = {
            "HOME": home,
            "XDG_CONFIG_HOME": f"{home}/c",
            "XDG_DATA_HOME": f"{home}/d",
            "XDG_CACHE_HOME": f"{home}/k",
        }
        with (
            Terminal(empty_command, columns=columns, lines=lines, cwd=REPO) as empty,
            Terminal([*ASSAY, "--sandbox"], columns=columns, lines=lines, cwd=REPO, env=env) as query,
        ):
            empty.wait_bytes(READY)
            empty.settle(0.4)
            opened(query)
            for number in range(keys):
                key = TYPED[number % len(TYPED)]
                for name, terminal in (("empty", empty), ("query", query)):
                    times = timed(terminal, key)
                    found[name] += [times] if times is not None else []
                time.sleep(random.random() * 0.1)
            shown = query.text()
    return _summary(found, shown)


def _summary(found: dict[str, list[tuple[float, float]]], shown: str) -> dict[str, object]:
    result: dict[str, object] = {"n": len(found["query"]), "lines": LINES}
    for index, name in enumerate(("echo", "rest")):
        for part in (0.5, 0.95):
            empty = quantile([times[index] for times in found["empty"]], part)
            query = quantile([times[index] for times in found["query"]], part)
            label = f"{name}_p{part * 100:.0f}"
            result[f"{label}_ms"] = round(query, 2)
            result[f"{label}_empty_ms"] = round(empty, 2)
            result[f"{label}_ratio"] = round(query / empty, 2)
    result["typed"] = "count(x)" in shown
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--app", action="store_true", help="be the empty editor")
    parser.add_argument("--keys", type=int, default=120)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.app:
        EmptyEditor().run()
        return 0
    columns, _, lines = options.size.partition("x")
    result = measure(options.keys, (int(columns), int(lines)))
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<22} {value}")
    ratio = result["echo_p95_ratio"]
    return int(not isinstance(ratio, float) or ratio > TARGET)


if __name__ == "__main__":
    raise SystemExit(main())
