"""`assay sandbox`: data, keys, faults, signs and the port, as a person uses them."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import time
import urllib.request
from pathlib import Path

import pytest

from tests.cli.shell import Shell

COUNT = "assay query --sandbox --format csv --sql"


def test_the_projects_are_listed_with_origin_and_licence(shell: Shell) -> None:
    done = shell.run("assay sandbox data")
    assert done.code == 0
    assert "project 1 · ecom · 31,106 events of 600 users" in done.out
    assert "licence   Apache-2.0" in done.out
    listed = json.loads(shell.run("assay sandbox data --json").out)
    assert [one["id"] for one in listed] == [1, 2]
    assert all(re.fullmatch("[0-9a-f]{32}", one["appid"]) for one in listed)


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "ndjson"])
def test_a_file_is_loaded_queried_and_removed(shell: Shell, kind: str) -> None:
    rows = [
        ("b", "2024-01-02 03:04:06", "ann", 2.5),
        ("a", "2024-01-02 03:04:05", "bob", 1.0),
        ("a", "2024-01-03 00:00:00", "ann", 4.0),
    ]
    if kind == "ndjson":
        lines = [json.dumps(dict(zip(("what", "at", "who", "n"), row, strict=True))) for row in rows]
    else:
        lines = ["what,at,who,n", *(",".join(map(str, row)) for row in rows)]
    data = ("\n".join(lines) + "\n").encode()
    (shell.folder / f"log.{kind}").write_bytes(gzip.compress(data) if kind.endswith("gz") else data)
    done = shell.run(f"assay sandbox load log.{kind} --project 7 --event what --time at --user who")
    assert done.code == 0, done.err
    assert "project 7 · log · 3 events of 2 users, 2024-01-02 to 2024-01-03" in done.out
    sql = 'SELECT "#event_id", "#event_name", "#account_id", n FROM ta.v_event_7 WHERE "$part_date" > \'2\''
    found = shell.run(f"{COUNT} '{sql.replace(chr(39), chr(39) + chr(92) + chr(39) + chr(39))} ORDER BY 1'")
    assert found.out.splitlines()[1:] == ["1,a,bob,1.0", "2,b,ann,2.5", "3,a,ann,4.0"], found.err
    assert shell.run("assay sandbox remove 7").code == 0
    assert shell.run("assay sandbox remove 7").code == 2
    assert "project 7" not in shell.run("assay sandbox data").out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("assay sandbox load nothing.csv", "There is no file"),
        ("assay sandbox load log.xlsx", "must end in one of"),
        ("assay sandbox load 'a*.csv'", "one of * ? ["),
        ("assay sandbox load log.csv", "names no column of the file; it has a, b"),
        ("assay sandbox load log.csv --project 1", "must be from 4"),
        ("assay sandbox load broken.parquet", "cannot be read"),
        ("assay sandbox generate --events many", "such as 250k or 10M"),
        ("assay sandbox keys project nobody --print-keys", "No project of the sandbox has the APPID"),
        ("assay sandbox sign --path / --device tall", "there are root, hack, virtualEnv, crawler"),
        ("assay sandbox serve --print-keys --fault nothing", "is none; there are delay"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(shell: Shell, line: str, words: str) -> None:
    for name, text in (("log.csv", "a,b\n1,2\n"), ("a*.csv", "a\n"), ("broken.parquet", "PAR1 no")):
        (shell.folder / name).write_text(text)
    done = shell.run(line)
    assert done.code == 2
    assert words in " ".join(done.err.split())
    assert "Traceback" not in done.err


def test_made_up_events_are_the_same_at_every_run(shell: Shell) -> None:
    for name in ("one", "two"):
        done = shell.run(f"assay sandbox generate --events 20k --output {name}.parquet")
        assert done.code == 0, done.err
    one, two = ((shell.folder / f"{name}.parquet").read_bytes() for name in ("one", "two"))
    assert one == two
    again = shell.run("assay sandbox generate --events 20k --output one.parquet")
    assert again.code == 5
    assert (shell.folder / "one.parquet").read_bytes() == one
    assert "project 4 · mine · 20,000 events" in shell.run("assay sandbox load one.parquet --name mine").out


def test_a_key_goes_to_a_terminal_or_where_somebody_says_so(shell: Shell) -> None:
    refused = shell.run("assay sandbox keys root")
    assert (refused.code, refused.out) == (5, "")
    assert "--print-keys" in refused.err
    assert re.fullmatch(r"[0-9a-f]{64}\n", shell.run("assay sandbox keys root --print-keys").out)
    assert re.search(r"[0-9a-f]{64}", shell.at_terminal("assay sandbox keys root").out)
    (state,) = Path(shell.environment["HOME"]).rglob("state.json")
    shown = shell.run("assay sandbox keys root --print-keys").out.strip()
    assert shown not in state.read_text()


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        ("", "1200"),
        ("--device root,crawler", "1601"),
        ("--nonce bad", "1302"),
        ("--key k9", "1401"),
        ("--age 400", "1501"),
        ("--age=-100", "1502"),
        ("--key k0", "1503"),
    ],
)
def test_verdicts_are_rehearsed_with_signs(shell: Shell, options: str, verdict: str) -> None:
    line = f"assay sandbox sign --path /a {options} | assay verify --sandbox --path /a --sign - --json"
    assert f'"code": "{verdict}"' in shell.run(line).out


def test_a_fault_is_switched_on_by_a_variable(shell: Shell) -> None:
    assert "html-500" in shell.run("assay sandbox faults").out
    line = "assay query --sandbox --sql 'SELECT 1'"
    assert "web page" in shell.run(line, env={"ASSAY_SANDBOX_FAULT": "html-500"}).err
    unknown = shell.run(line, env={"ASSAY_SANDBOX_FAULT": "storm"})
    assert unknown.code == 2
    assert "“storm” is no fault" in unknown.err


def _asked(url: str, token: str, sql: str = "SELECT+1") -> bytes:
    with urllib.request.urlopen(f"{url}/querySql?token={token}", f"sql={sql}".encode(), timeout=20) as answer:
        body: bytes = answer.read()
        return body


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_served_sandbox_shows_its_keys_once_and_ends_cleanly(shell: Shell, number: int) -> None:
    with shell.terminal("exec assay sandbox serve") as terminal:
        terminal.wait_bytes(b"ctrl+c ends it")
        shown = terminal.output.decode()
        url = re.search(r"http://127\.0\.0\.1:\d+", shown)
        key = re.search(r"te key\s+([0-9a-f]{64})", shown)
        assert url
        assert key
        assert b'"return_code":0' in _asked(url[0], key[1])
        # Keys made in another process hold here too, and end the earlier ones.
        project = shell.run("assay sandbox data --json").out
        appid = json.loads(project)[0]["appid"]
        first = shell.run(f"assay sandbox keys project {appid} --print-keys").out.strip()
        assert b'"return_code":0' in _asked(url[0], first)
        assert b'"return_code":-1006' in _asked(url[0], first, "SELECT+count(*)+FROM+v_user_2")
        second = shell.run(f"assay sandbox keys project {appid} --print-keys").out.strip()
        assert b'"return_code":-1001' in _asked(url[0], first)
        assert b'"return_code":0' in _asked(url[0], second)
        assert b'"return_code":0' in _asked(url[0], key[1])
        time.sleep(0.01)
        root = shell.run("assay sandbox keys root --print-keys").out.strip()
        assert b'"return_code":-1001' in _asked(url[0], key[1])
        assert b'"return_code":0' in _asked(url[0], root)
        assert b'"return_code":-1014' in _asked(url[0], "0" * 64)
        assert b'"return_code":-1008' in _asked(url[0], "")
        os.kill(terminal.pid, number)
        assert terminal.wait_end(20) == 0
        assert "The sandbox has ended." in terminal.output.decode()
        assert "nanobind" not in terminal.output.decode()


def test_a_pipe_gets_no_keys_unless_told(shell: Shell) -> None:
    done = shell.run("assay sandbox serve")
    assert (done.code, done.out) == (5, "")
