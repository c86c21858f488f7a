"""Every command has a page that a person can work from, and speaks JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import click
import pytest

from tui.cli.help import COMMANDS

NO_JSON = {"completion", "mcp"}
"""Whose standard output belongs to a shell or a protocol."""

OTHERS = {"verify", "sandbox", "schema", "ask", "compare", "export-request", "run", "translate-body"}
"""Commands whose pages are tested beside what they do."""


def commands() -> Iterator[tuple[str, click.Command]]:
    for name, (module, _) in COMMANDS.items():
        if name in OTHERS:
            continue
        top = import_module(module).command
        yield name, top
        if isinstance(top, click.Group):
            for sub in top.commands:
                if (name, sub) != ("profile", "passphrase"):
                    yield f"{name} {sub}", top.commands[sub]


ALL = dict(commands())


@pytest.mark.parametrize("name", ALL)
def test_a_page_has_a_summary_examples_and_exit_codes(name: str) -> None:
    command = ALL[name]
    page = command.get_help(click.Context(command, info_name=f"assay {name}"))
    assert command.help
    assert command.help.strip().splitlines()[0].rstrip().endswith((".", "if", "in", "its", "an"))
    assert re.search(r"^  Examples:$", page, re.MULTILINE)
    assert re.search(rf"^    .*\bassay {name.split(maxsplit=1)[0]}\b", page, re.MULTILINE)
    assert "Exit codes:" in page
    assert all(getattr(one, "help", "") for one in command.params if isinstance(one, click.Option))


@pytest.mark.parametrize("name", sorted(set(ALL) - NO_JSON))
def test_every_command_takes_json(name: str) -> None:
    command = ALL[name]
    options = {word for one in command.params for word in one.opts}
    assert isinstance(command, click.Group) or "--json" in options


def test_no_option_takes_a_secret() -> None:
    words = {word for command in ALL.values() for one in command.params for word in one.opts}
    assert not words & {"--secret", "--token", "--key", "--password", "--passphrase"}
