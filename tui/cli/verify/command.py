"""`assay verify`: one signature, one call, one verdict."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import click

from tui.cli import outcome, stderr, stdout
from tui.cli.choosing import chosen_profile, json_object, profile_options, read_text
from tui.cli.commands import Cast, no_wrap
from tui.cli.running import Call, run_call
from tui.cli.stderr import Exit, labelled
from tui.core.display import human_seconds
from tui.core.exchange import Exchange
from tui.core.failures import Refused
from tui.core.knowledge import Explanation
from tui.core.ports import SignUse
from tui.core.secret import fingerprint
from tui.workbench import Workbench
from tui.workbench.signature_tests.desk import TestDesk
from tui.workbench.signatures import Verification

TESTS = {
    "run": ("tui.cli.verify.run", "Run a file of cases with expectations"),
    "selftest": ("tui.cli.verify.run", "Run the vectors that come with assay in the sandbox"),
    "rerun": ("tui.cli.verify.runs", "The failed cases of an earlier run again"),
    "runs": ("tui.cli.verify.runs", "Earlier runs, of the panel too"),
    "compare-runs": ("tui.cli.verify.runs", "Two runs case by case"),
    "matrix": ("tui.cli.verify.matrix", "Find out what a sign covers"),
    "replay": ("tui.cli.verify.probes", "For how long a replay is noticed"),
    "missing": ("tui.cli.verify.probes", "Parts left out, null, empty and of wrong types"),
    "burst": ("tui.cli.verify.probes", "Many calls: counts per code, the first 1602, times"),
    "paths": ("tui.cli.verify.probes", "Which spelling of the path was signed"),
    "catch": ("tui.cli.verify.catch", "Listen on this machine; verify what your own app sends"),
    "captures": ("tui.cli.verify.catch", "What `verify catch --keep` kept"),
    "posture": ("tui.cli.verify.posture", "Does your own endpoint refuse what it should"),
    "snippet": ("tui.cli.verify.snippet", "Back-end code, cURL or HAR for a verification"),
    "import": ("tui.cli.verify.importing", "Take in cURL, HAR or HTTP and find the sign"),
}
"""Words behind `verify` that are commands of their own: module, one line. The function has their name, or
is the module's `command`."""


