"""Missing fields, spellings of the path, and bursts."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.loopback import http
from tests.workbench.signature_tests.bench import BASE, CANARY, Bench
from tests.workbench.signature_tests.test_guard import PASSED
from tui.core.failures import InvalidInput
from tui.workbench.signature_tests.burst import BurstTest, percentile, summary
from tui.workbench.signature_tests.feeds import ListFeed, OneSign
from tui.workbench.signature_tests.missing import MissingFieldTest, missing_rows, winning_code
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.path_variants import PathVariantFinder, path_variants
from tui.workbench.signature_tests.verdicts import Outcome


def test_every_missing_field_is_answered_as_expected(bench: Bench) -> None:
    test = MissingFieldTest(BASE, bench.feed())
    session = bench.session()
    rows = list(test.run(session))
    assert [row.id for row in rows if row.ok is False] == []
    codes = {row.id: row.got.code for row in rows if row.got}
    assert codes["path-null"] == codes["path-absent"] == codes["path-empty"] == "1102"
    assert codes["sign-null"] == codes["both-absent"] == "1101"
    assert codes["partner-absent"] == codes["partner-unknown"] == "431"
    assert codes["key-absent"] == ""
    assert "1101" in winning_code(rows)
    assert session.calls == test.plan().calls == len(missing_rows()) - 1


def test_null_and_wrong_types_really_go_on_the_wire(bench: Bench) -> None:
    with bench.serving(lambda _: http(PASSED)) as (server, profile):
        list(MissingFieldTest(Parts("/p"), OneSign("g1")).run(bench.session(profile, confirmed=True)))
        bodies = [json.loads(request.partition(b"\r\n\r\n")[2]) for request in server.seen]
        partners = [b"partner_code" in request.split(b"\r\n")[0] for request in server.seen]
    assert {"path": None, "sign": "g1"} in bodies
    assert {"path": "/p", "sign": ["x"]} in bodies
    assert {"path": "/p", "sign": "g1", "body": {"a": 1}} in bodies
    assert {} in bodies
    assert partners.count(False) == 1


def test_the_spelling_that_was_signed_is_found(bench: Bench) -> None:
    signed = bench.workbench.signatures.sandbox_sign("shop/order")
    base = Parts("https://shop.example/shop/order?x=1")
    session = bench.session()
    rows = list(PathVariantFinder(base, OneSign(signed)).run(session))
    assert rows[-1].path == "shop/order"
    assert rows[-1].got.accepted
    assert session.calls == len(rows) == 3


def test_a_gateways_prefix_is_tried_both_ways() -> None:
    assert ("/order", "without the prefix /gw") in path_variants("/gw/order", ["gw"])
    assert ("/gw/order", "with the prefix /gw") in path_variants("/order", ["/gw/"])
    assert path_variants("/a%20b")[0] == ("/a%20b", "as it is")
    assert "/a b" in [path for path, _ in path_variants("/a%20b")]


@given(st.text(max_size=20))
def test_spellings_are_many_and_each_once(path: str) -> None:
    found = [variant for variant, _ in path_variants(path)]
    assert len(found) == len(set(found))
    assert "" not in found


def test_a_burst_finds_where_the_frequency_is_noticed(bench: Bench) -> None:
    rows = list(BurstTest(BASE, bench.feed(), 25).run(bench.session()))
    found = summary(rows)
    assert found.codes == {"1200": 20, "1602": 5}
    assert found.first_frequent == 21
    assert found.slowest >= found.percentiles[99] >= found.percentiles[50] > 0


def test_percentiles_are_exact() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert [percentile(values, p) for p in (50, 90, 95, 99)] == [50.0, 90.0, 95.0, 99.0]
    assert percentile([7.0], 99) == 7.0
    assert percentile([], 50) == 0.0
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0


def test_several_at_once_and_513_stops_all(bench: Bench) -> None:
    answers = iter([PASSED] * 6)

    def answer(_: bytes) -> bytes:
        time.sleep(0.01)
        return http(next(answers, b'{"code":513,"message":"off"}'))

    feed = ListFeed([f"g{n}" for n in range(200)])
    with bench.serving(answer) as (server, profile):
        session = bench.session(profile, confirmed=True)
        rows = list(BurstTest(BASE, feed, 200, at_once=4).run(session))
        assert len(server.seen) <= 10
    assert "513" in session.stopped
    assert summary(rows).codes["1200"] == 6


def test_a_fixed_rate_counts_from_the_planned_start(bench: Bench) -> None:
    """A clock that stands still but for the pauses: ten a second take 0.4 s for five calls."""
    clock = [0.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    burst = BurstTest(BASE, bench.feed(), 1, rate=10, monotonic=lambda: clock[0])
    rows = list(burst.run(bench.session(sleep=sleep)))
    assert BurstTest(BASE, bench.feed(), 5, rate=10).plan().seconds == 0.4
    assert [row.seconds for row in rows] == [0.0]


def test_whoever_stops_listening_stops_the_burst(bench: Bench) -> None:
    session = bench.session()
    steps = BurstTest(BASE, bench.feed(), 500).run(session)
    next(steps)
    steps.close()  # type: ignore[attr-defined]  # a generator, declared as the iterator it is used as
    assert session.stopped == "Nobody listens any more."
    assert session.calls < 500


@pytest.mark.parametrize("options", [{"count": 0}, {"count": 1, "at_once": 65}, {"count": 1, "rate": 0.0}])
def test_numbers_that_make_no_burst_are_refused(bench: Bench, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        BurstTest(BASE, bench.feed(), **options)


def test_nothing_that_is_kept_holds_the_key_or_a_whole_sign(bench: Bench) -> None:
    sign = "g" + "0123456789abcdef" * 4
    with bench.serving(lambda _: http(PASSED)) as (_, profile):
        rows = list(MissingFieldTest(BASE, OneSign(sign)).run(bench.session(profile, confirmed=True)))
    shown = " ".join(row.sent.shown() for row in rows if row.sent) + repr(bench.history())
    assert CANARY not in shown
    assert sign not in shown
    assert Outcome.PASS in {row.got.outcome for row in rows if row.got}
