"""The real program with an eye on its event loop: `python -m tests.bench.probed FILE [PROFILE]`.

It starts and ends as `assay --profile PROFILE` does (without a name: `assay --sandbox`). A task of the loop
sleeps for 5 ms again and again and notes how late it wakes; when the program is left, FILE gets the moments
(seconds of the monotonic clock, the same in all processes of a Linux machine) and the delays in milliseconds.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from array import array
from pathlib import Path

from tui.__main__ import harden

STEP = 0.005


def read_lags(path: Path) -> list[tuple[float, float]]:
    """(moment, milliseconds late) of each waking."""
    numbers = array("d", path.read_bytes())
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def main() -> int:
    harden()
    from tui.ui import app, entry
    from tui.wiring import build_workbench

    noted = array("d")

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(STEP)
            now = time.perf_counter()
            noted.extend((now, (now - before - STEP) * 1e3))

    def on_ready(self: app.AssayApp) -> None:
        self._probe = asyncio.create_task(watch())  # type: ignore[attr-defined]  # kept, or it would be lost

    app.AssayApp.on_ready = on_ready  # type: ignore[attr-defined]  # a hook of the toolkit that is free
    profile = sys.argv[2] if len(sys.argv) > 2 else ""
    code = entry.run_app(build_workbench, sandbox=not profile, profile=profile)
    Path(sys.argv[1]).write_bytes(noted.tobytes())
    return code


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