class _Verify(click.Command):
    """Verifies once by its options; a first word of TESTS calls that command instead."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        if args and args[0] in TESTS:
            module = import_module(TESTS[args[0]][0])
            test = getattr(module, args[0].replace("-", "_"), None) or module.command
            assert isinstance(test, click.Command)
            return test.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Tests"):
            formatter.write_dl([(f"assay verify {name}", line) for name, (_, line) in TESTS.items()])


@click.command(cls=_Verify, context_settings=no_wrap())
@profile_options
@click.option("--path", required=True, help="The path of the request that was signed.")
@click.option("--sign", "sign_text", required=True, help="The sign; - reads it from standard input.")
@click.option("--query", metavar="JSON", help="The request's query parameters, as a JSON object.")
@click.option("--body", metavar="TEXT", help="The request's body.")
@click.option("--body-file", metavar="FILE", help="Read the body from a file, byte for byte.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as one JSON object.")
@click.pass_obj
def command(
    cast: Cast,
    profile: str | None,
    sandbox: bool,
    path: str,
    sign_text: str,
    query: str | None,
    body: str | None,
    body_file: str | None,
    as_json: bool,
) -> int:
    """Verify one signature and print the verdict.

    \b
    Examples:
      assay verify --profile live --path /login --sign "$SIGN" --query '{"a": "1"}'

    It is sent once and never repeated: a sign that was verified before is a replay. The exit code is
    0 only for a clean pass; a pass with a risk, such as a replay, gives 4.

    Exit codes: 0 a clean pass, 1 usage, 2 nothing was sent, 3 no verdict, 4 any other verdict,
    a pass with a risk too, 5 refused, 6 uncertain, 130 interrupted.
    """
    if body is not None and body_file is not None:
        raise click.UsageError("Choose one of --body and --body-file.")
    if body_file is not None:
        body = read_text(body_file, "The body")
    sign = read_text("-", "The sign").strip("\r\n") if sign_text == "-" else sign_text
    workbench = cast.workbench
    target = chosen_profile(workbench, profile, sandbox, _kind(workbench))
    draft = workbench.signatures.draft(target.kind, path=path, sign=sign, query=json_object(query), body=body)

    desk = TestDesk(workbench)
    desk.admit(target)

    def verb(call: Call) -> Verification:
        return workbench.signatures.verify(
            target, draft, cancel=call.token, on_progress=call.report, on_start=call.started
        )

    verification = run_call(verb)
    code = tell_verdict(workbench, verification, sign, as_json)
    if budget := desk.budget_words(target):
        stderr.line(f"{budget}.")
    return code


def _kind(workbench: Workbench) -> str:
    kinds = workbench.signatures.kinds()
    if not kinds:
        raise Refused("No API known here verifies signatures.")
    return kinds[0]


def tell_verdict(workbench: Workbench, verification: Verification, sign: str, as_json: bool) -> int:
    """The verdict goes to standard output; what brought none goes to standard error."""
    exchange = verification.exchange
    envelope = exchange.envelope
    if exchange.failure is not None or not exchange.complete or envelope is None or envelope.code is None:
        return outcome.tell_exchange(workbench, exchange)
    explanation = workbench.inspecting.explain(exchange.id)
    if as_json:
        found = verdict_object(exchange, explanation, verification, sign)
        stdout.text(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    else:
        stdout.text(verdict_text(exchange, explanation, verification))
    return outcome.exit_of(exchange)


def verdict_object(
    exchange: Exchange, explanation: Explanation, verification: Verification, sign: str
) -> dict[str, object]:
    envelope = exchange.envelope
    assert envelope is not None
    before = verification.before
    return {
        "verdict": envelope.word,
        "code": envelope.code,
        "tone": envelope.tone.value,
        "message": envelope.message,
        "labels": list(envelope.labels),
        "title": explanation.headline,
        "meaning": explanation.page.meaning,
        "causes": outcome.causes(explanation),
        "next": list(explanation.remedies),
        "source": explanation.page.source.value,
        "sign": {
            "sha256": fingerprint(sign),
            "used_before": before.times if before is not None else 0,
            "first_used_at": before.first_at if before is not None else None,
        },
        "profile": exchange.profile_name,
        "sandbox": exchange.sandbox,
        "seconds": round(exchange.timing.total, 6),
        "exchange": exchange.id,
    }


def verdict_text(exchange: Exchange, explanation: Explanation, verification: Verification) -> str:
    envelope = exchange.envelope
    assert envelope is not None
    lines = [f"{envelope.symbol} {envelope.word}   {envelope.code} · {explanation.headline}\n"]
    parts: list[tuple[str, list[str]]] = [
        ("meaning", [explanation.page.meaning]),
        ("server", [envelope.message] if envelope.message else []),
        ("labels", [", ".join(envelope.labels)] if envelope.labels else []),
        ("sign", [_history(verification.before, exchange)]),
        ("evidence", list(explanation.evidence)),
        ("why", outcome.causes(explanation) if outcome.exit_of(exchange) is not Exit.OK else []),
        ("next", list(explanation.remedies[:2])),
        ("source", [explanation.page.source.value]),
        ("note", ["SANDBOX: no vendor was asked."] if exchange.sandbox else []),
    ]
    for label, sentences in parts:
        for number, sentence in enumerate(sentences):
            lines.append(labelled("" if number else label, sentence))
    return "".join(lines)


def _history(before: SignUse | None, exchange: Exchange) -> str:
    if before is None:
        return "not used before on this profile, as far as this machine knows"
    times = "once" if before.times == 1 else f"{before.times} times"
    age = human_seconds(max(0.0, exchange.started_at - before.first_at))
    return f"used {times} before on this profile, first {age} earlier"
