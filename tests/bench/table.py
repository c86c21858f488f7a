"""Key to repaint of the table, against an app that repaints the whole screen from prepared strips.

    python -m tests.bench.table [--keys 40] [--size 120x40] [--json]

Starts, each in a pseudo-terminal of its own: the floor app, and the table over 10,000 rows × 10
columns, 10,000,000 × 10 and 10,000,000 × 200. Every key for a table is followed by one for the floor,
so that the noise of the machine meets both. A time is from writing the key to the last byte of the
repaint. Printed: p50 and p95 in milliseconds, and their ratio to the floor's in the same run.
Run it on an idle machine; on a loaded one only the ratios say anything.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from tests.bench.terminal import Terminal
from tests.ui.inspect.synthetic import SyntheticRows
from tui.ui.widgets.virtual_table.table import VirtualTable

READY = b"\x1b]7;ready\x07"
KEYS = ("pagedown", "end", "home", "down", "right")
BEFORE = {"end": "home", "home": "end"}
CASES = {"10k x 10": (10_000, 10), "10M x 10": (10_000_000, 10), "10M x 200": (10_000_000, 200)}


class _Full(Widget):
    """Repaints every line from prepared segments: what the toolkit and the terminal cost by themselves."""

    DEFAULT_CSS = "_Full { height: 1fr; }"
    turn = 0
    styles_of_cells = (Style.parse("white on #101010"), Style.parse("cyan on #161616"))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        cells = width // 10
        segments = [Segment(f"{self.turn + y + n:09d} ", self.styles_of_cells[n & 1]) for n in range(cells)]
        return Strip(segments, cells * 10).adjust_cell_length(width)


class _BenchApp(App[None]):
    ENABLE_COMMAND_PALETTE = False

    def on_ready(self) -> None:
        # As the product does after its first paint: what lives now is never looked at again.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 50)
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, READY)


class FloorApp(_BenchApp):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f", "repaint", "Repaint")]

    def compose(self) -> ComposeResult:
        yield _Full()

    def action_repaint(self) -> None:
        full = self.query_one(_Full)
        full.turn += 1
        full.refresh()


class TableApp(_BenchApp):
    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self._shape = rows, columns

    def compose(self) -> ComposeResult:
        yield VirtualTable()

    def on_mount(self) -> None:
        table = self.query_one(VirtualTable)
        table.show(SyntheticRows(*self._shape))
        table.focus()


def timed(terminal: Terminal, key: str, quiet: float = 0.05) -> float | None:
    """Milliseconds to the last byte of the repaint that a key causes; None when nothing changed."""
    terminal.text()
    start = time.perf_counter()
    terminal.press(key)
    last = None
    while (moment := terminal.pump(quiet if last else 0.3)) is not None:
        last = moment
    return None if last is None else (last - start) * 1000


def quantile(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def started(arguments: Sequence[str], size: tuple[int, int]) -> Terminal:
    command = [sys.executable, "-m", "tests.bench.table", "--app", *arguments]
    terminal = Terminal(command, columns=size[0], lines=size[1])
    terminal.wait_bytes(READY)
    terminal.settle(0.4)
    return terminal


def measure(case: str, repeats: int, size: tuple[int, int]) -> list[dict[str, object]]:
    rows, columns = CASES[case]
    results: list[dict[str, object]] = []
    with started(["floor"], size) as floor, started(["table", str(rows), str(columns)], size) as table:
        for key in KEYS:
            times: list[float] = []
            floors: list[float] = []
            for _ in range(repeats):
                if key in BEFORE:
                    timed(table, BEFORE[key])
                time.sleep(random.random() * 0.02)
                taken = timed(table, key)
                least = timed(floor, "f")
                times += [taken] if taken is not None else []
                floors += [least] if least is not None else []
            results.append(_summary(case, key, times, floors, table.memory()))
    return results


def _summary(
    case: str, key: str, times: Sequence[float], floors: Sequence[float], memory: float
) -> dict[str, object]:
    p50, p95 = quantile(times, 0.5), quantile(times, 0.95)
    return {
        "case": case,
        "key": key,
        "p50_ms": round(p50, 2),
        "p95_ms": round(p95, 2),
        "p50_ratio": round(p50 / quantile(floors, 0.5), 2),
        "p95_ratio": round(p95 / quantile(floors, 0.95), 2),
        "floor_p50_ms": round(quantile(floors, 0.5), 2),
        "rss_mb": round(memory, 1),
        "n": len(times),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--keys", type=int, default=40, help="how often each key is pressed")
    parser.add_argument("--size", default="120x40", help="columns x lines of the terminal")
    parser.add_argument("--json", action="store_true", help="one JSON object per line")
    parser.add_argument("--app", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.app:
        app = FloorApp() if options.app[0] == "floor" else TableApp(*map(int, options.app[1:]))
        app.run()
        return
    columns, lines = map(int, options.size.split("x"))
    for case in CASES:
        for result in measure(case, options.keys, (columns, lines)):
            line = (
                "{case:>10}  {key:<9} p50 {p50_ms:6.1f} ms ({p50_ratio:.2f} x floor)   p95 {p95_ms:6.1f} ms "
                "({p95_ratio:.2f} x)   floor {floor_p50_ms:.1f} ms   {rss_mb:.0f} MB   n={n}"
            ).format_map(result)
            sys.stdout.write((json.dumps(result) if options.json else line) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
