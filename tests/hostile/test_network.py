"""Nobody is called but the host of the profile: every socket of every process is written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.loopback import http, rows, serving
from tests.cli.shell import Shell

AUDIT = """
import os, sys

def note(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
        where = arguments[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        where = arguments[0]
    else:
        return
    log = os.open(os.environ["AUDIT_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(log, f"{event} {where!r}\\n".encode())
    os.close(log)

sys.addaudithook(note)
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """`assay` in it, and every helper it starts, tells of its sockets."""
    shell = Shell(tmp_path)
    audit = tmp_path / "audit"
    audit.mkdir()
    (audit / "sitecustomize.py").write_text(AUDIT)
    script = tmp_path / "bin" / "assay"
    script.write_text(script.read_text().replace('PYTHONPATH="', f'PYTHONPATH="{audit}:'))
    shell.environment["AUDIT_LOG"] = str(tmp_path / "audit.log")
    shell.environment["A_KEY"] = "an-example-key"
    return shell


def called(shell: Shell) -> set[str]:
    log = Path(shell.environment["AUDIT_LOG"])
    return set(log.read_text().splitlines()) if log.exists() else set()


def test_commands_and_screen_call_nobody_but_the_profiles_host(shell: Shell) -> None:
    for line in (
        "assay --version",
        "assay explain -1005",
        "assay doctor",
        "assay query --sandbox --sql 'SELECT 1 AS a' --output x.parquet",
        "assay sandbox sign --path /x | assay verify --sandbox --path /x --sign -",
    ):
        done = shell.run(line)
        assert done.code != 70, done.err
    with shell.terminal("assay --sandbox") as terminal:
        terminal.wait_text("SELECT")
        terminal.settle()
        terminal.press("ctrl+r")
        terminal.wait_text("rows")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
    # The sandbox lives in the process: none of this needs a socket.
    assert called(shell) == set()

    with serving(lambda _: http(rows(b"[1]"))) as server:
        assert shell.run(f"assay profile add live --kind te --url {server.url} --secret-env A_KEY").code == 0
        assert shell.run("assay query --profile live --sql 'SELECT 1' --format ndjson").out == '{"a": 1}\n'
        host, port = server.socket.getsockname()[:2]
    seen = called(shell)
    assert seen, "the audit does not see sockets"
    wrong = [line for line in seen if f"'{host}', {port}" not in line and not line.endswith(f"'{host}'")]
    assert wrong == []
