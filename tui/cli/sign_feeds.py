"""Where the signs of a test run come from, by option: a file, a program, one sign, or the sandbox."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from tui.cli.choosing import read_text
from tui.core.failures import FileProblem
from tui.core.profile import Profile
from tui.workbench import Workbench
from tui.workbench.signature_tests.feeds import CommandFeed, Covers, ListFeed, SandboxFeed, SignFeed

F = TypeVar("F", bound=Callable[..., Any])

TIMEOUT = 30.0
"""Seconds that a program may take for one sign."""

MAX_OUTPUT = 1_000_000


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


def run_program(argv: Sequence[str]) -> str:
    """The standard output of a program that was started without a shell. Raises FileProblem."""
    try:
        done = subprocess.run(  # noqa: S603 - the user's own program, by its argument list
            list(argv), capture_output=True, timeout=TIMEOUT, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise FileProblem(f"The command for signs took longer than {TIMEOUT:.0f} s.") from None
    except OSError as error:
        raise FileProblem(
            f"The command for signs cannot be started: {argv[0]}.",
            evidence=[error.strerror or type(error).__name__],
            next_step="Check its name and that it may be run.",
        ) from None
    if done.returncode != 0:
        raise FileProblem(
            f"The command for signs ended with exit code {done.returncode}.",
            next_step="Run it by hand to see what it says.",
        )
    return done.stdout[:MAX_OUTPUT].decode("utf-8", "replace")


def counted(count: int, what: str) -> str:
    """`1 call`, `2 calls`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
