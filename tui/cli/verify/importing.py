"""`assay verify import`: requests captured elsewhere, what was found in them, and their verification."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import click

from tui.cli import stdout
from tui.cli.choosing import chosen_profile, profile_options, read_text
from tui.cli.commands import Cast, no_wrap
from tui.cli.running import Call, run_call
from tui.cli.stderr import labelled
from tui.cli.verify import command as verify
from tui.cli.verify.sign_feeds import counted
from tui.core.display import safe
from tui.core.failures import ConfirmationNeeded, InvalidInput
from tui.core.fields import FieldProblem
from tui.core.profile import Profile
from tui.core.secret import cut_short
from tui.workbench import Verification, Workbench
from tui.workbench import importing as captured
from tui.workbench.signature_tests.desk import TestDesk


@dataclass(frozen=True, slots=True)
class _Found:
    """A request and what can be sent of it; `why_not` says why nothing can."""

    number: int
    request: captured.CapturedRequest
    taken: captured.Taken | None
    why_not: str = ""


@click.command("import", context_settings=no_wrap())
@click.argument("file", metavar="FILE")
@profile_options
@click.option("--pick", multiple=True, type=int, metavar="N", help="Only request N; may repeat.")
@click.option("--filter", "text", default="", help="Only requests whose address holds this text.")
@click.option("--sign-in", metavar="PLACE:NAME", help="Where the sign is: header:, query: or json:NAME.")
@click.option("--path", help="The path to verify, in the place of the one found.")
@click.option("--send-query", is_flag=True, help="Send the query along; older SDKs sign it.")
@click.option("--send-body", is_flag=True, help="Send the body along; older SDKs sign it.")
@click.option("--run", "runs", is_flag=True, help="Verify what was found, once each.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found, or the verdict, as JSON.")
@click.option("--yes", is_flag=True, help="Send more than one call to a profile that is not the sandbox.")
@click.pass_obj
def command(
    cast: Cast,
    file: str,
    profile: str | None,
    sandbox: bool,
    pick: tuple[int, ...],
    text: str,
    sign_in: str | None,
    path: str | None,
    send_query: bool,
    send_body: bool,
    runs: bool,
    as_json: bool,
    yes: bool,
) -> int:
    """Take in a cURL command, a HAR archive or an HTTP request, and tell which sign is in it.

    \b
    Examples:
      assay verify import request.txt
      assay verify import - --run --sandbox < request.txt

    FILE may be - for standard input. Nothing of it is run, and nothing is sent without --run.

    Exit codes: 0 a sign was found, with --run a clean pass; else those of assay verify.
    """
    imported = captured.import_text(read_text(file, "The import"))
    recipe = captured.chosen_sign(sign_in) if sign_in else None
    numbered = _numbered(imported)
    _check_pick(pick, numbered)
    chosen = [
        (number, one)
        for number, one in numbered.items()
        if (not pick or number in pick) and text.lower() in one.url.lower()
    ]
    found = [
        _look(number, one, recipe, path or "", query=send_query, body=send_body) for number, one in chosen
    ]
    if not runs:
        return stdout.text(_as_json(imported, found) if as_json else _as_text(imported, found))
    workbench = cast.workbench
    target = chosen_profile(workbench, profile, sandbox, workbench.signatures.kinds()[0])
    return _run(workbench, target, found, as_json=as_json, yes=yes)


def _numbered(imported: captured.Imported) -> dict[int, captured.CapturedRequest]:
    """The requests by number, counted from 1; of an archive by their place among all its entries."""
    if imported.har is None:
        return dict(enumerate(imported.requests, 1))
    return {e.index + 1: e.request for e in imported.har.entries if e.request is not None}


def _check_pick(pick: tuple[int, ...], there: Mapping[int, object]) -> None:
    numbers = ", ".join(map(str, there))
    wrong = [
        FieldProblem("pick", f"{n} is no request that can be used; {numbers} can")
        for n in pick
        if n not in there
    ]
    if wrong:
        raise InvalidInput(wrong, what="The choice of requests")


def _look(
    number: int,
    request: captured.CapturedRequest,
    recipe: captured.Recipe | None,
    path: str,
    *,
    query: bool,
    body: bool,
) -> _Found:
    findings = captured.find_sign(request)
    if recipe is None and findings.must_ask:
        names = ", ".join(f"{one.place.value}:{one.name}" for one in findings.signs)
        why = f"Several fields may be the sign: {names}." if names else findings.notes[-1]
        return _Found(number, request, None, f"{why} Say which with --sign-in.")
    best = recipe or captured.recipe_for(findings.signs[0], request=request)
    try:
        taken = captured.take(request, replace(best, send_query=query, send_body=body), path=path)
    except InvalidInput as error:
        return _Found(number, request, None, " ".join(error.evidence))
    return _Found(number, request, taken)


# -- telling -------------------------------------------------------------------------------------------


def _as_text(imported: captured.Imported, found: Sequence[_Found]) -> str:
    lines = [f"{imported.form}: {counted(len(imported.requests), 'request')}, {len(found)} shown\n"]
    if imported.har is not None:
        lines += [labelled("note", note) for note in imported.har.notes]
    for one in found:
        address = one.request.url.partition("?")[0]
        lines.append(f"\n{one.number}  {safe(one.request.method)} {safe(address)}\n")
        said = [*one.taken.said] if one.taken is not None else [one.why_not, *one.request.notes]
        lines += [labelled("", sentence) for sentence in said]
        others = [c.path for c in captured.find_sign(one.request).paths[1:]] if one.taken is not None else []
        if others:
            lines.append(labelled("", f"Other paths the client may have signed: {', '.join(others)}"))
    for entry in imported.har.entries if imported.har is not None else ():
        if entry.problem:
            lines.append(f"\n{entry.index + 1}  {safe(entry.method)} {safe(entry.url.partition('?')[0])}\n")
            lines.append(labelled("", f"✗ {entry.problem}"))
    return "".join(lines)


def _as_json(imported: captured.Imported, found: Sequence[_Found]) -> str:
    data = {
        "schema": 1,
        "form": imported.form,
        "notes": list(imported.har.notes) if imported.har is not None else [],
        "requests": [_object(one) for one in found],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _object(one: _Found) -> Mapping[str, Any]:
    request, taken = one.request, one.taken
    return {
        "number": one.number,
        "method": request.method,
        "address": request.url.partition("?")[0],
        "headers": [name for name, _ in request.headers],
        "body_bytes": len(request.body),
        "notes": list(request.notes),
        "sign": cut_short(taken.parts.sign) if taken else None,
        "place": taken.recipe.sign_place.value if taken else None,
        "name": taken.recipe.sign_name if taken else None,
        "path": taken.parts.path if taken else None,
        "query": sorted(taken.parts.query) if taken and taken.parts.query is not None else None,
        "body_sent": bool(taken and taken.parts.body is not None),
        "problem": one.why_not,
    }


# -- verifying -----------------------------------------------------------------------------------------


def _run(workbench: Workbench, target: Profile, found: Sequence[_Found], *, as_json: bool, yes: bool) -> int:
    problems = [FieldProblem(f"request {one.number}", one.why_not) for one in found if one.taken is None]
    if problems or not found:
        raise InvalidInput(problems or [FieldProblem("import", "holds no such request")], what="The import")
    if len(found) > 1 and not target.is_sandbox and not yes:
        raise ConfirmationNeeded(
            f"This makes {len(found)} calls on {target.environment.value} {target.base_url}.",
            evidence=["Calls may be charged, and they count against your traffic."],
            next_step="Confirm with --yes, or choose one request with --pick.",
        )
    TestDesk(workbench).admit(target, len(found))
    worst = 0
    for one in found:
        if one.taken is None:
            continue
        if len(found) > 1 and not as_json:
            stdout.text(f"{one.number}  {safe(one.taken.name)}\n")
        parts = one.taken.parts
        draft = workbench.signatures.draft(
            target.kind, path=parts.path, sign=parts.sign, query=parts.query, body=parts.body
        )

        def verb(call: Call, draft: Any = draft) -> Verification:
            return workbench.signatures.verify(
                target, draft, cancel=call.token, on_progress=call.report, on_start=call.started
            )

        code = verify.tell_verdict(workbench, run_call(verb), parts.sign, as_json)
        worst = max(worst, code)
    return worst
