"""One secret, echoed by the server, and everything that assay can make of that exchange: it is in none."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from tests.cli.loopback import http, rows, serving
from tests.cli.shell import Shell
from tests.journeys.test_canary import CANARY, always, found_in, profile_at, searched

ECHO = http(
    rows(json.dumps([CANARY, 1]).encode(), json.dumps([CANARY, 2]).encode(), columns=b'["echo","n"]'),
    head=b"X-Debug-Url: /q?token=" + CANARY.encode() + b"\r\n",
)
ARTEFACTS = (
    *(f"assay export-request last --as {form} > made.{form}" for form in ("curl", "httpx", "har", "report")),
    *(
        f"assay query --profile P --sql 'SELECT 1' --output made.{kind}"
        for kind in ("csv", "xlsx", "parquet", "md")
    ),
    "assay history show last --answer > made.answer",
    "assay history export --json > made.history",
    "assay history list --json",
    "assay ask last 'SELECT * FROM r1'",
    "assay compare previous last",
    "assay profile export > made.profiles",
    "assay config list",
    "assay doctor",
    "assay schema --profile P",
    "_ASSAY_COMPLETE=bash_complete COMP_WORDS='assay query --profile ' COMP_CWORD=3 assay",
    "assay query --profile P --sql 'SELECT 1' --dry-run",
)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    shell.environment["CANARY_KEY"] = CANARY
    return shell


@pytest.mark.timeout(240)
def test_nothing_made_of_an_exchange_holds_the_secret(shell: Shell) -> None:
    wrong: list[str] = []
    with serving(partial(always, ECHO)) as server, profile_at(shell, server) as profile:
        for _ in range(2):
            shell.run(f"assay query --profile {profile} --sql 'SELECT 1'")
        for line in ARTEFACTS:
            done = shell.run(line.replace(" P", f" {profile}"))
            assert done.code != 70, (line, done.err)
            wrong += found_in(done.out.encode() + done.err.encode(), line)
        assert len(server.seen) >= 6
    assert wrong + searched(shell) == []
    made = {path.name for path in shell.folder.glob("made.*") if path.stat().st_size}
    assert {"made.curl", "made.httpx", "made.har", "made.report", "made.csv", "made.xlsx"} <= made


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
