"""The command line: the verbs of the workbench without a screen.

`run` is the one door. Each command is a file, imported when it is called; `stdout.py` alone writes
answers, `stderr.py` alone writes everything else and owns the exit codes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui.cli import help as help_page
from tui.cli import stdout

if TYPE_CHECKING:
    from tui.workbench import Knowledge, Workbench

__all__ = ["run"]


def run(
    argv: Sequence[str],
    workbench: Callable[[], Workbench],
    knowledge: Callable[[], Knowledge],
) -> int:
    """Run one command line and give its exit code. The factories are called at the first need."""
    words = list(argv)
    if words in (["--version"], ["-V"]):
        from tui import __version__

        return stdout.text(f"assay {__version__}\n")
    if words in (["--help"], ["-h"], ["help"]):
        return stdout.text(help_page.TEXT)
    unknown = help_page.misplaced(words)
    if unknown:
        from tui.cli import stderr

        return stderr.usage(unknown)
    from tui.cli.commands import execute

    return execute(words, workbench, knowledge)
