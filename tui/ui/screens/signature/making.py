"""From a wish to a test: its figures read, its feed made, its cost told. Nothing here holds a screen."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from tui.core.display import human_seconds
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.profile import Profile
from tui.core.wording import tr, tr_later
from tui.ui.dialogs.signature_setup import Cost, Figure, TestWish
from tui.ui.screens.signature import own_side
from tui.ui.screens.signature.words import told_words
from tui.ui.widgets.choice_list import Choice
from tui.workbench import Profiles, Workbench, catching, importing
from tui.workbench.signature_tests import case_files, front, signing

FIGURES: Mapping[str, tuple[Figure, ...]] = {
    "replay": (
        Figure("gaps", tr_later("Pauses, s"), "0 1 10 60", tr_later("seconds before the second use")),
    ),
    "burst": (
        Figure("count", tr_later("Calls"), "25"),
        Figure("at-once", tr_later("At a time"), "1", tr_later("1 to 64")),
        Figure("rate", tr_later("Per second"), "", tr_later("empty: one after the other answers")),
    ),
    "paths": (Figure("prefixes", tr_later("Prefixes"), "", tr_later("a gateway's, such as /api")),),
    **own_side.FIGURES,
}

TESTS = {
    "matrix": (tr_later("Tamper matrix"), tr_later("small changes one at a time; what the sign covers")),
    "replay": (
        tr_later("Replay test"),
        tr_later("the same sign again after pauses; for how long it is noticed"),
    ),
    "missing": (tr_later("Missing fields"), tr_later("absent, null, empty, wrong types; which code wins")),
    "burst": (tr_later("Burst"), tr_later("many calls; counts per code, the first 1602, times")),
    "paths": (tr_later("Path variants"), tr_later("for 14xx: which spelling of the path was signed")),
    "catch": (
        catching.TITLE,
        tr_later("your app or page sends here; each sign is verified and told"),
    ),
    "posture": (tr_later("Posture check"), tr_later("does your own endpoint refuse what it should")),
    "vectors": (tr_later("Shipped vectors"), tr_later("cases that come with assay, in the sandbox")),
    "cases": (tr_later("Case file: run all"), tr_later("every case of the open file")),
    "failed": (tr_later("Case file: replay failed"), tr_later("those not as expected; tells what changed")),
    "case": (tr_later("Case file: run this case"), tr_later("the one under the cursor in the list")),
}

_COVERS = {
    "sandbox-path": (signing.Covers.PATH, tr_later("newer SDKs: the sign covers the path")),
    "sandbox-query": (signing.Covers.QUERY, tr_later("older SDKs: path and query")),
    "sandbox-body": (signing.Covers.BODY, tr_later("older SDKs: path and body")),
    "sandbox-all": (signing.Covers.ALL, tr_later("path, query and body")),
}
CASE_TESTS = ("cases", "failed", "case")


@dataclass(frozen=True, slots=True)
class Material:
    """What a test is made from: the request of the form, its sign, and the cases."""

    workbench: Workbench
    desk: front.TestDesk
    profile: Profile
    base: signing.Parts
    sign: str
    left: int | None
    file: case_files.CaseFile | None = None
    only: frozenset[str] = frozenset()
    before: Mapping[str, Any] | None = None
    captured: importing.CapturedRequest | None = None
    """The request that the form was filled from."""


def feeds_for(material: Material, test: str) -> list[Choice]:
    """Where signs can come from; the likeliest first."""
    if test in ("vectors", "catch"):
        return []
    found = []
    if material.profile.is_sandbox:
        wanted = list(_COVERS) if test not in CASE_TESTS else ["sandbox-all"]
        found += [Choice(name, tr("Sandbox signer"), tr(_COVERS[name][1])) for name in wanted]
    if test not in CASE_TESTS:
        why_not = "" if material.sign else tr("The form holds no sign.")
        one = Choice("one", tr("The sign in the form"), tr("for every row"), why_not=why_not)
        # One sign is what the spelling of a path is looked for with.
        found = [one, *found] if test == "paths" and material.sign else [*found, one]
    found += [
        Choice("list", tr("Pasted signs"), tr("one a line, each used once")),
        Choice("file", tr("A file of signs"), tr("one a line, each used once")),
        Choice("command", tr("A command"), tr("run for each sign, without a shell")),
    ]
    return found


def feed_of(material: Material, wish: TestWish) -> signing.SignFeed:
    """Reads a file, runs nothing yet. Raises AssayError."""
    signatures = material.workbench.signatures
    if wish.feed in _COVERS:
        return signing.SandboxFeed(signatures, _COVERS[wish.feed][0])
    if wish.feed == "one":
        if not material.sign:
            _refuse(tr("sign"), tr("is empty in the form"))
        return signing.OneSign(material.sign)
    if wish.feed == "list":
        if not wish.value.strip():
            _refuse(tr("signs"), tr("are missing: paste them, one a line"))
        return signing.ListFeed(wish.value)
    if wish.feed == "file":
        if not wish.value:
            _refuse(tr("file"), tr("needs a name"))
        return signing.ListFeed(front.read_file(wish.value, front.SIGNS))
    try:
        argv = shlex.split(wish.value)
    except ValueError as error:
        _refuse(tr("command"), tr("cannot be read: {error}", error=error))
    if not argv:
        _refuse(tr("command"), tr("is empty"))
    return signing.CommandFeed(argv, front.run_program)


def _refuse(field: str, message: str) -> NoReturn:
    raise InvalidInput([FieldProblem(field, message)], what=tr("The test"))


def test_of(material: Material, wish: TestWish) -> front.ToldTest[Any]:
    """The test, ready to run. Raises AssayError; nothing was sent."""
    # What comes to catch mode is the app's own request, not that of the form.
    request = material.base if wish.test != "catch" else signing.Parts()
    around = material.desk.around(wish.test, material.profile, request)
    base, test = material.base, wish.test
    if test == "vectors":
        feed = signing.SandboxFeed(material.workbench.signatures, signing.Covers.ALL)
        run = case_files.CaseRun(
            case_files.all_vectors(),
            feed,
            advise=around.advise,
            command=shlex.join(["assay", "verify", "selftest"]),
            target="",
        )
        return front.told_cases(run)
    if test == "catch":
        return own_side.catch_of(material.workbench, wish.figures, around)
    feed_ = feed_of(material, wish)
    if test == "posture":
        captured = material.captured
        return own_side.posture_of(material.workbench, wish.figures, base, feed_, captured, around)
    if test in CASE_TESTS:
        return front.told_cases(_case_run(material, feed_, around), before=material.before)
    if test == "matrix":
        return front.told_matrix(base, feed_, around)
    if test == "replay":
        return front.told_replay(base, feed_, around, gaps=_numbers(wish.figures, "gaps"))
    if test == "missing":
        return front.told_missing(base, feed_, around)
    if test == "paths":
        return front.told_variants(base, feed_, around, prefixes=wish.figures.get("prefixes", "").split())
    count, at_once = (int(_numbers(wish.figures, name)[0]) for name in ("count", "at-once"))
    rate = _numbers(wish.figures, "rate")[0] if wish.figures.get("rate", "").strip() else None
    return front.told_burst(base, feed_, around, count=count, at_once=at_once, rate=rate)


def _case_run(material: Material, feed: signing.SignFeed, around: front.Around) -> case_files.CaseRun:
    if material.file is None:
        raise InvalidInput([FieldProblem(tr("case file"), tr("is not open"))], what=tr("The test"))
    target = "--sandbox" if material.profile.is_sandbox else f"--profile {shlex.quote(material.profile.name)}"
    return case_files.CaseRun(material.file, feed, advise=around.advise, target=target, only=material.only)


def _numbers(figures: Mapping[str, str], name: str) -> list[float]:
    words = re.split(r"[,\s]+", figures.get(name, "").strip())
    try:
        found = [float(word) for word in words]
    except ValueError:
        found = []
    if not found or not all(0 <= one <= 86_400 for one in found):
        several = tr("needs a number from 0 to 86400, or several")
        _refuse(tr(name), several if name == "gaps" else tr("needs a number from 0 to 86400"))
    return found


def profile_for(material: Material, test: str) -> Profile:
    """The profile that a test asks. The vectors are the sandbox's, and of a partner without a limit."""
    if test != "vectors":
        return material.profile
    sandbox = material.workbench.profiles.sandbox(material.profile.kind)
    settings = {**sandbox.settings, "partner_code": case_files.UNLIMITED_PARTNER}
    return Profiles.changed(sandbox, settings=settings)


