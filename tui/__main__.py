"""Picks the front end: no command is the screen, anything else is the command line."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.core.pages import Pages
    from tui.workbench import Workbench

_UI_VALUED = ("--profile", "-p")
_NEVER = ("SSLKEYLOGFILE", "TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_PRESS")
_NEVER_PREFIXES = ("TEXTUAL_DEVTOOLS", "TEXTUAL_SCREENSHOT", "TEXTUAL_LOG_")


def harden() -> None:
    """Before any library is imported: private files, no core dump, no variable that makes a library
    write what is typed or decrypted to a file or a socket.

    PR_SET_DUMPABLE stays on: without it a process cannot read its own /proc, by which desktop
    keyrings name the program that asks; a core dump is already ruled out by its size limit.
    """
    for name in [n for n in os.environ if n in _NEVER or n.startswith(_NEVER_PREFIXES)]:
        del os.environ[name]
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def open_closed_streams() -> None:
    """A standard stream that the caller closed leads nowhere; else the next file opened would take its
    number, and with it what is meant for the terminal."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  # for good


def screen_options(argv: Sequence[str]) -> tuple[bool, str] | None:
    """(sandbox, profile) when the words ask for the screen; None when they are for the command line."""
    sandbox, profile = False, ""
    words = iter(argv)
    for word in words:
        name, has_value, value = word.partition("=")
        if word == "--sandbox":
            sandbox = True
        elif name in _UI_VALUED:
            profile = value if has_value else next(words, "")
            if not profile or profile.startswith("-"):
                return None
        else:
            return None
    return None if sandbox and profile else (sandbox, profile)


def main(argv: Sequence[str] | None = None) -> int:
    """The program; gives the exit code, documented in `assay --help`."""
    words = list(sys.argv[1:] if argv is None else argv)
    open_closed_streams()
    harden()
    try:
        return _front_end(words)
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # noqa: BLE001  # the last door: a trace would print locals and URLs
        from tui.cli import stderr

        return stderr.fault(error)


def _front_end(words: list[str]) -> int:
    asked = os.environ.get("_ASSAY_COMPLETE")
    if asked:
        from tui.cli.completion import complete

        return complete(asked, _workbench, _pages)
    options = screen_options(words)
    if options is None:
        from tui.cli import run

        return run(words, _workbench, _pages)
    # The screen is drawn on standard error; standard output is asked too, because a person who pipes
    # it expects an answer there.
    if not all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        from tui.cli import stderr

        return stderr.usage("The screen needs a terminal at its input and at both its outputs.")
    from tui.ui import run_app

    sandbox, profile = options
    return run_app(_workbench, sandbox=sandbox, profile=profile)


def _workbench() -> Workbench:
    from tui.wiring import build_workbench

    return build_workbench()


def _pages() -> Pages:
    from tui.codes import pages

    return pages()


def program() -> None:
    """Run, and leave at once: `assay` and `python -m tui`.

    Everything is closed by then. Taking the interpreter down instead would run into the daemon threads: one
    that is inside a library's import or call makes it write over the terminal, or crash.
    """
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    program()
