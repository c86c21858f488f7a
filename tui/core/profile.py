"""A profile: where an API is, how to speak to it, and where its secret lies. Never the secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tui.core.fields import FieldKind, FieldProblem, FieldSpec, check_values
from tui.core.secret import SecretRef
from tui.core.urls import check_base_url

SANDBOX_HOST = "sandbox.invalid"
"""RFC 2606 reserves .invalid: a request for this host can never leave the machine by accident."""


class Environment(StrEnum):
    SANDBOX = "SANDBOX"
    DEV = "DEV"
    TEST = "TEST"
    STAGING = "STAGING"
    PROD = "PROD"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. `total` is the deadline for the whole exchange, first byte to last."""

    connect: float = 10.0
    read: float = 300.0
    total: float = 600.0


@dataclass(frozen=True, slots=True)
class Tls:
    """TLS of one profile. `verify=False` is shown as a mark on every screen."""

    verify: bool = True
    ca_file: str = ""
    client_certificate: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """One named target. `id` is random and opaque, so it may label a keyring item.

    `settings` holds the provider's own fields by wire name (`partner_code`, `projectId`, …).
    `extra` holds keys of the file that this version does not know; they are written back unchanged.
    """

    id: str
    name: str
    kind: str
    base_url: str
    environment: Environment = Environment.DEV
    secret: SecretRef | None = None
    read_only: bool = False
    private: bool = False
    """Nothing of its requests and answers stays on disk after the program has ended."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    timeouts: Timeouts = Timeouts()
    tls: Tls = Tls()
    proxy: str = ""
    built_in: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_sandbox(self) -> bool:
        return self.environment is Environment.SANDBOX


COMMON_FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("name", required=True, label="Name", maximum=60, help="Shown in the header line."),
    FieldSpec(
        "base_url",
        FieldKind.URL,
        label="Base URL",
        required=True,
        help="Scheme, host, port and path prefix. Nothing is added to it.",
    ),
    FieldSpec(
        "environment",
        FieldKind.CHOICE,
        label="Environment",
        required=True,
        default=Environment.DEV.value,
        choices=tuple(e.value for e in Environment if e is not Environment.SANDBOX),
        help="PROD asks twice before a write.",
    ),
    FieldSpec(
        "read_only",
        FieldKind.BOOLEAN,
        label="Read-only",
        default=False,
        help="Refuses every operation that changes state.",
    ),
    FieldSpec(
        "private",
        FieldKind.BOOLEAN,
        label="Private",
        default=False,
        help="Keeps no answer, draft or schema on disk after the program ends; the history says only "
        "which route was called, and how it ended.",
    ),
    FieldSpec(
        "timeouts.connect",
        FieldKind.NUMBER,
        label="Connect time-out (s)",
        default=10.0,
        minimum=0.1,
        maximum=300,
    ),
    FieldSpec(
        "timeouts.read",
        FieldKind.NUMBER,
        label="Read time-out (s)",
        default=300.0,
        minimum=0.1,
        maximum=3600,
        help="Longest silence between two pieces of an answer.",
    ),
    FieldSpec(
        "timeouts.total",
        FieldKind.NUMBER,
        label="Total deadline (s)",
        default=600.0,
        minimum=0.1,
        maximum=86400,
    ),
    FieldSpec(
        "tls.verify",
        FieldKind.BOOLEAN,
        label="Verify TLS",
        default=True,
        help="Turning this off is shown as a mark on every screen.",
    ),
    FieldSpec("tls.ca_file", FieldKind.PATH, label="CA file", help="PEM file of a private CA."),
    FieldSpec(
        "tls.client_certificate",
        FieldKind.PATH,
        label="Client certificate",
        help="PEM file that holds certificate and key.",
    ),
    FieldSpec(
        "proxy",
        FieldKind.URL,
        label="Proxy",
        help="Used only when set here; proxy variables of the environment are ignored.",
    ),
)


def common_values(profile: Profile) -> dict[str, object]:
    """What every profile has, by the names of `COMMON_FIELDS`."""
    return {
        "name": profile.name,
        "base_url": profile.base_url,
        "environment": profile.environment.value,
        "read_only": profile.read_only,
        "private": profile.private,
        "timeouts.connect": profile.timeouts.connect,
        "timeouts.read": profile.timeouts.read,
        "timeouts.total": profile.timeouts.total,
        "tls.verify": profile.tls.verify,
        "tls.ca_file": profile.tls.ca_file,
        "tls.client_certificate": profile.tls.client_certificate,
        "proxy": profile.proxy,
    }


def check_profile(profile: Profile, own_fields: tuple[FieldSpec, ...]) -> list[FieldProblem]:
    """Everything wrong with a profile, by field name; `own_fields` are its provider's."""
    values = common_values(profile) | {"name": profile.name.strip()}
    common = [f for f in COMMON_FIELDS if not (f.name == "environment" and profile.is_sandbox)]
    problems = check_values(common, values)
    problems += check_values(own_fields, profile.settings)
    if profile.base_url:
        message = check_base_url(profile.base_url)
        if message:
            problems.append(FieldProblem("base_url", message))
    if profile.proxy:
        message = check_base_url(profile.proxy)
        if message:
            problems.append(FieldProblem("proxy", message))
    return problems
