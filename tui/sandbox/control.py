"""The sandbox as one object: its mounts, its services, its server, started at the first need."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tui.core.failures import NotFound
from tui.core.ports import Clock
from tui.core.sandboxing import SandboxMount, SandboxServices
from tui.core.secret import Secret

if TYPE_CHECKING:
    from tui.sandbox.database import Database
    from tui.sandbox.keys import Keys
    from tui.sandbox.library import Library
    from tui.sandbox.server import App
    from tui.sandbox.state import FileState

T = TypeVar("T")

Mount = Callable[[SandboxServices], SandboxMount]


class Services:
    """Plays core.sandboxing.SandboxServices; every part is made when it is first asked for."""

    def __init__(self, state_folder: Path, clock: Clock, settings: Mapping[str, Mapping[str, Any]]) -> None:
        self._folder = state_folder
        self._lock = threading.RLock()
        self._database: Database | None = None
        self._settings = {provider: dict(values) for provider, values in settings.items()}
        self.clock = clock

    @property
    def database(self) -> Database:
        with self._lock:
            if self._database is None:
                from tui.sandbox.database import Database

                self._database = Database(self.library, self.keys.appid)
            return self._database

    @cached_property
    def state(self) -> FileState:
        from tui.sandbox.state import FileState

        return FileState(self._folder, self.clock)

    @cached_property
    def library(self) -> Library:
        from tui.sandbox.library import Library

        return Library(self._folder, self.clock)

    @cached_property
    def keys(self) -> Keys:
        from tui.sandbox.keys import Keys

        return Keys(self.state, self.clock)

    def setting(self, provider: str, name: str, default: T) -> T:
        value: T = self._settings.get(provider, {}).get(name, default)
        return value

    def change(self, provider: str, name: str, value: object) -> None:
        self._settings.setdefault(provider, {})[name] = value

    def close(self) -> None:
        with self._lock:
            if self._database is not None:
                self._database.close()


class Sandbox:
    """Plays core.ports.SandboxControl.

    `mounts` are the providers' functions; making a Sandbox calls none of them. `settings` are per
    provider, by name, and can be changed while it runs.
    """

    def __init__(
        self,
        mounts: Sequence[Mount],
        state_folder: Path,
        clock: Clock = time.time,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        self._mounts = tuple(mounts)
        self._lock = threading.RLock()
        self._app: App | None = None
        self._services = Services(state_folder, clock, settings or {})

    @property
    def services(self) -> SandboxServices:
        return self._services

    @cached_property
    def mounts(self) -> Mapping[str, SandboxMount]:
        """The mounts by provider."""
        made = [mount(self._services) for mount in self._mounts]
        return {mount.provider: mount for mount in made}

    def asgi(self) -> App:
        """The server as an ASGI 3 application; the same object at every call."""
        with self._lock:
            if self._app is None:
                from tui.sandbox.server import App

                self._app = App(tuple(self.mounts.values()), self._services)
            return self._app

    def credential(self, provider: str) -> Secret:
        self._mount(provider)
        return self._services.keys.credential(provider)

    def settings(self, provider: str) -> Mapping[str, object]:
        return self._mount(provider).settings

    def configure(self, provider: str, name: str, value: object) -> None:
        """Change a setting of the running sandbox, such as `faults` or `sign_max_age`."""
        self._services.change(provider, name, value)

    def sign(self, path: str, query: Mapping[str, str] | None, body: str | None) -> str:
        for mount in self.mounts.values():
            if mount.sign is not None:
                return mount.sign(path, query, body)
        raise NotFound("No part of the sandbox makes signs.")

    def origins(self) -> Mapping[int, Mapping[str, Any]]:
        """Where the data comes from, by project: title, authors, licence, source, what, honesty."""
        from tui.sandbox.datasets import origins

        return origins()

    def close(self) -> None:
        """End every call and the database. Safe to call twice, and without a start."""
        with self._lock:
            if self._app is not None:
                self._app.close()
        if "mounts" in self.__dict__:
            for mount in self.mounts.values():
                if mount.close is not None:
                    mount.close()
        self._services.close()

    def _mount(self, provider: str) -> SandboxMount:
        try:
            return self.mounts[provider]
        except KeyError:
            raise NotFound(f"The sandbox does not speak “{provider}”.") from None
