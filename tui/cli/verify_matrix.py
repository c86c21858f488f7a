"""`assay verify matrix`: small changes of a signed request, and what its sign covers."""

from __future__ import annotations

import click

from tui.cli import matrix_words, stdout
from tui.cli.choosing import chosen_profile, profile_options, read_text
from tui.cli.commands import Cast, no_wrap
from tui.cli.run_sessions import session_for
from tui.cli.running import Call, run_call
from tui.cli.sign_feeds import chosen_feed, counted, sign_options
from tui.cli.stderr import Exit
from tui.cli.verify import json_object
from tui.core.display import safe
from tui.core.profile import Profile
from tui.workbench.signature_tests import (
    ABSENT,
    BROKEN,
    Covers,
    MatrixRow,
    OneSign,
    Parts,
    Session,
    SignFeed,
    TamperMatrix,
)

_COVERS = {"path": Covers.PATH, "query": Covers.QUERY, "body": Covers.BODY, "all": Covers.ALL}


@click.command(context_settings=no_wrap())
@profile_options
@sign_options
@click.option("--path", required=True, help="The path that was signed.")
@click.option("--query", metavar="JSON", help="The query that was sent, as a JSON object.")
@click.option("--body", metavar="TEXT", help="The body that was sent.")
@click.option("--sign", "sign_text", help="One sign for all rows; - reads it from standard input.")
@click.option(
    "--covers", type=click.Choice(list(_COVERS)), default="path", help="What a sandbox sign covers."
)
@click.option("--json", "as_json", is_flag=True, help="Print rows and conclusions as JSON.")
@click.option("--dry-run", is_flag=True, help="Print how many calls it takes, and send nothing.")
@click.option("--yes", is_flag=True, help="Send more than one call to a profile that is not the sandbox.")
@click.pass_obj
def matrix(
    cast: Cast,
    profile: str | None,
    sandbox: bool,
    sign_file: str | None,
    sign_cmd: str | None,
    path: str,
    query: str | None,
    body: str | None,
    sign_text: str | None,
    covers: str,
    as_json: bool,
    dry_run: bool,
    yes: bool,
) -> int:
    """Send a signed request with one small change at a time, and tell what the sign covers.

    \b
    assay verify matrix --sandbox --path /login --query '{"a": "1"}' --covers query
    """
    workbench = cast.workbench
    target = chosen_profile(workbench, profile, sandbox, workbench.signatures.kinds()[0])
    feed: SignFeed | None
    if sign_text is not None:
        feed = OneSign(read_text("-", "The sign").strip("\r\n") if sign_text == "-" else sign_text)
    else:
        feed = chosen_feed(workbench, target, sign_file, sign_cmd, _COVERS[covers])
    if feed is None:
        raise click.UsageError("Say where signs come from: --sign, --sign-file or --sign-cmd.")
    values = json_object(query)
    base = Parts(path, query=ABSENT if values is None else values, body=ABSENT if body is None else body)
    test = TamperMatrix(base, feed)
    if dry_run:
        return _dry(test, feed, target)

    def verb(call: Call) -> tuple[list[MatrixRow], Session]:
        session = session_for(workbench, target, call, yes=yes)
        return list(test.run(session)), session

    rows, session = run_call(verb)
    stdout.text(matrix_words.as_json(rows, session) if as_json else matrix_words.as_text(rows, session))
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
