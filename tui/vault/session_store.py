"""Secrets kept in memory until the program ends: the place that is always there."""

from __future__ import annotations

import secrets

from tui.core.failures import VaultError
from tui.core.secret import Secret
from tui.core.vault_ports import StoreHealth


class SessionStore:
    """Plays `SecretStore`."""

    name = "session"

    def __init__(self) -> None:
        self._kept: dict[str, Secret] = {}

    def health(self) -> StoreHealth:
        return StoreHealth(
            self.name,
            "This session only",
            usable=True,
            detail="Forgotten when the program ends; you will be asked again.",
        )

    def new_locator(self, wanted: str) -> str:
        return secrets.token_hex(16)

    def where(self, locator: str) -> str:
        return "memory, for this session only"

    def read(self, locator: str) -> Secret:
        secret = self._kept.get(locator)
        if secret is None:
            raise VaultError(
                "The secret was kept for an earlier session only.",
                code="secret-missing",
                next_step="Store it again with the profile's secret action.",
            )
        return secret

    def write(self, locator: str, secret: Secret) -> None:
        self._kept[locator] = secret

    def delete(self, locator: str) -> None:
        self._kept.pop(locator, None)
