"""What the program does after its start, so that these tests run at its pace."""

from __future__ import annotations

import gc

import pytest


@pytest.fixture(autouse=True, scope="session")
def frozen_heap() -> None:
    """A full collection of everything imported takes longer than a paint of the screen."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
