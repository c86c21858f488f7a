"""Secrets in an encrypted file behind a passphrase: for servers without a keyring, and only when chosen."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable

from tui.core.failures import FileProblem, InvalidInput, VaultError
from tui.core.fields import FieldProblem
from tui.core.secret import Secret
from tui.core.vault_ports import PassphraseNeed, SealedFile, StoreHealth
from tui.vault.handing_over import plain_text
from tui.vault.sealing import Cost, Key, header_of, make_key, new_header, seal, unseal

VARIABLE = "ASSAY_PASSPHRASE"
"""Where a script puts the passphrase; it is taken out of the environment at the start."""

MIN_LENGTH = 8
"""Characters of a new passphrase. An attacker with the file can guess as long as he likes."""


class FileStore:
    """Plays `SecretStore`. Locked until `unlock`; then the key stays in memory until the program ends.

    `given` is the passphrase that came with the environment, or None; it is tried when first needed.
    """

    name = "file"

    def __init__(
        self, file: SealedFile, given: Callable[[], Secret | None] = lambda: None, cost: Cost | None = None
    ) -> None:
        self._file = file
        self._given = given
        self._cost = cost or Cost()
        self._lock = threading.Lock()
        self._key: Key | None = None

    # -- the passphrase --------------------------------------------------------------------------

    def need(self) -> PassphraseNeed:
        data = self._read()
        if data is None:
            return PassphraseNeed.NONE if self._key or self._given() else PassphraseNeed.CHOOSE
        if self._fits(data) or self._given() is not None:
            return PassphraseNeed.NONE
        return PassphraseNeed.UNLOCK

    def unlock(self, passphrase: Secret) -> None:
        """Raises VaultError `passphrase-wrong`, InvalidInput for a new one that is too short."""
        with self._lock:
            self._open(passphrase)

    def change_passphrase(self, passphrase: Secret) -> None:
        """Seal everything anew with a new salt. Raises VaultError while locked."""
        with self._lock:
            new = self._new_key(passphrase)

            def change(data: bytes | None) -> bytes:
                return seal(new, {} if data is None else unseal(self._key_for(data), data))

            self._file.change(change)
            self._key = new

    def _open(self, passphrase: Secret) -> None:
        data = self._read()
        if data is None:
            self._key = self._new_key(passphrase)
            return
        key = make_key(header_of(data), _bytes(passphrase))
        unseal(key, data)
        self._key = key

    def _new_key(self, passphrase: Secret) -> Key:
        words = _bytes(passphrase)
        if len(words) < MIN_LENGTH:
            raise InvalidInput(
                [FieldProblem("passphrase", f"needs at least {MIN_LENGTH} characters")],
                what="The passphrase",
            )
        return make_key(new_header(self._cost), words)

    def _fits(self, data: bytes) -> bool:
        header = header_of(data)
        return self._key is not None and self._key.header == header

    def _key_for(self, data: bytes | None) -> Key:
        """The key of the file as it is now. Raises VaultError `passphrase-needed`."""
        given = self._given()
        if given is not None and (self._key is None or (data is not None and not self._fits(data))):
            self._open(given)
        if self._key is None or (data is not None and not self._fits(data)):
            raise VaultError(
                "The encrypted file is locked.",
                code="passphrase-needed",
                evidence=[f"It is {self._file.path}."],
                next_step=f"Give its passphrase; in a script, in {VARIABLE}.",
            )
        return self._key

    # -- the store -------------------------------------------------------------------------------

    def health(self) -> StoreHealth:
        title = "Encrypted file"
        try:
            need = self.need()
        except (VaultError, FileProblem) as error:
            return StoreHealth(self.name, title, usable=False, detail=error.message, remedy=error.next_step)
        state = {
            PassphraseNeed.NONE: "unlocked",
            PassphraseNeed.UNLOCK: "locked: its passphrase will be asked for",
            PassphraseNeed.CHOOSE: "not made yet: you choose its passphrase",
        }[need]
        detail = f"Behind a passphrase, for machines without a keyring; {state}."
        return StoreHealth(self.name, title, usable=True, detail=detail, passphrase=need)

    def new_locator(self, wanted: str) -> str:
        """A random name; what was wanted does not matter."""
        return secrets.token_hex(16)

    def where(self, locator: str) -> str:
        return "the encrypted file"

    def read(self, locator: str) -> Secret:
        with self._lock:
            data = self._read()
            if data is None:
                raise _missing()
            value = unseal(self._key_for(data), data).get(locator)
        if value is None:
            raise _missing()
        return Secret(value)

    def write(self, locator: str, secret: Secret) -> None:
        self._change(lambda kept: {**kept, locator: plain_text(secret)})

    def delete(self, locator: str) -> None:
        if self._read() is not None:
            self._change(lambda kept: {name: value for name, value in kept.items() if name != locator})

    def _change(self, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
        def sealed(data: bytes | None) -> bytes:
            key = self._key_for(data)
            kept = {} if data is None else unseal(key, data)
            return seal(key, change(kept))

        with self._lock:
            try:
                self._file.change(sealed)
            except FileProblem as problem:
                raise _as_vault_error(problem) from None

    def _read(self) -> bytes | None:
        try:
            return self._file.read()
        except FileProblem as problem:
            raise _as_vault_error(problem) from None


def _bytes(passphrase: Secret) -> bytes:
    return plain_text(passphrase).encode("utf-8", "surrogatepass")


def _missing() -> VaultError:
    return VaultError(
        "The encrypted file holds no secret for this profile.",
        code="secret-missing",
        next_step="Store it again with the profile's secret action.",
    )


def _as_vault_error(problem: FileProblem) -> VaultError:
    return VaultError(
        problem.message, code=problem.code, evidence=problem.evidence, next_step=problem.next_step
    )
