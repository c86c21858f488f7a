"""One secret, echoed by the server, and everything that assay can make of that exchange: it is in none."""

from __future__ import annotations

import json
import pickle
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from traceback import TracebackException
from unittest.mock import Mock

import pytest

from tests.cli.loopback import http, rows, serving
from tests.cli.shell import Shell
from tests.journeys.test_canary import CANARY, always, found_in, profile_at, searched
from tui.api import CallFailed, connect
from tui.core.failures import AssayError
from tui.workbench.charting import QuickKind, QuickSpec, quick_chart

ECHO = http(
    rows(json.dumps([CANARY, 1]).encode(), json.dumps([CANARY, 2]).encode(), columns=b'["echo","n"]'),
    head=b"X-Debug-Url: /q?token=" + CANARY.encode() + b"\r\n",
)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    shell.environment["CANARY_KEY"] = CANARY
    return shell


def test_a_child_process_gets_no_variable_that_holds_a_secret(shell: Shell) -> None:
    """A command that brings a secret, and every helper, see the environment without the secrets in it."""
    shell.environment["ASSAY_PASSPHRASE"] = CANARY
    with serving(partial(always, ECHO)) as server, profile_at(shell, server) as profile:
        command = "sh -c 'env > child.env; echo a-secret-of-its-own'"
        add = f'assay profile add other --kind te --url {server.url} --secret-command "{command}"'
        assert shell.run(add).code == 0
        done = shell.run("assay query --profile other --sql 'SELECT 1'")
        assert done.code == 0, done.err
        assert profile
    child = (shell.folder / "child.env").read_bytes()
    assert b"HOME=" in child
    assert found_in(child, "the environment of a child") == []


def test_no_error_of_the_python_verbs_carries_the_secret(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text, representation, pickle, and the trace with every local variable of every frame in it."""
    answers = {"cut off": http(rows(b"[1]", CANARY.encode()), length=10_000), "no HTTP": CANARY.encode()}
    answers["refused"] = http(json.dumps({"return_code": -1, "return_message": CANARY}).encode())
    wrong: list[str] = []
    for name, answer in answers.items():
        with serving(partial(always, answer)) as server, profile_at(shell, server) as profile:
            # The verbs take it out of the environment, each time they are made.
            monkeypatch.setenv("CANARY_KEY", CANARY)
            with connect() as assay, pytest.raises(AssayError) as caught:
                assay.query(profile, "SELECT 1")
            assert len(server.seen) == 1
        error = caught.value
        assert isinstance(error, CallFailed)
        # Without the frame of this test, which knows the secret.
        assert error.__traceback__ is not None
        frames = TracebackException(
            type(error), error, error.__traceback__.tb_next, capture_locals=True
        ).format()
        trace = "".join(frames)
        assert "self = " in trace
        said = f"{error!r} {error} {error.args} {error.evidence} {error.next_step} {error.exchange!r} {trace}"
        wrong += found_in(said.encode(), f"the error of “{name}”")
        wrong += found_in(pickle.dumps(error.exchange), f"the pickle of “{name}”")
    assert wrong == []


def test_a_chart_of_an_echo_is_drawn_without_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANARY_KEY", CANARY)
    with serving(partial(always, ECHO)) as server, profile_at(shell, server) as profile:
        with connect() as assay:
            kept = assay.query(profile, "SELECT 1").exchange
            answer = assay.workbench.inspecting.answer(kept.id)
            assert answer is not None
            chart = quick_chart(answer, QuickSpec(QuickKind.BAR, 0), None, Mock())
            assay.workbench.exporting.chart(chart, str(shell.folder / "made.svg"))
        assert server.seen
    assert b"<svg" in (shell.folder / "made.svg").read_bytes()
    assert searched(shell) == []


@pytest.mark.parametrize("number", [signal.SIGABRT, signal.SIGSEGV])
def test_a_process_that_dies_of_a_signal_leaves_no_secret(shell: Shell, number: signal.Signals) -> None:
    """Neither a core file nor the trace of faulthandler, even where the person's shell allows both."""
    shell.environment["PYTHONFAULTHANDLER"] = "1"
    with serving(partial(always, http(b"", length=10))) as server, profile_at(shell, server) as profile:
        server.answer = _endless
        line = f"ulimit -c unlimited; exec assay query --profile {profile} --sql 'SELECT 1'"
        process = subprocess.Popen(
            ["bash", "-c", line],
            cwd=shell.folder,
            env=shell.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        while not server.seen:
            assert process.poll() is None
            time.sleep(0.01)
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        _stop.set()
    assert process.returncode == -number
    assert "Max core file size        0                    0 " in limits
    assert b"Fatal Python error" in err
    assert found_in(out + err, "the streams") + searched(shell) == []


_stop = threading.Event()


def _endless(request: bytes) -> Iterator[bytes]:
    """The beginning of an answer whose end does not come."""
    _stop.clear()
    assert CANARY[:6].encode() in request
    yield http(rows(), length=10_000)
    _stop.wait(30)
