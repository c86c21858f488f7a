"""Why the sandbox gives each verdict. The codes and their classes are the vendor's; most causes are not.

The vendor documents 13xx only as “Invalid data format”, and 14xx and 15xx only as “Verification
failed”; it gives no limits and no order. Everything marked SANDBOX below is this sandbox's own
choice and says nothing about the real service.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui.core.confidence import Confidence
from tui.core.sandbox_choices import SandboxLimit


@dataclass(frozen=True, slots=True)
class Rule:
    """One code: the class the vendor documents, the cause in the sandbox, and who says so."""

    code: int
    result: str
    cause: str
    source: Confidence


RULES: tuple[Rule, ...] = (
    Rule(1101, "miss", "The sign is absent or empty.", Confidence.DOCUMENTED),
    Rule(1102, "miss", "The path is absent or empty.", Confidence.DOCUMENTED),
    Rule(1301, "block", "The sign is not of the sandbox's form (sbx1.…).", Confidence.SANDBOX),
    Rule(
        1302, "block", "A part of the sign is malformed: time, nonce, device or coverage.", Confidence.SANDBOX
    ),
    Rule(1303, "block", "The query is not an object of plain values.", Confidence.SANDBOX),
    Rule(1304, "block", "The body is not text.", Confidence.SANDBOX),
    Rule(1401, "block", "The sign names a key that the sandbox does not know.", Confidence.SANDBOX),
    Rule(1402, "block", "The sign was not made for this path, query or body.", Confidence.SANDBOX),
    Rule(1501, "block", "The sign is older than sign_max_age (300 s).", Confidence.SANDBOX),
    Rule(
        1502, "block", "The sign is from the future by more than sign_max_ahead (60 s).", Confidence.SANDBOX
    ),
    Rule(1503, "block", "The sign's key is on the block list (k0).", Confidence.SANDBOX),
    Rule(
        1603, "pass", "The same sign was verified before; block and miss use no sign up.", Confidence.SANDBOX
    ),
    Rule(1602, "pass", "More than frequency_limit (20) in frequency_window (10 s).", Confidence.SANDBOX),
    Rule(1601, "pass", "The sign names device risks; env lists them.", Confidence.SANDBOX),
    Rule(1200, "pass", "Nothing is wrong.", Confidence.DOCUMENTED),
)
"""In the order in which they are tried; the first that applies wins."""

RESULTS = {rule.code: rule.result for rule in RULES}

STATUSES: dict[int, tuple[str, str]] = {
    200: ("success", "The call was understood."),
    431: ("Partner missing", "partner_code or partner_key is missing, unknown or wrong."),
    500: ("Internal server error", "The partner code sandbox-broken is reserved for this."),
    512: ("This service is not purchased", "The partner code sandbox-unpaid is reserved for this."),
    513: ("Traffic has been disabled", "The partner code sandbox-disabled is reserved for this."),
}
"""Codes of the call: message, and when the sandbox gives it. Whether the vendor sends another HTTP
status than 200 with them is not documented; the sandbox sends 200."""

PARTNER = "sandbox"

UNLIMITED_PARTNER = "sandbox-unlimited"
"""A partner like the first, whose calls never count as too many: for test runs of many rows."""

RESERVED_PARTNERS = {"sandbox-broken": 500, "sandbox-unpaid": 512, "sandbox-disabled": 513}

_DAY = 86_400.0

SETTABLE = (
    SandboxLimit("sign_max_age", 300.0, "s", 0.0, _DAY, "A sign that is older is 1501."),
    SandboxLimit("sign_max_ahead", 60.0, "s", 0.0, _DAY, "A sign that is further in the future is 1502."),
    SandboxLimit("frequency_limit", 20.0, "signs", 1.0, 10_000.0, "More in the window are 1602.", whole=True),
    SandboxLimit("frequency_window", 10.0, "s", 0.1, _DAY, "The time in which signs are counted."),
    SandboxLimit("replay_memory", 900.0, "s", 0.0, _DAY, "For so long after its last use a sign is 1603."),
    SandboxLimit(
        *("sdk_generation", 0.0, "", 0.0, 2.0),
        "1 signs path, query and body (older SDKs), 2 the path alone (newer), 0 what is given.",
        whole=True,
    ),
)
"""What a person can set; all of it is this sandbox's own. `replay_memory` counts from a sign's last use."""

LIMITS: dict[str, float] = {limit.name: limit.default for limit in SETTABLE}
