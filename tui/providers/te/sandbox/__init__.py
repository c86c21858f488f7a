"""The Open API's wire format, answered locally over the sandbox's database."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.core.sandboxing import (
    SandboxAnswer,
    SandboxMount,
    SandboxRequest,
    SandboxRoute,
    SandboxServices,
)


def mount(services: SandboxServices) -> SandboxMount:
    """The SQL routes, the analysis models and the metadata routes, behind the token check."""
    closers: list[Callable[[], None]] = []

    def routes() -> Sequence[SandboxRoute]:
        from tui.providers.te.sandbox.routes import all_routes

        made, close = all_routes(services)
        closers.append(close)
        return made

    def unknown(request: SandboxRequest) -> SandboxAnswer:
        from tui.providers.te.sandbox.routes import unknown_route

        return unknown_route(request)

    def close() -> None:
        for closer in closers:
            closer()

    return SandboxMount("te", routes, unknown, settings={"projectId": 1}, close=close)
