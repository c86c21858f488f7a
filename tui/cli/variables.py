"""What a query command is asked for: SQL as given or a saved query, with its variables put in."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from tui.cli.choosing import chosen_profile, read_text
from tui.cli.query.route import sql_kind, sql_operation, statement
from tui.core.drafting import with_settings
from tui.core.failures import NotFound
from tui.core.fields import FieldKind
from tui.core.operation import Operation, RequestDraft
from tui.core.profile import Profile
from tui.core.saved_queries import SavedQuery
from tui.core.variables import KINDS, Variable, VariableKind, VariableScope, name_problem
from tui.workbench import Workbench
from tui.workbench.queries.verbs import VARIABLE_PREFIX, Queries

F = TypeVar("F", bound=Callable[..., Any])


def variable_option(function: F) -> F:
    return click.option(
        "--var",
        "variables",
        multiple=True,
        metavar="NAME[:TYPE]=VALUE",
        help=f"A variable {{{{NAME}}}}; may repeat. Else ${VARIABLE_PREFIX}NAME, else the profile's value, "
        f"else the default. TYPE is {', '.join(KINDS)}.",
    )(function)


def saved_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    found = ctx.find_root().obj.workbench.queries.listing().queries
    wanted = incomplete.casefold()
    named = [(one.query.path, one.query.description) for one in found]
    return [CompletionItem(path, help=words) for path, words in named if path.casefold().startswith(wanted)]


def saved_options(function: F) -> F:
    """`NAME`, `--saved NAME` and `--var`."""
    function = variable_option(function)
    function = click.option(
        "--saved",
        metavar="NAME",
        shell_complete=saved_names,
        help="Send a saved query: its name, its folder/name, or a .toml file.",
    )(function)
    return click.argument("name", metavar="[NAME]", required=False, shell_complete=saved_names)(function)


@dataclass(frozen=True, slots=True)
class Given:
    """`--var` as typed: values, and the types that were named, by variable."""

    values: Mapping[str, str]
    kinds: Mapping[str, VariableKind]

    def declared(self, known: Sequence[Variable]) -> tuple[Variable, ...]:
        """The declarations, with the types that were named in the command."""
        names = {one.name for one in known}
        kept = [replace(one, kind=self.kinds.get(one.name, one.kind)) for one in known]
        return (*kept, *(Variable(n, kind) for n, kind in self.kinds.items() if n not in names))


def given_variables(words: Sequence[str]) -> Given:
    """Raises UsageError."""
    values: dict[str, str] = {}
    kinds: dict[str, VariableKind] = {}
    for word in words:
        left, equals, value = word.partition("=")
        name, colon, kind = left.partition(":")
        if not equals or name_problem(name):
            said = name_problem(name) if equals else "there is no ="
            raise click.UsageError(f"--var needs NAME=VALUE, not “{word}”: {said}.")
        if colon:
            if kind not in KINDS:
                raise click.UsageError(f"--var {name}: “{kind}” is none of {', '.join(KINDS)}.")
            kinds[name] = VariableKind(kind)
        values[name] = value
    return Given(values, kinds)


@dataclass(frozen=True, slots=True)
class Asked:
    """Where it goes and what is sent. `sql` is empty for a route that takes none."""

    profile: Profile
    operation: Operation
    draft: RequestDraft
    sql: str = ""

    def with_timeout(self, name: str, seconds: int | None) -> dict[str, Any]:
        """The field of the time limit, where the route has one and a limit is given."""
        known = any(spec.name == name for spec in self.operation.fields)
        return {name: seconds} if known and seconds is not None else {}


def asked_query(
    workbench: Workbench,
    names: tuple[str | None, str | None],
    sql: str | None,
    file: str | None,
    words: Sequence[str],
    profile: str | None,
    sandbox: bool,
) -> Asked:
    """A saved query by name, else SQL. Raises UsageError, and InvalidInput that names variables without a
    value; nothing was sent then."""
    given = given_variables(words)
    saved = [name for name in names if name is not None]
    if not saved and sql is None and file is None and _is_piped():
        piped = read_text("-", "The SQL")
        sql = piped if piped.strip() else None
    if len(saved) + (sql is not None) + (file is not None) != 1:
        raise click.UsageError("Give one of --sql TEXT, --file FILE and the NAME of a saved query.")
    if saved:
        queries, query = find_saved(workbench.queries, saved[0])
        target = chosen_profile(workbench, profile, sandbox, query.kind)
        operation, draft = queries.operation(query, target), query.draft
        declared = given.declared(query.variables)
    else:
        target = chosen_profile(workbench, profile, sandbox, sql_kind(workbench))
        operation, field = sql_operation(workbench, target)
        draft = _with_sql(operation, field.name, statement(sql, file))
        declared = given.declared(())
    made = _put_in(workbench, target, operation, draft, declared, given.values)
    return Asked(target, operation, made, _sql_of(operation, made))


def _is_piped() -> bool:
    """Whether standard input is a pipe or a file; a terminal, and what no one wrote to, is neither."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def _put_in(
    workbench: Workbench,
    target: Profile,
    operation: Operation,
    draft: RequestDraft,
    declared: tuple[Variable, ...],
    values: Mapping[str, str],
) -> RequestDraft:
    from tui.workbench.composing.variables import has_variables

    if not has_variables(operation, draft):
        return draft
    scope: VariableScope = workbench.queries.scope(target, declared, values)
    return workbench.queries.resolved(target, draft, scope)


def _with_sql(operation: Operation, name: str, text: str) -> RequestDraft:
    from tui.cli.choosing import draft_with

    return draft_with(operation, RequestDraft(operation.id), {name: text})


def _sql_of(operation: Operation, draft: RequestDraft) -> str:
    field = next((spec for spec in operation.fields if spec.kind is FieldKind.SQL), None)
    values = with_settings(operation, draft, {})
    return str(values.form.get(field.name) or values.query.get(field.name) or "") if field else ""


def find_saved(queries: Queries, name: str) -> tuple[Queries, SavedQuery]:
    """By name, or the .toml file of a path that is there. Raises NotFound, FileProblem."""
    path = Path(name)
    if name.endswith(".toml") and path.is_file():
        queries = queries.at(str(path.parent))
        name = path.name
    try:
        return queries, queries.find(name).query
    except NotFound:
        if name.upper().startswith(("SELECT ", "WITH ")):
            raise click.UsageError(
                "SQL stands behind --sql; a word alone is the name of a saved query."
            ) from None
        raise
