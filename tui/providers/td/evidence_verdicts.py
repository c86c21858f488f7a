"""Causes in what went before: signs used twice, calls that came fast, paths that passed; and labels."""

from __future__ import annotations

from collections.abc import Mapping

from tui.core.confidence import Confidence
from tui.core.display import human_seconds, safe
from tui.core.explaining import Findings, earlier
from tui.core.knowledge import ErrorPage, Standing
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import quoted
from tui.providers.td.evidence_parts import parts_of
from tui.providers.td.verdicts import CLASSES, PASS, RISK

_LABEL_CAUSES = {
    "root": "A rooted or jailbroken device.",
    "hack": "Hooking, injection or a repackaged app.",
    "virtualEnv": "An emulator or an app cloner.",
    "crawler": "An automated browser.",
}
_OWN_REPLAY = "A test tool, this one included, sent it before."
_FAST_TEST = "A test that sends fast."
_STALE = "The sign is stale: too long between signing and verifying."
STALE_AFTER = 60.0
"""Seconds after which we speak of an old sign. How long one lives is not documented."""


def weigh_replay(facts: CaseFacts, findings: Findings) -> None:
    use = facts.sign_use
    if use is not None and use.times > 0:
        ago = human_seconds(max(0.0, facts.exchange.started_at - use.first_at))
        times = "once" if use.times == 1 else f"{use.times} times"
        seen = f" with {', '.join(safe(v, 10) for v in use.verdicts[:5])}" if use.verdicts else ""
        findings.found(
            f"This program verified the same sign {times} before.",
            f"The first time was {ago} earlier{seen}.",
            remedy="Take a new sign from the SDK for every verification.",
        )
    else:
        findings.exclude(_OWN_REPLAY)
        findings.evidence.append("This program had not sent this sign before, as far as its ledger goes.")


def weigh_frequency(facts: CaseFacts, findings: Findings) -> None:
    now = facts.exchange.started_at
    recent = [e for e in earlier(facts) if now - e.started_at <= 60]
    if len(recent) >= 5:
        findings.likely(
            _FAST_TEST,
            f"This program made {len(recent)} calls with the profile in the minute before.",
            remedy="Wait some minutes, then send more slowly.",
        )
    else:
        findings.exclude(_FAST_TEST)
        findings.evidence.append(f"This program made {len(recent)} calls in the minute before.")


def weigh_labels(facts: CaseFacts, findings: Findings) -> None:
    labels = facts.exchange.envelope.labels if facts.exchange.envelope else ()
    for label, cause in _LABEL_CAUSES.items():
        if label in labels:
            findings.found(cause, f"env holds {label}.")
    if labels and all(label in _LABEL_CAUSES for label in labels):
        findings.exclude(*(cause for label, cause in _LABEL_CAUSES.items() if label not in labels))


def weigh_age(facts: CaseFacts, findings: Findings) -> None:
    use = facts.sign_use
    if use is None or use.times == 0:
        return
    age = facts.exchange.started_at - use.first_at
    if age >= STALE_AFTER:
        findings.likely(
            _STALE,
            f"This program first sent the sign {human_seconds(age)} before.",
            remedy="Take a new sign and verify it within seconds.",
        )


def weigh_used(facts: CaseFacts, findings: Findings) -> None:
    if facts.sign_use is not None and facts.sign_use.times > 0:
        findings.evidence.append(
            f"The sign had been sent {facts.sign_use.times} time(s) before; whether a refused call uses a "
            "sign up is not documented."
        )


def weigh_pass(facts: CaseFacts, findings: Findings) -> None:
    """Another path that passed before, for comparison."""
    path = parts_of(facts).get("path")
    for other in earlier(facts):
        passed = other.envelope is not None and CLASSES.get(other.envelope.code or "") in (PASS, RISK)
        body = other.draft.get("body")
        known = body.get("path") if isinstance(body, Mapping) else None
        if not passed or not isinstance(known, str) or not isinstance(path, str) or known == path:
            continue
        if known.strip("/").lower() == path.strip("/").lower():
            findings.likely(
                "The path is written otherwise than in a call that passed.",
                f"{quoted(known)} passed before; this one is {quoted(path)}.",
                remedy=f"Send {quoted(known)}.",
            )
            return


def weigh_sandbox(page: ErrorPage, facts: CaseFacts, findings: Findings) -> None:
    """The sandbox knows its own reasons; they say nothing about the real service."""
    if not facts.exchange.sandbox or page.code == "1200":
        return
    from tui.providers.td.sandbox.rules import RULES

    rule = next((rule for rule in RULES if str(rule.code) == page.code), None)
    if rule is not None:
        standing = Standing.FOUND if rule.source is Confidence.SANDBOX else Standing.LIKELY
        why = "The sandbox's own rule for this code; the vendor's is not public."
        findings.add(standing, rule.cause, why, source=rule.source)
