"""The few codes of signature verification that a test has to know. Source: the vendor's page `bot-api`;
what they mean for a test is ours."""

from __future__ import annotations

CLEAN = "1200"
DEVICE_RISK = "1601"
FREQUENT = "1602"
REPLAYED = "1603"

DISABLED = "513"
"""The traffic is switched off: a real outage for the caller's firm, so every run stops here."""

STOPPING = frozenset({"512", DISABLED})
"""Call codes after which no further call can say anything."""

PARTNER_PARAMETER = "partner_code"
"""The query parameter beside the key, which a test may leave out or replace."""
