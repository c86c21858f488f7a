"""Secrets that another room makes up and hands out, such as the sandbox's own keys."""

from __future__ import annotations

from collections.abc import Callable

from tui.core.failures import InvalidInput, VaultError
from tui.core.fields import FieldProblem
from tui.core.secret import Secret
from tui.core.vault_ports import StoreHealth
from tui.vault.store import read_only


class MemoryStore:
    """Plays `SecretStore`. `lookup` is asked at every read and raises KeyError for an unknown locator;
    nothing is made before the first read."""

    def __init__(self, name: str, title: str, lookup: Callable[[str], Secret]) -> None:
        self._name = name
        self._title = title
        self._lookup = lookup

    @property
    def name(self) -> str:
        return self._name

    def health(self) -> StoreHealth:
        return StoreHealth(self._name, self._title, usable=True, detail="Made up by this program.")

    def new_locator(self, wanted: str) -> str:
        raise InvalidInput(
            [FieldProblem("store", f"{self._name} makes its own secrets; choose another")],
            what="The place of the secret",
        )

    def where(self, locator: str) -> str:
        return f"the {self._name}"

    def read(self, locator: str) -> Secret:
        try:
            return self._lookup(locator)
        except KeyError:
            raise VaultError(
                f"The {self._name} has no secret of that name.",
                code="secret-missing",
                next_step="Use the built-in profile.",
            ) from None

    def write(self, locator: str, secret: Secret) -> None:
        raise read_only(f"A secret of the {self._name}", "It is made anew at every start.")

    def delete(self, locator: str) -> None:
        """It ends with the program anyway."""
