"""TrustDecision's wire format, answered locally. Its verdicts are simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui.core.sandboxing import (
    SandboxAnswer,
    SandboxMount,
    SandboxRequest,
    SandboxRoute,
    SandboxServices,
)


def mount(services: SandboxServices) -> SandboxMount:
    """The sandbox's answer to `POST /signature/v2`, and an SDK that makes its signs."""

    def routes() -> Sequence[SandboxRoute]:
        from tui.providers.td.sandbox import routes as module

        return module.routes(services)

    def unknown(request: SandboxRequest) -> SandboxAnswer:
        from tui.providers.td.sandbox import routes as module

        return module.unknown(request)

    def sign(path: str, query: Mapping[str, str] | None, body: str | None) -> str:
        from tui.providers.td.sandbox.scheme import device_of, make_sign

        return make_sign(path, query, body, at=services.clock(), device=device_of(path))

    return SandboxMount("td", routes, unknown, settings={"partner_code": "sandbox"}, sign=sign)
