"""One small project for all tests of the models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.providers.te_sandbox.models.small import Row, made, player_over
from tests.providers.te_sandbox.playing import Played, Player

BEGIN, END = "2024-02-01 00:00:00", "2024-02-14 23:59:59"


@dataclass
class World:
    """The made-up rows, and a sandbox that holds the same."""

    events: list[Row]
    users: list[Row]
    player: Player

    def ask(self, model: str, events: Any, view: Row | None = None, **more: Any) -> Played:
        """A model over the usual range; `view` adds to and replaces members of eventView."""
        body = {"projectId": 1, "useCache": False, "eventView": view_of(view), "events": events, **more}
        return self.player.call(model, body)


def view_of(view: Row | None = None) -> Row:
    plain = {"startTime": BEGIN, "endTime": END, "timeParticleSize": "day", "relation": "and", "filts": []}
    return {**plain, **(view or {})}


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    events, users = made()
    player = player_over(tmp_path_factory.mktemp("small"), events, users)
    yield World(events, users, player)
    player.close()
