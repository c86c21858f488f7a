"""`assay help`: pages of topics hold what the program does, and words that are almost right are answered."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.shell import REPO, Shell
from tui.cli import topics
from tui.cli.help import COMMANDS, EXIT_CODES, TEXT, TOPICS, misplaced
from tui.cli.known_settings import KNOWN

NOT_READ = {"ASSAY_KEY", "ASSAY_TOKEN", "ASSAY_SECRET", "ASSAY_TE_TOKEN", "ASSAY_CASE_PATH"}
"""Names that stand in examples: a person chooses them."""

NOT_VARIABLES = {"ASSAY_DARK", "ASSAY_LIGHT", "ASSAY_CONTRAST"}


def test_every_variable_that_the_program_reads_is_in_the_topic() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(REPO, "tui").rglob("*.py"))
    there = set(re.findall(r"\bASSAY_[A-Z_]*[A-Z]\b", source)) - NOT_READ - NOT_VARIABLES
    told = {known.variable for known in KNOWN} | {name for name, _ in topics.VARIABLES}
    assert {name for name in there if name not in told and f"{name}_NAME" not in told} == set()


def test_every_topic_is_a_page_that_fits_a_terminal(shell: Shell) -> None:
    for name in TOPICS:
        done = shell.run(f"assay help {name}")
        assert (done.code, done.err) == (0, "")
        # A path of this machine may be longer.
        assert all(len(line) <= 96 for line in done.out.splitlines() if "/" not in line), name
        assert f"  {name} " in TEXT


def test_the_topics_hold_what_the_program_does(shell: Shell) -> None:
    settings = shell.run("assay help settings").out
    assert all(f"{known.key}\n" in settings for known in KNOWN)
    codes = shell.run("assay help exit-codes").out
    assert all(f"{code:>5}  {meaning}\n" in codes for code, meaning in EXIT_CODES)
    files = shell.run("ASSAY_HOME=$PWD/here assay help files").out
    assert str(shell.folder / "here" / "config") in files


def test_a_command_is_helped_like_its_own_option(shell: Shell) -> None:
    for words in ("query", "profile add", "verify run", "sandbox keys root"):
        asked = shell.run(f"assay help {words}")
        assert (asked.code, asked.out) == (0, shell.run(f"assay {words} -h").out)
    told = json.loads(shell.run("assay help explain --json").out)
    assert told["topic"] == "explain"
    assert told["text"].startswith("Usage: assay explain")


def test_what_there_is_no_page_of(shell: Shell) -> None:
    done = shell.run("assay help nothing")
    assert (done.code, done.out) == (2, "")
    assert "exit-codes" in done.err


@pytest.mark.parametrize(
    ("word", "meant"), [("qurey", "query"), ("histroy", "history"), ("profiles", "profile")]
)
def test_a_misspelt_command_is_guessed(word: str, meant: str) -> None:
    assert f"Did you mean “{meant}”?" in misplaced([word])
    assert "Did you mean" not in misplaced(["zzz"])
    assert meant in COMMANDS


def test_sql_may_be_piped_in_and_is_no_name(shell: Shell) -> None:
    assert shell.run("assay query --sandbox --json", stdin="SELECT 1 AS one").out == '[\n{"one": 1}\n]\n'
    (shell.folder / "one.sql").write_text("SELECT 2 AS two")
    assert shell.run("assay query --sandbox -o csv < one.sql").out == "two\r\n2\r\n"
    for nothing in ("< /dev/null", "<&-", ""):
        done = shell.run(f"assay query --sandbox {nothing}")
        assert (done.code, done.out) == (1, "")
    named = shell.run("assay query --sandbox 'SELECT 1'")
    assert named.code == 1
    assert "--sql" in named.err
