"""Code for back ends, run against the sandbox over a socket, and against answers of every class."""

from __future__ import annotations

import json
import os
import re
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

FILES = {
    SnippetForm.PYTHON: ("verify.py", "python3"),
    SnippetForm.NODE: ("verify.js", "node"),
    SnippetForm.JAVA: ("VerifySign.java", "javac"),
    SnippetForm.GO: ("verify.go", "go"),
}
"""What a file of the language is called, and the program that must be there."""

GO_CACHE = os.environ.get("GOCACHE") or str(Path.home() / ".cache" / "go-build")
"""Go's own; without it the standard library would be compiled each time."""

CODE = [form for form in SnippetForm if form not in (SnippetForm.CURL, SnippetForm.HAR)]
PARTS = Parts("/shop/é'\"\\order", query={"a": "1"}, body="it's")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.close()


def program(form: SnippetForm, text: str, folder: Path) -> list[str]:
    """The words that run the code; it is compiled first where that is the language's way, its warnings being
    errors. A language that is not installed is skipped, and said to be."""
    name, tool = FILES[form]
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"{tool} is not installed: the code for {form.value} was NOT run")
    file = folder / name
    file.write_text(text, "utf-8")
    if form is SnippetForm.GO:
        built("gofmt", "-l", name, folder=folder)
        built(found, "vet", name, folder=folder)
        built(found, "build", "-o", "verify", name, folder=folder)
        return [str(folder / "verify")]
    if form is SnippetForm.JAVA:
        quick = "-J-XX:TieredStopAtLevel=1"
        built(found, quick, "-encoding", "UTF-8", "-Xlint", "-Werror", name, folder=folder)
        return ["java", "-XX:TieredStopAtLevel=1", "-cp", str(folder), "VerifySign"]
    return [sys.executable if form is SnippetForm.PYTHON else found, str(file)]


def built(*words: str, folder: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GOCACHE": GO_CACHE, "GO111MODULE": "off"}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def run(words: list[str], url: str, sign: str = "s" * 20) -> str:
    """What the code prints for one sign."""
    done = subprocess.run(
        words,
        input=sign.encode(),
        capture_output=True,
        timeout=30,
        check=False,
        env={"TD_URL": url, "TD_PARTNER_KEY": CANARY, "PATH": os.environ["PATH"]},
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

SOME = (
    verdict(1200),
    verdict(1601, "root", "hack"),
    verdict(1302),
    said('{"code": 513}'),
    b"",
)


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


@pytest.mark.parametrize("form", [SnippetForm.NODE, SnippetForm.GO, SnippetForm.JAVA])
def test_the_other_languages_tell_the_classes_apart(form: SnippetForm, bench: Bench, tmp_path: Path) -> None:
    """One class of each kind; and no call is repeated, not even one whose answer was lost."""
    now = {"said": b""}
    with serving(lambda _: now["said"]) as server:
        made = Snippets(bench.workbench).make(form, bench.live(server.url), PARTS)
        words = program(form, made.text, tmp_path)
        for now["said"] in SOME:
            printed = CLASSES[now["said"]]
            if form is SnippetForm.JAVA and (parts := re.match(r"(.+?) (\d+) ", printed)):
                # Its verdicts are the names of an enumeration, and it tells no labels.
                printed = f"{re.sub('[+ ]', '_', parts[1])} {parts[2]} "
            assert run(words, server.url).startswith(printed), now["said"]
        assert len(server.seen) == len(SOME)
        assert json.loads(server.seen[0].partition(b"\r\n\r\n")[2])["path"] == PARTS.path
        gone = server.url
    assert run(words, gone).startswith("SERVICE")


@pytest.mark.parametrize("form", [SnippetForm.PYTHON, SnippetForm.NODE, SnippetForm.GO])
def test_the_code_asks_the_sandbox(form: SnippetForm, bench: Bench, tmp_path: Path) -> None:
    """Over a socket that hands each call to the sandbox within: fresh, again, of another path, not a sign,
    and from a risky device: the five classes."""
    workbench, profile = bench.workbench, bench.sandbox

    def answer(request: bytes) -> bytes:
        sent = json.loads(request.partition(b"\r\n\r\n")[2])
        draft = workbench.signatures.draft("td", path=sent["path"], sign=sent["sign"])
        envelope = workbench.signatures.verify(profile, draft).exchange.envelope
        return verdict(int(envelope.code or 0)) if envelope is not None else b""

    words = program(form, Snippets(workbench).make(form, profile, Parts("/order")).text, tmp_path)
    sign, other = (workbench.signatures.sandbox_sign(path) for path in ("/order", "/other"))
    # The first two are run in every language; a start of some of them takes half a second.
    story = {sign: "PASS 1200", f"{sign} ": "1603", "x" * 30: "130", other: "1402", "": "1101"}
    with serving(answer) as server:
        for given, printed in list(story.items())[: 5 if form is SnippetForm.PYTHON else 2]:
            out = run(words, server.url, given)
            assert printed in out
            assert out.endswith("go on" if "1200" in out else "refuse")


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
