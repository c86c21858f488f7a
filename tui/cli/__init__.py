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
    from tui.core.pages import Pages
    from tui.workbench import Workbench

__all__ = ["run"]


def run(
    argv: Sequence[str],
    workbench: Callable[[], Workbench],
    knowledge: Callable[[], Pages],
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
    if words[:1] == ["explain"]:
        code = _explained(words, knowledge)
        if code is not None:
            return code
    from tui.cli.commands import execute

    return execute(words, workbench, knowledge)


def _explained(words: list[str], knowledge: Callable[[], Pages]) -> int | None:
    """The commonest question answered without the option parser, which costs a third of its start.

    None when the words, or an error, need the command itself.
    """
    from tui.cli.pages import plain_words, tell_pages
    from tui.codes import language_at_once, translator
    from tui.core.failures import AssayError

    plain = plain_words(words)
    language = plain and (plain.language or language_at_once())
    if plain is None or language is None:
        return None
    try:
        return tell_pages(knowledge().explain_code(plain.code), translator(language), as_json=plain.as_json)
    except (AssayError, stdout.ReaderGone):
        return None
