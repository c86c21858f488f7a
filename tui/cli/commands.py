"""The commands as click sees them: each module is imported when its command is called."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from tui.cli import outcome, stderr, stdout
from tui.cli.help import COMMANDS, SCREEN_OPTIONS
from tui.cli.stderr import Exit
from tui.core.failures import AssayError

if TYPE_CHECKING:
    from tui.core.pages import Pages
    from tui.workbench import Workbench


@dataclass
class Cast:
    """What commands work with, made at the first need."""

    make_workbench: Callable[[], Workbench]
    make_knowledge: Callable[[], Pages]

    @cached_property
    def workbench(self) -> Workbench:
        made = self.make_workbench()
        if made.sending.proxies is not None:
            made.sending.proxies.announce = stderr.line
        return made

    @cached_property
    def knowledge(self) -> Pages:
        return self.make_knowledge()

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        return self.workbench.settings.load()

    def close(self) -> None:
        if "workbench" in self.__dict__:
            self.workbench.close()


class Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """By the first page alone: importing every command would take a second."""
        words = {name: line for name, (_, line) in COMMANDS.items()} | dict(SCREEN_OPTIONS)
        return [CompletionItem(w, help=line) for w, line in words.items() if w.startswith(incomplete)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command


def execute(argv: list[str], workbench: Callable[[], Workbench], knowledge: Callable[[], Pages]) -> int:
    """Run one command; every failure becomes one block on standard error and a documented code."""
    cast = Cast(workbench, knowledge)
    stderr.as_objects(wanted="--json" in argv)
    code: int
    try:
        try:
            given = Commands("assay").main(argv, prog_name="assay", standalone_mode=False, obj=cast)
            code = given if isinstance(given, int) else Exit.OK
        finally:
            cast.close()
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "assay"
        code = stderr.usage(error.format_message(), f"{path} --help")
    except (click.Abort, KeyboardInterrupt):
        stderr.line("Interrupted.")
        code = Exit.INTERRUPTED
    except stdout.NotWritten as error:
        code = outcome.tell_unwritten(str(error))
    except stdout.ReaderGone:
        code = Exit.READER_GONE
    except AssayError as error:
        code = outcome.tell_error(error, cast.knowledge)
    return code


def no_wrap() -> dict[str, Any]:
    """Help as wide as the terminal, so that examples stay on their lines; -h asks for it, too."""
    columns = os.environ.get("COLUMNS", "")
    return {
        "max_content_width": int(columns) if columns.isdigit() else 100,
        "help_option_names": ["-h", "--help"],
    }
