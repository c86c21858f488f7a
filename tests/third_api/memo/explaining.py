"""Which cause it is, by what was sent."""

from __future__ import annotations

from tui.core.explaining import Findings, explained
from tui.core.knowledge import ErrorPage, Explanation
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import weigh_failure

EMPTY, LONG = "The text is empty.", "The text has more than 200 characters."


def explain(page: ErrorPage, facts: CaseFacts) -> Explanation:
    """The page of a code in the light of one exchange."""
    findings = Findings()
    if page.provider != "memo":
        weigh_failure(page, facts, findings)
    elif page.code == "E_TEXT":
        body = facts.draft.body
        text = str(body.get("text") or "") if isinstance(body, dict) else ""
        findings.found(LONG if text else EMPTY, f"The text sent has {len(text)} characters.")
        findings.exclude(EMPTY if text else LONG)
    return explained(page, facts, findings)
