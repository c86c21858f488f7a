"""For how long replays are noticed."""

from __future__ import annotations

import pytest

from tests.workbench.signature_tests.bench import BASE, Bench
from tui.providers.td.sandbox.rules import LIMITS
from tui.workbench.signature_tests.feeds import OneSign
from tui.workbench.signature_tests.parts import Parts
from tui.workbench.signature_tests.replay import ReplayFinding, ReplayRow, ReplayTest, replay_memory
from tui.workbench.signature_tests.verdicts import Got, Outcome


@pytest.mark.parametrize("fresh", [True, False], ids=["fresh signs", "one sign"])
def test_a_memory_of_30_s_is_found_within_its_gap(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, fresh: bool
) -> None:
    monkeypatch.setitem(LIMITS, "replay_memory", 30.0)
    feed = bench.feed()
    test = ReplayTest(BASE, feed if fresh else OneSign(feed.take(BASE)), [0, 1, 10, 60])
    session = bench.session()
    rows = list(test.run(session))
    memory = replay_memory(rows)
    assert (memory.at_least, memory.less_than) == (10, 60)
    assert memory.sentence == "A replay was noticed after 10.00 s and no more after 1:00 min."
    assert session.calls == test.plan().calls == (8 if fresh else 5)
    assert test.plan().seconds == 71


def test_a_sign_may_grow_too_old_before_its_replay_is_forgotten(bench: Bench) -> None:
    rows = list(ReplayTest(BASE, bench.feed()).run(bench.session()))
    memory = replay_memory(rows)
    assert (memory.at_least, memory.less_than) == (60, None)
    assert "life of its own" in memory.sentence
    assert rows[-1].finding is ReplayFinding.REFUSED


def test_a_first_use_that_does_not_pass_ends_the_test(bench: Bench) -> None:
    session = bench.session()
    rows = list(ReplayTest(Parts("/p"), OneSign("g00")).run(session))
    assert [row.finding for row in rows] == [ReplayFinding.NOTHING]
    assert session.calls == 1
    assert "nothing is known" in replay_memory(rows).sentence


def used(gap: float, finding: ReplayFinding) -> ReplayRow:
    return ReplayRow(gap, finding, Got(Outcome.PASS))


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([used(5, ReplayFinding.NOTICED), used(1, ReplayFinding.NOT_NOTICED)], "not steady"),
        ([used(0, ReplayFinding.NOT_NOTICED)], "not noticed"),
        ([used(0, ReplayFinding.REFUSED)], "refused outright"),
    ],
)
def test_other_conclusions(rows: list[ReplayRow], words: str) -> None:
    assert words in replay_memory(rows).sentence
