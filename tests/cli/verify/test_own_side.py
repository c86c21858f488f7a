"""Catch mode and the posture check as processes, with the sample endpoints that come with assay: what each
answers, that nobody but this machine can reach it, and that nothing goes where it was not told to."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.cli.loopback import http, serving
from tests.cli.shell import Shell

LISTEN = "0A"
LOOPBACK = {"0100007F", "00000000000000000000000001000000"}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@contextmanager
def started(shell: Shell, words: str) -> Iterator[subprocess.Popen[str]]:
    """A command in the background; it is ended at the end."""
    process = subprocess.Popen(
        ["bash", "-c", f"exec assay {words}"],
        cwd=shell.folder,
        env=shell.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def asked(url: str, sign: str = "") -> int:
    """The status that an app gets."""
    request = urllib.request.Request(url, b"{}", {"X-TD-Sign": sign} if sign else {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def listening_on(process: subprocess.Popen[str]) -> set[str]:
    """The addresses, as the kernel writes them, on which a process listens for TCP."""
    proc = Path("/proc") / str(process.pid)
    sockets = {str(link.readlink()) for link in (proc / "fd").iterdir()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in (proc / "net" / table).read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == LISTEN and f"socket:[{words[9]}]" in sockets:
                found.add(words[1].partition(":")[0])
    return found


def sign_for(shell: Shell, path: str) -> str:
    return shell.run(f"assay sandbox sign --path {path}").out.strip()


def test_an_app_is_caught_verified_and_mirrored(shell: Shell) -> None:
    sign = sign_for(shell, "/login")
    line = "verify catch --sandbox --mirror --count 2 --keep --json --report caught.xml"
    with started(shell, line) as process:
        url = json.loads(first_line(process))["listening"]
        assert url.startswith("http://127.0.0.1:")
        assert listening_on(process) <= LOOPBACK
        statuses = [asked(f"{url}/login", sign), asked(f"{url}/login"), asked(f"{url}/other", sign)]
        out, _ = process.communicate(timeout=30)
        assert process.returncode == 4
    told = [json.loads(row) for row in out.splitlines()]
    assert statuses[0] == 200
    assert statuses[1] != 200
    assert statuses[2] == 403
    got = [row["got"]["code"] for row in told if row.get("got", {}).get("code")]
    assert got == ["1200", "1402"]
    assert told[-1]["ended"]["calls"] == 2
    assert "1402" in (shell.folder / "caught.xml").read_text("utf-8")
    kept = json.loads(shell.run("assay verify captures --json").out)
    assert {one["code"] for one in kept} >= {"1200", "1402"}
    assert sign not in out + json.dumps(kept)


def test_a_strict_endpoint_is_told_from_a_lax_one(shell: Shell) -> None:
    with ExitStack() as stack:
        processes = {
            policy: stack.enter_context(started(shell, f"sandbox endpoint --{policy}"))
            for policy in ("strict", "lax")
        }
        for policy, process in processes.items():
            url = first_line(process)
            assert listening_on(process) <= LOOPBACK
            line = f"assay verify posture --sandbox --to {url}/order --path /order"
            if policy == "strict":
                assert shell.run(line).code == 5
            done = shell.run(f"{line} --yes --json")
            told = json.loads(done.out)
            failed = [one["case"] for one in told["cases"] if one["status"] == "failed"]
            assert done.code == (0 if policy == "strict" else 4), done.err
            assert failed == ([] if policy == "strict" else ["no-sign", "replay", "risky-device"])


def test_nothing_goes_to_a_host_that_was_not_named(shell: Shell) -> None:
    with serving(lambda _: http(b"{}")) as other:
        away = f"HTTP/1.1 307 Away\r\nLocation: {other.url}/take\r\nContent-Length: 0\r\n\r\n".encode()
        with serving(lambda _: away) as named:
            line = f"assay verify posture --sandbox --to {named.url}/order --path /order --yes --json"
            done = shell.run(line)
        assert done.code == 3
        assert named.seen
        assert all(request.startswith(b"POST /order ") for request in named.seen)
        assert other.seen == []


def test_an_answer_lost_after_sending_is_uncertain_and_one_call(shell: Shell) -> None:
    """The server takes the request, answers half, and is gone: exit code 6, the sign counts as used."""
    with serving(lambda _: http(b'{"code":200,', length=500)) as server:
        add = (
            f"assay profile add live --kind td --url {server.url} --secret-env LIVE_KEY --set partner_code=a"
        )
        shell.environment["LIVE_KEY"] = "only-for-this-test"
        assert shell.run(add).code == 0
        line = "printf %s g0123456789abcdef01234567 | assay verify --profile live --path /x --sign - --json"
        lost = shell.run(line)
        assert lost.code == 6
        assert len(server.seen) == 1
    assert json.loads(lost.err)["error"]["tone"] == "uncertain"
