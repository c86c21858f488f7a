"""`assay translate-body`: a body of the vendor's web console as one of the Open API."""

from __future__ import annotations

import json
from typing import Any

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import json_option, read_text
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.stderr import Exit
from tui.core.building import Outcome, Translation
from tui.core.envelope import Tone

HEADINGS = (
    (Outcome.UNKNOWN, "open"),
    (Outcome.TRANSLATED, "done"),
    (Outcome.KEPT, "kept"),
    (Outcome.LEFT, "left out"),
    (Outcome.UNWRAPPED, "shell"),
)
"""What became of the parts, the open ends first, and the label of their lines."""


@click.command(context_settings=no_wrap())
@click.argument("source", default="-", metavar="[FILE]")
@click.option("-r", "--route", metavar="ID", default="", help="The model, where the body does not tell it.")
@click.option("-k", "--kind", metavar="KIND", default="te", show_default=True, help="Whose console it is.")
@json_option("Print route, body and what became of each part as a JSON object.")
@click.pass_obj
def command(cast: Cast, source: str, route: str, kind: str, as_json: bool) -> int:
    """Translate a body copied from the web console: A100, T1, C00 and the like.

    The translated JSON goes to standard output, what was done with each part to standard error. Nothing is
    guessed: a code without a known meaning stays as it is, and the exit code is then 2.

    \b
    Examples:
      assay translate-body < console.json > body.json
      assay translate-body console.json --route retention-analyze --json
      assay call event-analyze --sandbox --data @body.json

    Exit codes: 0 all of it, 1 usage, 2 a code is not known, or it is no body of a model.
    """
    text = read_text(source, "The console body")
    found = cast.workbench.building.translate(kind, text, route)
    if as_json:
        tell_object(_object(found))
        return Exit.OK if found.is_complete else Exit.INPUT
    stderr.block(_tone(found), _headline(found), _parts(found))
    stdout.text(json.dumps(found.body, ensure_ascii=False, indent=2) + "\n")
    return Exit.OK if found.is_complete else Exit.INPUT


def _object(found: Translation) -> dict[str, Any]:
    return {
        "route": found.operation,
        "complete": found.is_complete,
        "recognised": found.recognised,
        "body": found.body,
        "notes": [
            {
                "place": note.place,
                "outcome": note.outcome.value,
                "was": note.was,
                "became": note.became,
                "why": note.why,
                "source": note.confidence.value,
            }
            for note in found.notes
        ],
    }


def _tone(found: Translation) -> Tone:
    return Tone.GOOD if found.is_complete else Tone.CAUTION


def _headline(found: Translation) -> str:
    if not found.recognised:
        return f"A body of {found.operation}; nothing in it is of the console, so it is as it was."
    if found.is_complete:
        return f"A body of {found.operation}, translated."
    count = sum(note.outcome is Outcome.UNKNOWN for note in found.notes)
    return f"A body of {found.operation}, translated but for {count} of its codes."


def _parts(found: Translation) -> list[tuple[str, list[str]]]:
    return [
        (label, [note.words for note in found.notes if note.outcome is outcome])
        for outcome, label in HEADINGS
    ]
