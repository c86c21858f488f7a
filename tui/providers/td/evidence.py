"""Why a verdict came out as it did, weighed by what was sent and what went before.

The vendor explains none of its codes, so everything here comes from checks of our own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.core.explaining import Findings, explained
from tui.core.knowledge import ErrorPage, Explanation
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import weigh_failure, weigh_foreign_body
from tui.providers.td.errors import errors
from tui.providers.td.evidence_parts import weigh_extras, weigh_form
from tui.providers.td.evidence_path import weigh_path, weigh_slashes
from tui.providers.td.evidence_service import weigh_digestion, weigh_partner, weigh_region, weigh_service
from tui.providers.td.evidence_sign import weigh_sign
from tui.providers.td.evidence_verdicts import (
    weigh_age,
    weigh_frequency,
    weigh_labels,
    weigh_pass,
    weigh_replay,
    weigh_sandbox,
    weigh_used,
)

Rule = Callable[[CaseFacts, Findings], None]

_FORMAT: tuple[Rule, ...] = (weigh_sign, weigh_form, weigh_path)
_FIT: tuple[Rule, ...] = (
    weigh_path,
    weigh_sign,
    weigh_pass,
    weigh_extras,
    weigh_slashes,
    weigh_region,
    weigh_used,
)
_OTHER: tuple[Rule, ...] = (weigh_age, weigh_sign, weigh_path, weigh_region, weigh_used)

_RULES: Mapping[str, tuple[Rule, ...]] = {
    "431": (weigh_partner,),
    "500": (weigh_digestion,),
    "512": (weigh_service,),
    "513": (weigh_service,),
    "1101": (weigh_sign,),
    "1102": (weigh_path,),
    **dict.fromkeys(("1301", "1302", "1303", "1304"), _FORMAT),
    **dict.fromkeys(("1401", "1402"), _FIT),
    **dict.fromkeys(("1501", "1502", "1503"), _OTHER),
    "1601": (weigh_labels,),
    "1602": (weigh_frequency,),
    "1603": (weigh_replay,),
}


def explain(page: ErrorPage, facts: CaseFacts) -> Explanation:
    """The page of a code, or of one of our own failures, in the light of one exchange."""
    findings = Findings()
    if page.provider != "td":
        _weigh_own(page, facts, findings)
        return explained(page, facts, findings)
    for rule in _RULES.get(page.code, ()):
        rule(facts, findings)
    weigh_sandbox(page, facts, findings)
    envelope = facts.exchange.envelope
    if envelope is not None and envelope.labels:
        findings.labels = tuple(errors().page(label) for label in envelope.labels)
    return explained(page, facts, findings)


def _weigh_own(page: ErrorPage, facts: CaseFacts, findings: Findings) -> None:
    if page.code == "unexpected-body":
        weigh_foreign_body(facts, findings)
        return
    weigh_failure(page, facts, findings)
    if page.code in {"uncertain", "interrupted"}:
        findings.evidence.append("The sign counts as used, because it may have reached the service.")
