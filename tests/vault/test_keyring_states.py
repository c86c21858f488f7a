"""The system keyring in each state it can be in: one sentence, soon, and never a secret in the open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.vault.secret_service import SecretService
from tui.core.failures import VaultError
from tui.core.secret import Secret, SecretRef
from tui.core.vault_ports import SecretState
from tui.vault import SecretVault
from tui.vault.keyring_store import GATE, KeyringStore

SOON = 6.0
"""Seconds within which every state is told; the store's own limit is 5."""

SOMEWHERE = "0" * 32


def told(store: KeyringStore, operation: str = "read") -> VaultError:
    """The error of one operation, checked for its manners."""
    started = time.monotonic()
    calls: dict[str, Callable[[], object]] = {
        "read": lambda: store.read(SOMEWHERE),
        "write": lambda: store.write(SOMEWHERE, Secret("open sesame")),
        "delete": lambda: store.delete(SOMEWHERE),
    }
    with pytest.raises(VaultError) as caught:
        calls[operation]()
    error = caught.value
    assert time.monotonic() - started < SOON
    assert error.message.endswith(".")
    assert error.message.count(". ") == 0
    assert error.next_step.endswith(".")
    shown = error.message + error.next_step + "".join(error.evidence)
    assert "keyrings.alt" not in error.message + error.next_step
    assert "sesame" not in shown
    assert error.__cause__ is None
    return error


def every_operation(code: str) -> None:
    for operation in ("read", "write", "delete"):
        assert told(KeyringStore(), operation).code == code
    health = KeyringStore().health()
    assert not health.usable
    assert health.detail.endswith(".")
    assert health.remedy


def test_no_bus() -> None:
    every_operation("keyring-missing")


def test_a_dead_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "dead"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'dead'}")
    every_operation("keyring-missing")


@pytest.mark.parametrize("address", ["nonsense", "", "tcp:host=127.0.0.1,port=1"])
def test_an_address_that_is_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert told(KeyringStore()).code == "keyring-missing"


def test_a_bus_without_the_service(own_service: SecretService) -> None:
    every_operation("keyring-missing")


def test_no_keyring_yet(own_service: SecretService) -> None:
    own_service.start_daemon(password=None)
    assert told(KeyringStore()).code == "keyring-not-set-up"
    assert told(KeyringStore(), "write").code == "keyring-not-set-up"
    KeyringStore().delete(SOMEWHERE)
    assert not KeyringStore().health().usable


def test_locked(own_service: SecretService) -> None:
    own_service.start_daemon()
    store = KeyringStore()
    store.write(SOMEWHERE, Secret("open sesame"))
    own_service.lock()
    every_operation("keyring-locked")
    vault = SecretVault()
    assert vault.status(SecretRef("keyring", SOMEWHERE)).state is SecretState.LOCKED


