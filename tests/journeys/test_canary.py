"""One secret through every path of the product; afterwards it is looked for everywhere, in six spellings.

The server echoes it in bodies, headers, redirects and errors. Searched are all files of the person's
home, everything written to both streams, the arguments of every process, and pictures of every screen.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.cli.loopback import Loopback, http, rows, serving
from tests.cli.shell import Shell
from tests.ui.driving import ready
from tests.ui.scenes import Stage
from tui.ui.app import AssayApp

NUMBERS = itertools.count(1)
CANARY = 'CANARY-9f"4e+b2/77=d%1c-XyZ'


def spellings(secret: str = CANARY) -> dict[str, bytes]:
    """Six ways to write it, each long enough that chance cannot; Base64 without its shared ends."""
    raw = secret.encode()
    return {
        "as it is": raw,
        "percent-encoded": urllib.parse.quote(secret, safe="").encode(),
        "JSON": json.dumps(secret)[1:-1].encode(),
        "Base64": base64.b64encode(raw)[:-4],
        "hex": raw.hex().encode(),
        "upper case": secret.upper().encode(),
    }


def found_in(data: bytes, where: str) -> list[str]:
    return [f"{name} in {where}" for name, needle in spellings().items() if needle in data]


ECHOES: dict[str, bytes] = {
    **{
        f"rows, {name}": http(rows(json.dumps([text.decode()]).encode(), columns=b'["echo"]'))
        for name, text in spellings().items()
        if name != "Base64"
    },
    "rows, Base64": http(rows(b'["' + base64.b64encode(CANARY.encode()) + b'"]')),
    "column name": http(rows(b"[1]", columns=json.dumps([CANARY]).encode())),
    "message": http(json.dumps({"return_code": -1, "return_message": f"bad token {CANARY}"}).encode()),
    "headers": http(rows(b"[1]"), head=b"X-Debug-Url: /q?token=" + spellings()["percent-encoded"] + b"\r\n"),
    "error page": http(b"<html><h1>500</h1>/querySql?token=" + spellings()["as it is"] + b"</html>"),
    "cut off": http(rows(b"[1]", json.dumps([CANARY]).encode()), length=100_000),
    "cut within": http(rows(b"[1]") + b'["' + CANARY.encode()[:14], length=100_000),
    "no HTTP": b"SSH-2.0-" + CANARY.encode() + b"\r\n",
    "status line": b"HTTP/1.1 403 " + CANARY.encode() + b"\r\nContent-Length: 2\r\n\r\n{}",
}


def always(answer: bytes, request: bytes) -> bytes:
    assert request
    return answer


@contextmanager
def profile_at(shell: Shell, server: Loopback, kind: str = "te") -> Iterator[str]:
    """A profile for the server; its secret comes from a variable."""
    name = f"{kind}{next(NUMBERS)}"
    words = f"assay profile add {name} --kind {kind} --url {server.url} --secret-env CANARY_KEY"
    done = shell.run(words + (" --set partner_code=a" if kind == "td" else ""))
    assert done.code == 0, done.err
    yield name


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    shell.environment["CANARY_KEY"] = CANARY
    return shell


def searched(shell: Shell) -> list[str]:
    """The canary in any file below the home or the working folder, deleted pages of databases included."""
    wrong: list[str] = []
    count = 0
    for root in (Path(shell.environment["HOME"]), shell.folder):
        for path in root.rglob("*"):
            if path.is_file():
                count += 1
                wrong += found_in(path.read_bytes(), str(path)) + found_in(path.name.encode(), "a name")
    assert count >= 4
    return wrong


def test_the_search_would_find_it() -> None:
    for name, text in spellings().items():
        assert found_in(b"xx" + text + b"yy", "here") == [f"{name} in here"] or name == "as it is"
    assert found_in(CANARY.encode(), "here")


@pytest.mark.timeout(240)
async def test_an_echoed_secret_is_nowhere_afterwards(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: list[str] = []
    for name, answer in ECHOES.items():
        with serving(partial(always, answer)) as server, profile_at(shell, server) as profile:
            line = f"assay query --profile {profile} --sql 'SELECT 1' --format ndjson | tee {len(name)}.out"
            done = shell.run(line)
            wrong += found_in(done.out.encode(), f"stdout, {name}")
            wrong += found_in(done.err.encode(), f"stderr, {name}")
            # The path is real only if the server was given the secret.
            assert all(spellings()["percent-encoded"] in seen for seen in server.seen)
            assert len(server.seen) == 1
    wrong += searched(shell)
    wrong += await pictured(monkeypatch)
    wrong += searched(shell)
    assert wrong == []


async def pictured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The canary in pictures of every screen and of every tab of the kept exchanges."""
    from tui.wiring import build_workbench

    monkeypatch.setenv("CANARY_KEY", CANARY)
    wrong: list[str] = []
    app = AssayApp(build_workbench)
    async with app.run_test(size=(160, 45)) as pilot:
        await ready(pilot)
        stage = Stage(app, pilot)
        assert app.workbench is not None
        kept = app.workbench.history.recent()
        assert len(kept) >= len(ECHOES)
        wrong += [where for exchange in kept for where in found_in(repr(exchange).encode(), "an exchange")]
        for exchange in kept[::4]:
            app.session.exchange_id = exchange.id
            app.spread()
            await stage.press("f4")
            await ready(pilot)
            for tab in "12345":
                await pilot.press(tab)
                await pilot.pause()
                wrong += found_in(seen(app), f"tab {tab} of {exchange.id}")
        for key in ("f2", "f3", "f5", "f6"):
            await stage.press(key)
            await ready(pilot)
            await stage.quiet()
            wrong += found_in(seen(app), key)
    app.workbench.close()
    return wrong


