"""`assay sandbox generate`: made-up events of any number, the same at every run."""

from __future__ import annotations

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.sandbox.data import project_object, project_text
from tui.core.display import human_bytes
from tui.core.sandbox_control import LoadWish


@click.command("generate", context_settings=no_wrap())
@click.option("--events", required=True, metavar="N", help="How many: 250k, 10M.")
@click.option("--output", default="", metavar="FILE", help="Write a Parquet file instead of a project.")
@click.option("--project", type=int, metavar="N", help="The project's number, 4 or more.")
@click.option("--name", default="", help="The project's name.")
@json_option("Print the project, or the file and its size, as a JSON object.")
@click.pass_obj
def command(cast: Cast, events: str, output: str, project: int | None, name: str, as_json: bool) -> int:
    """Make events up, for tests of scale; the same number gives the same events.

    \b
    Examples:
      assay sandbox generate --events 10M
      assay sandbox generate --events 1M --output events.parquet

    Exit codes: 0 done, 1 usage, 2 the number or the file cannot be used; nothing was made.
    """
    if output and (project is not None or name):
        raise click.UsageError("Choose one of --output and a project's --project or --name.")
    with stderr.working("making events"):
        made = cast.workbench.sandbox.generate(events, output=output, wish=LoadWish("", project, name))
    if isinstance(made, int):
        if as_json:
            return tell_object({"file": output, "bytes": made})
        stderr.line(f"{human_bytes(made)} written to {output}.")
        return stderr.Exit.OK
    return tell_object(project_object(made)) if as_json else stdout.text(project_text(made))
