"""Each seeded fault must be explained by the right cause first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.casework import Case
from tests.providers.td.faults import (
    ALL,
    FOUND,
    GOOD_PARTS,
    POSSIBLE,
    SANDBOX,
    SIGN,
    Fault,
    fails,
    service,
    used,
    verdict,
)
from tui.core.confidence import Confidence
from tui.core.drafting import applied
from tui.core.exchange import ExchangeState
from tui.core.operation import RequestDraft
from tui.core.secret import cut_short
from tui.providers.td import PROVIDER
from tui.providers.td.evidence_verdicts import _LABEL_CAUSES


def texts(case: Case) -> list[str]:
    return [cause.text for cause in case.explained().causes]


@pytest.mark.parametrize("fault", ALL, ids=lambda f: f.cause[:50])
def test_the_first_cause_is_the_right_one(fault: Fault) -> None:
    explanation = fault.case.explained()
    first = explanation.causes[0]
    assert first.text.startswith(fault.cause), [(c.standing.value, c.text) for c in explanation.causes]
    assert first.standing is fault.standing
    if first.standing is not POSSIBLE:
        assert first.evidence or first.remedy
    assert explanation.remedies


def test_every_call_code_and_verdict_is_among_the_faults() -> None:
    seen = {fault.case.page(fault.case.facts()).code for fault in ALL}
    wanted = {p.code for p in PROVIDER.errors() if p.group in {"call status", "verdict"}}
    # 200 never stands alone: an answer with it is named by its verdict.
    assert wanted - seen == {"200"}


FIXED = [f for f in ALL if any(c.fix and c.standing is not POSSIBLE for c in f.case.explained().causes)]


@pytest.mark.parametrize("fault", FIXED, ids=lambda f: f.cause[:50])
def test_a_repair_removes_its_cause(fault: Fault) -> None:
    for cause in fault.case.explained().causes:
        if cause.fix is None or cause.standing is POSSIBLE:
            continue
        repaired = applied(RequestDraft("x", body=fault.case.body), cause.fix)
        assert cause.text not in texts(replace(fault.case, body=repaired.body))


def test_the_length_and_the_look_of_a_sign_are_no_evidence() -> None:
    for sign in (SIGN, "g1", "H" + "Zz9" * 200, "0"):
        standings = {c.standing for c in verdict(1301, sign=sign).explained().causes}
        assert standings == {POSSIBLE}


def test_a_sign_that_history_kept_only_the_ends_of_is_not_judged() -> None:
    case = verdict(1301, sign=cut_short(SIGN))
    assert FOUND not in {c.standing for c in case.explained().causes}


def test_without_query_and_body_neither_can_be_what_differs() -> None:
    differs = "query or body differs from what the client signed, where its SDK signs them."
    assert differs not in texts(verdict(1401))
    assert differs in texts(verdict(1401, query={"a": "b"}))


def test_a_compact_body_is_not_called_written_anew() -> None:
    for body in ('{"a":1,"b":2}', "a=1&b=2", "", "[]", "12"):
        assert not any("written anew" in text for text in texts(verdict(1402, body=body)))


def test_a_fresh_sign_rules_out_this_program_as_the_one_who_replays() -> None:
    own = "A test tool, this one included, sent it before."
    assert own in PROVIDER.errors().page("1603").causes
    assert own not in texts(verdict(1603))
    assert own in texts(verdict(1603, sign_use=used(1)))


def test_labels_have_their_pages_and_rule_out_each_other() -> None:
    explanation = verdict(1601, env=["root", "moon"]).explained()
    assert [(page.code, page.known) for page in explanation.labels] == [("root", True), ("moon", False)]
    assert texts(verdict(1601, env=["crawler"])) == ["An automated browser."]
    assert set(_LABEL_CAUSES.values()) == set(PROVIDER.errors().page("1601").causes)


def test_an_uncertain_verification_says_that_the_sign_counts_as_used() -> None:
    explanation = fails("transfer-cut", state=ExchangeState.UNCERTAIN).explained()
    assert any("counts as used" in line for line in explanation.evidence)


def test_the_sandboxs_reasons_are_marked_as_its_own() -> None:
    explanation = verdict(1502, sign="sbx1.k1.1.2.3", **SANDBOX).explained()
    assert explanation.sandbox
    assert explanation.causes[0].source is Confidence.SANDBOX
    assert Confidence.SANDBOX not in {c.source for c in verdict(1502).explained().causes}


def test_the_sign_itself_is_never_in_an_explanation() -> None:
    for fault in ALL:
        sign = fault.case.body.get("sign") if isinstance(fault.case.body, dict) else None
        if isinstance(sign, str) and len(sign) > 30:
            shown = fault.case.explained()
            said = [shown.headline, *shown.evidence, *shown.remedies]
            said += [text for c in shown.causes for text in (c.text, c.remedy, *c.evidence)]
            assert not any(SIGN[:12] in text for text in said)


PARTS: Any = st.none() | st.integers() | st.text(max_size=20) | st.dictionaries(st.text(), st.integers())
CODES = sorted(p.code for p in PROVIDER.errors() if p.group == "verdict")


@given(st.dictionaries(st.sampled_from(["path", "sign", "query", "body"]), PARTS), st.sampled_from(CODES))
def test_no_parts_break_an_explanation(parts: dict[str, Any], code: str) -> None:
    assert Case("td", body=parts, answer=verdict(int(code)).answer).explained().causes


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_path_and_no_sign_break_an_explanation(path: str, sign: str) -> None:
    for code in (1301, 1402, 1503):
        explanation = verdict(code, path=path, sign=sign).explained()
        assert explanation.page.code == str(code)


@pytest.mark.parametrize("code", [431, 500, 512, 513, 514])
def test_a_call_that_worked_before_says_so(code: int) -> None:
    from tests.providers.casework import past

    case = service(code, body=GOOD_PARTS, previous=[past(verdict(1200))])
    worked = any("worked then" in line for line in case.explained().evidence)
    assert worked == (code != 514)
