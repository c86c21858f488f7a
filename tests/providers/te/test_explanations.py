"""Each seeded fault must be explained by the right cause first."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.providers.casework import Case, past
from tests.providers.te.faults_answers import BODIES, TEXTS, TRANSPORT
from tests.providers.te.faults_parameters import PARAMETERS
from tests.providers.te.faults_sql import ENGINE
from tests.providers.te.faults_states import ACCESS, STATES
from tests.providers.te.seeding import COMPANY, DATED, FOUND, GOOD, POSSIBLE, Fault, answer, call, event, sql
from tui.core.drafting import applied
from tui.core.knowledge import Standing
from tui.core.operation import RequestDraft
from tui.core.profile import Environment
from tui.providers.te import PROVIDER
from tui.providers.te.evidence_sql import REACHED_THE_ENGINE

RULED = {"-1001", "-1005", "-1006", "-1008", "-1009", "-1011", "-1012", "-1013", "-1014", "-1015", "-1022"}
RULED |= {"-1099", "-1999", "-2003", "-2005", "-3004", "-1", "-1004"}
PLAIN = [
    Fault(call("user-lock", int(page.code), body={}, settings=COMPANY), page.causes[0], POSSIBLE)
    for page in PROVIDER.errors()
    if page.code not in RULED
]

ALL = [*PARAMETERS, *ENGINE, *ACCESS, *STATES, *TEXTS, *BODIES, *TRANSPORT, *PLAIN]


@pytest.mark.parametrize("fault", ALL, ids=lambda f: f"{f.case.operation}-{f.cause[:40]}")
def test_the_first_cause_is_the_right_one(fault: Fault) -> None:
    explanation = fault.case.explained()
    first = explanation.causes[0]
    assert first.text.startswith(fault.cause), [(c.standing.value, c.text) for c in explanation.causes]
    assert first.standing is fault.standing
    if fault.position is not None:
        assert explanation.position == fault.position
    if first.standing is not POSSIBLE:
        assert first.evidence or first.remedy
    assert explanation.remedies
    assert all(c.standing is not Standing.EXCLUDED for c in explanation.causes)


def test_every_code_and_every_failure_is_among_the_faults() -> None:
    seen = {fault.case.page(fault.case.facts()).code for fault in ALL}
    assert {page.code for page in PROVIDER.errors()} <= seen
    assert len(ALL) >= 120


FIXED = [fault for fault in ALL if any(cause.fix for cause in fault.case.explained().causes)]


@pytest.mark.parametrize("fault", FIXED, ids=lambda f: f.cause[:40])
def test_a_repair_removes_its_cause(fault: Fault) -> None:
    explanation = fault.case.explained()
    for cause in explanation.causes:
        if cause.fix is None or cause.standing is POSSIBLE:
            continue
        case = fault.case
        draft = applied(RequestDraft("x", case.query, case.form, case.body), cause.fix)
        repaired = replace(case, query=draft.query, form=draft.form, body=draft.body)
        again = {c.text for c in repaired.explained().causes if c.standing is FOUND}
        if "cannot be resolved" not in str(case.answer) and "does not exist" not in str(case.answer):
            assert cause.text not in again, cause.fix


def test_repairs_of_a_query_change_the_place_complained_of_and_nothing_else() -> None:
    case = sql(f"SELECT 'user_id', user_id {DATED}", "line 1:19: Column 'user_id' cannot be resolved")
    fix = case.explained().causes[0].fix
    assert fix is not None
    assert fix.value == f"SELECT 'user_id', \"#user_id\" {DATED}"


def test_back_ticks_in_text_are_left_alone_by_the_repair() -> None:
    case = sql(f"SELECT `a`, 'it`s' {DATED}", "line 1:8: backquoted identifiers are not supported")
    fix = case.explained().causes[0].fix
    assert fix is not None
    assert fix.value == f"SELECT \"a\", 'it`s' {DATED}"


def test_words_in_strings_and_comments_fool_no_rule() -> None:
    text = f"SELECT 'a;b #x ${{1}}' /* `; #y */ {DATED} -- ;"
    causes = [c.text for c in sql(text, "refused", -1).explained().causes if c.standing is not POSSIBLE]
    assert causes == ["Variables of the web console do not work in the Open API."]


def test_the_servers_stack_is_never_shown() -> None:
    stack = "at com.secret.Inside(Inside.java:12)"
    case = call("user-lock", -1, body={}, answer=answer(-1, "failed", f"NullPointerException {stack}"))
    assert "Inside" not in repr(case.explained())


SQL_TEXT = st.text(alphabet="SELECT #$`'\"-*/;(){}\n abc_v_event_1.=,", max_size=60)
MESSAGES = st.sampled_from(
    [
        "line 1:8: Column 'a' cannot be resolved",
        "line 99:99: Table 'x' does not exist",
        "line 1:1: Function 'x' not registered",
        "line 1:2: mismatched input ';'",
        "line 0:0: x",
        "",
    ]
)


@given(SQL_TEXT, MESSAGES, st.sampled_from([-1, -1008, -1004, -999]))
def test_no_query_and_no_message_breaks_an_explanation(text: str, message: str, code: int) -> None:
    explanation = sql(text, message, code).explained()
    assert explanation.causes


BODY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["eventView", "events", "filts", "projectId", "type", "analysis", "customEvent", "zz"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(BODY, st.sampled_from(sorted(page.code for page in PROVIDER.errors())))
def test_no_body_breaks_an_explanation(body: Any, code: str) -> None:
    explanation = call("event-analyze", int(code), body=body).explained()
    assert explanation.page.code == code


@given(st.binary(max_size=300), st.integers(100, 599))
def test_no_answer_breaks_an_explanation(body: bytes, status: int) -> None:
    assert call("event-meta-list", 0, answer=body, status=status).explained().headline


def test_a_complaint_of_the_engine_rules_out_the_parameters() -> None:
    case = sql(f"SELECT zzqq {DATED}", "line 1:8: Column 'zzqq' cannot be resolved")
    assert set(REACHED_THE_ENGINE) <= set(PROVIDER.errors().page("-1008").causes)
    assert [cause.text for cause in case.explained().causes] == ["There is no column zzqq."]


@pytest.mark.parametrize("previous", [[], [past(GOOD)]])
def test_a_key_that_just_worked_rules_out_a_foreign_server(previous: list[Any]) -> None:
    texts = [c.text for c in call("event-meta-list", -1001, previous=previous).explained().causes]
    assert ("The token belongs to another TE server." in texts) == (not previous)


MANY_NAMES: Any = {f"k{number}": 1 for number in range(2_000)}


@pytest.mark.parametrize(
    "case",
    [
        event(limit="9" * 100_000),
        event(limit="²"),
        event(events=[{"x" * 100: 1}] * 2_000),
        event(**MANY_NAMES),
        sql("SELECT " + "a," * 20_000 + "1 FROM v_event_1", "line 1:8: Column 'a' cannot be resolved"),
    ],
    ids=["digits", "superscript", "items", "names", "columns"],
)
def test_a_huge_request_is_explained_by_a_handful_of_causes_at_once(case: Case) -> None:
    facts = case.facts()
    start = time.perf_counter()
    explanation = PROVIDER.explain(case.page(facts), facts)
    assert time.perf_counter() - start < 1.0
    assert 0 < len(explanation.causes) <= 30


def test_a_route_that_the_sandbox_does_not_play_is_not_blamed_on_the_request() -> None:
    message = "sandbox: GET /open/list-event-meta is not played by the sandbox"
    case = call("event-meta-list", -1023, message, query={"projectId": 9})
    played = replace(case, profile={"environment": Environment.SANDBOX})
    assert [c.text for c in played.explained().causes] == ["The sandbox does not play this route."]
    assert "The sandbox does not play this route." not in [c.text for c in case.explained().causes]


def test_an_engine_complaint_that_a_habit_explains_is_not_told_twice() -> None:
    message = 'line 1:22: a condition on "$part_date" is missing'
    causes = sql("SELECT count(*) FROM ta.v_event_1", message).explained().causes
    assert [c.text for c in causes] == [
        'The query reads an event table and has no condition on "$part_date".'
    ]
