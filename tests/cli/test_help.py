"""Every command has a page that a person can work from, and speaks JSON."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from tests.cli.tree import ALL, LEAVES, Leaf
from tui.cli.commands import Cast, Commands
from tui.codes import pages
from tui.wiring import build_workbench

NO_JSON = {"completion", "mcp"}
"""Whose standard output belongs to a shell or a protocol."""

HEADING = re.compile(r"^  Examples:$", re.MULTILINE)
ENDS = {"|", ">", "<", "<<<", "&&", "||", ";", "2>"}
"""Words of the shell that end a command's own."""


@pytest.mark.parametrize("words", ALL)
def test_a_page_has_a_summary_examples_and_exit_codes(words: str) -> None:
    page = ALL[words].page()
    assert page.startswith(f"Usage: assay {words}")
    summary = re.split(r"\n\n", page)[1]
    assert summary.strip()
    assert HEADING.search(page), "no examples"
    assert examples(page), "no example that begins with assay"
    assert "Exit codes:" in page
    assert all(one.help for one in ALL[words].options())


def examples(page: str) -> list[str]:
    """The lines between `Examples:` and the next empty one that call this program."""
    after = HEADING.split(page, maxsplit=1)[1].lstrip("\n") if HEADING.search(page) else ""
    block = after.split("\n\n", 1)[0]
    return [line.strip() for line in block.splitlines() if re.search(r"\bassay\b", line)]


def calls(example: str) -> list[list[str]]:
    """The words of each `assay …` in a line of shell, without the rest of the pipe."""
    example = re.split(r" {3,}(?!assay\b)", example)[0]
    inner = re.findall(r"\$\((assay [^)]*)\)", example)
    found = []
    for line in (re.sub(r"\$\([^)]*\)", "X", example), *inner):
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
        lexer.whitespace_split = True
        lexer.commenters = ""
        words = list(lexer)
        for place, word in enumerate(words):
            if word == "assay" and words[place + 1 : place + 2] != ["--"]:
                rest = words[place + 1 :]
                found.append(rest[: next((n for n, one in enumerate(rest) if one in ENDS), len(rest))])
    return found


EXAMPLES = [
    (words, call)
    for words, leaf in ALL.items()
    for line in examples(leaf.page())
    for call in calls(line)
    if call and "…" not in call
]


@pytest.mark.parametrize(("words", "call"), EXAMPLES, ids=[shlex.join(call) for _, call in EXAMPLES])
def test_an_example_is_a_command_line_that_is_understood(words: str, call: list[str]) -> None:
    assert resolved(call) in ALL


def resolved(call: list[str]) -> str:
    """The command that the words call. Raises UsageError for options or arguments it does not take."""
    context = click.Context(Commands("assay"), info_name="assay", obj=Cast(build_workbench, pages))
    name, rest = call[0], call[1:]
    leaf = ALL[name]
    while isinstance(leaf.command, click.Group) and rest and f"{name} {rest[0]}" in ALL:
        name, rest = f"{name} {rest[0]}", rest[1:]
        leaf = ALL[name]
    if name == "verify" and rest and f"verify {rest[0]}" in ALL:
        name, rest = f"verify {rest[0]}", rest[1:]
        leaf = ALL[name]
    if rest:
        leaf.command.make_context(name, rest, parent=context, obj=context.obj)
    context.obj.close()
    return name


@pytest.mark.parametrize("words", sorted(set(LEAVES) - NO_JSON))
def test_every_command_takes_json(words: str) -> None:
    assert "--json" in {word for one in LEAVES[words].command.params for word in one.opts}


@pytest.mark.parametrize("words", ALL)
def test_no_option_takes_a_secret(words: str) -> None:
    given = {word for one in ALL[words].command.params for word in one.opts}
    # The sandbox's keys are the names of keys: k1, k0.
    allowed = {"--key"} if words in ("sandbox sign", "compare") else set()
    assert not given & {"--secret", "--token", "--key", "--password", "--passphrase"} - allowed


def test_the_tree_is_whole() -> None:
    assert {"history show", "sandbox keys root", "verify selftest", "profile passphrase"} <= set(LEAVES)
    assert isinstance(ALL["query"], Leaf)
