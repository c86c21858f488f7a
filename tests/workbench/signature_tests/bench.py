"""A real workbench over the real sandbox, with a clock that waiting turns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cli.loopback import Answer, Loopback, serving
from tests.factories import paths_below
from tui.core.exchange import Exchange
from tui.core.profile import Environment, Profile
from tui.core.secret import Secret
from tui.wiring import build_workbench
from tui.workbench.profiles import Profiles
from tui.workbench.signature_tests.feeds import Covers, SandboxFeed
from tui.workbench.signature_tests.guard import Budget
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.session import Session

CANARY = "CANARY-partner-key-77"
BASE = Parts("/shop/order", query={"b": "2", "a": "één"}, body='{"sku": "x", "n": 1}')


class Bench:
    def __init__(self, folder: Path) -> None:
        self.now = 1_700_000_000.0
        self.workbench = build_workbench(paths_below(folder), clock=lambda: self.now)
        self.sandbox = self.workbench.profiles.sandbox("td")

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def session(self, profile: Profile | None = None, **options: Any) -> Session:
        options.setdefault("sleep", self.sleep)
        return Session(self.workbench.signatures, profile or self.sandbox, **options)

    def feed(self, covers: Covers = Covers.PATH) -> SandboxFeed:
        return SandboxFeed(self.workbench.signatures, covers)

    def budget(self) -> Budget:
        return Budget(self.workbench.history, lambda: self.now)

    def history(self) -> list[Exchange]:
        return list(self.workbench.history.recent(1000))

    def live(self, url: str, **settings: Any) -> Profile:
        """A profile that is not the sandbox."""
        blank = self.workbench.profiles.blank("td")
        saved = self.workbench.profiles.save(
            Profiles.changed(
                blank,
                name="live",
                base_url=url,
                environment=Environment.TEST,
                settings={"partner_code": "demo", **settings},
            )
        )
        return self.workbench.profiles.store_secret(saved, Secret(CANARY), "session")

    @contextmanager
    def serving(self, answer: Answer, **settings: Any) -> Iterator[tuple[Loopback, Profile]]:
        with serving(answer) as server:
            yield server, self.live(server.url, **settings)

    def close(self) -> None:
        self.workbench.close()
