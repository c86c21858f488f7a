"""A request's way: what is refused, what is recorded, and what an outcome is called."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.workbench.cast import Stage, answering
from tui.core.cancel import CancelToken
from tui.core.exchange import ExchangeState, Progress, ResponseHead
from tui.core.failures import (
    Cancelled,
    ConfirmationNeeded,
    InvalidInput,
    Refused,
    TransportFailure,
    VaultError,
)
from tui.core.operation import RequestDraft
from tui.core.ports import Sink
from tui.core.request import UnsignedRequest
from tui.core.secret import SecretRef
from tui.workbench.inspecting import tone_of
from tui.workbench.sending.verbs import LIVE_DRAFTS

SIGN = "sbx1.0123456789abcdef0123456789"


@pytest.fixture
def stage() -> Stage:
    return Stage()


def read_draft(**body: object) -> RequestDraft:
    return RequestDraft("read", body={"thing": "x", **body})


def test_a_field_error_names_the_field_and_nothing_is_sent(stage: Stage) -> None:
    with pytest.raises(InvalidInput) as caught:
        stage.sending.send(stage.profile, RequestDraft("read", body={"count": "many"}))
    assert [p.field for p in caught.value.problems] == ["thing", "count"]
    assert stage.transport.seen == []
    assert stage.history.kept == {}


def test_an_unknown_operation_is_a_field_error(stage: Stage) -> None:
    with pytest.raises(InvalidInput, match="operation"):
        stage.sending.send(stage.profile, RequestDraft("nonsense"))


def test_a_missing_secret_stops_before_anything_is_recorded(stage: Stage) -> None:
    profile = replace(stage.profile, secret=SecretRef("session", "gone"))
    with pytest.raises(VaultError):
        stage.sending.send(profile, read_draft())
    assert stage.transport.seen == []
    assert stage.history.kept == {}


def test_the_flag_tells_writes_from_reads_not_the_method(stage: Stage) -> None:
    with pytest.raises(ConfirmationNeeded, match="changes state"):
        stage.sending.send(stage.profile, RequestDraft("write"))
    assert stage.transport.seen == []
    assert stage.sending.send(stage.profile, RequestDraft("write"), confirmed=True).complete


def test_a_read_only_profile_refuses_a_confirmed_write(stage: Stage) -> None:
    with pytest.raises(Refused) as caught:
        stage.sending.send(replace(stage.profile, read_only=True), RequestDraft("write"), confirmed=True)
    assert caught.value.code == "read-only"
    assert stage.transport.seen == []


def test_an_exchange_is_recorded_before_and_after(stage: Stage) -> None:
    exchange = stage.sending.send(stage.profile, read_draft())
    assert stage.history.begun[exchange.id].state is ExchangeState.SENDING
    kept = stage.history.kept[exchange.id]
    assert kept.state is ExchangeState.FINISHED
    assert kept.envelope is not None
    assert kept.envelope.code == "0"
    assert kept.complete
    assert kept.draft["body"] == {"thing": "x"}


def test_progress_tells_phases_bytes_and_the_expected_length(stage: Stage) -> None:
    heard: list[Progress] = []
    started: list[str] = []
    exchange = stage.sending.send(
        stage.profile,
        read_draft(),
        on_progress=heard.append,
        on_start=lambda e: started.append(e.id),
    )
    assert started == [exchange.id]
    assert [p.phase for p in heard] == ["waiting", "receiving", "receiving"]
    assert heard[-1].received == heard[-1].expected == len(b'{"code": 0}')
    assert all(p.elapsed > 0 for p in heard)


@pytest.mark.parametrize(
    ("operation", "sent", "state"),
    [
        ("read", True, ExchangeState.FAILED),
        ("read", False, ExchangeState.FAILED),
        ("write", True, ExchangeState.UNCERTAIN),
        ("write", False, ExchangeState.FAILED),
        ("verify", True, ExchangeState.UNCERTAIN),
        ("verify", False, ExchangeState.FAILED),
    ],
)
def test_a_lost_connection_is_uncertain_only_where_it_matters(
    stage: Stage, operation: str, sent: bool, state: ExchangeState
) -> None:
    def lose(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        raise TransportFailure("it broke", code="connection-lost", sent=sent)

    stage.transport.script = lose
    draft = RequestDraft(operation, body={"thing": "x"})
    exchange = stage.sending.send(stage.profile, draft, confirmed=True)
    assert exchange.state is state
    assert exchange.failure is not None
    assert exchange.failure.code == "connection-lost"
    assert not exchange.complete
    assert len(stage.transport.seen) == 1


def test_a_cancelled_read_is_cancelled_and_a_cancelled_write_uncertain(stage: Stage) -> None:
    def cancelled(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        raise Cancelled("stopped", sent=True)

    stage.transport.script = cancelled
    read = stage.sending.send(stage.profile, read_draft())
    write = stage.sending.send(stage.profile, RequestDraft("write"), confirmed=True)
    assert read.state is ExchangeState.CANCELLED
    assert write.state is ExchangeState.UNCERTAIN


def test_what_arrived_before_a_cut_is_kept_and_never_called_complete(stage: Stage) -> None:
    def cut(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        sink.head(ResponseHead(200))
        sink.write(b'{"code": 0')
        raise TransportFailure("cut", code="transfer-cut")

    stage.transport.script = cut
    exchange = stage.sending.send(stage.profile, read_draft())
    answer = stage.inspecting.answer(exchange.id)
    assert answer is not None
    assert answer.raw(0, 99) == b'{"code": 0'
    assert not answer.complete
    assert exchange.received == 10
    assert exchange.head is not None


def test_cancel_reaches_the_running_exchange(stage: Stage) -> None:
    seen: list[bool] = []

    def wait(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        assert stage.sending.cancel(stage.sending.running()[0])
        seen.append(cancel.cancelled)
        raise Cancelled("stopped")

    stage.transport.script = wait
    exchange = stage.sending.send(stage.profile, read_draft())
    assert seen == [True]
    assert stage.sending.running() == ()
    assert not stage.sending.cancel(exchange.id)


def test_a_sensitive_field_is_sent_whole_and_kept_cut_short(stage: Stage) -> None:
    draft = RequestDraft("verify", body={"path": "/a", "sign": SIGN})
    exchange = stage.sending.send(stage.profile, draft)
    assert json.loads(stage.transport.seen[0].body)["sign"] == SIGN
    assert SIGN not in repr(exchange)
    assert SIGN not in repr(stage.history.begun[exchange.id])
    assert len(exchange.fingerprints["sign"]) == 64
    assert stage.sending.live_draft(exchange.id) == draft


def test_live_drafts_are_bounded(stage: Stage) -> None:
    first = stage.sending.send(stage.profile, read_draft())
    for _ in range(LIVE_DRAFTS):
        stage.sending.send(stage.profile, read_draft())
    assert stage.sending.live_draft(first.id) is None


@pytest.mark.parametrize(
    ("body", "tone"),
    [(b'{"code": 0}', "good"), (b'{"code": -7}', "bad"), (b"<html>", "uncertain"), (b"", "uncertain")],
)
def test_http_200_alone_is_never_good(stage: Stage, body: bytes, tone: str) -> None:
    stage.transport.script = answering(body)
    assert tone_of(stage.sending.send(stage.profile, read_draft())) == tone
