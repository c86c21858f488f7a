"""`assay routes`: what `assay call` can call."""

from __future__ import annotations

import json

import click

from tui.cli import stdout
from tui.cli.commands import Cast, no_wrap
from tui.cli.completing import kinds
from tui.cli.formats import TableRows
from tui.core.operation import Operation
from tui.core.table import Cell, CellKind, Column


@click.command(context_settings=no_wrap())
@click.option(
    "-k", "--kind", metavar="KIND", shell_complete=kinds, help="Only the routes of one API, such as te."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of objects.")
@click.pass_obj
def command(cast: Cast, kind: str | None, as_json: bool) -> int:
    """List the routes of every API, and how sure their description is.

    W marks a route that changes state, ? one whose parameters no public source lists.

    \b
    Examples:
      assay routes --kind te
      assay routes --json | jq -r '.[] | select(.mutates | not) | .id'

    Exit codes: 0 done, 1 usage, 2 there is no such kind.
    """
    profiles = cast.workbench.profiles
    kinds = [profiles.provider(kind)] if kind else list(profiles.kinds())
    found = [(provider.id, operation) for provider in kinds for operation in provider.operations()]
    if as_json:
        objects = [route_object(*route) for route in found]
        return stdout.text(json.dumps(objects, ensure_ascii=False, indent=2) + "\n")
    table = TableRows()
    head = ("KIND", "ROUTE", "", "METHOD", "PATH", "TITLE", "SOURCE")
    table.begin([Column(name) for name in head])
    stdout.text(table.rows(_row(*route) for route in found))
    return stdout.text(table.end())


def _row(kind: str, operation: Operation) -> tuple[Cell, ...]:
    marks = ("W" if operation.mutates else "") + ("" if operation.fields_known else "?")
    words = (
        kind,
        operation.id,
        marks,
        operation.method,
        operation.path,
        operation.title,
        operation.confidence.value,
    )
    return tuple(Cell(CellKind.TEXT, word) for word in words)


def route_object(kind: str, operation: Operation) -> dict[str, object]:
    return {
        "kind": kind,
        "id": operation.id,
        "group": operation.group,
        "title": operation.title,
        "method": operation.method,
        "path": operation.path,
        "mutates": operation.mutates,
        "confidence": operation.confidence.value,
        "fields_known": operation.fields_known,
        "fields": [
            {
                "name": spec.name,
                "kind": spec.kind.value,
                "place": spec.place.value,
                "required": spec.required,
                "choices": list(spec.choices),
                "help": spec.help,
                "confidence": spec.confidence.value,
            }
            for spec in operation.fields
        ],
    }
