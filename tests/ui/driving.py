"""Driving the app in tests: start it, wait for what a person would wait for, read the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from textual import events
from textual.pilot import Pilot
from textual.strip import Strip

from tests.fakes import Fake
from tui.ui.app import AssayApp
from tui.ui.screens.frame import WorkbenchScreen

SMALL = (80, 24)
LARGE = (160, 45)
SIZES = (SMALL, LARGE)

AppPilot = Pilot[None]


@asynccontextmanager
async def running(
    fake: Fake | None = None,
    size: tuple[int, int] = SMALL,
    *,
    sandbox: bool = False,
    profile: str = "",
    mode: str = "",
) -> AsyncIterator[tuple[AssayApp, AppPilot]]:
    """The app over a workbench in memory, its first screen ready. `mode` begins somewhere else than
    a person would, which saves the way there."""
    workbench = (fake or Fake()).build()
    app = AssayApp(lambda: workbench, sandbox=sandbox, profile=profile)
    if mode:
        load = app._load
        app._load = lambda: replace(load(), first_mode=mode)  # type: ignore[method-assign]  # a short cut
    async with app.run_test(size=size, notifications=True) as pilot:
        await ready(pilot)
        yield app, pilot


async def until(pilot: AppPilot, condition: Callable[[], bool], what: str, limit: float = 20.0) -> None:
    """Wait for something to become true; fails in words after `limit` seconds."""
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, (
            f"{what} did not happen; the screen shows:\n{screen_text(pilot.app)}"
        )
        await asyncio.sleep(0.02)
    await pilot.pause()


async def ready(pilot: AppPilot) -> None:
    """The body of the current screen is mounted."""

    def mounted() -> bool:
        screen = pilot.app.screen
        return isinstance(screen, WorkbenchScreen) and bool(screen.query("#body"))

    await until(pilot, mounted, "a screen with a body")


async def go(pilot: AppPilot, key: str) -> None:
    """Press a mode's key and wait for its screen."""
    await pilot.press(key)
    await pilot.pause()
    await ready(pilot)


async def shows(pilot: AppPilot, *texts: str) -> None:
    """Wait until all the texts can be read on the screen."""
    await until(pilot, lambda: all(t in screen_text(pilot.app) for t in texts), f"showing {texts}")


async def told(pilot: AppPilot, text: str) -> None:
    """Wait until a toast says so; on the screen its words may be broken over lines."""

    def said() -> bool:
        return any(text in notification.message for notification in pilot.app._notifications)

    await until(pilot, said, f"telling “{text}”")


async def type_text(pilot: AppPilot, text: str) -> None:
    """As a terminal hands on what is pasted: keys one by one would take a tenth of a second each."""
    focused = pilot.app.focused
    assert focused is not None, "nothing has the focus"
    focused.post_message(events.Paste(text))
    await pilot.pause()


def strips(app: object) -> list[Strip]:
    """What the terminal would be given, line by line, after every filter of the app."""
    assert isinstance(app, AssayApp)
    return app.screen._compositor.render_strips()


def screen_text(app: object) -> str:
    return "\n".join(strip.text.rstrip() for strip in strips(app))
