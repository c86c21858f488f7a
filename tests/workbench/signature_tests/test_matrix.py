"""The tamper matrix against both generations of signs, and what is concluded from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.loopback import http
from tests.workbench.signature_tests.bench import BASE, Bench
from tui.core.cancel import CancelToken
from tui.workbench.signature_tests.coverage import Binding, coverage
from tui.workbench.signature_tests.feeds import Covers, ListFeed, OneSign
from tui.workbench.signature_tests.matrix import MatrixRow, TamperMatrix
from tui.workbench.signature_tests.mutations import mutations
from tui.workbench.signature_tests.parts import ABSENT, Parts
from tui.workbench.signature_tests.verdicts import Got, Outcome

B, N, U = Binding.BOUND, Binding.NOT_BOUND, Binding.UNKNOWN


@pytest.mark.parametrize(
    ("covers", "expected"),
    [
        (Covers.PATH, (B, N, N)),
        (Covers.QUERY, (B, B, N)),
        (Covers.BODY, (B, N, B)),
        (Covers.ALL, (B, B, B)),
    ],
)
@pytest.mark.parametrize("fresh", [True, False], ids=["fresh signs", "one sign"])
def test_both_generations_end_in_the_right_verdict(
    bench: Bench, covers: Covers, expected: tuple[Binding, ...], fresh: bool
) -> None:
    feed = bench.feed(covers)
    matrix = TamperMatrix(BASE, feed if fresh else OneSign(feed.take(BASE)))
    session = bench.session()
    rows = list(matrix.run(session))
    found = coverage(rows)
    assert tuple(one.binding for one in found) == expected, found
    assert all(one.reason for one in found)
    assert session.calls == sum(
        row.got is not None and row.got.outcome is not Outcome.NOT_SENT for row in rows
    )
    assert session.calls <= matrix.plan().calls
    assert len(bench.history()) == session.calls
    assert all(row.ok is not False for row in rows), [row for row in rows if row.ok is False]
    signs = {row.sent.sign for row in rows if row.sent.sign is not ABSENT}
    assert (len(signs) > 20) is fresh or not fresh
    if not fresh:
        assert rows[-1].got is not None
        assert rows[-1].got.accepted
        assert "used before" in next(one for one in found if one.part == "path").ambiguous


def test_a_request_without_query_and_body_has_them_added(bench: Bench) -> None:
    base = Parts("/p")
    rows = list(TamperMatrix(base, bench.feed()).run(bench.session()))
    assert [row.id for row in rows if row.part in ("query", "body")] == ["query-add", "body-add"]
    assert [one.binding for one in coverage(rows)] == [B, N, N]


def test_differences_of_form_are_told_apart(bench: Bench) -> None:
    """The sandbox sorts the keys of a query, so their order does not count."""
    rows = list(TamperMatrix(BASE, bench.feed(Covers.QUERY), only=frozenset({"query"})).run(bench.session()))
    query = coverage(rows)[1]
    assert query.binding is B
    assert "order of keys reversed" in query.reason


def row(part: str, outcome: Outcome, *, id_: str = "x", decisive: bool = True, used: int = 0) -> MatrixRow:
    return MatrixRow(id_, part, f"{part} changed", decisive, None, True, BASE, Got(outcome, used_before=used))


@pytest.mark.parametrize(
    ("rows", "part", "binding", "words"),
    [
        ([], "path", U, "no change of the path"),
        ([row("path", Outcome.FAILED)], "path", U, "was not sent"),
        (
            [row("path", Outcome.FAILED), row("", Outcome.SERVICE, id_="unchanged-last")],
            "path",
            U,
            "unchanged request got SERVICE",
        ),
        (
            [row("path", Outcome.FAILED), row("", Outcome.FAILED, id_="unchanged-last", used=3)],
            "path",
            U,
            "may have been used up",
        ),
        ([row("query", Outcome.PASS), row("query", Outcome.FAILED)], "query", U, "judged differently"),
        ([row("body", Outcome.UNCERTAIN)], "body", U, "no change of the body got a verdict"),
        ([row("body", Outcome.RISK, used=1)], "body", N, "body changed"),
        ([row("path", Outcome.FAILED, decisive=False)], "path", U, "no change of the path"),
    ],
)
def test_nothing_is_concluded_from_too_little(
    rows: list[MatrixRow], part: str, binding: Binding, words: str
) -> None:
    found = next(one for one in coverage(rows) if one.part == part)
    assert (found.binding, words in found.reason) == (binding, True), found


def test_every_change_differs_from_the_request() -> None:
    for base in (BASE, Parts("/"), Parts("x", query={}, body=""), Parts("/é", query={"k": ""}, body="é")):
        whole = replace(base, sign="sbx1.0123456789")
        made = mutations(whole)
        assert len({one.id for one in made}) == len(made)
        for one in made:
            changed = one.applied(whole)
            assert repr(getattr(changed, one.part)) != repr(getattr(whole, one.part))


def test_a_connection_lost_in_mid_answer_is_uncertain_and_one_call(bench: Bench) -> None:
    with bench.serving(lambda _: http(b'{"code":200,"data":{"sta', length=500)) as (server, profile):
        session = bench.session(profile, confirmed=True)
        rows = list(TamperMatrix(BASE, OneSign("g0123456789abcdef")).run(session))
        assert len(server.seen) == 1
    assert [one.got.outcome for one in rows if one.got] == [Outcome.UNCERTAIN]
    assert "Nothing is repeated" in session.stopped
    assert {one.binding for one in coverage(rows)} == {U}


def test_with_fresh_signs_a_lost_connection_marks_its_row_and_three_end_the_run(bench: Bench) -> None:
    feed = ListFeed([f"g{number:020}" for number in range(99)])
    with bench.serving(lambda _: http(b"{", length=500)) as (server, profile):
        session = bench.session(profile, confirmed=True)
        rows = list(TamperMatrix(BASE, feed).run(session))
        assert len(server.seen) == len(rows) == 3
    assert "in a row" in session.stopped


def test_a_cancelled_run_sends_nothing_more(bench: Bench) -> None:
    token = CancelToken()
    session = bench.session(cancel=token)
    steps = TamperMatrix(BASE, bench.feed()).run(session)
    next(steps)
    token.cancel()
    assert list(steps) == []
    assert (session.calls, session.stopped) == (1, "It was cancelled.")
