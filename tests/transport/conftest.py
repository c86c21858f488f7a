"""A real transport, real servers on loopback, and a sink that remembers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.transport.hostile import HostileServer
from tui.transport import HttpTransport


@pytest.fixture
def server() -> Iterator[HostileServer]:
    running = HostileServer()
    yield running
    running.close()


@pytest.fixture
def other_server() -> Iterator[HostileServer]:
    running = HostileServer()
    yield running
    running.close()


@pytest.fixture
def transport() -> Iterator[HttpTransport]:
    made = HttpTransport()
    yield made
    made.close()
