"""`assay verify catch`: one's own app sends its request here; it is verified, answered and told at once.
`assay verify captures` lists what was kept of such requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from tui.cli import stdout
from tui.cli.choosing import chosen_profile, profile_options
from tui.cli.commands import Cast, no_wrap
from tui.cli.running import Call, run_call
from tui.cli.stderr import Exit, labelled
from tui.cli.verify import words as verify_words
from tui.cli.verify.request import report_option
from tui.core.display import safe
from tui.core.exchange import Progress
from tui.core.listening import ListenWish
from tui.workbench import catching
from tui.workbench.signature_tests import front


@click.command("catch", context_settings=no_wrap())
@profile_options
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; a free one without it.")
@click.option("--mirror", is_flag=True, help="Answer by the verdict: 200, 403, or 503 where there was none.")
@click.option(
    "--count",
    type=click.IntRange(1, 100_000),
    default=catching.COUNT,
    help=f"End after so many verifications; {catching.COUNT} if not said.",
)
@click.option(
    "--origin", "origins", multiple=True, metavar="URL", help="A page elsewhere that may send; may repeat."
)
@click.option("--sign-in", metavar="PLACE:NAME", help="Where the sign is: header:, query: or json:NAME.")
@click.option("--strip", default="", metavar="PREFIX", help="A gateway's prefix to cut off the path.")
@click.option("--no-slash", is_flag=True, help="Verify the path without its leading slash.")
@click.option("--send-query", is_flag=True, help="Send the query along; older SDKs sign it.")
@click.option("--send-body", is_flag=True, help="Send the body along; older SDKs sign it.")
@click.option(
    "--keep", is_flag=True, help="Keep what was caught, as hashes and names; see `verify captures`."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@report_option
@click.option("--yes", is_flag=True, help="Send more than one call to a profile that is not the sandbox.")
@click.pass_obj
def command(cast: Cast, /, **options: Any) -> int:
    """Listen on this machine, verify the sign of each request that comes, and answer it.

    \b
    Examples:
      assay verify catch --sandbox --port 8080 --mirror
      curl -H "X-TD-Sign: $(assay sandbox sign --path /login)" http://127.0.0.1:8080/login

    Let your own app or page send its request there, whatever the path. Each sign is verified once, and each
    call counts. Pages of this machine may send; name others with --origin. Ctrl+c ends it.

    Exit codes: 0 all were clean passes, 1 usage, 2 the port cannot be had, 3 one brought no verdict,
    4 one was no clean pass, 5 a yes was needed.
    """
    for name in options["files"]:
        front.check_report(name)
    workbench = cast.workbench
    target = chosen_profile(
        workbench, options["profile"], options["sandbox"], workbench.signatures.kinds()[0]
    )
    desk = front.TestDesk(workbench, verify_words.TOOL)
    kept = catching.KeptCaptures(workbench.drafts)
    test = catching.told_catch(
        workbench.own.listener,
        _wish(options),
        desk.around("catch", target),
        keep=kept.add if options["keep"] else None,
    )
    teller = _Teller(desk, test, as_json=options["as_json"])
    started = desk.now()

    def verb(call: Call) -> dict[str, Any]:
        session = desk.session(target, confirmed=options["yes"], cancel=call.token)
        call.report(Progress("", 0.0, rows=1))
        for _ in test.run(session):
            pass
        return desk.finished(test, session, started)

    data = run_call(verb, lambda _: teller.tell())
    teller.tell()
    for file in options["files"]:
        desk.write_report(data, file, replace=True)
    teller.end(data)
    return _exit(data)


def _wish(options: Mapping[str, Any]) -> catching.CatchWish:
    """Raises InvalidInput."""
    return catching.CatchWish(
        ListenWish(port=options["port"], origins=options["origins"]),
        options["mirror"],
        options["count"],
        catching.chosen_sign(options["sign_in"]) if options["sign_in"] else None,
        options["strip"],
        not options["no_slash"],
        options["send_query"],
        options["send_body"],
    )


class _Teller:
    """Rows as they come: a line each, or an object each."""

    def __init__(self, desk: front.TestDesk, test: front.ToldTest[catching.Caught], *, as_json: bool) -> None:
        self._desk = desk
        self._test = test
        self._as_json = as_json
        self._told = 0
        self._url = ""

    def tell(self) -> None:
        if not self._url:
            here = [one for one in self._test.conclusions() if one.subject == "listening"]
            if here:
                self._url = here[0].finding
                stdout.text(
                    json.dumps({"listening": self._url}) + "\n" if self._as_json else self._url + "\n"
                )
        rows = self._test.results[self._told :]
        self._told += len(rows)
        for row in rows:
            stdout.text(self._line(self._desk.row(row)))

    def _line(self, row: Mapping[str, Any]) -> str:
        if self._as_json:
            return json.dumps(row, ensure_ascii=False) + "\n"
        got = row["got"]
        lines = [f"{safe(row['title']):<46} {got['class']} {got['code']}".rstrip() + "\n"]
        if got["message"]:
            lines.append(labelled("message", got["message"]))
        if got["sign_used_before"]:
            lines.append(labelled("sign", f"used {got['sign_used_before']} times before"))
        return "".join(lines)

    def end(self, data: Mapping[str, Any]) -> None:
        if self._as_json:
            end = {name: data[name] for name in ("calls", "counts", "stopped", "simulated")}
            stdout.text(json.dumps({"ended": end}) + "\n")
        else:
            stdout.text(verify_words.as_text({**data, "cases": []}))


def _exit(data: Mapping[str, Any]) -> int:
    verified = [case["got"] for case in data["cases"] if case["status"] != "skipped"]
    if any(got["class"] in ("SERVICE", "TRANSPORT", "UNCERTAIN") for got in verified):
        return Exit.SERVICE
    return Exit.OK if all(got["class"] == "PASS" for got in verified) else Exit.ANSWER


@click.command("captures", context_settings=no_wrap())
@click.option("--forget", is_flag=True, help="Delete what was kept.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.pass_obj
def captures(cast: Cast, forget: bool, as_json: bool) -> int:
    """List what `verify catch --keep` kept: shapes of requests, hashes of signs, verdicts.

    \b
    Examples:
      assay verify captures --json
      assay verify captures --forget

    Exit codes: 0 done.
    """
    kept = catching.KeptCaptures(cast.workbench.drafts)
    if forget:
        return stdout.text(f"{kept.forget()} captures are forgotten.\n")
    if as_json:
        return stdout.text(json.dumps(list(kept.all()), ensure_ascii=False, indent=2) + "\n")
    return stdout.text(
        "".join(map(captured_text, kept.all())) or "Nothing is kept; verify catch --keep keeps.\n"
    )


def captured_text(one: Mapping[str, Any]) -> str:
    lines = [f"{safe(str(one['request']))}   {one['verdict']} {one['code']}".rstrip() + "\n"]
    lines.append(labelled("sign", f"{one['sign'] or '-'}, SHA-256 {one['sign_sha256'][:16]}…"))
    lines.append(labelled("headers", ", ".join(one["headers"])))
    if one["query"]:
        lines.append(labelled("query", ", ".join(one["query"])))
    return "".join([*lines, labelled("body", f"{one['body']} bytes")])
