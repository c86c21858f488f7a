"""Copies run elsewhere and send the same request; the secret is in none of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.loopback import Loopback, http, serving
from tests.factories import make_workbench
from tui.core.exchange import Exchange
from tui.core.operation import RequestDraft
from tui.core.profile import Profile
from tui.core.secret import Secret
from tui.workbench import Workbench
from tui.workbench.copying_as import Copied, CopyForm, CopyingAs
from tui.workbench.importing import parse_curl, read_har

SECRET = "CANARY-t0ken-0f-the-copy"
SQL = "SELECT 'it''s ``` <b>' AS \"名\", 1\n-- two\tlines"
ECHO = b'{"return_code":0,"return_message":"you sent token=%s","data":[["a"]]}' % SECRET.encode()


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    made = make_workbench(tmp_path)
    yield made
    made.close()


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving(lambda _: http(ECHO, head=b"Content-Type: application/json\r\nX-Odd: `|<i>\r\n")) as made:
        yield made


@pytest.fixture
def sent(workbench: Workbench, server: Loopback) -> Exchange:
    """A query that was sent to the loopback server, which echoes the secret."""
    profile = Profile("p1", "live", "te", server.url, settings={"projectId": 7})
    target = workbench.profiles.store_secret(profile, Secret(SECRET), "session")
    draft = RequestDraft("sql-query", form={"sql": SQL, "format": "json"})
    return workbench.sending.send(target, draft)


def copied(workbench: Workbench, exchange: Exchange, form: CopyForm) -> Copied:
    return CopyingAs(workbench.inspecting, workbench.profiles).copy(exchange.id, form)


def request_parts(data: bytes) -> tuple[bytes, set[bytes], bytes]:
    """First line, the headers that the program itself sets, body."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    own = {line for line in headers if line.lower().startswith((b"content-type", b"x-", b"accept:"))}
    return first, own, body


@pytest.mark.parametrize("form", [CopyForm.HTTPX, CopyForm.CURL])
def test_a_copy_sends_the_same_request_with_the_secret_of_the_environment(
    workbench: Workbench, server: Loopback, sent: Exchange, form: CopyForm, tmp_path: Path
) -> None:
    copy = copied(workbench, sent, form)
    assert copy.variable == "TE_TOKEN"
    assert SECRET not in copy.text
    script = tmp_path / "again"
    script.write_text(copy.text)
    words = [sys.executable, str(script)] if form is CopyForm.HTTPX else ["bash", str(script)]
    done = subprocess.run(
        words, env={**os.environ, "TE_TOKEN": SECRET}, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(server.seen) == 2
    assert request_parts(server.seen[1]) == request_parts(server.seen[0])
    assert SECRET.encode() in server.seen[1].split(b"\r\n")[0]


def test_the_secret_is_in_no_copy_though_the_server_echoed_it(workbench: Workbench, sent: Exchange) -> None:
    assert sent.masked
    for form in CopyForm:
        text = copied(workbench, sent, form).text
        assert SECRET not in text
        assert "CANARY" not in text


def test_an_archive_says_what_was_sent_and_answered(workbench: Workbench, sent: Exchange) -> None:
    text = copied(workbench, sent, CopyForm.HAR).text
    [entry] = json.loads(text)["log"]["entries"]
    assert entry["request"]["postData"]["text"].startswith("sql=SELECT%20")
    assert entry["request"]["queryString"][-1] == {"name": "token", "value": "••••"}
    assert entry["response"]["content"]["text"] == ECHO.decode().replace(SECRET, "••••")
    assert entry["response"]["bodySize"] == len(ECHO)
    timings = entry["timings"]
    assert min(timings["send"], timings["wait"], timings["receive"], timings["dns"]) >= 0
    assert timings["ssl"] == -1
    assert entry["serverIPAddress"] == "127.0.0.1"
    [read] = read_har(text).entries
    assert read.request is not None
    assert read.request.body == sent.request.body


def test_a_command_reads_back_as_the_request(workbench: Workbench, sent: Exchange) -> None:
    read = parse_curl(copied(workbench, sent, CopyForm.CURL).text)
    assert (read.method, read.body) == (sent.request.method, sent.request.body)


def test_a_report_has_facts_and_versions_and_foreign_text_stays_text(
    workbench: Workbench, sent: Exchange
) -> None:
    text = copied(workbench, sent, CopyForm.REPORT).text
    for words in (
        "# ThinkingEngine Open API",
        "| Python |",
        "| httpx |",
        "POST http://127.0.0.1",
        "HTTP/1.1 200",
    ):
        assert words in text
    # The answer holds back-ticks: its fence is longer than they are.
    assert "X-Odd: `|<i>" in text
    assert text.count("\n```\n") % 2 == 0


def test_what_was_cut_short_and_the_sandbox_are_told(workbench: Workbench) -> None:
    profile = next(p for p in workbench.profiles.all() if p.id == "sandbox-td")
    result = workbench.signatures.verify(
        profile, RequestDraft("signature-verify", body={"path": "/a", "sign": "sbx1." + "z" * 60})
    )
    copies = {form: copied(workbench, result.exchange, form) for form in CopyForm}
    assert "Put the whole value in its place" in " ".join(copies[CopyForm.CURL].notes)
    assert "only the first and last" in " ".join(copies[CopyForm.HAR].notes)
    assert "has no socket" in " ".join(copies[CopyForm.HTTPX].notes)
    assert copies[CopyForm.CURL].variable == "TD_PARTNER_KEY"
    assert "own sandbox" in copies[CopyForm.REPORT].text
    assert all("z" * 20 not in copy.text for copy in copies.values())


def test_a_failed_exchange_without_an_answer_is_copied_too(workbench: Workbench, sent: Exchange) -> None:
    from tui.core.exchange import ExchangeState, Failure

    failed = replace(
        sent,
        state=ExchangeState.FAILED,
        head=None,
        envelope=None,
        connection=None,
        complete=False,
        failure=Failure("dns-failed", "The name was not found."),
    )
    from tests.workbench.cast import MemoryHistory

    history = MemoryHistory()
    history.finish(failed)
    workbench.inspecting._history = history
    workbench.history.delete(sent.id)
    assert '"status": 0' in copied(workbench, failed, CopyForm.HAR).text
    assert "No response head arrived." in copied(workbench, failed, CopyForm.REPORT).text
