"""The door over all stores: it never falls from one to another, and claims nothing it has not read back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui.core.failures import InvalidInput, VaultError
from tui.core.profile import Profile
from tui.core.request import UnsignedRequest
from tui.core.secret import Secret, SecretRef
from tui.core.vault_ports import SecretState
from tui.vault import SecretVault
from tui.vault.session_store import SessionStore


class FakeKeyring(SessionStore):
    """Stands for the system keyring where its state does not matter."""

    name = "keyring"


class Forgetful(FakeKeyring):
    """Takes everything, gives something else back."""

    def read(self, locator: str) -> Secret:
        return Secret("something else")


@pytest.fixture
def vault() -> SecretVault:
    return SecretVault(sandbox={"te": Secret("sandbox key")}.__getitem__, keyring=FakeKeyring())


def profile(ref: SecretRef | None) -> Profile:
    return Profile("id", "name", "te", "http://api.test:8992", secret=ref)


def test_the_offered_stores_in_order(vault: SecretVault) -> None:
    assert [health.store for health in vault.stores()] == ["keyring", "environment", "command", "session"]


@pytest.mark.parametrize("store", ["keyring", "session"])
def test_written_secrets_are_stored(store: str, vault: SecretVault) -> None:
    ref = vault.new_ref(store)
    assert vault.status(ref).state is SecretState.MISSING
    vault.write(ref, Secret("x"))
    status = vault.status(ref)
    assert status.state is SecretState.STORED
    assert status.where
    vault.delete(ref)
    assert vault.status(ref).state is SecretState.MISSING


def test_what_does_not_come_back_is_not_claimed() -> None:
    vault = SecretVault(keyring=Forgetful())
    with pytest.raises(VaultError) as caught:
        vault.write(vault.new_ref("keyring"), Secret("x"))
    assert caught.value.code == "secret-not-kept"


def test_no_place_named(vault: SecretVault) -> None:
    status = vault.status(None)
    assert status.state is SecretState.NOT_NAMED
    assert status.remedy
    with pytest.raises(VaultError) as caught:
        vault.authorizer(profile(None), "token")
    assert caught.value.code == "secret-missing"


def test_an_unknown_store(vault: SecretVault) -> None:
    ref = SecretRef("clipboard", "x")
    for call in (vault.read, vault.delete):
        with pytest.raises(VaultError) as caught:
            call(ref)
        assert caught.value.code == "store-unknown"
    assert vault.status(ref).state is SecretState.UNREACHABLE
    with pytest.raises(VaultError):
        vault.new_ref("clipboard")


def test_stores_that_need_a_locator_say_so(vault: SecretVault) -> None:
    for store in ("environment", "command"):
        with pytest.raises(InvalidInput) as caught:
            vault.new_ref(store)
        assert caught.value.problems[0].field == "locator"


def test_the_sandboxs_keys_are_made_late_and_never_remembered() -> None:
    asked: list[str] = []

    def lookup(provider: str) -> Secret:
        asked.append(provider)
        return Secret(f"key {len(asked)}")

    vault = SecretVault(sandbox=lookup, keyring=FakeKeyring())
    assert asked == []
    ref = SecretRef("sandbox", "te")
    assert vault.read(ref).same_as(Secret("key 1"))
    assert vault.read(ref).same_as(Secret("key 2"))


def test_variables_can_be_taken_at_the_start(vault: SecretVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_TEST_TOKEN", "x")
    vault.capture_environment(["ASSAY_TEST_TOKEN"])
    assert "ASSAY_TEST_TOKEN" not in os.environ
    assert vault.read(vault.new_ref("environment", "ASSAY_TEST_TOKEN")).same_as(Secret("x"))


def test_a_secret_changed_outside_is_read_anew_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("old")
    vault = SecretVault(keyring=FakeKeyring())
    ref = vault.new_ref("command", f'["cat", "{file}"]')
    assert vault.read(ref).same_as(Secret("old"))
    file.write_text("new")
    assert vault.read(ref).same_as(Secret("old"))
    vault.forget(ref)
    assert vault.read(ref).same_as(Secret("new"))
    vault.forget(SecretRef("session", "x"))


def test_an_authorizer_signs_with_the_profiles_secret(vault: SecretVault) -> None:
    ref = vault.new_ref("session")
    vault.write(ref, Secret("a b"))
    authorizer = vault.authorizer(profile(ref), "token")
    request = UnsignedRequest("GET", "http://api.test:8992", "/x", secret_parameter="token")
    assert authorizer.signed_url(request) == "http://api.test:8992/x?token=a%20b"


def test_an_empty_secret_signs_nothing(vault: SecretVault) -> None:
    ref = vault.new_ref("session")
    vault.write(ref, Secret(""))
    with pytest.raises(VaultError, match="is empty"):
        vault.authorizer(profile(ref), "token")


def test_making_a_vault_touches_nothing() -> None:
    code = (
        "import sys, subprocess\n"
        "subprocess.Popen = None\n"
        "from tui.vault import SecretVault\n"
        "SecretVault()\n"
        "print([m for m in ('keyring', 'secretstorage', 'jeepney', 'cryptography') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
