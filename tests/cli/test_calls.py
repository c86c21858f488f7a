"""Calls that go wrong on the way: cut off, interrupted, unread, echoing the secret, or refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.cli.loopback import Answer, http, rows, serving
from tests.cli.shell import Shell

SECRET = "CANARY-5ecret-0f-the-te5t"
ALL_EVENTS = "SELECT * FROM ta.v_event_1 WHERE \"$part_date\" BETWEEN '2024-01-01' AND '2024-06-30'"
ENDLESS = (
    'SELECT count(*) FROM ta.v_event_1 a JOIN ta.v_event_1 b ON a."#event_id" < b."#event_id" '
    'JOIN ta.v_event_1 c ON b."#event_id" < c."#event_id" '
    "WHERE a.\"$part_date\" > '2024-01-01' AND b.\"$part_date\" > '2024-01-01' "
    "AND c.\"$part_date\" > '2024-01-01' AND a.platform || b.platform || c.platform LIKE '%q%'"
)


def answered(shell: Shell, answer: Answer, line: str) -> tuple[int, str, str]:
    """Run a line against profile `live`, whose host gives that answer."""
    with serving(answer) as server:
        made = shell.run(
            f"assay profile add live --kind te --url {server.url} --secret-env KEY", env={"KEY": SECRET}
        )
        assert made.code == 0, made.err
        done = shell.run(line, env={"KEY": SECRET})
        assert all(SECRET.encode() in request for request in server.seen)
        return done.code, done.out, done.err


def test_a_cut_answer_keeps_its_rows_stays_open_and_is_said_to_be_cut(shell: Shell) -> None:
    body = rows(b"[1]", b"[2]")
    code, out, err = answered(
        shell,
        lambda _: http(body, length=len(body) + 100),
        "assay query --profile live --sql 'SELECT 1' --format json",
    )
    assert code == 3
    assert out == '[\n{"a": 1},\n{"a": 2}'
    assert "CUT OFF" in err
    with pytest.raises(json.JSONDecodeError):
        json.loads(out)


def test_an_echoed_secret_is_masked_and_that_is_said(shell: Shell) -> None:
    body = rows(json.dumps([SECRET]).encode())
    code, out, err = answered(
        shell, lambda _: http(body), "assay query --profile live --sql 'SELECT 1' --format csv"
    )
    assert (code, out) == (0, "a\r\n••••\r\n")
    assert "masked" in err
    assert SECRET not in err


def test_a_page_instead_of_rows_is_an_unreadable_answer(shell: Shell) -> None:
    code, out, err = answered(
        shell,
        lambda _: http(b"<html><title>Sign in</title></html>", head=b"Content-Type: text/html\r\n"),
        "assay query --profile live --sql 'SELECT 1'",
    )
    assert (code, out) == (3, "")
    assert err.startswith("✗ ")


def test_nobody_listens(shell: Shell) -> None:
    with serving(lambda _: b"") as server:
        url = server.url
    shell.run(f"assay profile add gone --kind te --url {url} --secret-env KEY", env={"KEY": SECRET})
    done = shell.run("assay query --profile gone --sql 'SELECT 1' --format json", env={"KEY": SECRET})
    assert (done.code, done.out) == (3, "")
    assert "next" in done.err


def test_a_missing_variable_sends_nothing(shell: Shell) -> None:
    code, out, err = 0, "", ""
    with serving(lambda _: http(rows(b"[1]"))) as server:
        shell.run(f"assay profile add live --kind te --url {server.url} --secret-env KEY", env={"KEY": "x"})
        done = shell.run("assay query --profile live --sql 'SELECT 1'")
        code, out, err = done.code, done.out, done.err
        assert server.seen == []
    assert (code, out) == (2, "")
    assert "KEY" in err


def test_a_verification_that_is_cut_is_uncertain_and_never_sent_twice(shell: Shell) -> None:
    with serving(lambda _: http(b'{"code":', length=400)) as server:
        shell.run(
            f"assay profile add shop --kind td --url {server.url} --set partner_code=a --secret-env KEY",
            env={"KEY": SECRET},
        )
        done = shell.run("assay verify --profile shop --path /x --sign abc", env={"KEY": SECRET})
        assert len(server.seen) == 1
    assert (done.code, done.out) == (6, "")
    assert done.err.startswith("? ")


def test_a_service_that_cannot_verify_is_no_verdict(shell: Shell) -> None:
    body = b'{"code":512,"message":"This service is not purchased"}'
    with serving(lambda _: http(body)) as server:
        shell.run(
            f"assay profile add shop --kind td --url {server.url} --set partner_code=a --secret-env KEY",
            env={"KEY": SECRET},
        )
        done = shell.run("assay verify --profile shop --path /x --sign abc --json", env={"KEY": SECRET})
    assert done.code == 3
    assert json.loads(done.out)["verdict"] == "SERVICE"


def test_a_reader_that_goes_away_ends_the_call_in_silence(shell: Shell) -> None:
    (shell.folder / "all.sql").write_text(ALL_EVENTS)
    done = shell.run("assay query --sandbox -f all.sql -o ndjson | head -n 2; echo ${PIPESTATUS[0]}")
    *kept, status = done.out.splitlines()
    assert len(kept) == 2
    assert (status, done.err) == ("141", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_cancels_the_call_at_once(shell: Shell, number: signal.Signals) -> None:
    process = subprocess.Popen(
        ["assay", "query", "--sandbox", "--sql", ENDLESS],
        env=shell.environment,
        cwd=shell.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        executable=shell.folder / "bin" / "assay",
    )
    try:
        time.sleep(2.0)
        assert process.poll() is None, process.communicate()
        asked = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    finally:
        process.kill()
        process.wait()
    assert time.monotonic() - asked < 1.5
    assert (process.returncode, out) == (130, "")
    assert "cancelled" in err.lower()


def test_the_server_stops_a_query_at_its_time_limit(shell: Shell) -> None:
    (shell.folder / "endless.sql").write_text(ENDLESS)
    done = shell.run("assay query --sandbox --file endless.sql --timeout-seconds 1")
    assert (done.code, done.out) == (4, "")
    assert "next" in done.err


def test_memory_does_not_grow_with_the_answer(shell: Shell) -> None:
    """Peak of 600,000 rows against that of 600: the rows of an answer are never held."""
    peaks = []
    for repeats in (1, 1000):
        sql = (
            "SELECT u.n, 'abcdefghijklmnopqrstuvwxyz' AS t FROM (SELECT sequence(1, 600) AS s) "
            f"CROSS JOIN UNNEST(s) AS u(n) CROSS JOIN UNNEST(sequence(1, {repeats})) AS v(m)"
        )
        (shell.folder / "many.sql").write_text(sql)
        process = subprocess.Popen(
            [str(shell.folder / "bin" / "assay"), "query", "--sandbox", "--file", "many.sql", "-o", "csv"],
            env=shell.environment,
            cwd=shell.folder,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        with process.stdout as stream:
            lines = sum(1 for _ in stream)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        assert (status, lines) == (0, 600 * repeats + 1)
        peaks.append(usage.ru_maxrss / 1024)
    assert peaks[1] - peaks[0] < 60, peaks


def test_rows_at_a_terminal_never_share_a_line_with_the_progress(shell: Shell) -> None:
    """The server waits long enough for a progress line, then sends rows and waits again."""

    def slow(_: bytes) -> Iterator[bytes]:
        body = rows(*(b"[%d]" % n for n in range(3)))
        time.sleep(0.6)
        yield http(body, length=len(body) + 4)
        time.sleep(0.6)
        yield b"[3]\n"

    with serving(slow) as server:
        shell.run(
            f"assay profile add live --kind te --url {server.url} --secret-env KEY", env={"KEY": SECRET}
        )
        done = shell.at_terminal("assay query --profile live --sql 'SELECT 1'", env={"KEY": SECRET})
    assert "ctrl+c cancels" in done.out
    assert done.steady().out == "a\n─\n0\n1\n2\n3\n"
