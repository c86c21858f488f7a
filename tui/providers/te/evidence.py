"""Why a code came back, weighed by what was sent, what was answered, and what went before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.core.explaining import Findings, explained
from tui.core.knowledge import ErrorPage, Explanation
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import weigh_failure, weigh_foreign_body
from tui.providers.te.evidence_access import (
    weigh_key,
    weigh_rate,
    weigh_repeat,
    weigh_user,
    weigh_waiting,
)
from tui.providers.te.evidence_items import weigh_formula
from tui.providers.te.evidence_parameters import weigh_parameters, weigh_project
from tui.providers.te.evidence_sql import weigh_sql, weigh_task
from tui.providers.te.evidence_stack import weigh_cancelled, weigh_texts

Rule = Callable[[CaseFacts, Findings], None]

_RULES: Mapping[str, tuple[Rule, ...]] = {
    "-1": (weigh_sql, weigh_texts, weigh_parameters),
    "-1001": (weigh_key,),
    "-1004": (weigh_sql, weigh_texts),
    "-1005": (weigh_rate,),
    "-1006": (weigh_key,),
    "-1008": (weigh_sql, weigh_parameters, weigh_texts),
    "-1009": (weigh_user,),
    "-1010": (weigh_repeat,),
    "-1011": (weigh_waiting,),
    "-1012": (weigh_waiting,),
    "-1013": (weigh_waiting,),
    "-1014": (weigh_project, weigh_key),
    "-1015": (weigh_repeat,),
    "-1021": (weigh_repeat,),
    "-1022": (weigh_cancelled,),
    "-1023": (weigh_project, weigh_parameters, weigh_repeat),
    "-1099": (weigh_formula,),
    "-1999": (weigh_user,),
    "-2002": (weigh_repeat,),
    "-2003": (weigh_key,),
    "-2004": (weigh_parameters,),
    "-2005": (weigh_key,),
    "-3004": (weigh_project,),
    "-3009": (weigh_parameters,),
}
"""Codes without rules are explained by their page alone: nothing in an exchange speaks to them."""


def explain(page: ErrorPage, facts: CaseFacts) -> Explanation:
    """The page of a code, or of one of our own failures, in the light of one exchange."""
    findings = Findings()
    if page.provider != "te":
        if page.code == "unexpected-body":
            weigh_foreign_body(facts, findings)
        elif page.code == "task-failed":
            weigh_task(facts, findings)
        else:
            weigh_failure(page, facts, findings)
        return explained(page, facts, findings)
    if _is_not_played(page, facts, findings):
        return explained(page, facts, findings)
    for rule in _RULES.get(page.code, () if page.known or page.code == "0" else (weigh_sql, weigh_texts)):
        rule(facts, findings)
    return explained(page, facts, findings)


def _is_not_played(page: ErrorPage, facts: CaseFacts, findings: Findings) -> bool:
    """A route that the sandbox does not have; then nothing of the vendor's page applies."""
    message = facts.exchange.envelope.message if facts.exchange.envelope else ""
    if not facts.exchange.sandbox or "not played by the sandbox" not in message:
        return False
    findings.exclude(*page.causes)
    findings.found(
        "The sandbox does not play this route.",
        "It says so itself; the code is its choice.",
        remedy="Send it with a profile of a real server, or look at the request with a dry run.",
    )
    return True
