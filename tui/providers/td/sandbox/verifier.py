"""One verification: from the parts of a request to a verdict."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.sandboxing import Entry, SandboxServices
from tui.providers.td.sandbox.rules import LIMITS, UNLIMITED_PARTNER
from tui.providers.td.sandbox.scheme import (
    BLOCKED_KEYS,
    KEYS,
    Malformed,
    NotASign,
    Sign,
    covers,
    parse_sign,
)

PROVIDER = "td"
USED_SPACE = "used-signs"
PASS_SPACE = "passes"  # noqa: S105 - a name of a table, not a password


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict code and the device risks that came with the sign."""

    code: int
    env: tuple[str, ...] = ()


def verify(services: SandboxServices, parts: Mapping[str, Any], partner: str) -> Verdict:
    """The verdict on `sign` for `path`, `query` and `body`. It uses a good sign up."""
    sign_text, path = parts.get("sign"), parts.get("path")
    if not isinstance(sign_text, str) or not sign_text:
        return Verdict(1101)
    if not isinstance(path, str) or not path:
        return Verdict(1102)
    try:
        sign = parse_sign(sign_text)
    except NotASign:
        return Verdict(1301)
    except Malformed:
        return Verdict(1302)
    query, body = parts.get("query"), parts.get("body")
    if isinstance(query, str):
        query = _object(query)
    if query is not None and not _is_plain(query):
        return Verdict(1303)
    if body is not None and not isinstance(body, str):
        return Verdict(1304)
    blocked = _blocked(services, sign_text, sign, path, query, body)
    if blocked:
        return Verdict(blocked, tuple(sign.labels))
    return Verdict(_passed(services, sign_text, sign, partner), tuple(sign.labels))


def _blocked(
    services: SandboxServices,
    text: str,
    sign: Sign,
    path: str,
    query: Mapping[str, Any] | None,
    body: str | None,
) -> int:
    if sign.key_id not in KEYS:
        return 1401
    if not covers(text, sign, path, query, body):
        return 1402
    age = services.clock() - sign.at_ms / 1000
    if age > _limit(services, "sign_max_age"):
        return 1501
    if -age > _limit(services, "sign_max_ahead"):
        return 1502
    return 1503 if sign.key_id in BLOCKED_KEYS else 0


def _passed(services: SandboxServices, text: str, sign: Sign, partner: str) -> int:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    now, memory = services.clock(), _limit(services, "replay_memory")

    def use_up(entries: dict[str, Entry]) -> bool:
        used = digest in entries and now - entries[digest]["at"] <= memory
        entries[digest] = {"at": now}
        return used

    if services.state.update(USED_SPACE, use_up):
        return 1603
    window = _limit(services, "frequency_window")

    def count(entries: dict[str, Entry]) -> int:
        recent = [at for at in entries.get(partner, {"times": []})["times"] if at > now - window]
        entries[partner] = {"at": now, "times": [*recent, now]}
        return len(recent) + 1

    limited = partner != UNLIMITED_PARTNER
    if limited and services.state.update(PASS_SPACE, count) > _limit(services, "frequency_limit"):
        return 1602
    return 1601 if sign.device else 1200


def _limit(services: SandboxServices, name: str) -> float:
    return services.setting(PROVIDER, name, LIMITS[name])


def _object(text: str) -> Any:
    """A query sent as JSON text; anything else stays what it is, to be refused."""
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _is_plain(query: Any) -> bool:
    return isinstance(query, Mapping) and all(
        isinstance(value, str | int | float | bool) for value in query.values()
    )
