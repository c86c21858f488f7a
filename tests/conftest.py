"""Every test has a home folder of its own; nothing of the developer's is read or written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A shared machine may pause any test; time limits are pytest-timeout's business, not each example's.
settings.register_profile("assay", deadline=None)
settings.load_profile("assay")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path_factory.mktemp("home")
    for name, folder in {
        "HOME": "",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_CACHE_HOME": ".cache",
        "XDG_STATE_HOME": ".local/state",
    }.items():
        monkeypatch.setenv(name, str(home / folder) if folder else str(home))
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.delenv(name, raising=False)
    return home


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are cores: a test of a screen or of a program mostly waits."""
    return (os.cpu_count() or 1) + 1
