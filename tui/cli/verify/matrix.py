"""`assay verify matrix`: small changes of a signed request, and what its sign covers."""

from __future__ import annotations

from typing import Any

import click

from tui.cli.commands import Cast, no_wrap
from tui.cli.verify.request import report_option, request_options, run_told, wanted
from tui.workbench.signature_tests import front


@click.command(context_settings=no_wrap())
@request_options
@report_option
@click.pass_obj
def matrix(cast: Cast, /, **options: Any) -> int:
    """Send a signed request with one small change at a time, and tell what the sign covers.

    \b
    Examples:
      assay verify matrix --sandbox --path /login --query '{"a": "1"}' --covers query

    Exit codes: 0 done, 1 usage, 2 nothing was sent, 3 a call brought no verdict, 4 a call came out
    otherwise than expected, 5 a yes was needed, 130 interrupted.
    """
    given = wanted(cast.workbench, options)
    return run_told(given, "matrix", lambda around: front.told_matrix(given.base, given.feed, around))
