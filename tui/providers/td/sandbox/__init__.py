"""TrustDecision's wire format, answered locally. Its verdicts are simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tui.core.sandboxing import (
    SandboxAnswer,
    SandboxMount,
    SandboxRequest,
    SandboxRoute,
    SandboxServices,
)
from tui.providers.td.sandbox.rules import SETTABLE


def mount(services: SandboxServices) -> SandboxMount:
    """The sandbox's answer to `POST /signature/v2`, and an SDK that makes its signs."""

    def routes() -> Sequence[SandboxRoute]:
        from tui.providers.td.sandbox import routes as module

        return module.routes(services)

    def unknown(request: SandboxRequest) -> SandboxAnswer:
        from tui.providers.td.sandbox import routes as module

        return module.unknown(request)

    def sign(path: str, query: Mapping[str, str] | None, body: str | None) -> str:
        from tui.providers.td.sandbox.scheme import coverage_of, device_of, make_sign

        coverage = coverage_of(_generation(services), query, body)
        return make_sign(path, query, body, at=services.clock(), device=device_of(path), coverage=coverage)

    def sign_with(
        path: str, query: Mapping[str, str] | None, body: str | None, options: Mapping[str, Any]
    ) -> str:
        from tui.providers.td.sandbox.signer import sign_with

        return sign_with(path, query, body, options, services.clock(), _generation(services))

    return SandboxMount(
        "td",
        routes,
        unknown,
        settings={"partner_code": "sandbox"},
        sign=sign,
        sign_with=sign_with,
        limits=SETTABLE,
    )


def _generation(services: SandboxServices) -> int:
    return int(services.setting("td", "sdk_generation", 0.0))
