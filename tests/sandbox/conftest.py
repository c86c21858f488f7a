"""One database for all tests that only read it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tui.sandbox.database import Database


@pytest.fixture(scope="session")
def database() -> Iterator[Database]:
    database = Database()
    yield database
    assert database.running == 0, "a test left a statement running"
    database.close()
