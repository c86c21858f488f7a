"""The sandbox as one object: its mounts, its services, its server, started at the first need."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tui.core.failures import NotFound
from tui.core.sandbox_control import LoadWish, ServeWish, Serving
from tui.core.sandboxing import RECEIVED, SandboxMount, SandboxProject, SandboxServices, SqlRefused

if TYPE_CHECKING:
    from tui.core.ports import Clock
    from tui.core.sandbox_choices import SandboxKept, SandboxLimit
    from tui.core.secret import Secret
    from tui.sandbox.choices import Choices
    from tui.sandbox.database import Database
    from tui.sandbox.keys import Keys
    from tui.sandbox.library import Library
    from tui.sandbox.loading import Loader
    from tui.sandbox.server import App
    from tui.sandbox.state import FileState

T = TypeVar("T")

Mount = Callable[[SandboxServices], SandboxMount]


class Services:
    """Plays core.sandboxing.SandboxServices; every part is made when it is first asked for."""

    def __init__(
        self,
        state_folder: Path,
        clock: Clock,
        settings: Mapping[str, Mapping[str, Any]],
        known: Callable[[], Sequence[SandboxLimit]] = tuple,
        limits: str = "",
        state_file: str = "",
    ) -> None:
        self._chosen = known, limits, state_file
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

    @cached_property
    def choices(self) -> Choices:
        from tui.sandbox.choices import Choices

        known, limits, state_file = self._chosen
        return Choices(self.state, self.clock, known, limits, state_file)

    @cached_property
    def kept(self) -> SandboxKept | None:
        return self.choices.kept_file()

    def setting(self, provider: str, name: str, default: T) -> T:
        chosen: Any = self._settings.get(provider, {}).get(name)
        if chosen is None and isinstance(default, int | float):
            chosen = self.choices.value(name)
        value: T = default if chosen is None else chosen
        return value

    def change(self, provider: str, name: str, value: object) -> None:
        self._settings.setdefault(provider, {})[name] = value

    def close(self) -> None:
        with self._lock:
            if self._database is not None:
                self._database.close()


class Sandbox:
    """Plays core.sandbox_control.SandboxDesk.

    `mounts` are the providers' functions; making a Sandbox calls none of them. `settings` are per
    provider, by name, and can be changed while it runs.
    """

    def __init__(
        self,
        mounts: Sequence[Mount],
        state_folder: Path,
        clock: Clock = time.time,
        settings: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        faults: str = "",
        limits: str = "",
        state_file: str = "",
    ) -> None:
        """`faults` are on for every call, as in the header: `name=value, name`; `limits` are written
        the same way; writes are kept in `state_file` when it is named."""
        self._faults = faults
        self._mounts = tuple(mounts)
        self._lock = threading.RLock()
        self._app: App | None = None
        self._services = Services(state_folder, clock, settings or {}, self._limits, limits, state_file)

    @property
    def services(self) -> SandboxServices:
        return self._services

    @property
    def choices(self) -> Choices:
        return self._services.choices

    def _limits(self) -> Sequence[SandboxLimit]:
        return [limit for mount in self.mounts.values() for limit in mount.limits]

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
        """Raises InvalidInput when a fault is wanted that does not exist."""
        self._mount(provider)
        self._play_faults()
        self.choices.check()
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

    def sign_with(
        self, path: str, query: Mapping[str, str] | None, body: str | None, options: Mapping[str, Any]
    ) -> str:
        for mount in self.mounts.values():
            if mount.sign_with is not None:
                return mount.sign_with(path, query, body, options)
        raise NotFound("No part of the sandbox makes signs with options.")

    # ---- data, keys, faults, port

    def projects(self) -> Sequence[SandboxProject]:
        return self._services.database.projects()

    def load(self, wish: LoadWish) -> SandboxProject:
        return self._loaded(self._loader().load(wish))

    def generate(self, events: int, output: str) -> int:
        return self._loader().write(events, output)

    def generate_project(self, events: int, wish: LoadWish) -> SandboxProject:
        return self._loaded(self._loader().generate(events, wish))

    def remove(self, project: int) -> None:
        self._services.library.remove(project)

    def _loader(self) -> Loader:
        from tui.sandbox.loading import Loader

        return Loader(self._services.library)

    def _loaded(self, number: int) -> SandboxProject:
        """The project as a fresh engine sees it; one that is open already was opened without it."""
        from tui.sandbox.database import Database

        fresh = Database(self._services.library)
        try:
            return next(one for one in fresh.projects() if one.id == number)
        finally:
            fresh.close()

    def make_key(self, provider: str, appid: str = "") -> str:
        self._mount(provider)
        return self._services.keys.make_text(provider, self._project_of(appid) if appid else None)

    def _project_of(self, appid: str) -> int:
        if self._services.keys.is_appid(appid):
            return RECEIVED
        for project in self.projects():
            if project.appid == appid:
                return project.id
        raise NotFound(
            f"No project of the sandbox has the APPID “{appid[:40]}”.",
            next_step="List the projects and their APPIDs with: assay sandbox data",
        )

    def _play_faults(self) -> None:
        from tui.sandbox.faults import standing

        text, self._faults = self._faults, ""
        for provider in self.mounts if text else ():
            self.configure(provider, "faults", standing(text))

    def faults(self) -> Mapping[str, str]:
        from tui.sandbox.faults import FAULTS

        return FAULTS

    def warm(self) -> None:
        """Open the database and load the routes ahead of the first call; for a background thread."""
        # A sandbox that was closed meanwhile needs no warming.
        with contextlib.suppress(SqlRefused):
            self._services.database.projects()
            self.asgi().warm()

    def serve(self, wish: ServeWish, ready: Callable[[Serving], None]) -> None:
        from tui.sandbox.serve import serve

        def tell(url: str) -> None:
            keys = {provider: self._services.keys.begin(provider) for provider in self.mounts}
            ready(Serving(url, keys, self._services.keys.appid(), RECEIVED))

        for provider in self.mounts:
            if wish.faults:
                self.configure(provider, "faults", dict(wish.faults))
        for name, number in self.choices.read(wish.limits).items():
            for mount in self.mounts.values():
                if name in (limit.name for limit in mount.limits):
                    self.configure(mount.provider, name, number)
        self.choices.check()
        host = "0.0.0.0" if wish.expose else "127.0.0.1"  # noqa: S104 - asked for with a loud option
        serve(self, host=host, port=wish.port, expose=wish.expose, ready=tell)

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
