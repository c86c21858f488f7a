"""One sandbox over the shipped data for tests that only read, and a fresh one for those that write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.providers.te_sandbox.playing import Player, services_in


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    player = Player(services_in(tmp_path_factory.mktemp("shipped")))
    yield player
    player.close()


@pytest.fixture
def fresh(shipped: Player, tmp_path: Path) -> Player:
    """A memory of its own over the database of the session."""
    services = services_in(tmp_path)
    services._database = shipped.services._database
    return Player(services)
