"""Two engines over the same meaning: one that always asks the helper process, one that never does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEngine]:
    engine = LocalEngine(EngineProcess(tmp_path_factory.mktemp("large") / "engine"), small=-1)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEngine]:
    engine = LocalEngine(EngineProcess(tmp_path_factory.mktemp("small") / "engine"))
    yield engine
    engine.close()
