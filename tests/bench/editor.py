"""Key to screen while typing in a 2,000-line query in Compose, against an empty TextArea.

    python -m tests.bench.editor [--keys 120] [--size 120x40] [--json]

Starts both in pseudo-terminals, and a TextArea with the same 2,000 lines for comparison, and types the same
letters by turns, so that the noise of the machine meets all of them. Two paces: `fast`, where a key follows
its echo at once and falls into what the keys before it have set off (proposals, colours, reading the draft);
and `pauses`, where 0.2 to 0.9 seconds pass and a key falls into the reading for notices and the saving of the
draft. `echo` is from writing the key to the last byte of the first repaint, which shows the letter; `rest`,
with pauses, to the last byte of all that follows within 60 ms, such as proposals. Proposals, notices and
colours are on, as they are for a person. Exit code 1 when a p95 of the echo is above twice the TextArea's.
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
from collections.abc import Callable, Sequence
from contextlib import ExitStack
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


def long_query(lines: int) -> str:
    return (QUERY * (lines // QUERY.count("\n") + 1)).rsplit("UNION ALL", 1)[0] if lines else ""


class EmptyEditor(App[None]):
    """What the toolkit and the terminal cost by themselves, with a text of some lines."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, lines: int = 0) -> None:
        super().__init__()
        self.lines = lines

    def compose(self) -> ComposeResult:
        yield TextArea(long_query(self.lines))

    def on_ready(self) -> None:
        # As the product does after its first paint.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        area = self.query_one(TextArea).focus()
        area.move_cursor((self.lines // 2, 0))
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, READY)


def timed(terminal: Terminal, key: str, *, rest: bool) -> tuple[float, float] | None:
    """Milliseconds to the end of the first repaint, and of what follows it; None when nothing came."""
    terminal.settle(0.0, 0.05)
    start = time.perf_counter()
    terminal.type(key)
    first = last = terminal.pump(1.0)
    if first is None or last is None:
        return None
    while (moment := terminal.pump(0.002)) is not None:
        first = last = moment
    while rest and (moment := terminal.pump(0.06)) is not None:
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
    text = long_query(LINES)
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


Times = dict[str, list[tuple[float, float]]]


def typed(programs: dict[str, Terminal], keys: int, pause: Callable[[], float], *, rest: bool) -> Times:
    found: Times = {name: [] for name in programs}
    for number in range(keys):
        key = TYPED[number % len(TYPED)]
        for name in random.sample(list(programs), len(programs)):
            times = timed(programs[name], key, rest=rest)
            found[name] += [times] if times is not None else []
        time.sleep(pause())
    return found


def measure(keys: int, size: tuple[int, int]) -> dict[str, object]:
    argv = [sys.executable, "-m", "tests.bench.editor"]
    columns, lines = size
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:

        def started(*argv: str) -> Terminal:
            env = {"HOME": home} | {
                f"XDG_{name}_HOME": f"{home}/{name}" for name in ("CONFIG", "DATA", "CACHE")
            }
            return stack.enter_context(Terminal(argv, columns=columns, lines=lines, cwd=REPO, env=env))

        programs = {"empty": started(*argv, "--app", "0"), "stock": started(*argv, "--app", str(LINES))}
        for terminal in programs.values():
            terminal.wait_bytes(READY)
            terminal.settle(0.4)
        programs["query"] = started(*ASSAY, "--sandbox")
        opened(programs["query"])
        fast = typed(programs, keys, lambda: random.uniform(0, 0.02), rest=False)
        pauses = typed(programs, keys // 2, lambda: random.uniform(0.2, 0.9), rest=True)
        shown = programs["query"].text()
    result: dict[str, object] = {"n": len(fast["query"]), "lines": LINES, "typed": "count(x)" in shown}
    return result | _summary("fast", fast, ["echo"]) | _summary("pauses", pauses, ["echo", "rest"])


def _summary(pace: str, found: Times, parts: Sequence[str]) -> dict[str, object]:
    result: dict[str, object] = {}
    for index, name in enumerate(parts):
        for part in (0.5, 0.95):
            label = f"{pace}_{name}_p{part * 100:.0f}"
            values = {who: quantile([times[index] for times in found[who]], part) for who in found}
            result |= {f"{label}_{who}_ms": round(value, 2) for who, value in values.items()}
            result[f"{label}_ratio"] = round(values["query"] / values["empty"], 2)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--app", type=int, metavar="LINES", help="be the TextArea, with a text of these lines"
    )
    parser.add_argument("--keys", type=int, default=120)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.app is not None:
        EmptyEditor(options.app).run()
        return 0
    columns, _, lines = options.size.partition("x")
    result = measure(options.keys, (int(columns), int(lines)))
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:<26} {value}")
    ratios = [result[f"{pace}_echo_p95_ratio"] for pace in ("fast", "pauses")]
    return int(any(not isinstance(ratio, float) or ratio > TARGET for ratio in ratios))


if __name__ == "__main__":
    raise SystemExit(main())
