"""`assay sandbox data`: the projects, and where their data comes from."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from tui.cli import stdout
from tui.cli.commands import Cast, no_wrap
from tui.cli.stderr import labelled
from tui.core.display import human_count
from tui.core.sandboxing import SandboxProject


@click.command("data", context_settings=no_wrap())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def command(cast: Cast, as_json: bool) -> int:
    """List the sandbox's projects: counts, days, APPID, origin and licence."""
    projects = cast.workbench.sandbox.projects()
    if as_json:
        listed = [{**asdict(one), "origin": dict(one.origin)} for one in projects]
        return stdout.text(json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
    return stdout.text("\n".join(map(project_text, projects)))


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
