"""`assay schema`: what a project holds, as it was fetched last."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import click

from tui.cli import outcome, stderr, stdout
from tui.cli.choosing import json_option, profile_name, profile_options
from tui.cli.commands import Cast, no_wrap
from tui.cli.formats import TableRows
from tui.cli.running import Call, run_call
from tui.cli.stderr import Exit
from tui.core.exchange import Progress
from tui.core.failures import AssayError, Cancelled, NotFound
from tui.core.profile import Profile
from tui.core.schema import Schema, SchemaTable
from tui.core.table import Cell, CellKind, Column
from tui.workbench import Schemas, Workbench
from tui.workbench.composing.schema_calls import SchemaProgress, fetched_ago

PARTS = ("events", "properties", "tables", "cohorts", "projects")

_EXITS = {"schema-refused": Exit.ANSWER, "unexpected-body": Exit.SERVICE}
"""Failures of a fetch in which something was sent and answered."""


@click.command(context_settings=no_wrap())
@profile_options
@click.option("--project", metavar="NUMBER", default="", help="Another project than the profile's.")
@click.option("--refresh", is_flag=True, help="Fetch it again; says what it asks for.")
@click.option("--events", is_flag=True, help="Only the events, virtual ones too.")
@click.option("--properties", is_flag=True, help="Only the properties of events and users.")
@click.option("--tables", is_flag=True, help="Only the tables; with their columns.")
@click.option("--cohorts", is_flag=True, help="Only the cohorts and tags.")
@click.option("--projects", is_flag=True, help="Only the projects that were listed.")
@click.option("-s", "--search", metavar="TEXT", default="", help="Only what holds every word of TEXT.")
@json_option()
@click.pass_obj
def command(
    cast: Cast,
    /,
    profile: str | None,
    sandbox: bool,
    project: str,
    refresh: bool,
    search: str,
    as_json: bool,
    **parts: bool,
) -> int:
    """What a project holds: tables, events, properties, cohorts.

    Fetched once per profile and project, then kept; --refresh fetches it again. Only the sandbox is asked
    without --refresh. Every call is in the history.

    \b
    Examples:
      assay schema --sandbox
      assay schema --sandbox --tables --search platform
      assay schema -p live --refresh --json

    \b
    Exit codes: 0 all of it, 1 usage, 2 nothing is kept or nothing can be asked, 3 not reached,
    4 refused, or some of it could not be read, 130 interrupted.
    """
    workbench = cast.workbench
    target = _target(workbench, profile_name(profile, sandbox))
    try:
        schema = _schema(workbench.schemas, target, project, refresh=refresh)
    except AssayError as error:
        code = outcome.tell_error(error, cast.knowledge)
        if isinstance(error, Cancelled):
            return Exit.INTERRUPTED
        return _EXITS.get(error.code, code)
    wanted = [part for part in PARTS if parts[part]] or list(PARTS)
    age = workbench.schemas.age(schema)
    words = search.casefold().split()
    stdout.text(_as_json(schema, wanted, words, age) if as_json else _as_table(schema, wanted, words))
    stderr.line(f"Project {schema.project or '(none)'}, fetched {fetched_ago(age)}.")
    for problem in schema.problems:
        stderr.line(f"▲ {problem}")
    return Exit.ANSWER if schema.problems else Exit.OK


def _target(workbench: Workbench, name: str | None) -> Profile:
    if name is not None:
        return workbench.profiles.find(name)
    kinds = [provider.id for provider in workbench.profiles.kinds() if provider.schema is not None]
    return workbench.profiles.sandbox(kinds[0])


def _schema(schemas: Schemas, profile: Profile, project: str, *, refresh: bool) -> Schema:
    """Raises NotFound when nothing is kept and nothing may be asked, and what a fetch raises."""
    kept = None if refresh else schemas.cached(profile, project)
    if kept is not None:
        return kept
    calls = schemas.calls(profile, project)
    if not (refresh or profile.is_sandbox):
        trouble = schemas.trouble(profile, project)
        raise NotFound(
            f"No schema is kept for “{profile.name}”.",
            evidence=[trouble.message, *trouble.evidence] if trouble is not None else [],
            next_step=f"Fetch it, with {len(calls)} calls: assay schema -p '{profile.name}' --refresh",
        )
    if not calls:
        # Says in words why there is none.
        return schemas.fetch(profile, project=project)
    with stderr.working(f"fetching the schema, {len(calls)} calls"):
        return run_call(partial(_fetch, schemas, profile, project))


def _fetch(schemas: Schemas, profile: Profile, project: str, call: Call) -> Schema:
    begun = time.monotonic()

    def tell(progress: SchemaProgress) -> None:
        words = f"schema, call {progress.done + 1} of {progress.calls}"
        phase = f"{words} · {progress.phase}" if progress.phase else words
        call.report(Progress("", time.monotonic() - begun, phase=phase))

    return schemas.fetch(profile, call.token, project=project, on_progress=tell)


# ---- writing -----------------------------------------------------------------------------------


Row = tuple[str, str, str, str]
"""Kind, name, type and title of one thing."""


def _rows(schema: Schema, part: str) -> list[Row]:
    rows: dict[str, Iterable[Row]] = {
        "events": (("virtual event" if e.virtual else "event", e.name, "", e.title) for e in schema.events),
        "properties": (
            (f"{'virtual ' if p.virtual else ''}{p.owner.value} property", p.name, p.type, p.title)
            for p in schema.properties
        ),
        "tables": (row for table in schema.tables for row in _of_table(table)),
        "cohorts": (("cohort", c.name, "", c.title) for c in schema.cohorts),
        "projects": (("project", p.id, "", p.title) for p in schema.projects),
    }
    return list(rows[part])


def _of_table(table: SchemaTable) -> Iterator[Row]:
    yield "table", table.name, "", f"{len(table.columns)} columns"
    for column in table.columns:
        yield "column", column, "", table.name


def _holds(words: Sequence[str], *texts: str) -> bool:
    hay = " ".join(texts).casefold()
    return all(word in hay for word in words)


def _as_table(schema: Schema, wanted: Sequence[str], words: Sequence[str]) -> str:
    table = TableRows()
    table.begin([Column(name) for name in ("KIND", "NAME", "TYPE", "TITLE")])
    found = [row for part in wanted for row in _rows(schema, part)]
    if len(wanted) > 1 and not words:
        # All at once, the columns of a table are its properties over again.
        found = [row for row in found if row[0] != "column"]
    cells = (tuple(Cell(CellKind.TEXT, text) for text in row) for row in found if _holds(words, *row))
    return table.rows(cells) + table.end()


def _as_json(schema: Schema, wanted: Sequence[str], words: Sequence[str], age: float) -> str:
    document: dict[str, Any] = {
        "project": schema.project,
        "fetched_at": schema.fetched_at,
        "age_seconds": int(age),
        "problems": list(schema.problems),
    }
    whole: dict[str, list[dict[str, Any]]] = {
        "events": [
            {"name": e.name, "title": e.title, "virtual": e.virtual, "properties": list(e.properties)}
            for e in schema.events
        ],
        "properties": [
            {"name": p.name, "of": p.owner.value, "type": p.type, "title": p.title, "virtual": p.virtual}
            for p in schema.properties
        ],
        "tables": [{"name": t.name, "columns": list(t.columns)} for t in schema.tables],
        "cohorts": [{"name": c.name, "title": c.title} for c in schema.cohorts],
        "projects": [{"name": p.id, "title": p.title} for p in schema.projects],
    }
    for part in wanted:
        found = whole[part]
        if words and part == "tables":
            # A table is found by its name, or shown with the columns that are.
            cut = [
                t
                if _holds(words, t["name"])
                else {**t, "columns": [c for c in t["columns"] if _holds(words, c)]}
                for t in found
            ]
            found = [t for t in cut if t["columns"] or _holds(words, t["name"])]
        elif words:
            found = [one for one in found if _holds(words, one["name"], one["title"])]
        document[part] = found
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
