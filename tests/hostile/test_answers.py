"""Hostile answers through the whole workbench: each ends in bounded time and memory and is told in words.

Faults of the wire alone are in tests/transport/test_faults.py; here stand those of what is sent, up to the
rows, the envelope, the tree and the explanation.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import make_workbench, paths_below
from tests.hostile.corpus import PILES
from tests.transport.hostile import Handler, HostileServer, answer, pieces, raw
from tui.core.cancel import CancelToken
from tui.core.display import safe
from tui.core.exchange import Exchange
from tui.core.operation import RequestDraft
from tui.core.profile import Profile, Timeouts
from tui.core.secret import SecretRef
from tui.storage import TomlSettings
from tui.transport import sending
from tui.workbench import Workbench, largest_answer

ENVELOPE = b'{"return_code":0,"return_message":"success","data":{"headers":["a"]}}\n'
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENVELOPE_CHUNK = b"%x\r\n%s\r\n" % (len(ENVELOPE), ENVELOPE)
JSON = "Content-Type: application/json\n"
MOST_SECONDS = 6.0
MOST_MEMORY = 250_000_000

ANSWERS: dict[str, Handler] = {
    "nothing": answer(b""),
    "null": answer(b"null"),
    "a list": answer(b"[1,2,3]"),
    "a number": answer(b"7"),
    "deep lists": answer(b"[" * 200_000 + b"]" * 200_000),
    "deep objects": answer(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "a number of 5000 digits": answer(ENVELOPE + b"[" + b"9" * 5000 + b"]\n"),
    "numbers at the edge": answer(ENVELOPE + b"[1e400]\n[-0.0]\n[1E-400]\n[123456789012345678.9]\n"),
    "NaN": answer(ENVELOPE + b"[NaN]\n[Infinity]\n[-Infinity]\n"),
    "keys twice": answer(b'{"return_code":0,"return_code":500,"data":[{"id":1,"id":2}]}'),
    "no UTF-8": answer(b'{"return_code":-1,"return_message":"\xff\xfe\xc0\xaf"}'),
    "GBK": answer('{"return_code":-1,"return_message":"失败"}'.encode("gbk"), headers=JSON),
    "UTF-16": answer(json.dumps({"return_code": 0}).encode("utf-16")),
    "half a pair": answer(ENVELOPE + b'["\\ud800"]\n["\\udfff x"]\n'),
    "something behind": answer(b'{"return_code":0}\n<!-- debug -->'),
    "a login page": answer(
        b"<html><title>Login</title>" + b"x" * 10_000, headers="Content-Type: text/html\n"
    ),
    "bytes": answer(bytes(range(256)) * 64, headers="Content-Type: application/octet-stream\n"),
    "a charset that is none": answer(b'{"return_code":0}', headers="Content-Type: x; charset=undefined\n"),
    "a charset that unpacks": answer(b'{"return_code":0}', headers="Content-Type: x; charset=zlib_codec\n"),
    "punycode": answer(b"xn--" + b"a" * 2000, headers="Content-Type: text/plain; charset=punycode\n"),
    "ragged rows": answer(ENVELOPE + b'null\n1\n"x"\n[]\n{}\n[{"a":{"b":[1]}},2,3,4]\n'),
    "20,000 columns": answer(ENVELOPE.replace(b'"a"', b",".join(b'"c%d"' % n for n in range(20_000)))),
    "half a million keys": answer(json.dumps({f"k{n}": 0 for n in range(500_000)}).encode()),
    "a cell of 20 MB": answer(ENVELOPE + b'["' + b"x" * (20 << 20) + b'"]\n'),
    "a line without an end": answer(b"[" + b"1," * (10 << 20)),
    "200,000 rows": answer(ENVELOPE + b"[1]\n" * 200_000),
    "blank lines": answer(ENVELOPE + b"\n" * 2_000_000),
    "corpus in the message": answer(json.dumps({"return_code": -1, "return_message": PILES[0]}).encode()),
    "an error in mid-stream": answer(ENVELOPE + b'[1]\n{"return_code":-1022,"return_message":"x"}\n'),
    "a zip bomb": answer(gzip.compress(b"0" * 30_000_000, 9), headers="Content-Encoding: gzip\n"),
    "endless": pieces(CHUNKED, *[b"1000\r\n" + b"a" * 4096 + b"\r\n"] * 4000, pause=0.02),
    "cut though it parses": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + ENVELOPE + b"[1]\n"),
    "a file name": answer(b"x", headers='Content-Disposition: attachment; filename="../../x.csv"\n'),
    "many cookies": answer(b'{"return_code":0}', headers="Set-Cookie: a=b; Domain=localhost\n" * 200),
    "Retry-After": answer(b"{}", status="503 Busy", headers="Retry-After: 99999999999999\n"),
    "status 999": answer(b'{"return_code":0}', status="999 What"),
    "204 with a body": answer(b"hello", status="204 No Content"),
    "a realm": answer(b"{}", status="401 No", headers='WWW-Authenticate: Basic realm="x"\n'),
    "a redirect to a cloud's own data": answer(
        status="302 Found", headers="Location: http://169.254.169.254/latest/meta-data/\n"
    ),
    "a redirect to a script": answer(status="302 Found", headers="Location: javascript:alert(1)\n"),
    "totals that cannot be": answer(b'{"return_code":0,"data":{"total":-1,"pageSize":0,"rows":[1]}}'),
}
ROUTES = ("sql-query", "event-analyze")


@pytest.fixture
def workbench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    # A bomb of the real size would cost seconds.
    monkeypatch.setattr(sending, "BOMB_BYTES", 25_000_000)
    monkeypatch.setenv("A_KEY", "an-example-key")
    made = make_workbench(tmp_path / "home")
    yield made
    made.close()


def resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


def sent_to(server: HostileServer, workbench: Workbench, route: str) -> Exchange:
    profile = workbench.profiles.blank("te")
    profile = workbench.profiles.changed(profile, name="live", base_url=server.url, settings={"projectId": 1})
    assert isinstance(profile, Profile)
    ready = profiles_secret(workbench, profile)
    if route == "sql-query":
        draft = RequestDraft(route, query={"format": "json"}, form={"sql": "SELECT 1"})
    else:
        draft = RequestDraft(route, body=workbench.sending.operation("te", route).example)
    return workbench.sending.send(ready, draft)


def profiles_secret(workbench: Workbench, profile: Profile) -> Profile:
    return replace(profile, secret=SecretRef("environment", "A_KEY"), timeouts=Timeouts(1.0, 1.0, 3.0))


def looked_at(workbench: Workbench, exchange: Exchange) -> None:
    """What the screens and the command line ask for when it is opened."""
    found = workbench.inspecting
    answer_ = found.answer(exchange.id)
    if answer_ is not None:
        answer_.window(0, 60)
        document = workbench.documents.open(answer_)
        document.build(CancelToken())
        root = document.root()
        if root is not None:
            document.members(root, 0, 60)


@pytest.fixture
def server() -> Iterator[HostileServer]:
    running = HostileServer()
    yield running
    running.close()


def test_every_answer_ends_in_words_in_time_and_in_memory(
    server: HostileServer, workbench: Workbench
) -> None:
    sent_to(server, workbench, ROUTES[0])
    before = resident()
    for number, (name, handler) in enumerate(ANSWERS.items()):
        server.routes["/querySql"] = server.routes["/open/event-analyze"] = handler
        for route in ROUTES[: 1 if number % 4 else 2]:
            # Of this process alone: how busy the machine is says nothing. The deadline bounds the waiting.
            began = time.process_time()
            exchange = sent_to(server, workbench, route)
            looked_at(workbench, exchange)
            took = time.process_time() - began
            where = f"{name} to {route}"
            assert took < MOST_SECONDS, f"{where} took {took:.1f} s"
            assert resident() - before < MOST_MEMORY, f"{where}: {(resident() - before) >> 20} MiB"
            assert exchange.failure is not None or exchange.envelope is not None, where
            if exchange.failure is not None:
                assert exchange.failure.message == safe(exchange.failure.message), where
                assert exchange.failure.message.endswith("."), where
            if "cut" in name or "endless" in name or "bomb" in name:
                assert not exchange.complete, where


def test_a_plain_body_without_an_end_is_stopped_at_the_stated_size(
    server: HostileServer, workbench: Workbench
) -> None:
    """It packs nothing and stays below every time-out: only `answers.largest` ends it."""
    rows = b"".join(b'["%0100d"]\n' % number for number in range(600))
    piece = b"%x\r\n%s\r\n" % (len(rows), rows)
    server.routes["/querySql"] = pieces(CHUNKED, ENVELOPE_CHUNK, *[piece] * 1000, pause=0)
    workbench.settings.put("answers.largest", 1)
    exchange = sent_to(server, workbench, "sql-query")
    assert exchange.failure is not None
    assert exchange.failure.code == "answer-too-large"
    assert exchange.failure.evidence == ("The limit is 1.0 MB, unpacked.",)
    assert not exchange.complete
    assert 900_000 < exchange.received <= 1_000_000
    answer = workbench.inspecting.answer(exchange.id)
    assert answer is not None
    assert (answer.complete, answer.row_count) == (False, exchange.rows)
    assert answer.row_count > 8000
    page = workbench.knowledge.own_page(exchange.failure.code)
    assert any("answers.largest" in remedy for remedy in page.remedies)
    assert largest_answer(TomlSettings(paths_below(Path("nowhere")))) == 4_000_000_000
