"""One secret, echoed by the server, and everything that assay can make of that exchange: it is in none."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from tests.cli.loopback import http, rows, serving
from tests.cli.shell import Shell
from tests.journeys.test_canary import CANARY, always, found_in, profile_at

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
