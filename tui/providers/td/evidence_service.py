"""Causes in the call itself: partner, key, region, contract, and what the service may choke on."""

from __future__ import annotations

from urllib.parse import urlsplit

from tui.core.display import human_seconds, safe
from tui.core.exchange import Exchange
from tui.core.explaining import Findings, earlier
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import quoted
from tui.providers.td.evidence_parts import parts_of, weigh_extras
from tui.providers.td.verdicts import CLASSES

_DOCUMENTED_HOST = "sg.apitd.net"


def weigh_partner(facts: CaseFacts, findings: Findings) -> None:
    sent = dict(facts.exchange.request.query).get("partner_code", "")
    if not sent.strip():
        findings.found(
            "No partner code was sent.",
            "The request's address has no partner_code.",
            remedy="Fill in the partner code in the profile.",
        )
    elif sent != sent.strip() or not sent.isprintable():
        findings.found(
            "The partner code has blanks or invisible characters.",
            f"It was sent as {quoted(sent)}.",
            remedy="Type the partner code again in the profile.",
        )
    else:
        findings.exclude("The partner code is absent, empty or misspelt.")
        findings.possible("The partner code is misspelt.", f"It was sent as {quoted(sent)}.")
        _weigh_worked(facts, findings)
    if facts.profile is not None and facts.profile.secret is None and not facts.profile.is_sandbox:
        findings.found(
            "The profile names no place for a partner key, so none was sent.",
            remedy="Store the partner key in the profile.",
        )
    weigh_region(facts, findings)


def weigh_region(facts: CaseFacts, findings: Findings) -> None:
    host = urlsplit(facts.exchange.request.base_url).hostname or ""
    if facts.exchange.sandbox or host == _DOCUMENTED_HOST:
        return
    if host.endswith(".apitd.net"):
        findings.likely(
            "The host is that of another region.",
            f"The host is {safe(host, 60)}; only {_DOCUMENTED_HOST} is documented for this API.",
            remedy="Ask the TrustDecision contact for the host of your account.",
        )
    else:
        findings.evidence.append(
            f"The host is {safe(host, 60)}, which is not one of the vendor's known hosts."
        )


def _weigh_worked(facts: CaseFacts, findings: Findings) -> None:
    worked = _last_verdict(facts)
    if worked is not None:
        ago = human_seconds(max(0.0, facts.exchange.started_at - worked.started_at))
        findings.evidence.append(f"The same profile got a verdict {ago} before, so it worked then.")


def _last_verdict(facts: CaseFacts) -> Exchange | None:
    for other in earlier(facts):
        same = other.request.base_url == facts.exchange.request.base_url
        if same and other.envelope is not None and other.envelope.code in CLASSES:
            return other
    return None


def weigh_service(facts: CaseFacts, findings: Findings) -> None:
    _weigh_worked(facts, findings)
    weigh_region(facts, findings)


def weigh_digestion(facts: CaseFacts, findings: Findings) -> None:
    parts = parts_of(facts)
    beyond = [name for name in ("query", "body") if parts.get(name) not in (None, "", {})]
    digest = "The query or the body holds something the service cannot digest."
    if not beyond:
        findings.exclude(digest)
    else:
        weigh_extras(facts, findings)
        findings.possible(digest, f"The request holds {' and '.join(beyond)} beside path and sign.")
    _weigh_worked(facts, findings)
