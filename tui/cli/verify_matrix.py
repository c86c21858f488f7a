"""`assay verify matrix`: small changes of a signed request, and what its sign covers."""

from __future__ import annotations

from typing import Any

import click

from tui.cli import matrix_words, stdout
from tui.cli.commands import Cast, no_wrap
from tui.cli.run_sessions import session_for
from tui.cli.running import Call, run_call
from tui.cli.sign_feeds import counted
from tui.cli.stderr import Exit
from tui.cli.verify_request import request_options, wanted
from tui.core.display import safe
from tui.core.profile import Profile
from tui.workbench.signature_tests import BROKEN, MatrixRow, Session, SignFeed, TamperMatrix


@click.command(context_settings=no_wrap())
@request_options
@click.pass_obj
def matrix(cast: Cast, /, **options: Any) -> int:
    """Send a signed request with one small change at a time, and tell what the sign covers.

    \b
    assay verify matrix --sandbox --path /login --query '{"a": "1"}' --covers query
    """
    given = wanted(cast.workbench, options)
    test = TamperMatrix(given.base, given.feed)
    if given.dry_run:
        return _dry(test, given.feed, given.target)

    def verb(call: Call) -> tuple[list[MatrixRow], Session]:
        session = session_for(given.workbench, given.target, call, yes=given.yes)
        return list(test.run(session)), session

    rows, session = run_call(verb)
    told = matrix_words.as_json(rows, session) if given.as_json else matrix_words.as_text(rows, session)
    stdout.text(told)
    return _exit(rows, session)


def _dry(test: TamperMatrix, feed: SignFeed, target: Profile) -> int:
    plan = test.plan()
    signs = counted(plan.signs, "fresh sign") if feed.fresh else "one sign"
    where = f"{counted(plan.calls, 'call')} on {safe(target.name)}"
    return stdout.text(f"{where} with {signs}; nothing was sent.\n")


def _exit(rows: list[MatrixRow], session: Session) -> int:
    if session.cancel.cancelled:
        return Exit.INTERRUPTED
    if any(row.got is not None and row.got.outcome in BROKEN for row in rows):
        return Exit.SERVICE
    return Exit.ANSWER if any(row.ok is False for row in rows) else Exit.OK
