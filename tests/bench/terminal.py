"""A program in a real pseudo-terminal: what it writes with the time of every byte, and its screen.

The times are taken where bytes are read; the screen is drawn from them afterwards, so that the slow
drawing never enters a measurement.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

REPLIES = (
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),
    (re.compile(rb"\x1b\[c"), b"\x1b[?62;22c"),
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),
)
"""What a terminal answers to the questions that a program asks at its start."""

_NOT_DRAWN = re.compile(
    rb"\x1b\[[>=<?][0-9;]*u|\x1b\[\?[0-9;]*\$p|\x1b\[>[0-9;]*[a-z]|\x1bP[^\x1b]*\x1b\\"
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
)
"""Sequences that the drawing library would print."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "ctrl+c": "\x03",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
    "ctrl+r": "\x12",
}

ASSAY = (sys.executable, "-m", "tui")


class Terminal:
    """One program from start to end; leaving the block ends it.

    `output` is every byte that it wrote. `started` is the moment of its start, on the clock of
    `time.perf_counter`.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 120,
        lines: int = 35,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        surroundings = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        for name in ("LINES", "COLUMNS", "NO_COLOR"):
            surroundings.pop(name, None)
        surroundings.update(env or {})
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:  # the child; nothing of Python's may run in it but exec
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
                if cwd is not None:
                    os.chdir(cwd)
                os.execvpe(argv[0], list(argv), surroundings)
            finally:
                os._exit(127)
        os.set_blocking(self._fd, False)
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._undrawn: list[bytes] = []
        self._read: list[tuple[float, int]] = []
        self.output = b""
        self.ended = False
        self.status: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- bytes -----------------------------------------------------------------------------------

    def pump(self, timeout: float = 0.05) -> float | None:
        """Read what is there; the moment it was read, or None when there was nothing."""
        if self.ended:
            return None
        ready, _, _ = select.select([self._fd], [], [], max(0.0, timeout))
        if not ready:
            return None
        try:
            data = os.read(self._fd, 1 << 20)
        except BlockingIOError:
            return None
        except OSError:
            data = b""
        now = time.perf_counter()
        if not data:
            self.ended = True
            return None
        self.output += data
        self._undrawn.append(data)
        self._read.append((now, len(self.output)))
        for question, reply in REPLIES:
            if question.search(data):
                self._write(reply)
        return now

    def _write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(self._fd, data)

    def type(self, text: str) -> None:
        self._write(text.encode())

    def press(self, *keys: str) -> None:
        """Named keys, or single characters."""
        for key in keys:
            self.type(KEYS.get(key, key))

    def wait_bytes(self, needle: bytes, timeout: float = 20.0) -> float:
        """The moment at which `needle` had come. Raises AssertionError with the screen when it has not."""
        deadline = time.perf_counter() + timeout
        while True:
            at = self.output.find(needle)
            if at >= 0:
                end = at + len(needle)
                return next(moment for moment, size in self._read if size >= end)
            if self.ended or time.perf_counter() > deadline:
                raise AssertionError(f"{needle!r} did not come; the screen:\n{self.text()}")
            self.pump(0.05)

    # -- the screen ------------------------------------------------------------------------------

    def text(self) -> str:
        """The screen as it is now, lines without their blanks at the end."""
        for data in self._undrawn:
            self._stream.feed(_NOT_DRAWN.sub(b"", data))
        self._undrawn.clear()
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_text(self, *wanted: str, timeout: float = 20.0) -> str:
        """The screen as soon as it shows everything that is wanted; AssertionError when it does not."""
        deadline = time.perf_counter() + timeout
        while True:
            drawn = self.text()
            if all(part in drawn for part in wanted):
                return drawn
            if time.perf_counter() > deadline or self.ended:
                raise AssertionError(f"{wanted} did not come; the screen:\n{drawn}")
            self.pump(0.05)

    def settle(self, quiet: float = 0.15, timeout: float = 10.0) -> None:
        """Read until nothing has come for `quiet` seconds."""
        deadline = time.perf_counter() + timeout
        while time.perf_counter() < deadline and self.pump(quiet) is not None:
            continue

    # -- the process -----------------------------------------------------------------------------

    def memory(self) -> float:
        """Resident megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        match = re.search(r"VmRSS:\s+(\d+) kB", status)
        return int(match.group(1)) / 1024 if match else 0.0

    def interrupt(self) -> None:
        os.kill(self.pid, signal.SIGINT)

    def wait_end(self, timeout: float = 20.0) -> int:
        """The exit code (negative for a signal) once the program has ended."""
        deadline = time.perf_counter() + timeout
        while self.status is None:
            self.pump(0.02)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.perf_counter() > deadline:
                raise AssertionError(f"the program goes on; the screen:\n{self.text()}")
        self.settle(0.02)
        return self.status

    def close(self) -> None:
        if self.status is None:
            with contextlib.suppress(OSError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        with contextlib.suppress(OSError):
            os.close(self._fd)
