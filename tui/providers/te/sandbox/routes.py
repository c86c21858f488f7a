"""Every route of the sandbox's Open API, behind the token check; and those of the client SDKs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from tui.core.sandboxing import (
    MESSAGE_PREFIX,
    Handler,
    SandboxAnswer,
    SandboxRequest,
    SandboxRoute,
    SandboxServices,
)
from tui.providers.te.operations import operations
from tui.providers.te.sandbox.access import guarded
from tui.providers.te.sandbox.envelope import TARGET_MISSING, envelope
from tui.providers.te.sandbox.guards import SQL_GROUP, with_required
from tui.providers.te.sandbox.ingest import Ingest
from tui.providers.te.sandbox.objects import ProjectObjects
from tui.providers.te.sandbox.sql import Busy, SqlRoutes


def all_routes(services: SandboxServices) -> tuple[Sequence[SandboxRoute], Callable[[], None]]:
    """The routes, and what to call when the sandbox closes."""
    objects = ProjectObjects(services)
    sql = SqlRoutes(services, objects)
    busy = Busy()
    catalogue = Catalogue(services, objects)
    made = [*map(with_required, sql.routes()), *catalogue.routes()]
    guard = [replace(route, handler=guarded(services, _after(busy, route.handler))) for route in made]
    # Clients that send events have no token: their APPID is looked at by the routes themselves.
    return [*guard, *Ingest(services).routes()], sql.close


class Catalogue:
    """The routes that the SQL part does not bring. What plays them is imported at the first call of
    one, because who only runs SQL need not wait for it."""

    def __init__(self, services: SandboxServices, objects: ProjectObjects) -> None:
        self._services = services
        self._objects = objects
        self._lock = threading.Lock()
        self._handlers: Mapping[str, Handler] = {}

    def routes(self) -> Sequence[SandboxRoute]:
        return [
            SandboxRoute(one.method, one.path, partial(self._answer, one.id))
            for one in operations()
            if one.group != SQL_GROUP
        ]

    def _answer(self, operation: str, request: SandboxRequest) -> SandboxAnswer:
        with self._lock:
            if not self._handlers:
                from tui.providers.te.sandbox.catalogue import catalogue_handlers

                self._handlers = catalogue_handlers(self._services, self._objects)
        return self._handlers[operation](request)


def _after(busy: Busy, handler: Handler) -> Handler:
    def answer(request: SandboxRequest) -> SandboxAnswer:
        busy.check(request)
        return handler(request)

    return answer


def unknown_route(request: SandboxRequest) -> SandboxAnswer:
    """A route the sandbox does not play. The vendor's server may know it."""
    message = f"{MESSAGE_PREFIX}{request.method} {request.path} is not played by the sandbox"
    return SandboxAnswer(envelope(TARGET_MISSING, message), 404)
