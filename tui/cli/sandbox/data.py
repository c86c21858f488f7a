"""`assay sandbox data`: the projects, and where their data comes from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from tui.cli import stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.stderr import labelled
from tui.core.display import human_count
from tui.core.sandboxing import SandboxProject


@click.command("data", context_settings=no_wrap())
@json_option("Print one JSON array.")
@click.pass_obj
def command(cast: Cast, as_json: bool) -> int:
    """List the sandbox's projects: counts, days, APPID, origin and licence.

    \b
    Examples:
      assay sandbox data
      assay sandbox data --json | jq -r '.[].appid'

    Exit codes: 0 done.
    """
    projects = cast.workbench.sandbox.projects()
    if as_json:
        return tell_object(list(map(project_object, projects)))
    return stdout.text("\n".join(map(project_text, projects)))


def project_object(project: SandboxProject) -> dict[str, Any]:
    return {**asdict(project), "origin": dict(project.origin)}


def project_text(project: SandboxProject) -> str:
    """One project as labelled lines."""
    counts = f"{human_count(project.events)} events of {human_count(project.users)} users"
    origin = project.origin
    lines = [
        f"project {project.id} · {project.name} · {counts}, {project.first_day} to {project.last_day}\n",
        labelled("tables", f"ta.v_event_{project.id}, ta.v_user_{project.id}"),
        labelled("appid", project.appid),
    ]
    for label, key in (
        ("title", "title"),
        ("from", "source"),
        ("authors", "authors"),
        ("licence", "licence"),
    ):
        if origin.get(key):
            lines.append(labelled(label, origin[key]))
    notes = [note for note in origin.get("honesty", "").split("\n") if note]
    lines += [labelled("" if number else "note", note) for number, note in enumerate(notes)]
    return "".join(lines)
