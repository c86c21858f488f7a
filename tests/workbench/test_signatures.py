"""Verifying: every use of a sign is counted, and none is repeated."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbench.cast import PROVIDERS, Stage, answering
from tui.core.cancel import CancelToken
from tui.core.exchange import ExchangeState
from tui.core.failures import InvalidInput, NotFound, TransportFailure
from tui.core.knowledge import Explanation
from tui.core.operation import RequestDraft
from tui.core.ports import Sink
from tui.core.request import UnsignedRequest

SIGN = "sbx1.0123456789abcdef0123456789"


@pytest.fixture
def stage() -> Stage:
    return Stage()


def draft(stage: Stage, sign: str | None = SIGN) -> RequestDraft:
    return stage.signatures.draft("ex", path="/a", sign=sign)


def test_parts_left_out_are_absent_and_empty_parts_are_empty(stage: Stage) -> None:
    made = stage.signatures.draft("ex", path="", sign=None, query={"k": "v"}, body="")
    assert made.body == {"path": "", "query": {"k": "v"}, "body": ""}


def test_the_ledger_tells_a_fresh_sign_from_a_used_one(stage: Stage) -> None:
    first = stage.signatures.verify(stage.profile, draft(stage))
    second = stage.signatures.verify(stage.profile, draft(stage))
    assert first.was_fresh
    assert not second.was_fresh
    assert second.after is not None
    assert second.after.times == 2
    assert second.after.verdicts == ("0", "0")
    assert SIGN not in repr(stage.ledger.uses)


def test_another_profile_has_its_own_count(stage: Stage) -> None:
    stage.signatures.verify(stage.profile, draft(stage))
    assert stage.signatures.use_of(SIGN, stage.profiles.sandbox("ex")) is None


def test_a_lost_answer_counts_as_a_use_with_unknown_verdict(stage: Stage) -> None:
    def lose(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        raise TransportFailure("lost", code="connection-lost", sent=True)

    stage.transport.script = lose
    result = stage.signatures.verify(stage.profile, draft(stage))
    assert result.exchange.state is ExchangeState.UNCERTAIN
    assert result.after is not None
    assert result.after.verdicts == ("?",)
    assert len(stage.transport.seen) == 1


def test_a_request_that_never_left_does_not_use_the_sign(stage: Stage) -> None:
    def refuse(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        raise TransportFailure("refused", code="connection-refused", sent=False)

    stage.transport.script = refuse
    result = stage.signatures.verify(stage.profile, draft(stage))
    assert result.exchange.state is ExchangeState.FAILED
    assert result.after is None


def test_an_explanation_sees_the_whole_sign_now_and_its_earlier_use(stage: Stage) -> None:
    stage.transport.script = answering(b'{"code": -7}')
    stage.signatures.verify(stage.profile, draft(stage))
    second = stage.signatures.verify(stage.profile, draft(stage)).exchange
    explanation = stage.inspecting.explain(second.id)
    assert isinstance(explanation, Explanation)
    assert "sign used 1" in explanation.evidence
    assert SIGN in explanation.evidence[-1]


def test_a_sign_that_comes_back_in_the_answer_is_masked(stage: Stage) -> None:
    known: list[str] = []

    class Asking(type(stage.transport)):  # type: ignore[misc]  # the stage's own transport, looked into
        def send(self, request: object, authorizer: Any, *rest: object) -> Any:
            known.append(authorizer.redactor().text(f"you sent {SIGN} and none"))
            return super().send(request, authorizer, *rest)

    stage.transport.__class__ = Asking
    stage.signatures.verify(stage.profile, draft(stage))
    stage.signatures.verify(stage.profile, draft(stage, sign="none"))
    assert SIGN not in known[0]
    assert known[0].startswith("you sent ")
    # A short value occurs in answers by chance.
    assert known[1].endswith("and none")


def test_a_missing_sign_is_sent_without_a_ledger_entry(stage: Stage) -> None:
    result = stage.signatures.verify(stage.profile, draft(stage, sign=None))
    assert result.before is result.after is None
    assert stage.ledger.uses == []


def test_codes_are_explained_by_kind_or_anywhere(stage: Stage) -> None:
    assert [p.title for p in stage.knowledge.explain_code("-7")] == ["seven"]
    assert [p.title for p in stage.knowledge.explain_code("ex/-7")] == ["seven"]
    assert [p.provider for p in stage.knowledge.explain_code("uncertain")] == ["assay"]
    unknown = stage.knowledge.explain_code("ex/99")
    assert [(p.provider, p.known) for p in unknown] == [("ex", False)]
    with pytest.raises(NotFound):
        stage.knowledge.explain_code("xx/1")
    assert [p.code for p in stage.knowledge.search("went wrong")] == ["-7"]


def test_the_cast_is_one_provider() -> None:
    assert list(PROVIDERS) == ["ex"]
    with pytest.raises(InvalidInput):
        Stage().sending.operation("ex", "missing")
