"""What every store of secrets offers, and the wrapper for the ones that are slow."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Protocol

from tui.core.failures import VaultError
from tui.core.secret import Secret
from tui.core.vault_ports import StoreHealth


class SecretStore(Protocol):
    """One kind of place for secrets. `name` is what a `SecretRef` calls it."""

    @property
    def name(self) -> str: ...

    def health(self) -> StoreHealth: ...

    def new_locator(self, wanted: str) -> str:
        """The locator of a new place. Raises InvalidInput when `wanted` cannot be one."""
        ...

    def where(self, locator: str) -> str:
        """The place in words; reads on after "stored in"."""
        ...

    def read(self, locator: str) -> Secret:
        """Raises VaultError."""
        ...

    def write(self, locator: str, secret: Secret) -> None:
        """Raises VaultError; then nothing is claimed to be stored."""
        ...

    def delete(self, locator: str) -> None:
        """No error when nothing is there. Raises VaultError when it may still be there."""
        ...


@dataclass(frozen=True, slots=True)
class _Failure:
    at: float
    locator: str
    error: VaultError

    def concerns(self, locator: str, asked: float) -> bool:
        """Whether it tells all about a read that was asked for at `asked` and has waited since. What
        the keyring itself suffers from concerns every secret in it."""
        return self.at > asked and (self.locator == locator or self.error.code.startswith("keyring-"))


class Remembering:
    """A slow store asked once per secret and session, and never by two threads at once.

    Who waits for another's call shares its failure instead of failing once more by itself.
    """

    def __init__(self, store: SecretStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: dict[str, Secret] = {}
        self._failure: _Failure | None = None

    @property
    def name(self) -> str:
        return self._store.name

    def health(self) -> StoreHealth:
        with self._lock:
            return self._store.health()

    def new_locator(self, wanted: str) -> str:
        return self._store.new_locator(wanted)

    def where(self, locator: str) -> str:
        return self._store.where(locator)

    def read(self, locator: str) -> Secret:
        asked = time.monotonic()
        known = self._known.get(locator)
        if known is not None:
            return known
        with self._lock:
            known = self._known.get(locator)
            if known is not None:
                return known
            if self._failure is not None and self._failure.concerns(locator, asked):
                raise _again(self._failure.error)
            try:
                secret = self._store.read(locator)
            except VaultError as error:
                self._failure = _Failure(time.monotonic(), locator, _again(error))
                raise
            self._known[locator] = secret
            return secret

    def write(self, locator: str, secret: Secret) -> None:
        with self._lock:
            self._known.pop(locator, None)
            self._store.write(locator, secret)

    def delete(self, locator: str) -> None:
        with self._lock:
            self._known.pop(locator, None)
            self._store.delete(locator)

    def forget(self, locator: str) -> None:
        """Ask again at the next read."""
        with self._lock:
            self._known.pop(locator, None)


def _again(error: VaultError) -> VaultError:
    return VaultError(error.message, code=error.code, evidence=error.evidence, next_step=error.next_step)


def read_only(what: str, next_step: str) -> VaultError:
    return VaultError(
        f"{what} cannot be written by this program.", code="store-read-only", next_step=next_step
    )
