"""The board, played locally."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from tui.core.sandboxing import (
    MESSAGE_PREFIX,
    KeyStanding,
    SandboxAnswer,
    SandboxMount,
    SandboxRequest,
    SandboxRoute,
    SandboxServices,
)

Play = Callable[[SandboxRequest], tuple[str, Any]]


def mount(services: SandboxServices) -> SandboxMount:
    """Three routes over memos that last as long as the sandbox."""
    memos: dict[int, dict[str, Any]] = {1: {"id": 1, "tag": "idea", "text": "Read the manual"}}

    def listed(request: SandboxRequest) -> tuple[str, Any]:
        tag = request.parameter("tag")
        found = [memo for memo in memos.values() if tag in ("", memo["tag"])]
        return "ok", found[: int(request.parameter("limit") or 100)]

    def added(request: SandboxRequest) -> tuple[str, Any]:
        body = request.json()
        text = str(body.get("text") or "")
        if not 1 <= len(text) <= 200:
            return "E_TEXT", None
        number = max(memos, default=0) + 1
        memos[number] = {"id": number, "tag": body.get("tag"), "text": text}
        return "ok", memos[number]

    def removed(request: SandboxRequest) -> tuple[str, Any]:
        memo = memos.pop(request.json().get("id"), None)
        return ("ok", memo) if memo is not None else ("E_GONE", None)

    def routes() -> Sequence[SandboxRoute]:
        plays: list[tuple[str, str, Play]] = [
            ("GET", "/v1/memos", listed),
            ("POST", "/v1/memos", added),
            ("POST", "/v1/memos/remove", removed),
        ]
        return [SandboxRoute(method, path, _guarded(services, play)) for method, path, play in plays]

    return SandboxMount("memo", routes, _unknown, settings={"board": "team"})


def _guarded(services: SandboxServices, play: Play) -> Callable[[SandboxRequest], SandboxAnswer]:
    def handle(request: SandboxRequest) -> SandboxAnswer:
        if services.keys.check("memo", request.parameter("key")).standing is not KeyStanding.VALID:
            return _document("E_KEY", None)
        return _document(*play(request))

    return handle


def _unknown(request: SandboxRequest) -> SandboxAnswer:
    return _document("E_GONE", None, f"{MESSAGE_PREFIX}{request.path} is no route of this sandbox")


def _document(status: str, data: Any, detail: str = "") -> SandboxAnswer:
    return SandboxAnswer(json.dumps({"status": status, "detail": detail, "data": data}).encode())
