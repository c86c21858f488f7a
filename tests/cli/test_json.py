"""With --json every command writes one JSON document and no more; each word beside it is an object."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.cli.tree import LEAVES
from tui.cli.commands import execute
from tui.codes import pages
from tui.wiring import build_workbench

Capture = pytest.CaptureFixture[bytes]

LINES = {"history export", "verify catch"}
"""Commands that write an object a line, as their pages say."""

ELSEWHERE = {
    "completion": "its output is a shell's",
    "mcp": "its output is a protocol's",
    "sandbox serve": "runs until ctrl+c; in test_sandbox",
    "sandbox endpoint": "runs until ctrl+c",
    "verify catch": "waits for requests; in its own story",
    "verify posture": "needs an endpoint; in its own story",
    "profile passphrase": "asks at a terminal",
    "task cancel": "needs a task that was left; in the story of tasks",
    "task resume": "needs a task that was left; in the story of tasks",
    "verify rerun": "needs a case file; in the story of tests",
    "verify run": "needs a case file; in the story of tests",
}

ASKED = "query --sandbox -q 'SELECT 1 AS one'"
MADE = "profile add live --kind te --url https://x.example --set projectId=1 --no-secret"

GOOD: dict[str, tuple[str, ...]] = {
    # What is run before, and then the command itself.
    "query": (ASKED,),
    "saved list": ("saved list",),
    "saved path": ("saved path",),
    "saved show": ("saved show 'Samples/SQL - events by name'",),
    "run": ("run Samples --sandbox --dry-run",),
    "ask": (ASKED, "ask --sql 'SELECT one FROM r1'"),
    "verify": ("verify --sandbox --path /a --sign x",),
    "explain": ("explain td/1603",),
    "call": ("call sql-query --sandbox --sql 'SELECT 1 AS one'",),
    "routes": ("routes",),
    "schema": ("schema --sandbox --events",),
    "keys": ("keys",),
    "profile list": ("profile list",),
    "profile add": (MADE,),
    "profile check": ("profile check 'sandbox te'",),
    "profile copy": ("profile copy 'sandbox te' mine --url https://x.example",),
    "profile edit": (MADE, "profile edit live --read-only"),
    "profile export": (MADE, "profile export"),
    "profile import": ("profile import profiles.json",),
    "profile secret": (MADE, "profile secret live --secret-env NOTHING"),
    "profile rotate": (MADE, "profile rotate live --secret-env NOTHING"),
    "profile remove": (MADE, "profile remove live --yes"),
    "translate-body": ("translate-body console.json",),
    "task list": ("task list",),
    "history list": (ASKED, "history list"),
    "history show": (ASKED, "history show LAST"),
    "history export": (ASKED, "history export"),
    "history delete": (ASKED, "history delete LAST"),
    "history clear": (ASKED, "history clear --yes"),
    "compare": (ASKED, ASKED, "compare previous last"),
    "export-request": (ASKED, "export-request last"),
    "config list": ("config list",),
    "config get": ("config set cli.format csv", "config get cli.format"),
    "config set": ("config set cli.format csv",),
    "config unset": ("config unset cli.format",),
    "config path": ("config path",),
    "doctor": ("doctor",),
    "help": ("help query",),
    "sandbox sign": ("sandbox sign --path /a",),
    "sandbox data": ("sandbox data",),
    "sandbox faults": ("sandbox faults",),
    "sandbox limits": ("sandbox limits",),
    "sandbox state": ("sandbox state",),
    "sandbox keys root": ("sandbox keys root --print-keys",),
    "sandbox keys project": ("sandbox keys project APPID --print-keys",),
    "sandbox generate": ("sandbox generate --events 1k --output events.parquet",),
    "sandbox load": ("sandbox load log.csv --project 7 --event what --time at --user who",),
    "sandbox remove": (
        "sandbox load log.csv --project 7 --event what --time at --user who",
        "sandbox remove 7",
    ),
    "verify selftest": ("verify selftest --case 1200",),
    "verify runs": ("verify runs",),
    "verify compare-runs": ("verify compare-runs",),
    "verify matrix": ("verify matrix --sandbox --path /a --dry-run",),
    "verify replay": ("verify replay --sandbox --path /a --gaps 0",),
    "verify missing": ("verify missing --sandbox --path /a --dry-run",),
    "verify burst": ("verify burst --sandbox --path /a --count 2",),
    "verify paths": ("verify paths --sandbox --path /a --dry-run",),
    "verify captures": ("verify captures",),
    "verify snippet": ("verify snippet --sandbox --lang curl",),
    "verify import": ("verify import request.txt",),
}

DRY = ("query --sandbox -q 'SELECT 1' --dry-run", "call sql-query --sandbox --sql 'SELECT 1' --dry-run")


def said(line: str, capture: Capture) -> tuple[int, str, list[dict[str, Any]]]:
    """Exit code, standard output, and the objects of standard error; each line of it must be one."""
    capture.readouterr()
    code = execute(shlex.split(line), build_workbench, pages)
    out, err = capture.readouterr()
    return code, out.decode(), [json.loads(one) for one in err.decode().splitlines()]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("profiles.json").write_text('{"assay_profiles": 1, "profiles": []}')
    Path("console.json").write_text('{"eventView": {"timeParticleSize": "T1"}, "events": []}')
    Path("log.csv").write_text("what,at,who\nopen,2024-05-01 10:00:00,anna\n")
    Path("request.txt").write_text("curl -H 'X-TD-Sign: abcdefghijklmnop' https://shop.example/login\n")


def with_names(line: str, capture: Capture) -> str:
    """The line with what only this home knows: the id of the last exchange, the APPID of a project."""
    if "LAST" in line:
        line = line.replace("LAST", json.loads(said("history list --json", capture)[1])[0]["id"])
    if "APPID" in line:
        line = line.replace("APPID", json.loads(said("sandbox data --json", capture)[1])[0]["appid"])
    return line


def test_every_command_is_looked_at() -> None:
    assert set(GOOD) | set(ELSEWHERE) == set(LEAVES)
    assert not set(GOOD) & set(ELSEWHERE)


@pytest.mark.parametrize("words", GOOD)
def test_an_answer_is_one_document_and_words_beside_it_are_objects(words: str, capfdbinary: Capture) -> None:
    *before, line = GOOD[words]
    for one in before:
        said(f"{one} --json", capfdbinary)
    code, out, beside = said(f"{with_names(line, capfdbinary)} --json", capfdbinary)
    assert code in (0, 2, 4), beside
    for document in out.splitlines() if words in LINES else [out]:
        if document or not any("error" in one for one in beside):
            json.loads(document)
    assert all(set(one) in ({"note"}, {"error"}) for one in beside)


@pytest.mark.parametrize("words", sorted(set(LEAVES) - {"completion", "mcp"}))
def test_what_cannot_be_used_is_one_object_and_no_answer(words: str, capfdbinary: Capture) -> None:
    code, out, beside = said(f"{words} --nonsense --json", capfdbinary)
    assert (code, out) == (1, "")
    (error,) = beside
    assert error["error"]["exit"] == 1
    assert error["error"]["help"]


@pytest.mark.parametrize("line", DRY)
def test_what_would_be_sent_is_one_document(line: str, capfdbinary: Capture) -> None:
    code, out, beside = said(f"{line} --json", capfdbinary)
    request = json.loads(out)
    assert (code, beside) == (0, [])
    assert request["method"] == "POST"
    assert "••••" in request["url"]
