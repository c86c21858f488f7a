"""Secrets handed in through environment variables: for continuous integration. Read-only."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable

from tui.core.failures import InvalidInput, VaultError
from tui.core.fields import FieldProblem
from tui.core.secret import Secret
from tui.core.vault_ports import StoreHealth
from tui.vault.store import read_only

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class EnvironStore:
    """The locator is the variable's name. A variable is taken out of the environment when it is first
    needed, so that no process started later inherits it."""

    name = "environment"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: dict[str, Secret] = {}

    def capture(self, names: Iterable[str]) -> None:
        """Take these variables out of the environment now; for the start of the program."""
        for name in names:
            self._take(name)

    def health(self) -> StoreHealth:
        return StoreHealth(
            self.name,
            "Environment variable",
            usable=True,
            detail="Set before the program starts; programs of the same user can read it.",
        )

    def new_locator(self, wanted: str) -> str:
        if not _NAME.match(wanted):
            raise InvalidInput(
                [FieldProblem("locator", "needs the name of an environment variable, such as ASSAY_TOKEN")],
                what="The place of the secret",
            )
        return wanted

    def where(self, locator: str) -> str:
        return f"the environment variable {locator}"

    def read(self, locator: str) -> Secret:
        secret = self._take(locator)
        if secret is None or secret.is_empty():
            state = "is not set" if secret is None else "is set to nothing"
            raise VaultError(
                f"The environment variable {locator} {state}.",
                code="variable-unset",
                next_step="Set it in the shell and start the program again.",
            )
        return secret

    def write(self, locator: str, secret: Secret) -> None:
        raise read_only("An environment variable", "Set it in the shell, and start the program again.")

    def delete(self, locator: str) -> None:
        """The variable belongs to the shell, and other profiles may name it."""

    def _take(self, name: str) -> Secret | None:
        with self._lock:
            if name not in self._taken and _NAME.match(name) and name in os.environ:
                self._taken[name] = Secret(os.environ.pop(name))
            return self._taken.get(name)