def test_a_window_nobody_answers(own_service: SecretService, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a display the daemon may ask; on this bus nobody can, so the question ends by itself."""
    own_service.start_daemon()
    own_service.lock()
    monkeypatch.setenv("DISPLAY", ":99")
    assert told(KeyringStore(prompt_limit=2.0)).code in {"keyring-locked", "keyring-timeout"}


def test_frozen(own_service: SecretService) -> None:
    own_service.start_daemon()
    store = KeyringStore(call_limit=0.7)
    with own_service.frozen():
        for operation in ("read", "write", "delete"):
            assert told(store, operation).code == "keyring-timeout"
        assert not store.health().usable
    assert told(KeyringStore()).code == "secret-missing"


def test_a_frozen_daemon_keeps_nobody_beyond_the_limit(own_service: SecretService) -> None:
    """The limit that people get, once, with two who ask at the same time."""
    own_service.start_daemon()
    vault = SecretVault()
    ref = SecretRef("keyring", SOMEWHERE)
    with own_service.frozen():
        started = time.monotonic()
        threads = [threading.Thread(target=vault.status, args=(ref,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert 4.5 < time.monotonic() - started < SOON


def test_a_daemon_that_dies_and_comes_back_is_asked_once_more(own_service: SecretService) -> None:
    own_service.start_daemon()
    store = KeyringStore()
    store.write(SOMEWHERE, Secret("open sesame"))
    own_service.stop_daemon()
    assert told(store).code == "keyring-missing"
    own_service.start_daemon(password=None)
    assert told(store).code == "keyring-locked"
    own_service.stop_daemon()
    own_service.start_daemon()
    assert store.read(SOMEWHERE).same_as(Secret("open sesame"))


@pytest.mark.parametrize(
    "backend",
    [
        "keyring.backends.null.Keyring",
        "keyring.backends.fail.Keyring",
        "keyrings.alt.file.PlaintextKeyring",
        "keyrings.cryptfile.cryptfile.CryptFileKeyring",
        "no.such.Thing",
        "nodots",
        "keyring.backends.SecretService.Keyring\n",
        "planted.Keyring",
    ],
)
def test_a_backend_that_is_not_known_is_refused_unloaded(
    backend: str, unlocked: SecretService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "planted.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    error = told(KeyringStore())
    if backend.endswith("\n"):
        assert error.code == "secret-missing"
        return
    assert error.code == "keyring-refused"
    assert backend in error.evidence[0]
    assert told(KeyringStore(), "write").code == "keyring-refused"
    assert not (tmp_path / "ran").exists()


def test_keyrings_own_file_is_not_obeyed_either(unlocked: SecretService, tmp_path: Path) -> None:
    folder = Path(os.environ["XDG_CONFIG_HOME"]) / "python_keyring"
    folder.mkdir(parents=True)
    (tmp_path / "planted.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    (folder / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=planted.Keyring\nkeyring-path={tmp_path}\n"
    )
    assert told(KeyringStore()).code == "keyring-refused"
    (folder / "keyringrc.cfg").write_text("no section")
    assert told(KeyringStore()).code == "keyring-refused"
    assert not (tmp_path / "ran").exists()


def test_a_known_backend_or_the_chain_may_be_named(
    unlocked: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for backend in ("keyring.backends.SecretService.Keyring", "keyring.backends.chainer.ChainerBackend"):
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
        assert KeyringStore().health().usable


def test_a_module_in_the_working_folder_is_not_run(
    unlocked: SecretService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "keyring.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    assert KeyringStore().health().usable
    assert not (tmp_path / "ran").exists()


def test_names_in_the_keyring_tell_nothing(unlocked: SecretService) -> None:
    vault = SecretVault()
    ref = vault.new_ref("keyring", "customer-host")
    vault.write(ref, Secret("open sesame"))
    try:
        seen = unlocked.everything_readable()
        assert ref.locator in seen
        assert "customer" not in seen
        assert "sesame" not in seen
    finally:
        vault.delete(ref)
    assert ref.locator not in unlocked.everything_readable()


def test_the_secret_lies_nowhere_in_clear(unlocked: SecretService) -> None:
    vault = SecretVault()
    ref = vault.new_ref("keyring")
    vault.write(ref, Secret("CANARY-open-sesame"))
    files = [path for path in unlocked.folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in files)
    assert not any(b"CANARY-open-sesame" in path.read_bytes() for path in files)
    vault.delete(ref)


def test_no_descriptor_or_process_is_left(unlocked: SecretService) -> None:
    store = KeyringStore()
    told(store)
    open_files = Path("/proc/self/fd")
    before = len(list(open_files.iterdir()))
    for _ in range(5):
        told(store)
    assert len(list(open_files.iterdir())) == before
    children = subprocess.run(
        ["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=False
    )
    assert "keyring_gate" not in children.stdout


def test_the_gates_arguments_and_environment_hold_no_secret(unlocked: SecretService, tmp_path: Path) -> None:
    seen: list[bytes] = []

    class Spy(KeyringStore):
        def _wait(self, lines: Any, deadline: float) -> Any:
            for folder in Path("/proc").iterdir():
                try:
                    argv = (folder / "cmdline").read_bytes()
                    if b"keyring_gate" in argv:
                        seen.append(argv + (folder / "environ").read_bytes())
                except OSError:
                    continue
            return super()._wait(lines, deadline)

    store = Spy()
    store.write(SOMEWHERE, Secret("CANARY-open-sesame"))
    store.delete(SOMEWHERE)
    assert seen
    assert not any(b"CANARY" in text for text in seen)


def test_a_gate_that_cannot_run_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert told(KeyringStore()).code == "keyring-failed"
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho not json\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    assert told(KeyringStore(), "write").code == "keyring-failed"


def test_the_gate_loads_nothing_of_this_program(unlocked: SecretService) -> None:
    code = (
        f"import runpy, sys; runpy.run_path({str(GATE)!r}); "
        "print([m for m in sys.modules if m.partition('.')[0] in ('tui', 'keyring')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    asked = json.dumps({"op": "probe", "service": "assay", "username": ""})
    answer = subprocess.run(
        [sys.executable, str(GATE)], input=asked, capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout)["state"] == "ok"
