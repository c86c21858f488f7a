"""`assay config`: the settings file, by key."""

from __future__ import annotations

import click

from tui.cli import completing, stderr, stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.keys import checked_change, key_problems
from tui.cli.known_settings import KNOWN, parsed, problems, spec_of
from tui.cli.listing import tell_object, tell_table
from tui.cli.setting_values import flat, value_of
from tui.cli.stderr import Exit
from tui.core.failures import NotFound


@click.group(
    context_settings=no_wrap(),
    help="""Your own settings, in config.toml. A variable of the environment goes before its setting, an
option before both.

\b
Examples:
  assay config list
  assay config set cli.profile live
  assay config set cli.format csv
  assay config set keys.compose.send f9
  assay config unset cli.format

Exit codes: 0 done, 1 usage, 2 no such setting, or a value that does not fit.
""",
)
def command() -> None: ...


@command.command("list", context_settings=no_wrap())
@json_option("Print a JSON array of objects.")
@click.pass_obj
def list_settings(cast: Cast, as_json: bool) -> int:
    """Every setting that is read: its value, its variable, its meaning; and what else stands in the file.

    \b
    Examples:
      assay config list
      assay config list --json | jq '.[] | select(.value != null)'

    Exit codes: 0 done, 2 a value in the file does not fit or nobody reads it.
    """
    settings = cast.workbench.settings.load()
    known = [(one.key, value_of(settings, one.key), one.variable, one.meaning) for one in KNOWN]
    keys = {key for key, *_ in known}
    rest = [(key, value, "", "") for key, value in flat(settings).items() if key not in keys]
    wrong = [*problems(settings), *key_problems(cast)]
    if as_json:
        words = ("key", "value", "variable", "meaning")
        tell_object([dict(zip(words, row, strict=True)) for row in (*known, *rest)])
    else:
        rows = [
            (key, "" if v is None else str(v), variable, said) for key, v, variable, said in (*known, *rest)
        ]
        tell_table(("KEY", "VALUE", "VARIABLE", "MEANING"), rows)
    for problem in wrong:
        stderr.line(str(problem))
    return Exit.INPUT if wrong else Exit.OK


@command.command("get", context_settings=no_wrap())
@click.argument("key", shell_complete=completing.settings)
@json_option("Print the value as JSON.")
@click.pass_obj
def get(cast: Cast, key: str, as_json: bool) -> int:
    """Print one value.

    \b
    Examples:
      assay config get cli.format

    Exit codes: 0 done, 1 usage, 2 no such setting, or it is not set.
    """
    spec_of(key)
    value = value_of(cast.workbench.settings.load(), key)
    if value is None:
        raise NotFound(f"{key} is not set.", next_step=f"Set it with: assay config set {key} VALUE")
    return tell_object(value) if as_json else stdout.text(f"{value}\n")


@command.command("set", context_settings=no_wrap())
@click.argument("key", shell_complete=completing.settings)
@click.argument("value")
@json_option()
@click.pass_obj
def put(cast: Cast, key: str, value: str, as_json: bool) -> int:
    """Set one value, once it fits.

    \b
    Examples:
      assay config set cli.timeout_seconds 600

    Exit codes: 0 done, 1 usage, 2 no such setting, or the value does not fit; nothing was written.
    """
    kept = parsed(key, value)
    for problem in checked_change(cast, key, value):
        stderr.line(str(problem))
    cast.workbench.settings.put(key, kept)
    return tell_object({"key": key, "value": kept}) if as_json else Exit.OK


@command.command("unset", context_settings=no_wrap())
@click.argument("key", shell_complete=completing.settings)
@json_option()
@click.pass_obj
def unset(cast: Cast, key: str, as_json: bool) -> int:
    """Remove one value; a key that nobody reads can be removed, too.

    \b
    Examples:
      assay config unset cli.format

    Exit codes: 0 done, 1 usage, 2 the file cannot be written.
    """
    cast.workbench.settings.put(key, None)
    return tell_object({"key": key, "value": None}) if as_json else Exit.OK


@command.command("path", context_settings=no_wrap())
@json_option()
@click.pass_obj
def path(cast: Cast, as_json: bool) -> int:
    """Print where the settings file is.

    \b
    Examples:
      "$EDITOR" "$(assay config path)"

    Exit codes: 0 done.
    """
    found = cast.workbench.diagnosing.settings_file()
    return tell_object({"path": found}) if as_json else stdout.text(f"{found}\n")
