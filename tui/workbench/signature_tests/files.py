"""Files of a person's own that a test reads and writes, and programs of theirs that it runs."""

from __future__ import annotations

import os
import secrets
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tui.core.failures import FileProblem, Refused

CASE_FILE = "The case file"
IMPORT = "The import"
SIGNS = "The list of signs"
"""What a file is called in the sentence that says why it cannot be used."""

MAX_INPUT = 32 * 1024 * 1024
"""Bytes read from a file."""

TIMEOUT = 30.0
"""Seconds that a program may take for one sign."""

MAX_OUTPUT = 1_000_000

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def full_path(name: str) -> Path:
    """As typed, `~` included."""
    return Path(name).expanduser().absolute()


def read_file(name: str, what: str) -> str:
    """The text of a regular file. `what` begins the sentence when it cannot be read. Raises FileProblem."""
    path = full_path(name)
    try:
        if path.exists() and not path.is_file():
            raise FileProblem(f"{what} cannot be read from “{name}”: it is no regular file.")
        with path.open("rb") as stream:
            data = stream.read(MAX_INPUT + 1)
    except OSError as error:
        raise FileProblem(
            f"{what} cannot be read from “{name}”.", evidence=[error.strerror or type(error).__name__]
        ) from None
    if len(data) > MAX_INPUT:
        raise FileProblem(f"{what} in “{name}” is larger than {MAX_INPUT // 1024**2} MB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblem(
            f"{what} in “{name}” is not UTF-8 text.", evidence=[f"Byte {error.start + 1} is not."]
        ) from None


def write_file(name: str, text: str, what: str, *, replace: bool = False) -> Path:
    """Write whole or not at all; the path. Raises Refused for a file that is there, unless it may be
    replaced, and FileProblem."""
    path = full_path(name)
    if not replace and os.path.lexists(path):
        raise Refused(f"“{name}” is there already.", next_step="Choose another name, or replace it.")
    # os.path tells "no" where pathlib raises for a folder that may not be entered; writing then says why.
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113  # as the line above says
        raise FileProblem(
            f"{what} cannot be written to “{name}”: it is no regular file.", code="file-unwritable"
        )
    # A link stays a link: what it points to is replaced. The name beside it is one that nobody can guess.
    path = Path(os.path.realpath(path))
    beside = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with os.fdopen(os.open(beside, _NEW, 0o600), "wb") as stream:
            stream.write(text.encode("utf-8", "backslashreplace"))
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise FileProblem(
            f"{what} cannot be written to “{name}”.",
            code="file-unwritable",
            evidence=[error.strerror or type(error).__name__],
        ) from None
    return path


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
