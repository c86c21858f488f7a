"""Draw the pictures of the README anew: `python -m tests.tools.screenshots [NAME …]`.

Each is the end of a scene of tests/ui/scenes.py, so it shows what the product does. Durations differ
from run to run.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.ui.scenes import SCENES, played

FOLDER = Path(__file__).parents[2] / "screenshots"


async def draw(name: str) -> list[Path]:
    drawn = []
    with tempfile.TemporaryDirectory() as folder:
        async with played(name, Path(folder)) as stage:
            for picture, size in SCENES[name].pictures(name).items():
                await stage.resized(size)
                target = FOLDER / f"{picture}.svg"
                target.write_text(stage.app.export_screenshot(title="assay"), "utf-8")
                drawn.append(target)
    return drawn


def main() -> int:
    # The picture is of a machine without a session, so that it says nothing of the one it is drawn on.
    for variable in ("DBUS_SESSION_BUS_ADDRESS", "NO_COLOR", "DISPLAY"):
        os.environ.pop(variable, None)
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or SCENES:
        for path in asyncio.run(draw(name)):
            print(path.relative_to(FOLDER.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
