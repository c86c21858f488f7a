"""Named scenes of the real app over the real sandbox: for tests, and for the pictures of the README.

A scene plays what a person does, by keys, and ends when the screen shows what it is about. A picture
made from it therefore cannot show what the product does not do.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.factories import make_workbench
from tests.ui.driving import AppPilot, ready, screen_text, until
from tui.ui.app import AssayApp

PICTURE = (120, 35)
SMALL = (80, 24)
LARGE = (200, 60)
PATIENCE = 20.0
"""Seconds for what crosses the sandbox; its database opens at the first query."""

WRONG_COLUMN = "platfrom, "


@dataclass(frozen=True)
class Stage:
    """The running app, and what a person can do with it."""

    app: AssayApp
    pilot: AppPilot

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    async def type(self, text: str) -> None:
        for character in text:
            await self.pilot.press(NAMES.get(character, character))
        await self.pilot.pause()

    async def resized(self, size: tuple[int, int]) -> None:
        """As when a person drags the corner of the window."""
        await self.pilot.resize_terminal(*size)
        await self.pilot.pause()
        await self.quiet()

    async def shows(self, *texts: str) -> None:
        await until(
            self.pilot, lambda: all(t in self.text() for t in texts), f"showing {texts}", limit=PATIENCE
        )

    async def quiet(self) -> None:
        """Nothing runs and nothing moves any more."""
        last = ""
        for _ in range(100):
            await asyncio.sleep(0.1)
            await self.pilot.pause()
            now = self.text()
            if now == last and not self.app.session.running:
                return
            last = now
        raise AssertionError(f"the screen never rests:\n{last}")

    def text(self) -> str:
        return screen_text(self.app)


NAMES = {" ": "space", ",": "comma", ".": "full_stop", "/": "slash", "_": "underscore", "#": "number_sign"}

Play = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Scene:
    play: Play
    sandbox: bool = True
    size: tuple[int, int] = PICTURE
    also: tuple[tuple[int, int], ...] = ()
    """Sizes that its end is shown at as well, without playing it again."""

    def pictures(self, name: str) -> dict[str, tuple[int, int]]:
        """The names of its pictures, the first one drawn first."""
        return {
            name: self.size,
            **{f"{name}-{width}x{height}": (width, height) for width, height in self.also},
        }


async def welcome(stage: Stage) -> None:
    """The first start: no profile yet."""
    await stage.shows("Welcome", "Try the sandbox", "Make a profile")


async def profiles(stage: Stage) -> None:
    """What there is without an account."""
    await stage.press("f2")
    await stage.shows("sandbox te", "sandbox td")


async def compose(stage: Stage) -> None:
    """A query sent, its outcome below it."""
    await stage.shows("SELECT", "/querySql")
    await stage.press("ctrl+r")
    await stage.shows("19 rows")


async def inspect_rows(stage: Stage) -> None:
    """The rows of the example query."""
    await compose(stage)
    await stage.press("f4")
    await stage.shows("product_view", "6851")


async def inspect_explain(stage: Stage) -> None:
    """A column that does not exist, and what to do about it."""
    await stage.shows("SELECT", "/querySql")
    await stage.press(*["up"] * 6, "home", *["right"] * len("SELECT "))
    await stage.type(WRONG_COLUMN)
    await stage.shows(WRONG_COLUMN.strip())
    await stage.press("ctrl+r")
    await stage.shows("-1008")
    await stage.press("f4")
    await stage.shows("Column 'platfrom' cannot be resolved")


async def signature_pass(stage: Stage) -> None:
    """A fresh sandbox sign, verified."""
    await stage.press("f5")
    await stage.shows("Path", "Sign", "No verdict yet")
    await stage.type("/login")
    await stage.press("ctrl+g")
    await stage.shows("sbx1.")
    await stage.press("ctrl+r")
    await stage.shows("1200", "PASS")


async def signature(stage: Stage) -> None:
    """The same sign once more: the vendor says pass, assay says replay."""
    await signature_pass(stage)
    await stage.press("ctrl+r")
    await stage.shows("1603", "PASS+RISK")


async def history(stage: Stage) -> None:
    """A query and a verdict, newest first."""
    await compose(stage)
    await signature_pass(stage)
    await stage.press("f6")
    await stage.shows("1200 PASS", "sql-query")


SCENES: dict[str, Scene] = {
    "welcome": Scene(welcome, sandbox=False),
    "profiles": Scene(profiles, also=(SMALL, LARGE)),
    "compose": Scene(compose, also=(LARGE,)),
    "inspect-rows": Scene(inspect_rows, also=(LARGE,)),
    "inspect-explain": Scene(inspect_explain),
    "signature": Scene(signature, also=(LARGE,)),
    "history": Scene(history, also=(SMALL, LARGE)),
    "compose-80x24": Scene(compose, size=SMALL),
    "inspect-rows-80x24": Scene(inspect_rows, size=SMALL),
    "signature-80x24": Scene(signature, size=SMALL),
}


@asynccontextmanager
async def played(name: str, folder: Path, size: tuple[int, int] | None = None) -> AsyncIterator[Stage]:
    """The stage at the end of a scene, with everything that it keeps below `folder`."""
    scene = SCENES[name]
    app = AssayApp(lambda: make_workbench(folder), sandbox=scene.sandbox)
    try:
        async with app.run_test(size=size or scene.size) as pilot:
            await ready(pilot)
            stage = Stage(app, pilot)
            await scene.play(stage)
            await stage.quiet()
            yield stage
    finally:
        if app.workbench is not None:
            app.workbench.close()
