"""Which route takes SQL, and the SQL itself from words, a file or standard input."""

from __future__ import annotations

import click

from tui.cli.choosing import read_text
from tui.core.failures import InvalidInput, Refused
from tui.core.fields import FieldKind, FieldProblem, FieldSpec
from tui.core.operation import Editor, Operation
from tui.core.profile import Profile
from tui.workbench import Workbench

TIMEOUT_FIELD = "timeoutSeconds"


def statement(sql: str | None, file: str | None) -> str:
    if (sql is None) == (file is None):
        raise click.UsageError("Give the SQL with one of --sql TEXT and --file FILE.")
    text = read_text(file or "-", "The SQL") if file is not None or sql == "-" else sql or ""
    if not text.strip():
        raise InvalidInput([FieldProblem("sql", "is empty")], what="The query")
    return text


def sql_kind(workbench: Workbench) -> str:
    for provider in workbench.profiles.kinds():
        if _sql_routes(workbench, provider.id):
            return provider.id
    raise Refused("No API known here takes SQL.")


def _sql_routes(workbench: Workbench, kind: str) -> list[tuple[Operation, FieldSpec]]:
    return [
        (operation, spec)
        for operation in workbench.sending.operations(kind)
        if operation.editor is Editor.SQL and not operation.mutates
        for spec in operation.fields
        if spec.kind is FieldKind.SQL
    ]


def sql_operation(workbench: Workbench, profile: Profile) -> tuple[Operation, FieldSpec]:
    """The route that takes SQL and answers with rows, and its SQL field. Raises Refused."""
    routes = _sql_routes(workbench, profile.kind)
    default = workbench.profiles.provider(profile.kind).default_operation
    for operation, spec in sorted(routes, key=lambda route: route[0].id != default):
        return operation, spec
    raise Refused(
        f"A profile of kind “{profile.kind}” takes no SQL.",
        next_step=f"Choose a profile of kind {sql_kind(workbench)}.",
    )
