"""Catch mode over a real listener and the real sandbox: what the app is answered and what is told."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.signature_tests.bench import CANARY, Bench
from tui.core.failures import ConfirmationNeeded, Refused
from tui.core.secret import cut_short
from tui.workbench import catching, importing
from tui.workbench.catching import CatchWish, KeptCaptures, told_catch
from tui.workbench.signature_tests.front import TestDesk


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


class Running:
    """A catch in a thread, and an app that sends to it."""

    def __init__(self, bench: Bench, wish: CatchWish, *, keep: bool = False) -> None:
        self.kept = KeptCaptures(bench.workbench.drafts)
        self.test = told_catch(bench.workbench.own.listener, wish, keep=self.kept.add if keep else None)
        self.session = bench.session()
        self.came = threading.Semaphore(0)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        while not (found := [one for one in self.test.conclusions() if one.subject == "listening"]):
            self.thread.join(0.005)
        self.url = found[0].finding

    def _run(self) -> None:
        for _ in self.test.run(self.session):
            self.came.release()

    def send(self, target: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, Any]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.url + target, body, named)
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                status, text = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                status, text = error.code, error.read()
        assert self.came.acquire(timeout=5)
        return status, json.loads(text)

    def end(self) -> None:
        self.session.cancel.cancel()
        self.thread.join(5)
        assert not self.thread.is_alive()


def test_each_sign_is_verified_once_and_the_verdict_is_mirrored(bench: Bench) -> None:
    run = Running(bench, CatchWish(mirror=True), keep=True)
    sign = bench.workbench.signatures.sandbox_sign("/api/order")
    assert run.send("/api/order?x=1", X_TD_Sign=sign) == (
        200,
        {"caught": 1, "verdict": "PASS", "code": "1200", "result": "pass", "env": [], "simulated": True},
    )
    assert run.send("/api/order", X_TD_Sign=sign)[1]["code"] == "1603"
    assert run.send("/api/other", X_TD_Sign=sign)[0] == 403
    status, said = run.send("/nothing")
    assert (status, said["verdict"]) == (403, "NOT SENT")
    status, said = run.send("/two", X_Sign="a" * 20, Td_Sign="b" * 20)
    assert "header:X-Sign" in said["problem"]
    in_body = json.dumps({"auth": {"sign": bench.workbench.signatures.sandbox_sign("/json")}}).encode()
    assert run.send("/json", in_body)[1]["code"] == "1200"
    run.end()
    assert run.session.calls == len(bench.history()) == 4
    told = [one.finding for one in run.test.conclusions()]
    assert told == ["4 VERIFIED", "2"]
    kept = run.kept.all()
    assert [one["code"] for one in kept] == ["1200", "1402", "1603", "1200"]
    assert kept[-1]["query"] == ["x"]
    everything = json.dumps([kept, [repr(one) for one in run.test.results]], ensure_ascii=False)
    assert sign not in everything
    assert cut_short(sign) in everything
    assert run.kept.forget() == 4


def test_it_ends_after_its_count_and_sends_no_more(bench: Bench) -> None:
    recipe = importing.chosen_sign("query:s")
    run = Running(bench, CatchWish(count=1, recipe=recipe, strip="/gw", slash=False))
    sign = bench.workbench.signatures.sandbox_sign("order")
    assert run.send(f"/gw/order?s={sign}")[1]["code"] == "1200"
    run.thread.join(5)
    assert not run.thread.is_alive()
    assert run.session.calls == 1
    assert KeptCaptures(bench.workbench.drafts).all() == []


def test_a_live_profile_asks_first_and_keeps_to_its_budget(bench: Bench) -> None:
    live = bench.live("http://127.0.0.1:1", callsPerDay=5)
    desk = TestDesk(bench.workbench)
    test = told_catch(bench.workbench.own.listener, CatchWish(count=3))
    with pytest.raises(ConfirmationNeeded, match="3 calls"):
        next(test.run(desk.session(live)))
    with pytest.raises(Refused, match="5 left today"):
        next(told_catch(bench.workbench.own.listener, CatchWish()).run(desk.session(live, confirmed=True)))
    data = desk.finished(test, desk.session(live), 0.0)
    assert CANARY not in json.dumps(data)


def test_only_what_was_verified_is_kept(bench: Bench) -> None:
    from tui.workbench.signature_tests.verdicts import not_sent

    kept = KeptCaptures(bench.workbench.drafts)
    kept.add(catching.Caught(1, 0.0, "turned away", 403, not_sent("why")))
    assert kept.all() == []
