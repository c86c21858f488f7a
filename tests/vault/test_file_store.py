"""The encrypted file: the contract of every store, and what its seal promises."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vault.test_stores import WritableContract
from tui.core.failures import InvalidInput, VaultError
from tui.core.secret import Secret
from tui.core.vault_ports import PassphraseNeed
from tui.storage.sealed_file import SealedSecretsFile
from tui.vault import SecretVault
from tui.vault.file_store import VARIABLE, FileStore
from tui.vault.sealing import LEAST, header_of, make_key, new_header, seal, unseal
from tui.vault.store import SecretStore

PASSPHRASE = "correct horse battery"


def opened(folder: Path, passphrase: str = PASSPHRASE) -> FileStore:
    store = FileStore(SealedSecretsFile(folder / "data" / "secrets.sealed"), cost=LEAST)
    store.unlock(Secret(passphrase))
    return store


def on_disk(folder: Path) -> Path:
    return folder / "data" / "secrets.sealed"


class TestFileStore(WritableContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> SecretStore:
        return opened(tmp_path)


def test_after_a_restart_it_is_locked_until_the_passphrase_comes(tmp_path: Path) -> None:
    opened(tmp_path).write("one", Secret("CANARY-token-0001"))
    again = FileStore(SealedSecretsFile(on_disk(tmp_path)), cost=LEAST)
    assert again.need() is PassphraseNeed.UNLOCK
    with pytest.raises(VaultError) as caught:
        again.read("one")
    assert caught.value.code == "passphrase-needed"
    with pytest.raises(VaultError) as wrong:
        again.unlock(Secret("correct horse batterz"))
    assert wrong.value.code == "passphrase-wrong"
    assert again.need() is PassphraseNeed.UNLOCK
    again.unlock(Secret(PASSPHRASE))
    assert again.read("one").same_as(Secret("CANARY-token-0001"))


def test_the_file_is_private_and_holds_nothing_in_clear(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.write("one", Secret("CANARY-token-0001"))
    data = on_disk(tmp_path).read_bytes()
    assert b"CANARY" not in data
    assert PASSPHRASE.encode() not in data
    assert on_disk(tmp_path).stat().st_mode & 0o077 == 0
    store.write("one", Secret("CANARY-token-0001"))
    assert on_disk(tmp_path).read_bytes() != data, "a nonce was used twice"


def test_its_size_does_not_tell_how_long_a_secret_is(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.write("one", Secret("x"))
    size = on_disk(tmp_path).stat().st_size
    store.write("one", Secret("x" * 200))
    assert on_disk(tmp_path).stat().st_size == size


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_changed_byte_anywhere_is_noticed(tmp_path: Path, line: int) -> None:
    opened(tmp_path).write("one", Secret("value"))
    lines = on_disk(tmp_path).read_bytes().split(b"\n")
    spot = lines[line].index(b"salt") + 8 if line == 0 else 4
    flipped = b"1" if lines[line][spot : spot + 1] != b"1" else b"2"
    lines[line] = lines[line][:spot] + flipped + lines[line][spot + 1 :]
    on_disk(tmp_path).write_bytes(b"\n".join(lines))
    with pytest.raises(VaultError) as caught:
        opened(tmp_path)
    assert caught.value.code == "passphrase-wrong"


def test_another_cost_in_the_header_is_bounded_before_it_is_paid(tmp_path: Path) -> None:
    opened(tmp_path).write("one", Secret("value"))
    header, rest = on_disk(tmp_path).read_bytes().split(b"\n", 1)
    for name, value in (
        ("memory_kib", 2**40),
        ("iterations", 10**9),
        ("lanes", True),
        ("memory_kib", "8192"),
    ):
        words = json.loads(header)
        words["kdf"][name] = value
        on_disk(tmp_path).write_bytes(json.dumps(words).encode() + b"\n" + rest)
        store = FileStore(SealedSecretsFile(on_disk(tmp_path)), cost=LEAST)
        assert not store.health().usable
        with pytest.raises(VaultError) as caught:
            store.unlock(Secret(PASSPHRASE))
        assert caught.value.code == "sealed-file-damaged"
        assert name in caught.value.evidence[0]


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_any_bytes_for_a_file_end_in_a_sentence(data: bytes) -> None:
    with pytest.raises(VaultError) as caught:
        header_of(data)
    assert caught.value.code == "sealed-file-damaged"


@given(st.dictionaries(st.text(), st.text(), max_size=4))
@settings(max_examples=15)
def test_what_is_sealed_comes_back(secrets: dict[str, str]) -> None:
    key = make_key(new_header(LEAST), b"passphrase")
    assert unseal(key, seal(key, secrets)) == secrets


def test_a_new_passphrase_is_long_enough_and_replaces_the_old_one(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.write("one", Secret("value"))
    with pytest.raises(InvalidInput, match="passphrase"):
        store.change_passphrase(Secret("short"))
    store.change_passphrase(Secret("another long one"))
    assert store.read("one").same_as(Secret("value"))
    with pytest.raises(VaultError):
        opened(tmp_path)
    assert opened(tmp_path, "another long one").read("one").same_as(Secret("value"))


def test_a_passphrase_changed_by_another_copy_locks_this_one(tmp_path: Path) -> None:
    here, there = opened(tmp_path), opened(tmp_path)
    here.write("one", Secret("value"))
    there.unlock(Secret(PASSPHRASE))
    there.change_passphrase(Secret("another long one"))
    with pytest.raises(VaultError) as caught:
        here.write("two", Secret("lost?"))
    assert caught.value.code == "passphrase-needed"
    assert there.read("one").same_as(Secret("value"))


def test_two_that_make_the_file_at_once_do_not_overwrite_each_other(tmp_path: Path) -> None:
    here, there = opened(tmp_path), opened(tmp_path)
    here.write("one", Secret("value"))
    with pytest.raises(VaultError) as caught:
        there.write("two", Secret("other"))
    assert caught.value.code == "passphrase-needed"


def test_in_a_script_the_passphrase_comes_from_the_environment_and_leaves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    monkeypatch.setattr("tui.vault.file_store.Cost", lambda: LEAST)
    vault = SecretVault(sealed=SealedSecretsFile(on_disk(tmp_path)))
    vault.capture_environment([])
    assert VARIABLE not in os.environ
    assert vault.passphrase_need("file") is PassphraseNeed.NONE
    ref = vault.new_ref("file")
    vault.write(ref, Secret("value"))
    assert vault.read(ref).same_as(Secret("value"))
    assert opened(tmp_path).read(ref.locator).same_as(Secret("value"))


def test_nothing_of_it_is_in_a_repr(tmp_path: Path) -> None:
    store = opened(tmp_path)
    key = make_key(new_header(LEAST), b"passphrase")
    assert key.key.hex() not in repr(key)
    assert PASSPHRASE not in repr(vars(store))


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    store = opened(tmp_path)
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(VaultError) as caught:
        store.write("one", Secret("value"))
    assert caught.value.next_step
    assert not store.health().usable or store.need() is not None
