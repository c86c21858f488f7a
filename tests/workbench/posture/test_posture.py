"""The posture check against sample endpoints on loopback, and what it is told from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.workbench.signature_tests.bench import CANARY, Bench
from tui.core.cancel import CancelToken
from tui.core.failures import ConfirmationNeeded, InvalidInput
from tui.core.listening import HeardRequest, ListenWish, Reply
from tui.workbench.importing import CapturedRequest, chosen_sign
from tui.workbench.posture import (
    Did,
    Endpoint,
    EndpointWish,
    Judge,
    Policy,
    RiskyFeed,
    SampleEndpoint,
    endpoint_of,
    other_path_feed,
    statuses,
    told_posture,
)
from tui.workbench.signature_tests import OneSign, Parts
from tui.workbench.signature_tests.front import TestDesk, ToldTest

BASE = Parts("/order")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


@contextmanager
def serving(bench: Bench, answer: object) -> Iterator[str]:
    listening = bench.workbench.own.listener.listen(ListenWish(), answer, lambda _: None)  # type: ignore[arg-type]  # any callable
    yield f"{listening.url}/order"
    listening.close()


def endpoint(bench: Bench, to: str, **options: object) -> Endpoint:
    return endpoint_of(bench.workbench.own.transport, EndpointWish(to, **options))  # type: ignore[arg-type]  # by name


def check(bench: Bench, to: str) -> ToldTest[object]:
    feed = bench.feed()
    made = told_posture(
        BASE,
        feed,
        endpoint(bench, to),
        others=other_path_feed(feed),
        risky=RiskyFeed(bench.workbench.sandbox),
    )
    list(made.run(bench.session(confirmed=True)))
    return made  # type: ignore[return-value]  # rows are not looked at


OUTCOMES = {
    Policy.STRICT: ("STRICT", []),
    Policy.LAX: ("LAX", ["no-sign", "replay", "risky-device"]),
    Policy.BLIND: ("LAX", ["no-sign", "wrong-sign", "other-path", "replay", "risky-device"]),
}


@pytest.mark.parametrize("policy", Policy)
def test_what_a_sample_endpoint_lets_through(bench: Bench, policy: Policy) -> None:
    finding, holes = OUTCOMES[policy]
    sample = SampleEndpoint(bench.workbench.signatures, bench.sandbox, policy)
    with serving(bench, sample) as url:
        made = check(bench, url)
    assert [one.label for one in made.results if one.status.value == "failed"] == holes
    assert [one.status.value for one in made.results].count("passed") == 6 - len(holes)
    assert made.conclusions()[0].finding == finding
    assert [one.got.code for one in made.results] == ["1101", "1402", "1402", "1200", "1603", "1601"]
    assert all(one.proves and (one.advice or one.status.value == "passed") for one in made.results)


def test_an_endpoint_that_refuses_everything_proves_nothing(bench: Bench) -> None:
    with serving(bench, lambda _: Reply(403)) as url:
        made = check(bench, url)
    assert made.conclusions()[0].finding == "NOT KNOWN"
    assert [one.label for one in made.results if one.status.value == "failed"] == ["genuine"]


def test_one_that_answers_neither_is_unclear(bench: Bench) -> None:
    with serving(bench, lambda _: Reply(302, headers=(("Location", "https://other.example/"),))) as url:
        made = check(bench, url)
    assert {one.status.value for one in made.results} == {"error"}
    assert "redirect" in made.results[0].got.message


def test_it_asks_every_time_and_one_sign_leaves_the_vendor_out(bench: Bench) -> None:
    heard: list[HeardRequest] = []

    def answer(request: HeardRequest) -> Reply:
        heard.append(request)
        return Reply(200)

    sign = bench.workbench.signatures.sandbox_sign("/order")
    with serving(bench, answer) as url:
        made = told_posture(BASE, OneSign(sign), endpoint(bench, url))
        with pytest.raises(ConfirmationNeeded, match="4 requests"):
            next(made.run(bench.session()))
        assert heard == []
        session = bench.session(confirmed=True)
        list(made.run(session))
    signs = [one.header("x-td-sign") for one in heard]
    assert signs[0] == ""
    assert signs[1] != sign
    assert signs[2:] == [sign, sign]
    assert session.calls == 0
    data = TestDesk(bench.workbench).finished(made, session, 0.0)
    assert sign not in json.dumps(data)


def test_the_request_is_the_captured_one_and_holds_no_secret_of_the_profile(bench: Bench) -> None:
    bench.live("http://127.0.0.1:1")
    heard: list[HeardRequest] = []

    def answer(request: HeardRequest) -> Reply:
        heard.append(request)
        return Reply(200, b'{"ok": false}')

    with serving(bench, answer) as url:
        body = json.dumps({"auth": {"sign": "old"}, "n": "é"}, ensure_ascii=False).encode()
        headers = (("Cookie", "sid=1"), ("Host", "elsewhere"), ("X-TD-Sign", "old"))
        template = CapturedRequest("PUT", url, headers, body)
        judge = Judge(refused_text='"ok": false')
        for place in ("header:x-td-sign", "query:s g", "json:auth.sign"):
            asked = endpoint(bench, f"{url}?q=%20", sign=chosen_sign(place), template=template, judge=judge)
            assert asked.ask("new+/=", CancelToken()).did is Did.REFUSED
    first, second, third = heard
    assert (first.method, first.target, first.body) == ("PUT", "/order?q=%20", body)
    assert first.header("x-td-sign") == "new+/="
    assert first.header("cookie") == "sid=1"
    assert first.header("host").startswith("127.0.0.1")
    assert second.target == "/order?q=%20&s%20g=new%2B%2F%3D"
    assert json.loads(third.body)["auth"]["sign"] == "new+/="
    assert CANARY not in repr(heard)


WRONG = {
    "no address": EndpointWish("shop.example/order"),
    "a user": EndpointWish("https://me:pw@shop.example/"),
    "another host": EndpointWish("https://a.example/", template=CapturedRequest("GET", "https://b.example/")),
    "a header": EndpointWish(
        "https://a.example/", template=CapturedRequest("GET", "https://a.example/", (("X", "\ud800"),))
    ),
    "no JSON": EndpointWish("https://a.example/", sign=chosen_sign("json:a.b")),
    "no name": EndpointWish("https://a.example/", sign=chosen_sign("header:a b")),
    "no method": EndpointWish("https://a.example/", "PO ST"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_sent(bench: Bench, name: str) -> None:
    with pytest.raises(InvalidInput):
        endpoint_of(bench.workbench.own.transport, WRONG[name])


def test_statuses_and_texts_judge() -> None:
    assert statuses("200-202, 302", "accepts") == {200, 201, 202, 302}
    with pytest.raises(InvalidInput, match="accepts"):
        statuses("2xx", "accepts")
    judge = Judge()
    assert [judge(status, "") for status in (204, 403, 404, 500)] == [
        Did.ACCEPTED,
        Did.REFUSED,
        Did.UNCLEAR,
        Did.UNCLEAR,
    ]
    assert Judge(accepted_text="yes")(200, "no") is Did.REFUSED
