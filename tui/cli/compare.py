"""`assay compare`: what changed between two exchanges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from tui.cli import stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.stderr import Exit
from tui.core.display import human_count, human_seconds, safe
from tui.workbench.comparing import Comparing, Comparison, Difference, RowsDiff

SHOWN_ROWS = 20
SHOWN_TEXT = 160


@click.command(context_settings=no_wrap())
@click.argument("before", metavar="A")
@click.argument("after", metavar="B", required=False)
@click.option(
    "--key", "keys", multiple=True, metavar="COL", help="A column that names a row; may be repeated."
)
@json_option("Print the comparison as one JSON object.")
@click.pass_obj
def command(cast: Cast, before: str, after: str | None, keys: tuple[str, ...], as_json: bool) -> int:
    """What changed from exchange A to exchange B: request, outcome, rows and timing.

    \b
    Examples:
      assay compare previous last
      assay compare 1f0c2a9b e4d35817 --key user_id
      assay compare last                 with the latest good one of the same route

    A and B are ids of `assay history`, or beginnings of them; last and previous are the latest two. Rows
    are matched by --key, else by the first column that tells them all apart, else by position. Nothing
    is sent: the answers are those that were kept.

    Exit codes: 0 nothing but the time differs, 4 something differs, 1 usage, 2 no such exchange or column.
    """
    comparing = Comparing(cast.workbench.inspecting, cast.workbench.history)
    second = comparing.find(after or before)
    first = comparing.find(before) if after else comparing.last_good(second)
    found = comparing.compare(first, second, keys)
    if as_json:
        tell_object(_object(found))
    else:
        stdout.text("\n".join(_lines(found)) + "\n")
    return Exit.OK if found.is_equal else Exit.ANSWER


def _object(found: Comparison) -> dict[str, Any]:
    rows = asdict(found.rows) if found.rows is not None else None
    return {
        "first": found.first.id,
        "second": found.second.id,
        "equal": found.is_equal,
        "request": [asdict(one) for one in found.request],
        "outcome": [asdict(one) for one in found.outcome],
        "rows": rows,
        "rows_note": found.rows_note or None,
        "seconds": {took.phase: [took.before, took.after] for took in found.timing},
    }


def _lines(found: Comparison) -> Iterator[str]:
    for sign, exchange in (("-", found.first), ("+", found.second)):
        yield f"{sign} {exchange.id}  {exchange.operation}  {exchange.profile_name}"
    yield from _section("Request", found.request)
    yield from _section("Outcome", found.outcome)
    yield ""
    yield "Rows"
    yield from (
        _rows(found.rows) if found.rows is not None else [f"  {found.rows_note or 'none on either side'}"]
    )
    yield ""
    yield "Timing"
    for took in found.timing:
        pair = [human_seconds(one) if one is not None else "—" for one in (took.before, took.after)]
        yield f"  {took.phase:<11}{pair[0]:>9} → {pair[1]:>9}"


def _section(title: str, differences: Sequence[Difference]) -> Iterator[str]:
    yield ""
    yield title
    if not differences:
        yield "  the same"
    for one in differences:
        yield f"  {safe(one.what, SHOWN_TEXT)}"
        for sign, text in (("-", one.before), ("+", one.after)):
            if text:
                yield f"    {sign} {safe(text, SHOWN_TEXT)}"


def _rows(rows: RowsDiff) -> Iterator[str]:
    how = f"by {', '.join(rows.key)}" if rows.key else "by position"
    yield f"  {human_count(rows.before)} → {human_count(rows.after)} rows, matched {how}"
    figures = [
        (rows.same, "the same"),
        (rows.changed, "changed"),
        (rows.added, "added"),
        (rows.removed, "removed"),
    ]
    yield "  " + ", ".join(f"{human_count(count)} {word}" for count, word in figures)
    for names, word in ((rows.columns_added, "added"), (rows.columns_removed, "removed")):
        if names:
            yield f"  columns {word}: {safe(', '.join(names), SHOWN_TEXT)}"
    for note in rows.notes:
        yield f"  {note}"
    for change in rows.changes[:SHOWN_ROWS]:
        cells = ", ".join(
            f"{cell.column}: {cell.before} → {cell.after}"
            if change.kind == "changed"
            else f"{cell.column}: {cell.before or cell.after}"
            for cell in change.cells
        )
        sign = {"changed": "~", "added": "+", "removed": "-"}[change.kind]
        yield f"  {sign} {safe(', '.join(change.key), 60)}  {safe(cells, SHOWN_TEXT)}".rstrip()
    rest = rows.changed + rows.added + rows.removed - min(SHOWN_ROWS, len(rows.changes))
    if rest > 0:
        yield f"  … {human_count(rest)} more; --json has up to 200 of each kind"
