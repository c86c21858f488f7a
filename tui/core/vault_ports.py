"""The roles round a secret: the stores, the vault over them, and what puts a secret into a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tui.core.profile import Profile
    from tui.core.request import UnsignedRequest
    from tui.core.secret import Redactor, Secret, SecretRef


class SecretState(StrEnum):
    STORED = "stored"
    MISSING = "missing"
    LOCKED = "locked"
    UNREACHABLE = "unreachable"
    NOT_NAMED = "not named"
    """The profile names no place for a secret."""


@dataclass(frozen=True, slots=True)
class SecretStatus:
    """What can be said of a secret without showing it. `where` reads on: "stored in …"."""

    state: SecretState
    where: str = ""
    detail: str = ""
    remedy: str = ""


class PassphraseNeed(StrEnum):
    """What a store behind a passphrase wants before it can be used."""

    NONE = "none"
    UNLOCK = "unlock"
    CHOOSE = "choose"
    """There is nothing in it yet: the first passphrase given is the one it will have."""


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """One place that can hold secrets: its name, whether it works now, and a remedy if not."""

    store: str
    title: str
    usable: bool
    detail: str = ""
    remedy: str = ""
    passphrase: PassphraseNeed = PassphraseNeed.NONE


class SealedFile(Protocol):
    """The one file that holds encrypted secrets: bytes in, bytes out, whole at every moment."""

    @property
    def path(self) -> str:
        """Where it lies, for people."""
        ...

    def read(self) -> bytes | None:
        """None when there is no file. Raises FileProblem."""
        ...

    def change(self, change: Callable[[bytes | None], bytes]) -> None:
        """Replace the content, alone among all processes. Raises FileProblem, or what `change` raises;
        the file is then as it was."""
        ...


class Authorizer(Protocol):
    """Puts one profile's secret into a request, at the last moment, and nowhere else."""

    def signed_url(self, request: UnsignedRequest) -> str:
        """The address with the credential. Raises Refused unless the request goes to the profile's
        own scheme, host and port. The text lives only inside the transport."""
        ...

    def redactor(self) -> Redactor:
        """Knows every spelling of the secret, to mask what a server echoes."""
        ...


class Vault(Protocol):
    """All stores of secrets behind one door. Every call may take seconds: use a worker thread."""

    def stores(self) -> Sequence[StoreHealth]:
        """The stores a person can choose for a new secret, with their health."""
        ...

    def new_ref(self, store: str, locator: str = "") -> SecretRef:
        """A place for a new secret. Raises VaultError for an unknown store, or InvalidInput when
        the store needs a locator (a variable's name) and got none."""
        ...

    def read(self, ref: SecretRef) -> Secret:
        """Raises VaultError."""
        ...

    def write(self, ref: SecretRef, secret: Secret) -> None:
        """Stores and reads back. Raises VaultError; then nothing is claimed to be stored."""
        ...

    def delete(self, ref: SecretRef) -> None:
        """Deleting what is not there is no error. Raises VaultError when it may still be there."""
        ...

    def status(self, ref: SecretRef | None) -> SecretStatus: ...

    def passphrase_need(self, store: str) -> PassphraseNeed:
        """Whether the store must be unlocked first. Reads at most a small file."""
        ...

    def unlock(self, store: str, passphrase: Secret) -> None:
        """Open a store behind a passphrase until the program ends; the first one given to an empty store
        becomes its own. Takes about half a second. Raises VaultError, or InvalidInput for a new
        passphrase that is too short."""
        ...

    def change_passphrase(self, store: str, passphrase: Secret) -> None:
        """Seal an unlocked store anew. Raises VaultError, InvalidInput."""
        ...

    def authorizer(self, profile: Profile, parameter: str) -> Authorizer:
        """Reads the profile's secret. Raises VaultError."""
        ...
