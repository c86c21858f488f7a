from __future__ import annotations

from tests.providers.casework import Case, own_page
from tui.core.confidence import Confidence
from tui.core.envelope import Tone
from tui.core.exchange import ExchangeState
from tui.core.explaining import Findings, explained, plain_explanation
from tui.core.knowledge import Standing


def test_a_page_alone_is_an_explanation() -> None:
    page = own_page("dns-failed")
    explanation = plain_explanation(page)
    assert explanation.headline == page.title
    assert [cause.text for cause in explanation.causes] == list(page.causes)
    assert {cause.standing for cause in explanation.causes} == {Standing.POSSIBLE}
    assert {cause.source for cause in explanation.causes} == {Confidence.OWN}
    assert explanation.remedies == page.remedies


def test_the_failure_itself_gives_headline_and_evidence() -> None:
    facts = Case("te", form={"sql": "SELECT 1"}, failure="dns-failed", sent=False).facts()
    explanation = plain_explanation(own_page("dns-failed"), facts)
    assert explanation.headline == "It failed: dns-failed."
    assert not explanation.sandbox


def test_findings_come_first_the_excluded_are_left_out_and_none_is_repeated() -> None:
    page = own_page("connection-refused")
    facts = Case("te", form={"sql": "SELECT 1"}, failure="connection-refused").facts()
    findings = Findings()
    findings.likely("Something else.", "Seen.", remedy="Do that.")
    findings.found(page.causes[1], "Proof.", remedy="Do this.")
    findings.exclude(page.causes[0])
    explanation = explained(page, facts, findings)
    assert [cause.text for cause in explanation.causes] == [page.causes[1], "Something else.", page.causes[2]]
    assert explanation.causes[0].evidence == ("Proof.",)
    assert explanation.remedies[:2] == ("Do this.", "Do that.")


def test_causes_of_a_documented_code_are_guidance() -> None:
    case = Case("te", form={"sql": "SELECT 1"}, answer=b'{"return_code":-1010}')
    facts = case.facts()
    explanation = plain_explanation(case.page(facts), facts)
    assert {cause.source for cause in explanation.causes} == {Confidence.GUIDANCE}


def test_an_unknown_outcome_is_painted_so() -> None:
    case = Case("td", body={"path": "/a"}, failure="read-timeout", state=ExchangeState.UNCERTAIN)
    facts = case.facts()
    assert plain_explanation(case.page(facts), facts).tone is Tone.UNCERTAIN


def test_the_http_status_is_evidence() -> None:
    case = Case("te", form={"sql": "SELECT 1"}, answer=b"oops", status=502)
    facts = case.facts()
    assert any("502" in line for line in plain_explanation(case.page(facts), facts).evidence)
