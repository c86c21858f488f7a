"""`assay saved`: the saved queries: list, show, path."""

from __future__ import annotations

from typing import Any

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object, tell_table
from tui.cli.variables import find_saved, saved_names
from tui.core.saved_queries import SavedQuery
from tui.workbench.query_runs.checking import expected_words


@click.group(invoke_without_command=True, context_settings=no_wrap())
@click.pass_context
def command(ctx: click.Context) -> None:
    """Saved queries: one readable TOML file each, in a folder that can be kept in git.

    The folder is $ASSAY_QUERIES, else the setting queries.folder, else `queries` beside the settings. No
    secret and no host is ever in a file. Samples for the sandbox come with the program.

    \b
    Examples:
      assay saved
      assay saved show "SQL - events by name"
      assay query "SQL - events by name" --sandbox --var most=3
      cd "$(assay saved path)" && git log

    Exit codes: 0 done, 1 usage, 2 there is no such query, or a file cannot be read.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_command)


@command.command("list", context_settings=no_wrap())
@click.option("--tag", metavar="TAG", help="Only those with the tag.")
@json_option("Print a list of objects.")
@click.pass_obj
def list_command(cast: Cast, tag: str | None = None, as_json: bool = False) -> int:
    """Every saved query, the samples last. What cannot be read is told on standard error.

    \b
    Examples:
      assay saved list
      assay saved list --tag daily --json | jq -r '.[].path'

    Exit codes: 0 done, 2 a file cannot be read.
    """
    found = cast.workbench.queries.listing()
    chosen = [one.query for one in found.queries if tag is None or tag in one.query.tags]
    if as_json:
        code = tell_object([_as_data(query) for query in chosen])
    else:
        rows = [(q.path, q.draft.operation, ", ".join(q.tags), q.description) for q in chosen]
        code = tell_table(("query", "route", "tags", "description"), rows)
    for problem in found.problems:
        stderr.line(problem.message)
    return stderr.Exit.INPUT if found.problems else code


@command.command("show", context_settings=no_wrap())
@click.argument("name", shell_complete=saved_names)
@json_option("Print a JSON object.")
@click.pass_obj
def show_command(cast: Cast, name: str, as_json: bool) -> int:
    """One saved query: what it sends, its variables and what is expected.

    \b
    Examples:
      assay saved show "SQL - events by name"
      assay saved show daily/active --json

    Exit codes: 0 done, 2 there is no such query.
    """
    queries, query = find_saved(cast.workbench.queries, name)
    if as_json:
        return tell_object({**_as_data(query), "draft": _draft(query)})
    lines = [query.path, *([query.description] if query.description else []), ""]
    lines += [
        f"route     {query.draft.operation} ({query.kind})",
        f"file      {queries.find(query.path).file}",
    ]
    lines += [f"tags      {', '.join(query.tags)}"] if query.tags else []
    for one in query.variables:
        default = f" = {one.default}" if one.default is not None else ""
        words = f"   {one.description}" if one.description else ""
        lines.append(f"variable  {one.name} ({one.kind.value}){default}{words}")
    lines += [f"expects   {expected_words(query.assertions)}", ""]
    lines += _draft_lines(query)
    return stdout.text("\n".join(lines) + "\n")


@command.command("path", context_settings=no_wrap())
@click.argument("name", required=False, shell_complete=saved_names)
@json_option("Print a JSON object.")
@click.pass_obj
def path_command(cast: Cast, name: str | None, as_json: bool) -> int:
    """The folder of the saved queries, or the file of one.

    \b
    Examples:
      cd "$(assay saved path)" && git log
      $EDITOR "$(assay saved path daily/active)"

    Exit codes: 0 done, 2 there is no such query.
    """
    queries = cast.workbench.queries
    path = str(queries.find(name).file if name else queries.folder)
    return tell_object({"path": path}) if as_json else stdout.text(f"{path}\n")


def _draft(query: SavedQuery) -> dict[str, Any]:
    draft = query.draft
    return {"query": draft.query, "form": draft.form, "body": draft.body, "text": draft.text}


def _draft_lines(query: SavedQuery) -> list[str]:
    import json

    lines = []
    for name, part in _draft(query).items():
        if isinstance(part, dict) and part and all(isinstance(value, str) for value in part.values()):
            lines += [line for key, value in part.items() for line in (f"{name} {key}", value, "")]
        elif isinstance(part, str):
            lines += [name, part, ""]
        elif part:
            lines += [name, json.dumps(part, ensure_ascii=False, indent=2), ""]
    return lines[:-1]


def _as_data(query: SavedQuery) -> dict[str, Any]:
    return {
        "query": query.path,
        "kind": query.kind,
        "route": query.draft.operation,
        "description": query.description,
        "tags": list(query.tags),
        "variables": [
            {"name": v.name, "type": v.kind.value, "default": v.default, "description": v.description}
            for v in query.variables
        ],
        "expects": expected_words(query.assertions),
    }
