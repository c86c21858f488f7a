"""What keeps a run within its cost, and where its signs come from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.cli.loopback import http
from tests.workbench.signature_tests.bench import BASE, Bench
from tui.core.failures import ConfirmationNeeded, Refused
from tui.workbench.signature_tests.feeds import CommandFeed, ListFeed, NoSignLeft, OneSign
from tui.workbench.signature_tests.matrix import TamperMatrix
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.verdicts import Outcome

PASSED = b'{"code":200,"message":"success","data":{"status":1200,"result":"pass","env":[],"version":"v2"}}'


def test_more_than_one_live_call_needs_a_yes_and_the_sandbox_none(bench: Bench) -> None:
    with bench.serving(lambda _: http(PASSED)) as (server, profile):
        matrix = TamperMatrix(BASE, OneSign("g0123456789"))
        with pytest.raises(ConfirmationNeeded) as caught:
            next(matrix.run(bench.session(profile)))
        assert f"up to {matrix.plan().calls} calls" in caught.value.message
        assert server.seen == []
    assert next(TamperMatrix(BASE, bench.feed()).run(bench.session())).got is not None


def test_a_list_that_is_too_short_is_told_before_anything_is_sent(bench: Bench) -> None:
    feed = ListFeed("one\n\n two \none\n")
    assert feed.left == 2
    with pytest.raises(Refused) as caught:
        next(TamperMatrix(BASE, feed).run(bench.session()))
    assert "and 2 are there" in caught.value.message
    assert bench.history() == []


def test_the_days_budget_counts_every_call_and_starts_anew(bench: Bench) -> None:
    with bench.serving(lambda _: http(PASSED), callsPerDay=30) as (server, profile):
        budget = bench.budget()
        signatures = bench.workbench.signatures
        for number in range(3):
            signatures.verify(profile, signatures.draft("td", path="/p", sign=f"g{number}"))
        assert (budget.used(profile), budget.left(profile)) == (3, 27)
        session = bench.session(profile, confirmed=True, budget_left=budget.left)
        matrix = TamperMatrix(BASE, OneSign("g0123456789"))
        assert matrix.plan().calls > 27
        with pytest.raises(Refused) as caught:
            next(matrix.run(session))
        assert "27 left today" in caught.value.message
        assert len(server.seen) == 3
        bench.now += 86_400
        assert budget.left(profile) == 30
        assert budget.left(bench.sandbox) is None


def test_a_run_never_goes_beyond_the_budget_it_began_with(bench: Bench) -> None:
    session = bench.session(budget_left=lambda _: 2)
    session._left = 2
    found = [session.verify(Parts("/p", "sign")).outcome for _ in range(3)]
    assert found[2] is Outcome.NOT_SENT
    assert "budget" in session.stopped


def test_513_stops_every_run(bench: Bench) -> None:
    with bench.serving(lambda _: http(b'{"code":513,"message":"Traffic has been disabled"}')) as (
        server,
        profile,
    ):
        session = bench.session(profile, confirmed=True)
        rows = list(TamperMatrix(BASE, OneSign("g0123456789")).run(session))
        assert len(server.seen) == len(rows) == 1
    assert "513" in session.stopped


def test_a_command_gets_the_path_as_an_argument_and_prints_one_sign() -> None:
    asked: list[Sequence[str]] = []

    def run(argv: Sequence[str]) -> str:
        asked.append(argv)
        return f"g{len(asked)}\n"

    feed = CommandFeed(["sign-tool", "--path={path}"], run)
    assert [feed.take(Parts("/a b")), feed.take(Parts("/c"))] == ["g1", "g2"]
    assert asked == [["sign-tool", "--path=/a b"], ["sign-tool", "--path=/c"]]


@pytest.mark.parametrize(
    ("printed", "words"), [("", "printed nothing"), ("a\nb\n", "lines instead"), ("same", "printed before")]
)
def test_a_command_that_prints_no_new_sign_is_told(printed: str, words: str) -> None:
    feed = CommandFeed(["tool"], lambda argv: printed)
    if printed == "same":
        assert feed.take(Parts("/")) == "same"
    with pytest.raises(NoSignLeft) as caught:
        feed.take(Parts("/"))
    assert words in caught.value.message
    with pytest.raises(Refused):
        CommandFeed([], lambda argv: "")
