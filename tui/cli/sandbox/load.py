"""`assay sandbox load`: a file of events as a project of the sandbox."""

from __future__ import annotations

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.sandbox.data import project_object, project_text
from tui.core.sandbox_control import LoadWish


@click.command("load", context_settings=no_wrap())
@click.argument("file")
@click.option("--project", type=int, metavar="N", help="Its number, 4 or more; what was loaded there goes.")
@click.option("--name", default="", help="Its name; the file's without an option.")
@click.option("--event", default="", metavar="COLUMN", help="The column with the event's name.")
@click.option("--time", default="", metavar="COLUMN", help="The column with the event's time.")
@click.option("--user", default="", metavar="COLUMN", help="The column with the user's id.")
@json_option("Print the project as a JSON object.")
@click.pass_obj
def command(
    cast: Cast,
    file: str,
    project: int | None,
    name: str,
    event: str,
    time: str,
    user: str,
    as_json: bool,
) -> int:
    """Load a Parquet, CSV or NDJSON file of events as a project of your own.

    \b
    Examples:
      assay sandbox load clicks.parquet --name clicks
      assay sandbox load log.csv --event action --time at --user login

    It is copied below the cache folder and stays for 30 days, or until `assay sandbox remove N`.
    Sandboxes that are started from now on have it. The shipped data is never changed.

    Exit codes: 0 loaded, 1 usage, 2 the file, a column or the number cannot be used; nothing was loaded.
    """
    wish = LoadWish(file, project, name, event, time, user)
    with stderr.working("loading"):
        made = cast.workbench.sandbox.load(wish)
    return tell_object(project_object(made)) if as_json else stdout.text(project_text(made))
