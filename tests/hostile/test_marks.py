"""What weakens a connection is marked on every screen, before a key goes over it."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes import Fake
from tests.ui.driving import LARGE, go, running, screen_text
from tests.ui.test_hostile_text import hostile_profile
from tui.core.profile import Tls

MARKS = ("TLS NOT VERIFIED", "NOT ENCRYPTED", "VIA PROXY")


async def test_every_screen_bears_the_marks() -> None:
    fake = Fake()
    weak = replace(
        hostile_profile("weak"),
        base_url="http://api.example.com",
        settings={"projectId": 1},
        proxy="http://proxy.example.com:3128",
        tls=Tls(verify=False),
    )
    fake.profile_store.save(weak)
    async with running(fake, LARGE, profile="weak") as (app, pilot):
        for key in ("f2", "f3", "f4", "f5", "f6"):
            await go(pilot, key)
            top = screen_text(app).split("\n", 1)[0]
            # The panel for signatures asks the other API, with a profile of its own.
            assert key == "f5" or all(mark in top for mark in MARKS), (key, top)
