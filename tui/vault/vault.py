"""`SecretVault`: plays `core.ports.Vault` over all stores."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence

from tui.core.failures import VaultError
from tui.core.profile import Profile
from tui.core.secret import Secret, SecretRef
from tui.core.vault_ports import (
    Authorizer,
    PassphraseNeed,
    SealedFile,
    SecretState,
    SecretStatus,
    StoreHealth,
)
from tui.vault.authorizer import QueryAuthorizer
from tui.vault.command_store import CommandStore
from tui.vault.environ_store import EnvironStore
from tui.vault.file_store import VARIABLE, FileStore
from tui.vault.keyring_store import KeyringStore
from tui.vault.memory_store import MemoryStore
from tui.vault.session_store import SessionStore
from tui.vault.store import Remembering, SecretStore

_STATES = {
    "secret-missing": SecretState.MISSING,
    "variable-unset": SecretState.MISSING,
    "keyring-locked": SecretState.LOCKED,
    "passphrase-needed": SecretState.LOCKED,
}


class SecretVault:
    """Finds the store that a reference names. Never falls from one store to another.

    `sandbox` gives the keys of the embedded sandbox by provider id, `sealed` is where the encrypted file
    lies; without it there is no such store. The first call that needs the keyring starts it; making a
    vault touches nothing.
    """

    def __init__(
        self,
        sandbox: Callable[[str], Secret] | None = None,
        keyring: SecretStore | None = None,
        sealed: SealedFile | None = None,
    ) -> None:
        self._environment = EnvironStore()
        self._files = {"file": FileStore(sealed, self._passphrase)} if sealed is not None else {}
        # In the order in which a person is offered them.
        self._offered: tuple[SecretStore, ...] = (
            Remembering(keyring or KeyringStore()),
            self._environment,
            Remembering(CommandStore()),
            *self._files.values(),
            SessionStore(),
        )
        self._stores: dict[str, SecretStore] = {store.name: store for store in self._offered}
        if sandbox is not None:
            self._stores["sandbox"] = MemoryStore("sandbox", "Sandbox", sandbox)

    def capture_environment(self, names: Iterable[str]) -> None:
        """Take variables out of the environment at the start, before any child process; the passphrase
        of the encrypted file is always one of them."""
        self._environment.capture([*names, VARIABLE])

    def _passphrase(self) -> Secret | None:
        try:
            return self._environment.read(VARIABLE)
        except VaultError:
            return None

    def stores(self) -> Sequence[StoreHealth]:
        return [store.health() for store in self._offered]

    def new_ref(self, store: str, locator: str = "") -> SecretRef:
        return SecretRef(store, self._store(store).new_locator(locator))

    def read(self, ref: SecretRef) -> Secret:
        return self._store(ref.store).read(ref.locator)

    def write(self, ref: SecretRef, secret: Secret) -> None:
        store = self._store(ref.store)
        store.write(ref.locator, secret)
        if not store.read(ref.locator).same_as(secret):
            with contextlib.suppress(VaultError):
                store.delete(ref.locator)
            raise VaultError(
                "The store gave back something else than the secret it took; it is not stored.",
                code="secret-not-kept",
                next_step="Choose another store.",
            )

    def delete(self, ref: SecretRef) -> None:
        self._store(ref.store).delete(ref.locator)

    def forget(self, ref: SecretRef) -> None:
        """Ask the store again at the next read, for a secret that was changed outside."""
        store = self._store(ref.store)
        if isinstance(store, Remembering):
            store.forget(ref.locator)

    def status(self, ref: SecretRef | None) -> SecretStatus:
        if ref is None:
            return SecretStatus(
                SecretState.NOT_NAMED,
                detail="The profile names no place for its secret.",
                remedy="Store one with the profile's secret action.",
            )
        where = self._stores[ref.store].where(ref.locator) if ref.store in self._stores else ""
        try:
            self.read(ref)
        except VaultError as error:
            state = _STATES.get(error.code, SecretState.UNREACHABLE)
            return SecretStatus(state, where, error.message, error.next_step)
        return SecretStatus(SecretState.STORED, where)

    def passphrase_need(self, store: str) -> PassphraseNeed:
        return self._files[store].need() if store in self._files else PassphraseNeed.NONE

    def unlock(self, store: str, passphrase: Secret) -> None:
        self._file(store).unlock(passphrase)

    def change_passphrase(self, store: str, passphrase: Secret) -> None:
        self._file(store).change_passphrase(passphrase)

    def _file(self, store: str) -> FileStore:
        if store not in self._files:
            raise VaultError(
                "That store of secrets has no passphrase.",
                code="store-unknown",
                next_step="Only the encrypted file is behind one.",
            )
        return self._files[store]

    def authorizer(self, profile: Profile, parameter: str) -> Authorizer:
        secret = None if profile.secret is None else self.read(profile.secret)
        if secret is None or secret.is_empty():
            raise VaultError(
                "The profile has no secret yet." if secret is None else "The profile's secret is empty.",
                code="secret-missing",
                next_step="Store it with the profile's secret action.",
            )
        return QueryAuthorizer(profile, parameter, secret)

    def _store(self, name: str) -> SecretStore:
        store = self._stores.get(name)
        if store is None:
            raise VaultError(
                "The profile names a store of secrets that does not exist.",
                code="store-unknown",
                evidence=[f"Stores: {', '.join(self._stores)}."],
                next_step="Store the secret again with the profile's secret action.",
            )
        return store
