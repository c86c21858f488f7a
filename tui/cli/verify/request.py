"""What the tests of one signed request share on the command line: its parts, its signs, how it is run."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import chosen_profile, json_object, profile_options, read_text
from tui.cli.running import Call, run_call
from tui.cli.stderr import Exit
from tui.cli.verify import words as verify_words
from tui.cli.verify.sign_feeds import chosen_feed, sign_options
from tui.core.display import human_seconds
from tui.core.exchange import Progress
from tui.core.profile import Profile
from tui.workbench import Workbench
from tui.workbench.signature_tests import front, signing

F = TypeVar("F", bound=Callable[..., Any])

COVERS = {
    "path": signing.Covers.PATH,
    "query": signing.Covers.QUERY,
    "body": signing.Covers.BODY,
    "all": signing.Covers.ALL,
}

_OPTIONS = (
    click.option("--path", required=True, help="The path that was signed."),
    click.option("--query", metavar="JSON", help="The query that was sent, as a JSON object."),
    click.option("--body", metavar="TEXT", help="The body that was sent."),
    click.option("--sign", "sign_text", help="One sign for all rows; - reads it from standard input."),
    click.option(
        "--covers", type=click.Choice(list(COVERS)), default="path", help="What a sandbox sign covers."
    ),
    click.option("--json", "as_json", is_flag=True, help="Print rows and conclusions as JSON."),
    click.option("--dry-run", is_flag=True, help="Print what would be sent, and send nothing."),
    click.option("--yes", is_flag=True, help="Send more than one call to a profile that is not the sandbox."),
)


def request_options(function: F) -> F:
    """The profile, the request, its signs, and how the run is told."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return profile_options(sign_options(function))


def report_option(function: F) -> F:
    return click.option(
        "--report", "files", multiple=True, metavar="FILE", help="Write .xml (JUnit), .json or .md."
    )(function)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options, read: where to, what, with which signs, and how."""

    workbench: Workbench
    target: Profile
    base: signing.Parts
    feed: signing.SignFeed
    as_json: bool
    dry_run: bool
    yes: bool
    files: tuple[str, ...]


def wanted(workbench: Workbench, options: Mapping[str, Any]) -> Wanted:
    """Raises UsageError and AssayError; nothing is sent then."""
    files = tuple(options.get("files", ()))
    for name in files:
        front.check_report(name)
    target = chosen_profile(
        workbench, options["profile"], options["sandbox"], workbench.signatures.kinds()[0]
    )
    feed: signing.SignFeed | None
    sign = options["sign_text"]
    if sign is not None:
        feed = signing.OneSign(read_text("-", "The sign").strip("\r\n") if sign == "-" else sign)
    else:
        covers = COVERS[options["covers"]]
        feed = chosen_feed(workbench, target, options["sign_file"], options["sign_cmd"], covers)
    if feed is None:
        raise click.UsageError("Say where signs come from: --sign, --sign-file or --sign-cmd.")
    query, body = json_object(options["query"]), options["body"]
    base = signing.Parts(
        options["path"],
        query=signing.ABSENT if query is None else query,
        body=signing.ABSENT if body is None else body,
    )
    how = (bool(options["as_json"]), bool(options["dry_run"]), bool(options["yes"]))
    return Wanted(workbench, target, base, feed, *how, files)


def run_told(given: Wanted, name: str, make: Callable[[front.Around], front.ToldTest[Any]]) -> int:
    """Run the test that `make` gives, print it, write its reports; the exit code.

    The test `name` is the word behind `assay verify`.
    """
    desk = front.TestDesk(given.workbench, verify_words.TOOL)
    test = make(desk.around(name, given.target, given.base))
    if given.dry_run:
        return verify_words.tell_dry(test, given.target, given.feed.fresh, as_json=given.as_json)
    started = desk.now()

    def verb(call: Call) -> tuple[dict[str, Any], bool]:
        session = desk.session(
            given.target, confirmed=given.yes, cancel=call.token, sleep=lambda pause: _wait(call, pause)
        )
        for _ in test.run(session):
            pass
        return desk.finished(test, session, started), session.cancel.cancelled

    data, cancelled = run_call(verb)
    if problem := desk.keep(data):
        stderr.line(problem)
    for file in given.files:
        desk.write_report(data, file, replace=True)
    stdout.text(verify_words.as_json(data) if given.as_json else verify_words.as_text(data))
    return _exit(data, no_sign=bool(test.feed_problem), cancelled=cancelled)


def _wait(call: Call, pause: float) -> None:
    """A pause that says how long it is still."""
    began = time.monotonic()
    while (left := pause - (time.monotonic() - began)) > 0 and not call.token.cancelled:
        elapsed = time.monotonic() - began
        call.report(Progress("", elapsed, phase=f"the next call in {human_seconds(left)}"))
        call.token.wait(min(0.5, left))


def _exit(data: Mapping[str, Any], *, no_sign: bool, cancelled: bool) -> int:
    counts = data["counts"]
    if cancelled:
        return Exit.INTERRUPTED
    if counts["error"]:
        return Exit.SERVICE
    if counts["failed"]:
        return Exit.ANSWER
    return Exit.INPUT if no_sign else Exit.OK
