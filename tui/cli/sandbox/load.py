"""`assay sandbox load`: a file of events as a project of the sandbox."""

from __future__ import annotations

import click

from tui.cli import stderr, stdout
from tui.cli.commands import Cast, no_wrap
from tui.cli.sandbox.data import project_text
from tui.core.sandbox_control import LoadWish


@click.command("load", context_settings=no_wrap())
@click.argument("file")
@click.option("--project", type=int, metavar="N", help="Its number, 4 or more; what was loaded there goes.")
@click.option("--name", default="", help="Its name; the file's without an option.")
@click.option("--event", default="", metavar="COLUMN", help="The column with the event's name.")
@click.option("--time", default="", metavar="COLUMN", help="The column with the event's time.")
@click.option("--user", default="", metavar="COLUMN", help="The column with the user's id.")
@click.pass_obj
def command(cast: Cast, file: str, project: int | None, name: str, event: str, time: str, user: str) -> int:
    """Load a Parquet, CSV or NDJSON file of events as a project of your own.

    \b
    assay sandbox load clicks.parquet --name clicks
    assay sandbox load log.csv --event action --time at --user login

    It is copied below the cache folder and stays for 30 days, or until `assay sandbox remove N`.
    Sandboxes that are started from now on have it. The shipped data is never changed.
    """
    wish = LoadWish(file, project, name, event, time, user)
    with stderr.working("loading"):
        made = cast.workbench.sandbox.load(wish)
    return stdout.text(project_text(made))
