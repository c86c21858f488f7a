"""Handing an answer to another program: a private file that goes again, and the words of a command."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tui.core.failures import FileProblem, InvalidInput, Refused
from tui.core.fields import FieldProblem
from tui.core.json_document import ByteSource

PIECE = 1024 * 1024


@contextmanager
def private_file(source: ByteSource, name: str, start: int = 0, stop: int | None = None) -> Iterator[Path]:
    """Bytes of a source in a file of mode 0600 in a folder of mode 0700, both removed at the end, also when
    the other program left more files beside it. What a source keeps is masked already. Raises
    FileProblem."""
    # XDG_RUNTIME_DIR lies in memory and goes with the session.
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    folder = Path(tempfile.mkdtemp(prefix="assay-", dir=base if Path(base).is_dir() and base else None))
    try:
        path = folder / name
        try:
            _write(source, path, start, source.size if stop is None else stop)
        except OSError as error:
            said = (error.strerror or "unknown error").lower()
            raise FileProblem(
                f"The file for the other program cannot be written: {said}.",
                code="file-unwritable",
                evidence=[f"It was to be {path}."],
            ) from None
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(source: ByteSource, path: Path, start: int, stop: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while start < stop and (data := source.raw(start, min(stop, start + PIECE))):
            file.write(data)
            start += len(data)


def run_program(words: Sequence[str], path: Path, *, as_input: bool = False) -> str:
    """Run a program on the terminal with a file as its last word, or as its input, and wait for it. What
    went wrong in a sentence; empty when nothing did."""
    try:
        if as_input:
            with path.open("rb") as file:
                done = subprocess.run(words, stdin=file, check=False)  # noqa: S603  # a person's own command, no shell
        else:
            done = subprocess.run([*words, str(path)], check=False)  # noqa: S603  # a person's own command, no shell
    except OSError as error:
        return f"{words[0]} could not be started: {(error.strerror or 'unknown error').lower()}."
    return f"{words[0]} ended with exit code {done.returncode}." if done.returncode else ""


def pager_words(environ: Mapping[str, str] | None = None) -> list[str]:
    """The words of $PAGER, else less."""
    return _words("PAGER", ("less",), os.environ if environ is None else environ)


def editor_words(environ: Mapping[str, str] | None = None) -> list[str]:
    """The words of $VISUAL or $EDITOR, else vi."""
    known = os.environ if environ is None else environ
    return _words("VISUAL" if known.get("VISUAL") else "EDITOR", ("vi",), known)


def _words(variable: str, otherwise: tuple[str, ...], environ: Mapping[str, str]) -> list[str]:
    text = environ.get(variable, "")
    return command_words(text, f"${variable}") if text.strip() else list(otherwise)


def command_words(text: str, what: str = "command") -> list[str]:
    """The words of a command as a shell would part them; no shell runs it, so nothing else in it acts.
    Raises InvalidInput for a quotation that does not end, or a program that is not there."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise InvalidInput(
            [FieldProblem(what, f"cannot be read: {error}".lower())], what="The command"
        ) from None
    if not words:
        raise InvalidInput([FieldProblem(what, "is empty")], what="The command")
    if shutil.which(words[0]) is None:
        raise InvalidInput(
            [FieldProblem(what, f"names {words[0]}, which is no program on this machine")], what="The command"
        )
    return words


def save_text(text: str, name: str) -> Path:
    """Write a new file of mode 0600 into the folder where the program was started; its whole path. Raises
    Refused when it is there already, FileProblem."""
    path = Path.cwd() / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise Refused(
            f"{name} is there already, and is left as it is.",
            evidence=[f"It is {path}."],
            next_step="Move it away.",
        ) from None
    except OSError as error:
        said = (error.strerror or "unknown error").lower()
        raise FileProblem(f"{path} cannot be written: {said}.", code="file-unwritable") from None
    return path
