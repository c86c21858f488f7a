"""`assay sandbox limits`: how the sandbox's verdicts on signs are set."""

from __future__ import annotations

import click

from tui.cli import stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.core.sandbox_choices import LimitInForce


@click.command("limits", context_settings=no_wrap())
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]…")
@click.option("--reset", is_flag=True, help="Forget what was kept.")
@json_option("Print a JSON array of objects.")
@click.pass_obj
def command(cast: Cast, values: tuple[str, ...], reset: bool, as_json: bool) -> int:
    """Show the limits in force, or keep new ones for every sandbox of this user.

    \b
    Examples:
      assay sandbox limits
      assay sandbox limits sign_max_age=30 frequency_limit=3
      assay sandbox limits --reset
      ASSAY_SANDBOX_LIMITS='sdk_generation=2' assay sandbox sign --path /login

    The variable goes before what is kept. The vendor publishes no limits: these are the sandbox's own.

    Exit codes: 0 done, 1 usage, 2 no such limit, or a value that does not fit; nothing was kept.
    """
    if reset and values:
        raise click.UsageError("Choose one of NAME=VALUE and --reset.")
    choices = cast.workbench.sandbox.choices
    if reset:
        choices.reset_limits()
    elif values:
        choices.set_limits(cast.workbench.sandbox.chosen_limits(values))
    if as_json:
        return tell_object(list(map(_object, choices.limits())))
    return stdout.text("".join(map(_line, choices.limits())))


def _object(one: LimitInForce) -> dict[str, object]:
    limit = one.limit
    return {
        "name": limit.name,
        "value": one.value,
        "unit": limit.unit,
        "source": one.source,
        "default": limit.default,
        "about": limit.about,
    }


def _line(one: LimitInForce) -> str:
    value = f"{one.value:g} {one.limit.unit}".strip()
    return f"{one.limit.name:<17} {value:<10} {one.source:<8} {one.limit.about}\n"
