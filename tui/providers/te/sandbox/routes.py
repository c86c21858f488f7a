"""Every route of the sandbox's Open API, behind the token check; and those of the client SDKs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tui.core.sandboxing import (
    MESSAGE_PREFIX,
    Handler,
    SandboxAnswer,
    SandboxRequest,
    SandboxRoute,
    SandboxServices,
)
from tui.providers.te.sandbox.access import guarded
from tui.providers.te.sandbox.catalogue import catalogue_routes
from tui.providers.te.sandbox.envelope import TARGET_MISSING, envelope
from tui.providers.te.sandbox.guards import with_required
from tui.providers.te.sandbox.ingest import Ingest
from tui.providers.te.sandbox.sql import Busy, SqlRoutes


def all_routes(services: SandboxServices) -> tuple[Sequence[SandboxRoute], Callable[[], None]]:
    """The routes, and what to call when the sandbox closes."""
    sql = SqlRoutes(services)
    busy = Busy()
    made = [*map(with_required, sql.routes()), *catalogue_routes(services)]
    guard = [replace(route, handler=guarded(services, _after(busy, route.handler))) for route in made]
    # Clients that send events have no token: their APPID is looked at by the routes themselves.
    return [*guard, *Ingest(services).routes()], sql.close


def _after(busy: Busy, handler: Handler) -> Handler:
    def answer(request: SandboxRequest) -> SandboxAnswer:
        busy.check(request)
        return handler(request)

    return answer


def unknown_route(request: SandboxRequest) -> SandboxAnswer:
    """A route the sandbox does not play. The vendor's server may know it."""
    message = f"{MESSAGE_PREFIX}{request.method} {request.path} is not played by the sandbox"
    return SandboxAnswer(envelope(TARGET_MISSING, message), 404)
