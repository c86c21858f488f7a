"""The corpus through the command line at a real terminal: of what a server sends, nothing acts there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.loopback import http, rows, serving
from tests.cli.shell import Shell
from tests.hostile.corpus import PILES, acts

OURS = re.compile(r"\x1b\[\d{0,2}m|\r\x1b\[K")
"""Colours of a verdict's symbol, and a progress line that goes again: all that assay itself may write."""

STREAM = http(
    rows(*(json.dumps([pile, 1]).encode() for pile in PILES), columns=json.dumps([PILES[0], "n"]).encode())
)
REFUSED = http(
    json.dumps({"return_code": -1008, "return_message": PILES[1], "stackMessage": "\n".join(PILES)}).encode()
)
PAGE = http("".join(PILES).encode("utf-8", "surrogatepass"), head=b"X-Odd: \x9b31m\r\n")


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    made.environment["A_KEY"] = "an-example-key"
    return made


def assert_inert(out: str, where: str) -> None:
    kept = OURS.sub("", out.replace("\r\n", "\n")).replace("\n", "")
    assert acts(kept) == [], where


@pytest.mark.parametrize("answer", [STREAM, REFUSED, PAGE], ids=["rows", "an error", "no envelope"])
def test_what_a_server_sends_does_not_act_at_the_terminal(answer: bytes, shell: Shell) -> None:
    with serving(lambda _: answer) as server:
        shell.run(f"assay profile add live --kind te --url {server.url} --secret-env A_KEY")
        for line in (
            "assay query --profile live --sql 'SELECT 1'",
            "assay query --profile live --sql 'SELECT 1' --format json",
            "assay history show last",
        ):
            done = shell.at_terminal(line)
            assert len(done.out) > 20, line
            assert_inert(done.out, line)


def test_a_hostile_profile_and_word_do_not_act_at_the_terminal(shell: Shell) -> None:
    home = Path(shell.environment["HOME"]) / ".config" / "assay"
    home.mkdir(parents=True)
    from tests.storage.things import profile
    from tui.storage import Paths, TomlProfileStore

    store = TomlProfileStore(Paths(home, home, home, home))
    store.save(profile("h", name=PILES[2], secret=None, proxy=PILES[3]))
    for line in (
        "assay profile list",
        "assay explain $'\\e]52;c;TEVBSw==\\a'",
        "assay query --profile $'\\e[2J' --sql x",
    ):
        assert_inert(shell.at_terminal(line).out, line)
