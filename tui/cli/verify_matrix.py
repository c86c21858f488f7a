"""`assay verify matrix`: small changes of a signed request, and what its sign covers."""

from __future__ import annotations

import json
import time

import click

from tui.cli import stdout
from tui.cli.choosing import chosen_profile, profile_options, read_text
from tui.cli.commands import Cast, no_wrap
from tui.cli.running import Call, run_call
from tui.cli.sign_feeds import chosen_feed, counted, sign_options
from tui.cli.stderr import Exit, labelled
from tui.cli.verify import json_object
from tui.core.display import safe
from tui.workbench.signature_tests.coverage import Coverage, coverage
from tui.workbench.signature_tests.feeds import Covers, OneSign, SignFeed
from tui.workbench.signature_tests.guard import Budget
from tui.workbench.signature_tests.matrix import MatrixRow, TamperMatrix
from tui.workbench.signature_tests.parts import ABSENT, Parts
from tui.workbench.signature_tests.session import Session
from tui.workbench.signature_tests.verdicts import BROKEN

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
        plan = test.plan()
        signs = counted(plan.signs, "fresh sign") if feed.fresh else "one sign"
        return stdout.text(
            f"{counted(plan.calls, 'call')} on {safe(target.name)} with {signs}; nothing was sent.\n"
        )
    budget = Budget(workbench.history, time.time)

    def verb(call: Call) -> tuple[list[MatrixRow], Session]:
        session = Session(
            workbench.signatures, target, confirmed=yes, budget_left=budget.left, cancel=call.token
        )
        return list(test.run(session)), session

    rows, session = run_call(verb)
    found = coverage(rows)
    stdout.text(_json(rows, found, session) if as_json else _text(rows, found, session))
    return _exit(rows, session)


def _exit(rows: list[MatrixRow], session: Session) -> int:
    if session.cancel.cancelled:
        return Exit.INTERRUPTED
    if any(row.got is not None and row.got.outcome in BROKEN for row in rows):
        return Exit.SERVICE
    return Exit.ANSWER if any(row.ok is False for row in rows) else Exit.OK


def _text(rows: list[MatrixRow], found: tuple[Coverage, ...], session: Session) -> str:
    lines = []
    for row in rows:
        mark = {True: "✓", False: "✗", None: "·"}[row.ok]
        expected = f"   expected {' or '.join(sorted(row.expected or ()))}" if row.ok is False else ""
        part = row.part or "whole"
        lines.append(f"{mark} {part:<6} {row.title:<40} {row.got}{expected}\n")
    lines.append("\n")
    for one in found:
        lines.append(f"{one.part:<6} {one.binding.value.upper()}\n")
        lines.append(labelled("why", one.reason))
        if one.ambiguous:
            lines.append(labelled("open", one.ambiguous))
    lines.append(f"\n{counted(session.calls, 'call')} on {safe(session.profile.name)}\n")
    if session.stopped:
        lines.append(labelled("stopped", session.stopped))
    if session.profile.is_sandbox:
        lines.append(labelled("note", "SANDBOX: no vendor was asked."))
    return "".join(lines)


def _json(rows: list[MatrixRow], found: tuple[Coverage, ...], session: Session) -> str:
    data = {
        "schema": 1,
        "profile": session.profile.name,
        "simulated": session.profile.is_sandbox,
        "calls": session.calls,
        "stopped": session.stopped,
        "rows": [
            {
                "id": row.id,
                "part": row.part,
                "title": row.title,
                "sent": row.sent.shown(),
                "expected": sorted(row.expected or ()),
                "class": row.got.outcome.value if row.got else "",
                "code": row.got.code if row.got else "",
                "sign_used_before": row.got.used_before if row.got else 0,
                "ok": row.ok,
            }
            for row in rows
        ],
        "coverage": [
            {"part": c.part, "binding": c.binding.value, "reason": c.reason, "ambiguous": c.ambiguous}
            for c in found
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
