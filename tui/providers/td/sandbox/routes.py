"""`POST /signature/v2`, answered by the sandbox."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tui.core.sandboxing import (
    MESSAGE_PREFIX,
    KeyStanding,
    SandboxAnswer,
    SandboxRequest,
    SandboxRoute,
    SandboxServices,
)
from tui.providers.td.sandbox.rules import (
    PARTNER,
    RESERVED_PARTNERS,
    RESULTS,
    STATUSES,
    UNLIMITED_PARTNER,
)
from tui.providers.td.sandbox.verifier import PROVIDER, Verdict, verify


def routes(services: SandboxServices) -> Sequence[SandboxRoute]:
    return [SandboxRoute("POST", "/signature/v2", lambda request: _verification(services, request))]


def unknown(request: SandboxRequest) -> SandboxAnswer:
    """A route that is not there, in the envelope of the API."""
    message = f"{MESSAGE_PREFIX}{request.method} {request.path} is not a route of this sandbox"
    return _document({"code": 404, "message": message}, 404)


def _verification(services: SandboxServices, request: SandboxRequest) -> SandboxAnswer:
    partner = request.parameter("partner_code")
    key = services.keys.check(PROVIDER, request.parameter("partner_key"))
    known = partner in (PARTNER, UNLIMITED_PARTNER) or partner in RESERVED_PARTNERS
    if not known or key.standing is not KeyStanding.VALID:
        return _status(431)
    if partner in RESERVED_PARTNERS:
        return _status(RESERVED_PARTNERS[partner])
    try:
        parts = request.json()
    except ValueError:
        return _status(500, MESSAGE_PREFIX + "the body is not JSON")
    if not isinstance(parts, dict):
        return _status(500, MESSAGE_PREFIX + "the body is not a JSON object")
    return _verdict(verify(services, parts, partner))


def _verdict(verdict: Verdict) -> SandboxAnswer:
    data = {
        "status": verdict.code,
        "result": RESULTS[verdict.code],
        "env": list(verdict.env),
        "version": "v2",
    }
    return _document({"code": 200, "message": STATUSES[200][0], "data": data})


def _status(code: int, message: str = "") -> SandboxAnswer:
    return _document({"code": code, "message": message or STATUSES[code][0]})


def _document(document: dict[str, Any], status: int = 200) -> SandboxAnswer:
    return SandboxAnswer(json.dumps(document).encode(), status)
