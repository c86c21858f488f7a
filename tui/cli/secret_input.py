"""How a secret gets in: a hidden prompt or standard input. Never a word of the command line."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import click

from tui.cli import stderr
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.secret import Secret

MAX_SECRET = 64 * 1024


F = TypeVar("F", bound=Callable[..., Any])


def secret_options(function: F) -> F:
    """Where a secret comes from; without any of these it is asked for, unseen."""
    for option in (
        click.option(
            "--encrypted-file",
            is_flag=True,
            help="Keep a typed or piped secret in the encrypted file instead of the keyring.",
        ),
        click.option(
            "--secret-stdin", is_flag=True, help="Read the secret from standard input and store it."
        ),
        click.option(
            "--secret-command", metavar="COMMAND", help="Run this command for the secret, without a shell."
        ),
        click.option("--secret-env", metavar="VARIABLE", help="Read the secret from this variable."),
    ):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class SecretSource:
    """Where a new profile's secret will be kept, and whether it is typed or piped in now.

    `store` is None when the profile is to have none yet.
    """

    store: str | None
    locator: str = ""
    piped: bool = False
    asked: bool = False

    @classmethod
    def of(
        cls, variable: str | None, command: str | None, piped: bool, none: bool, in_file: bool = False
    ) -> Self:
        """From the options; of the sources at most one may be given. Raises UsageError."""
        if in_file and (variable is not None or command is not None or none):
            raise click.UsageError("--encrypted-file takes a secret that is typed, or --secret-stdin.")
        if sum((variable is not None, command is not None, piped, none)) > 1:
            raise click.UsageError(
                "Choose one of --secret-env, --secret-command, --secret-stdin and --no-secret."
            )
        if none:
            return cls(None)
        if variable is not None:
            return cls("environment", variable)
        if command is not None:
            return cls("command", _arguments(command))
        if not piped and not (sys.stdin.isatty() and stderr.is_terminal()):
            raise click.UsageError(
                "Without a terminal the secret cannot be asked for: give --secret-stdin, --secret-env, "
                "--secret-command or --no-secret."
            )
        return cls("file" if in_file else "keyring", piped=piped, asked=not piped)


def _arguments(command: str) -> str:
    """The command as the JSON list that its store keeps; words are split as a shell would, and no shell
    ever runs them."""
    if command.lstrip().startswith("["):
        return command
    try:
        return json.dumps(shlex.split(command), ensure_ascii=False)
    except ValueError as error:
        raise click.UsageError(f"--secret-command cannot be split into words: {error}.") from None


def take_secret(source: SecretSource, label: str) -> Secret | None:
    """The secret that is typed or piped now; None when its store is filled elsewhere."""
    if source.piped:
        data = sys.stdin.buffer.read(MAX_SECRET + 1)
        return Secret(_text(data))
    return Secret(stderr.ask_hidden(f"{label}: ")) if source.asked else None


def _text(data: bytes) -> str:
    # One line end is what `echo` adds; any other blank may belong to the secret.
    data = data.removesuffix(b"\n").removesuffix(b"\r")
    problem = ""
    if len(data) > MAX_SECRET:
        problem = f"is longer than {MAX_SECRET} bytes"
    elif b"\n" in data:
        problem = "is more than one line"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        problem = "is not UTF-8 text"
    if problem:
        raise InvalidInput([FieldProblem("secret", problem)], what="The secret")
    return text
