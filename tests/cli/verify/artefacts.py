"""Every command of `assay verify`, run in this process against servers that echo the key and the sign; what
it wrote is kept to be searched."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.cli.loopback import http
from tests.journeys.test_canary import CANARY, found_in

TAIL = "0a1b2c3d4e5f67788796a5b4c3d2e1f00f1e2d3c4b5a"
PIECE = TAIL[8:32].encode()
"""So much of the middle of a sign is in nothing that is written: ends of 6 and 4 characters are."""

LANGUAGES = ("python", "node", "java", "go", "curl", "har")


def sign(number: int) -> str:
    return f"g{number:05}{TAIL}"


CASES = """version = 1
title = "Shop"
[environment]
own = "OWN_SIGN"
[[case]]
id = "fresh"
path = "/shop"
expect = { class = "PASS" }
[[case]]
id = "its-own"
path = "/shop"
sign = "variable:own"
expect = { class = "MISS" }
"""
CURL = f"curl 'https://shop.example/api?b=2' -H 'X-TD-Sign: {sign(901)}' -H 'Cookie: s={sign(902)}' -d 'a=1'"
BACK_END = "POST /order HTTP/1.1\r\nHost: shop.example\r\n\r\n{}"


class Given:
    """What a person has before: fresh signs, a case file, requests. Nothing of it is searched."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "signs").write_text("\n".join(map(sign, range(100))), "utf-8")
        (folder / "cases.toml").write_text(CASES, "utf-8")
        (folder / "request.curl").write_text(CURL, "utf-8")


def verdicts() -> Iterator[int]:
    while True:
        yield from (1200, 1603, 1402, 1200, 1301, 1601)


class Echo:
    """TD as it should never be: the key and the whole sign come back in every place there is."""

    def __init__(self) -> None:
        self._next = verdicts()
        self.calls = 0

    def __call__(self, request: bytes) -> bytes:
        self.calls += 1
        body = request.partition(b"\r\n\r\n")[2]
        sent = json.loads(body).get("sign") if body else None
        echo = f"{CANARY} {sent}"
        data = {"status": next(self._next), "result": "pass", "env": [echo, "root"], "version": echo}
        answer = {"code": 200, "message": echo, "data": data}
        return http(json.dumps(answer).encode(), head=f"X-Echo: {sent}\r\n".encode())


def back_end(request: bytes) -> bytes:
    """An endpoint that lets everything through, and tells what it was sent."""
    return http(request, head=b"X-Echo: " + PIECE + b"\r\n")


def app_sends(url: str) -> threading.Thread:
    """An app that sends one signed request as soon as something listens."""

    def send() -> None:
        request = urllib.request.Request(f"{url}/api/pay", b"{}", {"X-TD-Sign": sign(904)})
        for _ in range(500):
            try:
                urllib.request.urlopen(request, timeout=10).close()
            except urllib.error.HTTPError as error:
                error.close()
            except urllib.error.URLError:
                time.sleep(0.02)
                continue
            return

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    return thread


def recipes(given: Given, to: str, port: int) -> dict[str, Sequence[str]]:
    """For each command the lines that make all it can make. `P` is the live profile; standard input is a
    sign, `ID` the latest exchange."""
    signs = f"--profile P --yes --sign-file {given.folder}/signs"
    request = f'{signs} --path /shop --query \'{{"b": "2"}}\' --body raw'
    one = "--profile P --path /shop --sign -"
    cases = f"{given.folder}/cases.toml"

    def probe(name: str, more: str = "") -> tuple[str, ...]:
        line = f"verify {name} {request} {more}"
        reports = " ".join(f"--report {name}.{kind}" for kind in ("xml", "json", "md"))
        return (f"{line} {reports}", f"{line} --json", f"{line} --dry-run")

    return {
        "verify": (f"verify {one}", f"verify {one} --json", "verify --profile P --path /shop --sign ''"),
        "verify matrix": probe("matrix"),
        "verify replay": probe("replay", "--gaps 0"),
        "verify missing": probe("missing"),
        "verify burst": probe("burst", "--count 7"),
        "verify paths": probe("paths", "--prefix /gw"),
        "verify posture": probe("posture", f"--to {to}/order --risky-file {given.folder}/signs"),
        "verify run": (
            f"verify run {cases} {signs} --report run.xml --report run.json --report run.md",
            f"verify run {cases} {signs} --json",
            f"verify run {cases} {signs} --dry-run",
        ),
        "verify rerun": (f"verify rerun --failed {signs}", f"verify rerun {signs} --json"),
        "verify runs": ("verify runs", "verify runs --json"),
        "verify compare-runs": ("verify compare-runs", "verify compare-runs --json"),
        "verify selftest": (
            "verify selftest --case replay-again --report selftest.xml --report selftest.md",
            "verify selftest --case replay-again --json",
        ),
        "verify catch": (
            f"verify catch --profile P --yes --count 1 --keep --port {port} --report catch.xml "
            "--report catch.json --report catch.md",
            f"verify catch --profile P --yes --count 1 --mirror --json --port {port}",
        ),
        "verify captures": ("verify captures", "verify captures --json"),
        "verify import": (
            f"verify import {given.folder}/request.curl --profile P",
            f"verify import {given.folder}/request.curl --profile P --json",
            f"verify import {given.folder}/request.curl --profile P --run --send-query --send-body",
            f"verify import {given.folder}/request.curl --profile P --run --json",
        ),
        "verify snippet": (
            *(f"verify snippet --profile P --lang {name} --path /shop" for name in LANGUAGES),
            *(f"verify snippet --profile P --lang {name} --output back-end.{name}" for name in LANGUAGES),
            "verify snippet --profile P --lang curl --body raw --json",
        ),
        "history list": ("history list", "history list --json"),
        "history show": ("history show ID", "history show ID --json", "history show ID --answer"),
        "history export": ("history export --json",),
        "export-request": tuple(
            f"export-request last --as {form}" for form in ("curl", "httpx", "har", "report")
        ),
        "compare": ("compare previous last", "compare previous last --json"),
        "call": ("call signature-verify --profile P --set path=/shop --set sign=none --json",),
    }


def told(data: bytes, where: str) -> list[str]:
    """What must not be there: the key in six spellings, or the middle of a sign."""
    signs = [f"a sign in {where}"] if PIECE in data or b"sbx1.k1." in data else []
    return found_in(data, where) + signs


def files_below(*folders: Path) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield str(path), path.read_bytes()


FILES_MADE = re.compile(r"--(?:report|output) (\S+)")
