"""A profile as an object for programs, and with values by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from tui.core.profile import Environment, Profile, Timeouts, Tls
from tui.core.vault_ports import SecretStatus


def profile_object(profile: Profile) -> dict[str, object]:
    return {
        "id": profile.id,
        "name": profile.name,
        "kind": profile.kind,
        "environment": profile.environment.value,
        "base_url": profile.base_url,
        "read_only": profile.read_only,
        "private": profile.private,
        "secret_store": profile.secret.store if profile.secret else None,
        "timeouts": asdict(profile.timeouts),
        "tls": asdict(profile.tls),
        "proxy": profile.proxy,
        "settings": dict(profile.settings),
        "built_in": profile.built_in,
    }


def with_values(profile: Profile, values: Mapping[str, Any]) -> Profile:
    """The profile with fields by wire name: `timeouts.read`, `tls.verify`, `proxy`, or its API's own."""
    own: dict[str, Any] = dict(profile.settings)
    parts: dict[str, dict[str, Any]] = {"timeouts": {}, "tls": {}}
    plain: dict[str, Any] = {}
    for name, value in values.items():
        group, dot, member = name.partition(".")
        if dot and group in parts:
            parts[group][member] = value
        elif name in ("proxy", "read_only", "private", "base_url"):
            plain[name] = value
        elif name == "environment":
            plain[name] = Environment(value)
        else:
            own[name] = value
    timeouts: Timeouts = replace(profile.timeouts, **parts["timeouts"])
    tls: Tls = replace(profile.tls, **parts["tls"])
    return replace(profile, settings=own, timeouts=timeouts, tls=tls, **plain)


def standing(status: SecretStatus) -> str:
    return f"{status.state.value} in {status.where}" if status.where else status.state.value