def cost_of(material: Material, wish: TestWish) -> Cost:
    """What the test would do, in sentences. Raises AssayError."""
    told = test_of(material, wish)
    plan = told.plan()
    profile = profile_for(material, wish.test)
    where = {"profile": profile.name, "environment": profile.environment.value}
    lines = [
        tr("one call on {profile} ({environment})", **where)
        if plan.calls == 1
        else tr("at most {calls} calls on {profile} ({environment})", calls=plan.calls, **where)
    ]
    if plan.signs:
        there = told.signs_there
        taken = (
            tr("1 fresh sign taken") if plan.signs == 1 else tr("{signs} fresh signs taken", signs=plan.signs)
        )
        lines.append(taken if there is None else tr("{taken}; {there} are there", taken=taken, there=there))
        if there is not None and there < plan.signs:
            wrong = tr("are too few: {signs} are needed and {there} are there", signs=plan.signs, there=there)
            raise InvalidInput([FieldProblem(tr("signs"), wrong)], what=plan.title)
    if plan.seconds:
        lines.append(tr("pauses of {seconds} in all", seconds=human_seconds(plan.seconds)))
    if material.left is not None:
        lines.append(tr("{left} calls are left of today's budget", left=material.left))
    notes, preview = map(told_words, plan.notes), map(told_words, told.preview)
    return Cost((" · ".join(lines), *notes), tuple(preview))
