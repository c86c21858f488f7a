"""`assay verify posture`: does one's own endpoint refuse what it should?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from tui.cli.choosing import read_text
from tui.cli.commands import Cast, no_wrap
from tui.cli.verify.request import Wanted, report_option, request_options, run_told, wanted
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.workbench import importing
from tui.workbench import posture as check
from tui.workbench.signature_tests import front, signing

_JUDGE = check.Judge()


@click.command("posture", context_settings=no_wrap())
@click.option("--to", required=True, metavar="URL", help="Your own endpoint; nothing goes to another host.")
@click.option("--method", default="", help="POST, if not said here or in --from.")
@click.option("--sign-to", default="header:x-td-sign", metavar="PLACE:NAME", help="Where the sign goes.")
@click.option("--from", "template", metavar="FILE", help="A captured request (cURL, HAR, HTTP) to send like.")
@click.option("--accepts", metavar="STATUSES", help="What counts as accepted; 200-299 if not said.")
@click.option("--refuses", metavar="STATUSES", help="What counts as refused; most of 400-499 if not said.")
@click.option("--accepted-text", default="", metavar="TEXT", help="Accepted is what holds this text.")
@click.option("--refused-text", default="", metavar="TEXT", help="Refused is what holds this text.")
@click.option("--risky-file", metavar="FILE", help="Signs of a risky device of yours, two, one a line.")
@request_options
@report_option
@click.pass_obj
def command(cast: Cast, /, **options: Any) -> int:
    """Send your own endpoint requests that it should refuse, and tell which it lets through.

    \b
    Examples:
      assay sandbox endpoint --lax --port 8081
      assay verify posture --sandbox --to http://127.0.0.1:8081/order --path /order --yes

    No sign, a wrong one, one of another path, a replay, a risky device; beside each stands what the vendor
    says of such a sign. Your endpoint does its work for each that it accepts, so choose one that may; hence a
    yes is needed every time. The profile's secret does not go there. Exit code 4: it let something through.

    Exit codes: 0 all was refused, 1 usage, 2 nothing was sent, 3 no answer, 4 it let something
    through, 5 a yes was needed, 130 interrupted.
    """
    given = wanted(cast.workbench, options)
    endpoint = check.endpoint_of(given.workbench.own.transport, _wish(options, given))
    others, risky = _feeds(given, options["risky_file"])

    def make(around: front.Around) -> front.ToldTest[Any]:
        again = replace(around, reproduce=f"{around.reproduce} --to {options['to'].partition('?')[0]} --yes")
        return check.told_posture(
            replace(given.base, body=signing.ABSENT) if options["covers"] == "path" else given.base,
            given.feed,
            endpoint,
            again,
            others=others,
            risky=risky,
        )

    return run_told(given, "posture", make)


def _wish(options: Mapping[str, Any], given: Wanted) -> check.EndpointWish:
    """Raises InvalidInput and FileProblem."""
    template = None
    if options["template"]:
        imported = importing.import_text(read_text(options["template"], "The captured request"))
        if len(imported.requests) != 1:
            wrong = f"must hold one request that can be used, not {len(imported.requests)}"
            raise InvalidInput([FieldProblem("from", wrong)], what="The posture check")
        template = imported.requests[0]
    judge = check.Judge(
        check.statuses(options["accepts"], "accepts") if options["accepts"] else _JUDGE.accepted,
        check.statuses(options["refuses"], "refuses") if options["refuses"] else _JUDGE.refused,
        options["accepted_text"],
        options["refused_text"],
    )
    body = given.base.body if isinstance(given.base.body, str) else None
    sign = importing.chosen_sign(options["sign_to"])
    return check.EndpointWish(options["to"], options["method"], sign, template, body, judge)


def _feeds(given: Wanted, risky_file: str | None) -> tuple[signing.SignFeed | None, signing.SignFeed | None]:
    """Signs of another path, and of a risky device; None where there are none."""
    others = check.other_path_feed(given.feed)
    risky: signing.SignFeed | None = None
    if risky_file:
        risky = signing.ListFeed(read_text(risky_file, "The list of signs of a risky device"))
    elif isinstance(given.feed, signing.SandboxFeed):
        risky = check.RiskyFeed(given.workbench.sandbox)
    return others, risky
