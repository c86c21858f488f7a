"""The only file that writes standard error, and the owner of the exit codes."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from types import TracebackType

from tui.core.display import safe
from tui.core.envelope import TONE_SYMBOLS, Tone


class Exit(IntEnum):
    """Stable; the meanings are in `help.EXIT_CODES`."""

    OK = 0
    USAGE = 1
    INPUT = 2
    SERVICE = 3
    ANSWER = 4
    REFUSED = 5
    UNCERTAIN = 6
    FAULT = 70
    INTERRUPTED = 130
    READER_GONE = 141


WIDTH = 96
_LABEL = 10
_COLOURS = {Tone.GOOD: "32", Tone.CAUTION: "33", Tone.BAD: "31", Tone.UNCERTAIN: "35"}


_objects = False


def as_objects(*, wanted: bool) -> None:
    """With `--json`, everything said here is one JSON object a line: `{"error": …}` or `{"note": …}`."""
    global _objects
    _objects = wanted


def is_terminal() -> bool:
    return sys.stderr.isatty()


def line(value: str) -> None:
    """One line of words about the answer."""
    if _objects:
        _write(_object({"note": value}))
        return
    _write(safe(value) + "\n")


def block(
    tone: Tone,
    headline: str,
    parts: Sequence[tuple[str, Iterable[str]]],
    *,
    named: str = "",
    exit_code: int | None = None,
) -> None:
    """What happened in one line, then labelled sentences, each label once. `named` (the code) and
    `exit_code` are for programs: only the object has them."""
    if _objects:
        said = {label: [s for s in dict.fromkeys(sentences) if s] for label, sentences in parts}
        kept = {label: sentences for label, sentences in said.items() if sentences}
        _write(
            _object(
                {"error": {"code": named, "exit": exit_code, "tone": tone.value, "message": headline, **kept}}
            )
        )
        return
    symbol = TONE_SYMBOLS[tone]
    _write(f"{_painted(symbol, tone)} {safe(headline)}\n")
    for label, sentences in parts:
        for number, sentence in enumerate(dict.fromkeys(s for s in sentences if s)):
            _write(labelled("" if number else label, sentence))


def _object(value: object) -> str:
    import json

    # Only ASCII, so that nothing in it can act on a terminal.
    return json.dumps(value) + "\n"


def labelled(label: str, sentence: str, width: int = WIDTH) -> str:
    """`  label     sentence`, wrapped to `width` cells, its further lines under the sentence."""
    taken = _cells(label)
    indent = max(_LABEL, taken) + 2
    head = f"  {label}{' ' * (indent - 2 - taken)}"
    wrapped = _lines(safe(sentence), max(20, width - indent))
    return head + f"\n{' ' * indent}".join(wrapped or [""]) + "\n"


def headed(sentence: str, width: int = WIDTH) -> str:
    """A line without label, wrapped where it is longer than `width` cells."""
    text = safe(sentence)
    # On one line it is left as it is, blanks included.
    lines = [text] if _cells(text) <= width else _lines(text, width - 2)
    return "\n  ".join(lines) + "\n"


def _cells(text: str) -> int:
    if text.isascii():
        return len(text)
    from tui.core.wrapping import cells

    return cells(text)


def _lines(text: str, width: int) -> list[str]:
    if not text.isascii():
        # Imported for it alone: what knows the width of characters is not part of every start.
        from tui.core.wrapping import is_wide, wrapped

        if is_wide(text):
            return wrapped(text, width)
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def usage(message: str, hint: str = "assay --help") -> int:
    block(Tone.BAD, message, [("help", [hint])], named="usage", exit_code=Exit.USAGE)
    return Exit.USAGE


def fault(error: BaseException) -> int:
    """A fault of our own: its type and our place in the code. Never a message, value or trace,
    because any of them may hold what must not be shown."""
    place = _own_place(error.__traceback__)
    block(
        Tone.BAD,
        "assay met a fault of its own.",
        [
            ("what", [f"{type(error).__name__} at {place}"]),
            ("next", ["Please report these two lines. What was stored before is untouched."]),
        ],
        named="fault",
        exit_code=Exit.FAULT,
    )
    return Exit.FAULT


def _own_place(trace: TracebackType | None) -> str:
    root = Path(__file__).parent.parent
    place = "an unknown place"
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(root):
            place = f"tui/{path.relative_to(root).as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def status(value: str) -> None:
    """A line that replaces itself, on a terminal only. Nothing clears it."""
    if sys.stderr.isatty() and not _objects:
        width = max(20, os.get_terminal_size(sys.stderr.fileno()).columns - 1)
        _write(f"\r\x1b[K{safe(value, width)}" if value else "\r\x1b[K")


@contextmanager
def working(what: str) -> Iterator[None]:
    """Tell, on a terminal only, that something long is under way."""
    status(f"{what} …   ctrl+c cancels")
    try:
        yield
    finally:
        status("")


def ask(question: str) -> str:
    """A line typed at the terminal; nothing where there is none to ask."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return ""
    _write(safe(question))
    return sys.stdin.readline().rstrip("\n")


def ask_hidden(question: str) -> str:
    """A line typed unseen at the terminal. The caller has made sure that there is one."""
    import getpass

    return getpass.getpass(safe(question), sys.stderr)


def _painted(symbol: str, tone: Tone) -> str:
    plain = not sys.stderr.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    if plain or tone not in _COLOURS:
        return symbol
    return f"\x1b[{_COLOURS[tone]}m{symbol}\x1b[0m"


def _write(value: str) -> None:
    try:
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.buffer.write(value.encode(encoding, "replace"))
        sys.stderr.buffer.flush()
    except OSError:
        # Nobody listens; the exit code still tells.
        return
