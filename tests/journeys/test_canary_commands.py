"""Every command of the program, run over exchanges that echo the secret; then it is looked for everywhere.

The commands are found in the program itself: one that is added without a run here fails the first test. The
secret is the API secret of a profile, that of an unlocked encrypted file, and its passphrase.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.cli.loopback import http, rows, serving
from tests.cli.shell import REPO, Shell
from tests.cli.tree import LEAVES
from tests.journeys.test_canary import CANARY, found_in, searched

STATEMENT = "--sql 'SELECT 1'"
CASES = """
[[case]]
id = "a"
title = "a"
path = "/login"
expects = "pass"
"""
CURL = "curl 'https://shop.example.com/login?a=1' -H 'X-Sign: 0123456789abcdef0123456789abcdef'"
RUNS: tuple[str, ...] = (
    *("profile add te --kind te --url TE --secret-env CANARY_KEY --set projectId=1", "profile list --json"),
    "profile add td --kind td --url TD --secret-env CANARY_KEY --set partner_code=a",
    "profile add sealed --kind te --url TE --secret-stdin --encrypted-file < SECRET",
    *(f"query -p te {STATEMENT} --json", f"query -p sealed {STATEMENT} --output made.csv"),
    f"query -p te {STATEMENT} --dry-run",
    *(f"query -p te {STATEMENT} --output made.{kind}" for kind in ("xlsx", "parquet", "md")),
    # A background query whose second page fails stays as a record that can be gone on with.
    f"query -p te {STATEMENT} --async --json",
    *("task list --json", "task resume task-1 -p te --pages-are json", "task cancel task-1 -p te"),
    *("saved list", "saved path", "saved show 'SQL - events by name'"),
    "run checks -p te --report made.xml",
    *("ask --sql 'SELECT * FROM r1'", "compare previous last --json"),
    *("call sql-query -p te --set sql='SELECT 1' --json", "call event-analyze -p te --example"),
    *("routes --json", "schema -p te --refresh --json", "schema -p te --json"),
    "translate-body < CONSOLE",
    *(f"export-request last --as {form} > made.{form}" for form in ("curl", "httpx", "har", "report")),
    "verify -p td --path /login --sign - --json < SIGN",
    "verify run cases.toml -p td --sign-file signs --yes --json --report made.junit.xml",
    *("verify rerun -p td --sign-file signs --yes", "verify runs --json", "verify compare-runs"),
    "verify matrix -p td --path /login --sign-file signs --yes",
    "verify replay -p td --path /login --sign-file signs --yes --gaps 0",
    *(f"verify {test} -p td --path /login --sign-file signs --yes" for test in ("missing", "burst", "paths")),
    *("verify selftest", "verify catch -p td --count 1", "verify captures --json"),
    "verify posture -p td --to TE/login --path /login --sign-file signs --yes",
    *("verify snippet -p td --lang curl", "verify snippet -p td --lang python --output made.py"),
    "verify import -p td curl.txt --run --yes --sign-in header:X-Sign",
    *("explain -1008", "explain dns-failed --json"),
    *("profile check te", "profile check td", "profile copy te te2", "profile edit te2 --read-only"),
    *("profile export > made.json", "profile import made.json --replace"),
    *("profile secret te2 --secret-env CANARY_KEY", "profile rotate te2 --secret-env CANARY_KEY"),
    *("profile passphrase", "profile remove te2 --yes"),
    *(
        "help",
        "history list --json",
        "history show NEWEST --answer",
        "history export --json",
        "history delete NEWEST",
    ),
    *("config path", "config list", "config get cli.format", "config set cli.format json"),
    *("config unset cli.format", "doctor", "doctor --json", "keys", "completion bash"),
    *("mcp < MCP", "sandbox sign --path /login", "sandbox serve --port 0", "sandbox endpoint --port 0"),
    *(
        "sandbox keys project debug-appid",
        "sandbox keys root",
        "sandbox data --json",
        "sandbox load made.events.csv",
    ),
    *("sandbox generate --events 10 --project 9", "sandbox remove 9", "sandbox faults"),
    *("sandbox limits", "sandbox state", "history clear --yes"),
)
NEWEST = "history list --json"
"""After this run NEWEST is the id of the latest exchange in it whose answer is whole."""
LISTENS = ("sandbox serve", "sandbox endpoint", "verify catch")
FAILED = {"return_code": -1, "return_message": f"bad token {CANARY}", "data": CANARY}
VERDICT = {"code": 200, "message": CANARY, "data": {"status": 1200, "result": "pass", "env": [CANARY]}}


def thinking_engine(request: bytes) -> bytes:
    """Rows, a background query of two pages whose second one fails, and else errors; all with the echo."""
    line = request.split(b"\r\n", 1)[0]
    data = {"taskId": "task-1", "status": "FINISHED", "message": CANARY}
    stat = {"headers": ["echo", "n"], "rowCount": 2, "pageCount": 2}
    if b"submit" in line or b"task-info" in line:
        return http(json.dumps({"return_code": 0, "data": {**data, "resultStat": stat}}).encode())
    if b"pageId=1" in line:
        return http(json.dumps(FAILED).encode())
    if b"querySql" in line or b"pageId=0" in line:
        cells = [json.dumps([CANARY, number]).encode() for number in (1, 2)]
        return http(rows(*cells, columns=b'["echo","n"]'), head=b"X-Echo: " + CANARY.encode() + b"\r\n")
    return http(json.dumps(FAILED).encode())


def split(line: str) -> tuple[list[str], str, str]:
    """Words, the name of the input, the file of the output."""
    line, _, source = line.partition(" < ")
    line, _, target = line.partition(" > ")
    return shlex.split(line), source, target


def test_every_command_has_a_run() -> None:
    without = [name for name in LEAVES if not any(f"{run} ".startswith(f"{name} ") for run in RUNS)]
    assert without == [], "add a run of it to RUNS"


@pytest.mark.timeout(240)
def test_no_command_writes_the_secret_anywhere(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.environment |= {"CANARY_KEY": CANARY, "ASSAY_PASSPHRASE": CANARY, "PYTHONPATH": str(REPO)}
    (shell.folder / "cases.toml").write_text(CASES)
    (shell.folder / "curl.txt").write_text(CURL)
    (shell.folder / "signs").write_text("".join(f"sign-{n:04}-abcdefgh\n" for n in range(400)))
    (shell.folder / "checks").mkdir()
    (shell.folder / "checks" / "one.toml").write_text(
        'kind = "te"\noperation = "sql-query"\nsql = "SELECT 1"\n'
    )
    (shell.folder / "made.events.csv").write_text("event,time,user\na,2024-01-01 00:00:00,u1\n")
    inputs = {
        "": "",
        "SECRET": CANARY,
        "SIGN": "sign-0000-abcdefgh",
        "CONSOLE": '{"events":[]}',
        "MCP": '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",'
        '"capabilities":{},"clientInfo":{"name":"x","version":"1"}}}\n',
    }
    with serving(thinking_engine) as te, serving(partial(_told, json.dumps(VERDICT).encode())) as td:
        runs: list[dict[str, Any]] = []
        for run in RUNS:
            words, source, target = split(run.replace("TE", te.url).replace("TD", td.url))
            stdin, listens = inputs[source], run.startswith(LISTENS)
            runs.append({"argv": words, "stdin": stdin, "target": target, "listens": listens})
        first = RUNS.index(NEWEST) + 1
        done = ran(shell, runs[:first])
        newest = next(one["id"] for one in json.loads(done[-1]["out"]) if one["complete"])
        for left in runs[first:]:
            left["argv"] = [newest if word == "NEWEST" else word for word in left["argv"]]
        done += ran(shell, runs[first:])
    wrong: list[str] = []
    for run, told in zip(RUNS, done, strict=True):
        if "NEWEST" in run:
            assert told["code"] == 0, (run, told["err"])
        # Wrong words would run nothing; and a fault of our own is one.
        assert told["code"] not in (1, 70), (run, told["err"])
        wrong += found_in((told["out"] + told["err"]).encode(), f"what “{run}” wrote")
    assert wrong + searched(shell) == []
    assert len(te.seen) > 10
    assert len(td.seen) > 10


def ran(shell: Shell, runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each run wrote, and its exit code."""
    (scratch := shell.folder / "streams").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.forking", str(scratch)],
        input=json.dumps(runs).encode(),
        cwd=shell.folder,
        env=shell.environment,
        capture_output=True,
        timeout=200,
        check=True,
    )
    for path in scratch.iterdir():
        path.unlink()
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def _told(body: bytes, request: bytes) -> bytes:
    assert request
    return http(body)
