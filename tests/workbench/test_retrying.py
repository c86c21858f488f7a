"""What is refused for coming too often: reads are sent again after growing pauses, writes never are."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.cast import PROVIDER, Stage
from tests.workbench.waiting import QuickToken
from tui.core.cancel import CancelToken
from tui.core.exchange import Exchange, Progress, ResponseHead
from tui.core.operation import RequestDraft
from tui.core.ports import Sink
from tui.core.request import UnsignedRequest
from tui.workbench.profiles import Profiles
from tui.workbench.sending.retrying import PAUSES, Retrying

TUI = Path(__file__).parents[2] / "tui"
READ = RequestDraft("read", body={"thing": "x"})
OFTEN, FINE = b'{"code": -5}', b'{"code": 0}'


class Shop(Stage):
    """A service that refuses with -5 as often as it is told to."""

    def __init__(self, answers: Iterable[bytes], settings: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        bodies = itertools.chain(answers, itertools.repeat(FINE))

        def script(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
            sink.head(ResponseHead(200))
            sink.write(next(bodies))

        self.transport.script = script
        limited = {"ex": replace(PROVIDER, rate_limited=frozenset({"-5"}))}
        profiles = Profiles(limited, self.profile_store, self.vault, [], lambda: "id")
        self.retrying = Retrying(profiles, self.sending, lambda: settings or {}, self.now)
        self.heard: list[Progress] = []
        self.started: list[Exchange] = []

    def send(self, draft: RequestDraft = READ, token: CancelToken | None = None, **how: Any) -> Exchange:
        return self.retrying.send(
            self.profile,
            draft,
            cancel=token or QuickToken(),
            on_progress=self.heard.append,
            on_start=self.started.append,
            **how,
        )


@pytest.mark.parametrize("refusals", [0, 1, 2, 3, 4, 9])
def test_a_read_is_sent_again_three_times_at_most_after_growing_pauses(refusals: int) -> None:
    shop, token = Shop([OFTEN] * refusals), QuickToken()
    exchange = shop.send(token=token)
    repeats = min(refusals, len(PAUSES))
    assert len(shop.transport.seen) == len(shop.started) == 1 + repeats
    assert token.waited == sum(PAUSES[:repeats])
    assert exchange.envelope is not None
    assert exchange.envelope.code == ("0" if refusals <= len(PAUSES) else "-5")
    assert list(PAUSES) == sorted(set(PAUSES))
    assert any("Attempt" in note for note in exchange.notes) == bool(repeats)


def test_a_pause_is_counted_down_in_the_name_of_the_refused_exchange() -> None:
    shop = Shop([OFTEN])
    shop.send()
    said = [(sign.exchange_id, sign.phase) for sign in shop.heard if "refused" in sign.phase]
    first = shop.started[0].id
    assert said == [
        (first, "refused with -5 · attempt 2 of 4 in 2 s"),
        (first, "refused with -5 · attempt 2 of 4 in 1 s"),
    ]


def test_every_attempt_is_an_exchange_and_the_last_one_tells_of_those_before() -> None:
    shop = Shop([OFTEN, OFTEN])
    exchange = shop.send()
    kept = [shop.history.kept[one.id] for one in shop.started]
    assert [one.envelope.code for one in kept if one.envelope] == ["-5", "-5", "0"]
    said = "Attempt 3 of 4: those before were refused with -5; the pauses between were 2 s and 5 s."
    assert exchange.notes == (said,)


@pytest.mark.parametrize("route", ["write", "verify"])
def test_what_changes_something_or_is_used_up_is_sent_once(route: str) -> None:
    shop = Shop([OFTEN])
    exchange = shop.send(RequestDraft(route, body={"thing": "x"}), confirmed=True)
    assert len(shop.transport.seen) == 1
    assert exchange.envelope is not None
    assert exchange.envelope.code == "-5"


def test_sql_that_is_no_plain_query_is_sent_once() -> None:
    shop = Shop([OFTEN])
    shop.retrying = Retrying(
        shop.retrying._profiles, shop.sending, dict, shop.now, lambda profile, sql: "it drops a table"
    )
    assert not shop.retrying.repeats(shop.profile, RequestDraft("read", form={"sql": "DROP TABLE t"}))
    assert shop.retrying.repeats(shop.profile, READ)


def test_another_code_and_a_setting_end_it_at_once() -> None:
    assert len(Shop([b'{"code": -7}']).send().notes) == 0
    off = Shop([OFTEN], {"retry": {"rate_limit": False}})
    off.send()
    assert len(off.transport.seen) == 1


@pytest.mark.parametrize("by_id", [True, False])
def test_a_cancel_in_the_pause_ends_it_and_the_refusal_is_the_outcome(by_id: bool) -> None:
    shop = Shop([OFTEN, OFTEN])

    def stop(waited: float) -> None:
        if waited >= 3:
            # As a screen does it that shows the exchange which was refused.
            if by_id:
                assert shop.sending.cancel(shop.started[-1].id)
            else:
                token.cancel()

    token = QuickToken(stop)
    exchange = shop.send(token=token)
    assert len(shop.transport.seen) == 2
    assert exchange.envelope is not None
    assert exchange.envelope.code == "-5"
    assert shop.sending.running() == ()


ONCE = {
    "tui/workbench/sending/retrying.py": "the one way itself",
    "tui/workbench/signatures.py": "a verification uses its sign up",
    "tui/workbench/tasks/calling.py": "the call that stops a query is a write",
}
"""Who sends without repeating, and why."""


def test_nobody_goes_past_the_one_way() -> None:
    found = set()
    for path in TUI.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "send":
                holder = node.value
                name = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
                if name in ("sending", "_sending"):
                    found.add(path.relative_to(TUI.parent).as_posix())
    assert found == set(ONCE)
