"""The sandbox on a real port, in a process of its own."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tui.core.failures import NotFound, Refused
from tui.sandbox.serve import listen

PROGRAM = """
import sys
from pathlib import Path
from tui.providers.te.sandbox import mount
from tui.sandbox import Sandbox
from tui.sandbox.serve import serve
sandbox = Sandbox([mount], Path(sys.argv[1]))
token = sandbox.credential("te").reveal()
serve(sandbox, ready=lambda url: print(url, token, flush=True))
sandbox.close()
print("closed", flush=True)
"""


def test_only_this_machine_unless_told() -> None:
    with pytest.raises(Refused):
        listen("0.0.0.0", 0, expose=False)
    with listen("0.0.0.0", 0, expose=True) as listener:
        assert listener.getsockname()[1] > 0


def test_a_port_in_use_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(NotFound, match="cannot listen"):
        listen("127.0.0.1", taken.getsockname()[1], expose=False)


def test_a_real_client_over_a_real_socket(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    child = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    try:
        assert child.stdout is not None
        url, token = child.stdout.readline().split()
        host, port = url.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=20)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        body = "sql=SELECT+count(*)+FROM+v_user_1"
        connection.request("POST", f"/querySql?token={token}", body, form)
        answer = connection.getresponse()
        assert answer.getheader("X-Sandbox") == "assay"
        assert answer.read().splitlines()[1] == b"[600]"
        started = time.monotonic()
        connection.request("POST", f"/querySql?token={token}", "sql=SELECT+1", form)
        connection.getresponse().read()
        assert time.monotonic() - started < 1
        cut = {**form, "X-Sandbox-Fault": "cut-in-row=300"}
        connection.request("POST", f"/querySql?token={token}", "sql=SELECT+*+FROM+v_user_1", cut)
        with pytest.raises(http.client.IncompleteRead):
            connection.getresponse().read()
        connection.close()
        child.send_signal(signal.SIGINT)
        out, errors = child.communicate(timeout=20)
    finally:
        child.kill()
        child.wait()
    assert "closed" in out
    assert "nanobind" not in errors
    assert token not in errors
