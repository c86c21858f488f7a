"""Keys, rights, rates and states: what the neighbours of an exchange say about its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tui.core.display import human_seconds, safe
from tui.core.exchange import Exchange, ExchangeState
from tui.core.explaining import Findings, earlier
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import quoted

_TABLES = re.compile(r"\bv_(?:event|user)_(\d+)\b", re.IGNORECASE)

_KEY_REPLACED = "The token is not valid any more: making a key again ends the one before."
_OTHER_SERVER = "The token belongs to another TE server."
_COPIED_BADLY = "The token was cut or changed while it was copied."
_UNKNOWN_TOKEN = "The token is unknown to this server."  # noqa: S105 - a sentence, not a token
_NEEDS_COMPANY = "The operation accepts the company key only."


def weigh_key(facts: CaseFacts, findings: Findings) -> None:
    """Causes that lie in the key: replaced, of another scope, of another project."""
    if facts.profile is not None and facts.profile.secret is None and not facts.profile.is_sandbox:
        findings.found(
            "The profile names no place for a token.", remedy="Store the API secret in the profile."
        )
    _weigh_scope(facts, findings)
    worked = _last_success(facts)
    if worked is None:
        return
    ago = human_seconds(max(0.0, facts.exchange.started_at - worked.started_at))
    seen = f"{worked.operation} worked with this profile {ago} before."
    findings.exclude(_OTHER_SERVER, _COPIED_BADLY, _UNKNOWN_TOKEN)
    code = facts.exchange.envelope.code if facts.exchange.envelope else ""
    if code in {"-1001", "-1014"}:
        findings.likely(
            _KEY_REPLACED, seen, remedy="Ask whether someone made the key again, and store the new one."
        )
    else:
        findings.evidence.append(f"{seen} The key itself is good.")


def _weigh_scope(facts: CaseFacts, findings: Findings) -> None:
    kind = facts.profile.settings.get("keyKind") if facts.profile else None
    scope = facts.operation.token_scope
    if kind == "company":
        findings.exclude(_NEEDS_COMPANY, "User management needs the company key.")
        return
    if scope == "company":
        findings.found(_NEEDS_COMPANY, "The profile's key is a project key.", remedy="Use the company key.")
    elif scope == "company expected":
        findings.likely(
            _NEEDS_COMPANY,
            "The profile's key is a project key, and this route is expected to want the company's.",
            remedy="Use the company key.",
        )
    else:
        findings.exclude(_NEEDS_COMPANY)
    asked = _asked_projects(facts)
    own = facts.profile.settings.get("projectId") if facts.profile else None
    others = sorted(p for p in asked if own is not None and p != str(own))
    if kind == "project" and others:
        findings.likely(
            "The key opens another project than the one asked for.",
            f"The profile is for project {quoted(own)}, the request asks for {', '.join(others)}.",
            remedy="Use a key of that project, or the company key.",
        )
    elif own is not None and asked == {str(own)}:
        findings.exclude("The key opens another project than the one asked for.")


def _asked_projects(facts: CaseFacts) -> set[str]:
    body = facts.draft.body if isinstance(facts.draft.body, Mapping) else {}
    found: set[str] = set()
    for part in (facts.draft.query, facts.draft.form, body):
        value: Any = part.get("projectId")
        if value not in (None, ""):
            found.add(str(value))
        sql = part.get("sql")
        if isinstance(sql, str):
            found.update(_TABLES.findall(sql))
    return found


def _last_success(facts: CaseFacts) -> Exchange | None:
    for other in earlier(facts):
        same = other.request.base_url == facts.exchange.request.base_url
        if same and other.envelope is not None and other.envelope.code == "0":
            return other
    return None


def weigh_rate(facts: CaseFacts, findings: Findings) -> None:
    """How many calls this profile made shortly before."""
    now = facts.exchange.started_at
    recent = [e for e in earlier(facts) if now - e.started_at <= 60]
    quick = [e for e in recent if now - e.started_at <= 10]
    if len(quick) >= 3:
        findings.likely(
            "Calls came too fast one after another.",
            f"This profile made {len(quick)} calls in the 10 s before.",
            remedy="Let each call finish before the next.",
        )
    else:
        findings.likely(
            "Several programs share this key or this server.",
            f"This program made {len(recent)} calls with the profile in the minute before.",
        )
        findings.exclude("Calls came too fast one after another.")
    refused = sum(1 for e in recent if e.envelope is not None and e.envelope.code == "-1005")
    if refused:
        findings.evidence.append(
            f"It is refusal number {refused + 1} within a minute: wait longer each time."
        )


def weigh_waiting(facts: CaseFacts, findings: Findings) -> None:
    """Ranges that reach into today, or hold nothing."""
    body = facts.draft.body
    view = body.get("eventView") if isinstance(body, Mapping) else None
    if not isinstance(view, Mapping):
        return
    recent = view.get("recentDay") or view.get("recent_day")
    if isinstance(recent, str) and re.match(r"0-|StartToNow", recent):
        findings.likely("The range includes today, which is not complete.", f"recentDay is {quoted(recent)}.")
    start, end = view.get("startTime", view.get("from_date")), view.get("endTime", view.get("to_date"))
    if recent and (start or end):
        findings.evidence.append("recentDay is filled, so startTime and endTime are ignored.")
    elif isinstance(start, str) and isinstance(end, str) and start > end:
        findings.found(
            "The range ends before it begins.",
            f"From {quoted(start)} to {quoted(end)}.",
            remedy="Exchange the two times.",
        )
    if view.get("filts"):
        findings.possible("The filters exclude everything.", "The request has filters for the whole query.")
    elif isinstance(view.get("filts"), list):
        findings.exclude("The filters exclude everything.")


def weigh_repeat(facts: CaseFacts, findings: Findings) -> None:
    """Whether an earlier call of ours did it already."""
    for other in earlier(facts):
        if other.operation != facts.exchange.operation or other.draft != facts.exchange.draft:
            continue
        ago = human_seconds(max(0.0, facts.exchange.started_at - other.started_at))
        if other.state is ExchangeState.UNCERTAIN:
            findings.likely(
                "An earlier call whose answer was lost did it already.",
                f"The same call ended with an unknown outcome {ago} before.",
                remedy="Read the object; it may be the one you want.",
            )
            return
        if other.envelope is not None and other.envelope.code == "0":
            findings.found(
                "The same call did it already.",
                f"It succeeded {ago} before.",
                remedy="Nothing is left to do.",
            )
            return


def weigh_user(facts: CaseFacts, findings: Findings) -> None:
    """The login name in the request."""
    name = facts.draft.query.get("loginName")
    if not isinstance(name, str):
        return
    if name != name.strip():
        findings.found(
            "The login name has blanks around it.",
            f"loginName is {quoted(name)}.",
            remedy="Take the blanks away.",
        )
    elif not name.isprintable():
        findings.found("The login name holds invisible characters.", f"loginName is {safe(name, 60)}.")
    else:
        findings.evidence.append(f"loginName is {quoted(name)}.")
