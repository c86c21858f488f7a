"""Where the signs of a test run come from, by option: a file, a program, one sign, or the sandbox."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any, TypeVar

import click

from tui.cli.choosing import read_text
from tui.core.profile import Profile
from tui.workbench import Workbench
from tui.workbench.signature_tests.feeds import CommandFeed, Covers, ListFeed, SandboxFeed, SignFeed
from tui.workbench.signature_tests.files import run_program

F = TypeVar("F", bound=Callable[..., Any])


def sign_options(function: F) -> F:
    """`--sign-file FILE` and `--sign-cmd COMMAND`."""
    function = click.option(
        "--sign-cmd",
        metavar="COMMAND",
        help="A program that prints a fresh sign at every call; {path} in it is the path to sign.",
    )(function)
    return click.option(
        "--sign-file", metavar="FILE", help="Fresh signs, one a line; - reads them from standard input."
    )(function)


def chosen_feed(
    workbench: Workbench,
    profile: Profile,
    sign_file: str | None,
    sign_cmd: str | None,
    covers: Covers = Covers.ALL,
) -> SignFeed | None:
    """The feed that the options name; the sandbox's signer for the sandbox; else None.

    Raises UsageError, FileProblem.
    """
    if sign_file and sign_cmd:
        raise click.UsageError("Choose one of --sign-file and --sign-cmd.")
    if sign_file:
        return ListFeed(read_text(sign_file, "The list of signs"))
    if sign_cmd:
        try:
            argv = shlex.split(sign_cmd)
        except ValueError as error:
            raise click.UsageError(f"--sign-cmd cannot be read: {error}.") from None
        return CommandFeed(argv, run_program)
    return SandboxFeed(workbench.signatures, covers) if profile.is_sandbox else None


def counted(count: int, what: str) -> str:
    """`1 call`, `2 calls`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
