"""Private Secret Services; the developer's own keyring and session bus are out of reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vault.secret_service import SecretService, missing_programs

SESSION = (
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_RUNTIME_DIR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "PYTHON_KEYRING_BACKEND",
    "GNOME_KEYRING_CONTROL",
)


@pytest.fixture(autouse=True)
def no_session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in SESSION:
        monkeypatch.delenv(name, raising=False)
    # Without an address libraries look in the runtime folder for a bus.
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


def _service(folder: Path) -> SecretService:
    absent = missing_programs()
    if absent:
        pytest.skip(
            f"NO REAL SECRET SERVICE: {', '.join(absent)} not installed "
            "(apt-get install --no-install-recommends dbus dbus-bin gnome-keyring)"
        )
    return SecretService(folder)


@pytest.fixture(scope="session")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecretService]:
    service = _service(tmp_path_factory.mktemp("service"))
    try:
        service.start_daemon()
        yield service
    finally:
        service.close()


@pytest.fixture
def unlocked(shared_service: SecretService, monkeypatch: pytest.MonkeyPatch) -> SecretService:
    """An unlocked keyring; tests leave it as they found it."""
    _enter(shared_service, monkeypatch)
    return shared_service


@pytest.fixture
def own_service(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SecretService]:
    """A bus for one test, which starts the daemon as it likes."""
    service = _service(tmp_path_factory.mktemp("service"))
    try:
        _enter(service, monkeypatch)
        yield service
    finally:
        service.close()


def _enter(service: SecretService, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, service.environment[name])
