"""Code for back ends, run against the sandbox over a socket, and against answers of every class."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.loopback import serving
from tests.workbench.signature_tests.bench import CANARY, Bench
from tui.core.failures import NotFound
from tui.core.profile import Environment
from tui.workbench.importing import parse_curl
from tui.workbench.profiles import Profiles
from tui.workbench.signature_tests.signing import Parts
from tui.workbench.snippets import SnippetForm, Snippets

NODE = shutil.which("node")
JAVAC = shutil.which("javac")
GOFMT = shutil.which("gofmt")
CODE = [form for form in SnippetForm if form not in (SnippetForm.CURL, SnippetForm.HAR)]
PARTS = Parts("/shop/é'\"\\order", query={"a": "1"}, body="it's")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def run(form: SnippetForm, text: str, folder: Path, url: str, sign: str = "s" * 20) -> str:
    """What the code prints for one sign."""
    file = folder / {"python": "verify.py", "node": "verify.js"}[form.value]
    file.write_text(text, "utf-8")
    program = sys.executable if form is SnippetForm.PYTHON else str(NODE)
    done = subprocess.run(
        [program, str(file)],
        input=sign.encode(),
        capture_output=True,
        timeout=20,
        check=False,
        env={"TD_URL": url, "TD_PARTNER_KEY": CANARY, "PATH": "/usr/bin:/bin"},
    )
    assert done.stderr == b""
    return done.stdout.decode().strip()


def said(body: str, status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()


def verdict(status: int, *labels: str) -> bytes:
    return said(json.dumps({"code": 200, "data": {"status": status, "result": "x", "env": labels}}))


CLASSES = {
    verdict(1200): "PASS 1200  go on",
    verdict(1601, "root", "hack"): "PASS+RISK 1601 root,hack refuse",
    verdict(1603): "PASS+RISK 1603  refuse",
    verdict(1101): "MISS 1101  refuse",
    verdict(1302): "BAD FORMAT 1302  refuse",
    verdict(1503): "FAILED CHECK 1503  refuse",
    verdict(1999): "UNCERTAIN 1999  refuse",
    said('{"code": 513}'): "SERVICE 513  refuse",
    said("", "500 Oops"): "SERVICE 500  refuse",
    b"": "UNCERTAIN",
}
"""What a server answers, and what the code makes of it; the last one closes the connection."""


def test_python_tells_the_classes_apart(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    now = {"said": b""}
    with serving(lambda _: now["said"]) as server:
        text = Snippets(bench.workbench).make(SnippetForm.PYTHON, bench.live(server.url), PARTS).text
        monkeypatch.setenv("TD_PARTNER_KEY", CANARY)
        names: dict[str, Any] = {"__name__": "snippet"}
        exec(compile(text, "snippet", "exec"), names)
        for now["said"], printed in CLASSES.items():
            found, status, labels = names["verify"](PARTS.path, "s" * 20)
            word = "go on" if names["decide"](found, status, True) else "refuse"
            assert f"{found} {status} {','.join(labels)} {word}".startswith(printed)
    head, _, body = server.seen[0].partition(b"\r\n\r\n")
    assert f"partner_code=demo&partner_key={CANARY}".encode() in head
    assert json.loads(body) == {"path": PARTS.path, "sign": "s" * 20}
    assert CANARY not in text
    # Nothing listens there any more.
    assert names["verify"]("/", "s")[0] == "SERVICE"


def test_node_tells_some_classes_apart(bench: Bench, tmp_path: Path) -> None:
    if NODE is None:
        pytest.skip("node is not installed: the Node.js code was NOT run")
    now = {"said": b""}
    with serving(lambda _: now["said"]) as server:
        text = Snippets(bench.workbench).make(SnippetForm.NODE, bench.live(server.url), PARTS).text
        for now["said"] in (verdict(1601, "root", "hack"), said('{"code": 513}'), b""):
            assert run(SnippetForm.NODE, text, tmp_path, server.url).startswith(CLASSES[now["said"]])
        gone = server.url
    assert run(SnippetForm.NODE, text, tmp_path, gone).startswith("SERVICE")


@pytest.mark.parametrize("form", [SnippetForm.PYTHON, SnippetForm.NODE])
def test_the_code_asks_the_sandbox(form: SnippetForm, bench: Bench, tmp_path: Path) -> None:
    """Over a socket that hands each call to the sandbox within: fresh, again, and of another path."""
    if form is SnippetForm.NODE and NODE is None:
        pytest.skip("node is not installed: the Node.js code was NOT run")
    workbench = bench.workbench
    profile = bench.sandbox

    def answer(request: bytes) -> bytes:
        sent = json.loads(request.partition(b"\r\n\r\n")[2])
        draft = workbench.signatures.draft("td", path=sent["path"], sign=sent["sign"])
        envelope = workbench.signatures.verify(profile, draft).exchange.envelope
        return verdict(int(envelope.code or 0)) if envelope is not None else b""

    sign = workbench.signatures.sandbox_sign("/order")
    text = Snippets(workbench).make(form, bench.sandbox, Parts("/order")).text
    with serving(answer) as server:
        assert run(form, text, tmp_path, server.url, sign) == "PASS 1200  go on"
        assert run(form, text, tmp_path, server.url, sign) == "PASS+RISK 1603  refuse"


def test_java_compiles(bench: Bench, tmp_path: Path) -> None:
    if JAVAC is None:
        pytest.skip("javac is not installed: the Java code was NOT compiled")
    file = tmp_path / "VerifySign.java"
    file.write_text(Snippets(bench.workbench).make(SnippetForm.JAVA, bench.sandbox, PARTS).text, "utf-8")
    done = subprocess.run(
        [JAVAC, "-J-XX:TieredStopAtLevel=1", "-encoding", "UTF-8", "-Xlint", "-Werror", str(file)],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_go_is_well_formed(bench: Bench, tmp_path: Path) -> None:
    if GOFMT is None:
        pytest.skip("gofmt is not installed: the Go code was NOT checked")
    file = tmp_path / "verify.go"
    file.write_text(Snippets(bench.workbench).make(SnippetForm.GO, bench.sandbox, PARTS).text, "utf-8")
    done = subprocess.run([GOFMT, "-l", str(file)], capture_output=True, timeout=30, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_every_form_is_whole_and_holds_no_secret(bench: Bench) -> None:
    live = bench.live("https://sg.example")
    for form in CODE:
        made = Snippets(bench.workbench).make(form, live, PARTS)
        assert "@" not in made.text.replace("@param", "")
        assert CANARY not in made.text
        for word in (
            "1200",
            "1601",
            "1603",
            "TD_PARTNER_KEY",
            "UNCERTAIN",
            "https://sg.example/signature/v2",
        ):
            assert word in made.text
    sandbox = Snippets(bench.workbench).make(SnippetForm.GO, bench.sandbox, PARTS)
    assert any("assay sandbox serve" in note for note in sandbox.notes)


def test_curl_takes_key_and_sign_from_the_environment(bench: Bench, tmp_path: Path) -> None:
    live = Profiles.changed(bench.live("https://sg.example"), environment=Environment.PROD)
    for parts in (PARTS, Parts("/a\nb", body="\x01")):
        text = Snippets(bench.workbench).make(SnippetForm.CURL, live, parts).text
        again = parse_curl(text)
        assert again.url.endswith("partner_code=demo&partner_key=$TD_PARTNER_KEY")
        body = json.loads(again.body)
        assert (body["path"], body["body"], body["sign"]) == (parts.path, parts.body, "$TD_SIGN")


def test_har_is_of_the_latest_verification(bench: Bench) -> None:
    snippets = Snippets(bench.workbench)
    with pytest.raises(NotFound, match="verified nothing yet"):
        snippets.make(SnippetForm.HAR, bench.sandbox, PARTS)
    sign = bench.workbench.signatures.sandbox_sign("/order")
    bench.session().verify(Parts("/order", sign))
    text = snippets.make(SnippetForm.HAR, bench.sandbox, PARTS).text
    assert json.loads(text)["log"]["version"] == "1.2"
    assert sign not in text
