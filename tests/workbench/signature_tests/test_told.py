"""Tests as front ends drive them: told, kept, compared, written as cases; and recipes of imports."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.workbench.signature_tests.bench import BASE, Bench
from tui.core.failures import FileProblem, InvalidInput
from tui.workbench.importing import CapturedRequest, RecipeBook, chosen_sign, recipe_for, take
from tui.workbench.importing.sign_finder import find_sign
from tui.workbench.signature_tests import front, signing
from tui.workbench.signature_tests.cases import load_cases
from tui.workbench.signature_tests.reports import REPORTS
from tui.workbench.signature_tests.session import Session

SIGN = "g0011223344556677889900aabb"


def test_a_run_is_kept_without_a_whole_sign_and_compared_by_row(bench: Bench) -> None:
    desk = front.TestDesk(bench.workbench)
    kept = []
    for covers in (signing.Covers.PATH, signing.Covers.QUERY):
        feed = bench.feed(covers)
        taken = [feed.take(BASE) for _ in range(60)]
        test = front.told_matrix(BASE, signing.ListFeed(taken), desk.around("matrix", bench.sandbox, BASE))
        assert len(test.preview) == test.plan().calls
        session = bench.session()
        assert len(list(test.run(session))) == len(test.results)
        data = desk.finished(test, session, desk.now(), "Matrix")
        text = json.dumps(data) + "".join(report(data) for report in REPORTS.values())
        assert not [sign for sign in taken if sign in text]
        kept.append(desk.runs.keep(data))
    old, new = (desk.runs.get(one) for one in kept)
    assert old is not None
    assert new is not None
    findings = [{c["subject"]: c["finding"] for c in run["conclusions"]} for run in (old, new)]
    assert [one["query"] for one in findings] == ["NOT BOUND", "BOUND"]
    changed = {d.case: d.change for d in front.told_changes(front.compare(old, new))}
    assert changed["query-flip"] is front.Change.CHANGED
    assert "path-flip" not in changed
    assert [run.id for run in desk.runs.all()] == kept[::-1]


def row(name: str, status: str, verdict: str = "PASS", seconds: float = 0.1) -> dict[str, object]:
    return {"case": name, "status": status, "got": {"class": verdict, "code": "", "seconds": seconds}}


def test_every_change_between_two_runs_has_its_word() -> None:
    old = {
        "cases": [
            row("a", "failed"),
            row("b", "failed"),
            row("c", "passed"),
            row("d", "passed"),
            row("g", "passed"),
        ]
    }
    new = {
        "cases": [
            row("a", "passed"),
            row("b", "failed"),
            row("c", "failed"),
            row("d", "passed", seconds=2.0),
            row("n", "passed"),
        ]
    }
    found = {d.case: d.change.value for d in front.compare(old, new)}
    assert found == {
        "a": "fixed",
        "b": "still failing",
        "c": "newly failing",
        "d": "slower",
        "n": "new case",
        "g": "gone",
    }
    assert front.failed_cases(new) == {"b", "c"}


def test_a_program_that_fails_midway_ends_the_signs_and_not_the_rows(bench: Bench) -> None:
    left = [bench.feed().take(BASE)]

    def run(_: object) -> str:
        if left:
            return left.pop()
        raise FileProblem("The command for signs ended with exit code 1.")

    test = front.told_matrix(BASE, signing.CommandFeed(["sign"], run))
    results = list(test.run(bench.session()))
    assert results[0].got.code == "1200"
    assert {one.status.value for one in results[1:]} == {"skipped"}
    assert "exit code 1" in test.feed_problem
    with pytest.raises(FileProblem):
        list(front.told_matrix(BASE, signing.CommandFeed(["sign"], run)).run(bench.session()))


def test_a_request_becomes_a_case_and_the_file_keeps_its_comments() -> None:
    parts = signing.Parts("/a", SIGN, {"k v": "x", "n": 1, "deep": {"l": [True]}}, 'tab\t"quote"\nline\x7f')
    first = front.with_case("", front.NewCase("one", "The first", parts, ("PASS",), ("1200",)), "Shop")
    text = front.with_case(first + "# mine\n", front.NewCase("two", "", signing.Parts("/b"), ("MISS",)))
    assert "# mine" in text
    assert SIGN not in text
    cases = load_cases(text, {}).cases
    assert [case.id for case in cases] == ["one", "two"]
    assert (cases[0].parts.query, cases[0].parts.body) == (parts.query, parts.body)
    assert [case.sign for case in cases] == ["fresh", "none"]


@pytest.mark.parametrize(
    "parts", [signing.Parts("/${x}"), signing.Parts("/a", query={"k": None}), signing.Parts("/\ud800")]
)
def test_what_a_case_file_cannot_hold_is_refused(parts: signing.Parts) -> None:
    with pytest.raises(InvalidInput):
        front.with_case("", front.NewCase("one", "", parts))


def test_a_recipe_is_remembered_by_host_and_gives_way_where_it_does_not_fit(bench: Bench) -> None:
    book = RecipeBook(bench.workbench.drafts)
    request = CapturedRequest(
        "GET", "https://shop.example/gw/a?x=1", (("a-sign", SIGN), ("b-sign", SIGN[::-1]))
    )
    assert book.take(request) is None
    chosen = recipe_for(find_sign(request).signs[1], path="/a", request=request)
    book.keep(request, chosen)
    again = book.take(request)
    assert again is not None
    assert (again.parts.path, again.parts.sign) == ("/a", SIGN[::-1])
    assert SIGN[::-1] not in " ".join(again.said)
    other = book.take(CapturedRequest("GET", "https://shop.example/b", (("x-td-sign", SIGN),)))
    assert other is not None
    assert other.recipe.sign_name == "x-td-sign"
    book.forget(request)
    assert book.of(request) is None


def test_a_body_that_holds_the_sign_is_never_sent_as_what_was_signed() -> None:
    body = json.dumps({"sign": SIGN}).encode()
    request = CapturedRequest("POST", "https://shop.example/a", (), body)
    taken = take(request, replace(chosen_sign("json:sign"), send_body=True))
    assert taken.parts.body is None
    assert any("holds the sign itself" in line for line in taken.said)


def test_a_pause_tells_how_long_it_is_still(bench: Bench) -> None:
    seen: list[float | None] = []

    def look(_: float) -> None:
        seen.append(session.pause_left)

    session: Session = bench.session(sleep=look)
    session.wait(60)
    assert seen[0] is not None
    assert 59 < seen[0] <= 60
    assert session.pause_left is None