def seen(app: AssayApp) -> bytes:
    return app.export_screenshot(simplify=True).encode() + app.clipboard.encode()


def test_a_redirect_is_not_followed_and_carries_nothing(shell: Shell) -> None:
    with serving(lambda _: http(b"{}")) as other:
        target = f"{other.url}/take?token=".encode() + spellings()["percent-encoded"]
        answer = b"HTTP/1.1 302 Found\r\nLocation: " + target + b"\r\nContent-Length: 0\r\n\r\n"
        with serving(lambda _: answer) as server, profile_at(shell, server) as profile:
            done = shell.run(f"assay query --profile {profile} --sql 'SELECT 1'")
            assert len(server.seen) == 1
        assert other.seen == []
    assert done.code in (3, 4)
    assert found_in(done.out.encode() + done.err.encode(), "output") + searched(shell) == []


def test_a_verification_leaves_no_trace_of_key_or_sign(shell: Shell) -> None:
    sign = "SIGN-0123456789abcdefghijklmnopqrstuvwxyz-SIGN"
    verdict = {"code": 200, "message": CANARY, "data": {"status": 1200, "result": "pass", "env": [CANARY]}}
    with (
        serving(lambda _: http(json.dumps(verdict).encode())) as server,
        profile_at(shell, server, "td") as profile,
    ):
        done = shell.run(f"printf {sign} | assay verify --profile {profile} --path /x --sign - --json")
        assert sign.encode() in server.seen[0]
    assert done.code == 0
    assert found_in(done.out.encode() + done.err.encode(), "output") + searched(shell) == []
    home = Path(shell.environment["HOME"])
    assert [p for p in home.rglob("*") if p.is_file() and sign.encode() in p.read_bytes()] == []


def test_no_process_carries_the_secret_in_its_arguments(shell: Shell) -> None:
    with serving(lambda _: http(b"", length=10)) as server, profile_at(shell, server) as profile:
        process = subprocess.Popen(
            ["assay", "query", "--profile", profile, "--sql", "SELECT 1"],
            env=shell.environment,
            cwd=shell.folder,
            executable=shell.folder / "bin" / "assay",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        lines: set[bytes] = set()
        while process.poll() is None:
            for entry in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    lines.add(entry.read_bytes())
                except OSError:
                    continue
    assert any(b"query" in line for line in lines)
    assert [where for line in lines for where in found_in(line, "a process's arguments")] == []


def test_a_fault_of_our_own_prints_no_value(shell: Shell) -> None:
    """A profile file that is a folder, a full home, a broken library: whatever it is, no trace is shown."""
    broken = shell.folder / "broken" / "httpx"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text(
        "token = __import__('os').environ['CANARY_KEY']\nraise RuntimeError(token)\n"
    )
    script = shell.folder / "bin" / "assay"
    script.write_text(script.read_text().replace('PYTHONPATH="', f'PYTHONPATH="{broken.parent}:'))
    with serving(lambda _: http(rows(b"[1]"))) as server, profile_at(shell, server) as profile:
        done = shell.run(f"assay query --profile {profile} --sql 'SELECT 1'")
    assert done.code == 70
    assert "Traceback" not in done.err
    assert done.err.startswith("✗ ")
    assert found_in(done.out.encode() + done.err.encode(), "output") + searched_home(shell) == []


def searched_home(shell: Shell) -> list[str]:
    files = [p for p in Path(shell.environment["HOME"]).rglob("*") if p.is_file()]
    return [where for path in files for where in found_in(path.read_bytes(), str(path))]


def test_files_and_folders_are_closed_to_others(shell: Shell) -> None:
    with serving(lambda _: http(rows(b"[1]"))) as server, profile_at(shell, server) as profile:
        shell.run(f"umask 0; assay query --profile {profile} --sql 'SELECT 1'")
    home = Path(shell.environment["HOME"])
    ours = [p for p in home.rglob("*") if "assay" in p.relative_to(home).parts]
    assert len(ours) > 5
    assert [f"{p} {p.stat().st_mode:o}" for p in ours if p.stat().st_mode & 0o077] == []


def test_variables_that_write_what_is_typed_are_gone_before_any_library(shell: Shell) -> None:
    leaks = {"SSLKEYLOGFILE": "keys.log", "TEXTUAL_LOG": "textual.log", "TEXTUAL": "devtools,debug"}
    code = (
        "import os, resource, sys; from tui.__main__ import harden; harden(); "
        "print(sorted({'TEXTUAL', 'TEXTUAL_LOG', 'SSLKEYLOGFILE'} & set(os.environ)), "
        "resource.getrlimit(resource.RLIMIT_CORE)[0], oct(os.umask(0)), 'textual' in sys.modules)"
    )
    python = sys.executable
    done = subprocess.run(
        [python, "-c", code], env={**os.environ, **leaks}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[] 0 0o77 False\n"
