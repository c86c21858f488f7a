"""The only file that writes standard output: the answer, and nothing but the answer."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterable
from contextlib import suppress

from tui.core.display import safe

PIPE = 1024 * 1024
"""Bytes that a pipe is asked to hold; with 64 KiB, as usual, its two ends wait for each other in turns."""


class ReaderGone(Exception):
    """Whoever read the output has closed it, as `head` does."""


class NotWritten(ReaderGone):
    """The output takes no more, as a full disk does. The text is the system's reason."""


def is_terminal() -> bool:
    return sys.stdout.isatty()


def columns(most: int) -> int:
    """Columns that a reader has: those of the terminal or of `COLUMNS`, `most` at most."""
    wanted = os.environ.get("COLUMNS", "")
    if wanted.isdigit() and int(wanted) > 0:
        return min(most, int(wanted))
    try:
        return min(most, os.get_terminal_size(sys.stdout.fileno()).columns or most)
    except (OSError, ValueError):
        return most


def text(value: str) -> int:
    """Write text, and give exit code 0 for a caller that is done.

    Into a file or pipe it goes as UTF-8, unchanged. On a terminal every character that could act on
    it is shown as a symbol. Raises ReaderGone.
    """
    if sys.stdout.isatty():
        encoding = sys.stdout.encoding or "utf-8"
        data = safe(value, keep_lines=True).encode(encoding, "replace")
    else:
        data = value.encode("utf-8", "backslashreplace")
    _write(data)
    return 0


def raw(chunks: Iterable[bytes]) -> None:
    """Write the bytes of an answer as they came; on a terminal, as safe text. Raises ReaderGone."""
    terminal = sys.stdout.isatty()
    if not terminal:
        _widen()
    for chunk in chunks:
        if terminal:
            text(chunk.decode("utf-8", "replace"))
        else:
            _write(chunk)


def _widen() -> None:
    """Where the system can; more than a person's share of pipes is refused, which does no harm."""
    with suppress(OSError, ValueError, AttributeError):
        fcntl.fcntl(sys.stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE)


def _write(data: bytes) -> None:
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # The interpreter flushes once more at its end; without this it would complain there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise ReaderGone from None
    except OSError as error:
        raise NotWritten(error.strerror or type(error).__name__) from None
