"""`assay verify replay`, `missing`, `burst` and `paths`: what time, gaps in a request, many calls and the
spelling of a path do to a verdict."""

from __future__ import annotations

from typing import Any

import click

from tui.cli.commands import Cast, no_wrap
from tui.cli.stderr import Exit
from tui.cli.verify.request import report_option, request_options, run_told, wanted
from tui.workbench.signature_tests import front


def _seconds(ctx: click.Context, param: click.Parameter, value: str) -> tuple[float, ...]:
    """`0,1,10` as numbers of seconds."""
    try:
        found = tuple(float(word) for word in value.split(",") if word.strip())
    except ValueError:
        found = ()
    if not found or not all(0 <= one <= 86_400 for one in found):
        raise click.BadParameter(f"“{value}” needs numbers of seconds from 0 to 86400, such as 0,1,10.")
    return found


@click.command(context_settings=no_wrap())
@request_options
@click.option(
    "--gaps", callback=_seconds, default="0,1,10", help="Pauses before a second use, such as 0,1,10,60,600."
)
@click.option(
    "--noticed-for",
    type=float,
    default=0.0,
    metavar="SECONDS",
    help="Up to this gap a replay must be noticed; else exit code 4.",
)
@report_option
@click.pass_obj
def replay(cast: Cast, /, gaps: tuple[float, ...], noticed_for: float, **options: Any) -> int:
    """Use signs a second time after chosen gaps, and tell for how long a replay is noticed.

    \b
    Examples:
      assay verify replay --sandbox --path /login --gaps 0,1,10

    Exit codes: 0 done, 1 usage, 2 nothing was sent, 3 no verdict, 4 a replay was not noticed up to
    --noticed-for, 5 a yes was needed, 130 interrupted.
    """
    given = wanted(cast.workbench, options)
    return run_told(
        given,
        "replay",
        lambda around: front.told_replay(given.base, given.feed, around, gaps=gaps, noticed_for=noticed_for),
    )


@click.command(context_settings=no_wrap())
@request_options
@report_option
@click.pass_obj
def missing(cast: Cast, /, **options: Any) -> int:
    """Leave parts out, send them null, empty and of wrong types; none of it should be accepted.

    \b
    Examples:
      assay verify missing --sandbox --path /login

    Exit codes: 0 none was accepted, 1 usage, 2 nothing was sent, 3 no verdict, 4 one was accepted,
    5 a yes was needed, 130 interrupted.
    """
    given = wanted(cast.workbench, options)
    return run_told(given, "missing", lambda around: front.told_missing(given.base, given.feed, around))


@click.command(context_settings=no_wrap())
@request_options
@click.option("--count", type=click.IntRange(1, 100_000), default=20, help="How many calls; 20 if not said.")
@click.option("--at-once", type=click.IntRange(1, 64), default=1, help="How many of them at a time.")
@click.option("--rate", type=float, metavar="PER_SECOND", help="Calls per second instead, from their plan.")
@report_option
@click.pass_obj
def burst(cast: Cast, /, count: int, at_once: int, rate: float | None, **options: Any) -> int:
    """Verify many times, and tell counts per code, where 1602 began, and how long answers took.

    \b
    Examples:
      assay verify burst --sandbox --path /login --count 25

    Exit codes: 0 done, 1 usage, 2 nothing was sent, 3 no verdict, 5 a yes was needed, 130 interrupted.
    """
    given = wanted(cast.workbench, options)
    return run_told(
        given,
        "burst",
        lambda around: front.told_burst(
            given.base, given.feed, around, count=count, at_once=at_once, rate=rate
        ),
    )


@click.command(context_settings=no_wrap())
@request_options
@click.option("--prefix", "prefixes", multiple=True, help="A gateway's prefix to try with and without.")
@report_option
@click.pass_obj
def paths(cast: Cast, /, prefixes: tuple[str, ...], **options: Any) -> int:
    """Try spellings of the path, the likeliest first, until one is accepted; for codes 14xx.

    \b
    Examples:
      assay verify paths --profile live --path /gw/login --sign - --prefix /gw --yes < sign.txt

    Exit codes: 0 a spelling was accepted, 1 usage, 2 nothing was sent, 3 no verdict, 4 none was,
    5 a yes was needed, 130 interrupted.
    """
    given = wanted(cast.workbench, options)
    tests: list[front.ToldTest[Any]] = []

    def make(around: front.Around) -> front.ToldTest[Any]:
        tests.append(front.told_variants(given.base, given.feed, around, prefixes=prefixes))
        return tests[0]

    code = run_told(given, "paths", make)
    found = any(row.got.accepted for row in tests[0].results)
    return code if code != Exit.OK or found or given.dry_run else Exit.ANSWER
