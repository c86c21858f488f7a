"""Every command, found in the program itself, so that none can be forgotten by a test."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

import click

from tui.cli.help import COMMANDS
from tui.cli.verify.command import TESTS


class Leaf(NamedTuple):
    """A command by the words that call it, such as `history list`, and what click knows of it."""

    words: str
    command: click.Command

    def context(self) -> click.Context:
        return click.Context(self.command, info_name=f"assay {self.words}")

    def page(self) -> str:
        return self.command.get_help(self.context())

    def options(self) -> Iterator[click.Option]:
        return (one for one in self.command.params if isinstance(one, click.Option))


def commands() -> Iterator[Leaf]:
    """Groups too, each before what is in it."""
    for name, (module, _) in COMMANDS.items():
        yield from _below(name, import_module(module).command)
    for name, (module, _) in TESTS.items():
        home = import_module(module)
        yield Leaf(f"verify {name}", getattr(home, name.replace("-", "_"), None) or home.command)


def _below(words: str, command: click.Command) -> Iterator[Leaf]:
    yield Leaf(words, command)
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=words)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _below(f"{words} {name}", found)


ALL = {leaf.words: leaf for leaf in commands()}
LEAVES = {words: leaf for words, leaf in ALL.items() if not isinstance(leaf.command, click.Group)}
"""Those that do something."""
