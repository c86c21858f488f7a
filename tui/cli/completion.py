"""`assay completion`: a script that lets the shell complete words; click's own machinery answers it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class

from tui.cli import stderr, stdout
from tui.cli.commands import Cast, Commands, no_wrap
from tui.cli.stderr import Exit
from tui.core.failures import AssayError

if TYPE_CHECKING:
    from tui.core.pages import Pages
    from tui.workbench import Workbench

VARIABLE = "_ASSAY_COMPLETE"


@click.command(
    context_settings=no_wrap(),
    help="""Print a completion script: commands, options, profiles, routes, codes, formats and settings.

Nothing is sent, and no store of secrets is opened, when a word is completed.

\b
Examples:
  bash   assay completion bash > ~/.local/share/bash-completion/completions/assay
  zsh    assay completion zsh > "${fpath[1]}/_assay"
  fish   assay completion fish > ~/.config/fish/completions/assay.fish

\b
For this session alone: eval "$(assay completion bash)"

Exit codes: 0 done, 1 usage.
""",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    found = get_completion_class(shell)
    assert found is not None
    root = ctx.find_root().command
    # Not `.source()`: that of bash starts a bash to ask its version.
    made = found(root, {}, "assay", VARIABLE)
    return stdout.text(made.source_template % made.source_vars() + "\n")


def complete(instruction: str, workbench: Callable[[], Workbench], pages: Callable[[], Pages]) -> int:
    """Answer a shell that completes a word; whatever goes wrong, it is offered nothing."""
    cast = Cast(workbench, pages)
    try:
        return _answer(Commands("assay"), {"obj": cast}, instruction)
    except (AssayError, click.ClickException, stdout.ReaderGone):
        return Exit.USAGE
    finally:
        cast.close()


def _answer(root: click.Command, context: dict[str, object], instruction: str) -> int:
    """What a script asks for by the variable: `bash_complete` and its like. Raises ReaderGone."""
    shell, _, verb = instruction.partition("_")
    found = get_completion_class(shell)
    if found is None or verb != "complete":
        return stderr.usage(f"No shell asks for “{instruction}”.")
    made = found(root, context, "assay", VARIABLE)
    items = made.get_completions(*made.get_completion_args())
    if shell == "bash":
        # The other shells quote a name with a blank themselves.
        items = [CompletionItem(quoted(one.value), one.type, one.help) for one in items]
    # click writes them with a print of its own; here one file alone writes the output.
    return stdout.text("".join(made.format_completion(one) + "\n" for one in items))


def quoted(word: str) -> str:
    """As bash takes it behind its script's `read`, which takes one backslash of every two away."""
    return re.sub(r"([^\w@%+=:,./-])", r"\\\\\1", word)
