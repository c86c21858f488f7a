"""Case files: what is read from them, what is refused in words, and what becomes of a run."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from tests.cli.loopback import http
from tests.workbench.signature_tests.bench import CANARY, Bench
from tests.workbench.signature_tests.test_guard import PASSED
from tui.core.failures import ConfirmationNeeded, InvalidInput
from tui.core.profile import Profile
from tui.workbench.profiles import Profiles
from tui.workbench.signature_tests.case_run import CaseResult, CaseRun, Status
from tui.workbench.signature_tests.cases import CaseFile, load_cases
from tui.workbench.signature_tests.feeds import Covers, ListFeed
from tui.workbench.signature_tests.library import UNLIMITED_PARTNER, all_vectors, names, vectors
from tui.workbench.signature_tests.redaction import Redaction
from tui.workbench.signature_tests.reports import (
    REPORTS,
    Run,
    as_data,
    json_report,
    junit_report,
    markdown_report,
)
from tui.workbench.signature_tests.verdicts import Got, Outcome

HEAD = 'version = 1\ntitle = "T"\n'
EXPECT = 'expect = { class = "PASS" }\n'
SIGN = "g" + "0123456789abcdef" * 6


def case(text: str, head: str = HEAD) -> str:
    return f'{head}[[case]]\nid = "a"\n{text}'


def report_of(profile: Profile, results: list[CaseResult], redaction: Redaction) -> dict[str, object]:
    started = datetime(2026, 11, 1, tzinfo=UTC).isoformat()
    run = Run("T", profile.name, "TEST", profile.base_url, False, started, 1.5, len(results), tuple(results))
    return as_data(run, redaction)


def test_every_vector_holds_in_the_sandbox(bench: Bench) -> None:
    profile = Profiles.changed(bench.sandbox, settings={"partner_code": UNLIMITED_PARTNER})
    results = list(CaseRun(all_vectors(), bench.feed(Covers.ALL)).run(bench.session(profile)))
    assert [(r.label, r.differences) for r in results if r.status is not Status.PASSED] == []
    assert len(results) > 30


def test_the_library_covers_its_subjects_and_each_case_says_what_it_proves() -> None:
    assert set(names()) == {
        *("happy", "replay", "missing", "malformed", "slash", "reserialised", "gateway", "unicode", "large"),
        "device",
    }
    assert all(one.proves.endswith(".") for name in names() for one in vectors(name).cases)


def test_variables_come_from_the_file_the_environment_and_the_row() -> None:
    text = f"""{HEAD}
[variables]
path = "/default"
body = "b"
[environment]
path = "CASE_PATH"
[[case]]
id = "a"
path = "${{path}}"
body = "x${{body}}"
query = {{ k = ["${{path}}"], n = 1 }}
{EXPECT}rows = [{{ name = "one" }}, {{ name = "two", path = "/row", expect = {{ status = 1401 }} }}]
"""
    first, second = load_cases(text, {"CASE_PATH": "/env"}).cases
    assert (first.label, first.parts.path, first.parts.body) == ("a[one]", "/env", "xb")
    assert first.parts.query == {"k": ["/env"], "n": 1}
    assert (second.parts.path, second.expect.status, second.signed.path) == ("/row", ("1401",), "/row")
    assert load_cases(text, {}).cases[0].parts.path == "/default"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("version = 1\n[[case", "is not valid TOML"),
        ("version = 2\n", "version: must be 1"),
        (HEAD, "needs one [[case]]"),
        (case(EXPECT, head='version = 1\npartner_key = "x"\n'), "carries no secret"),
        (case('cookie = "x"\n' + EXPECT), "carries no secret"),
        (case('colour = "x"\n' + EXPECT), "does not know colour"),
        (HEAD + '[[case]]\nid = "A B"\n', "small letters"),
        (case('path = "${nothing}"\n' + EXPECT), "variable nothing is not declared"),
        (case(EXPECT, head=HEAD + '[environment]\nx = "UNSET_VARIABLE"\n'), "UNSET_VARIABLE is not set"),
        (case(f'sign = "text:{SIGN}"\n' + EXPECT), "looks like a real sign"),
        (case('sign = "same:b"\n' + EXPECT), "no case before it"),
        (case('sign = "guess"\n' + EXPECT), "must be fresh, none"),
        (case('sign = "magic:x"\n' + EXPECT), "does not know “magic:”"),
        (case(""), "needs a table"),
        (case('expect = { class = "GREEN" }'), "“GREEN” is not one of"),
        (case("expect = { speed = 1 }"), "does not know speed"),
        (case("expect = { max_seconds = true }"), "number of seconds"),
        (case("expect = { status = [1.5] }"), "status must be text"),
        (case(EXPECT) + '[[case]]\nid = "a"\n' + EXPECT, "stands twice"),
        (case(EXPECT + "rows = 3\n"), "list of tables"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_in_words(text: str, words: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_cases(text, {})
    assert words in caught.value.evidence[0]


CASES = f"""{HEAD}
[environment]
sign = "SIGN"
[[case]]
id = "passes"
path = "/p"
sign = "variable:sign"
{EXPECT}
[[case]]
id = "differs"
path = "/p"
sign = "same:passes"
expect = {{ class = "PASS+RISK", status = 1603, env = "root" }}
[[case]]
id = "skipped"
path = "/p"
change = "body-flip"
{EXPECT}
"""


def ran(bench: Bench, answer: bytes) -> tuple[list[CaseResult], dict[str, object]]:
    file = load_cases(CASES, {"SIGN": SIGN}, "my cases.toml")
    with bench.serving(lambda _: http(answer)) as (server, profile):
        case_run = CaseRun(file, ListFeed([SIGN + "1"]), target="--profile live")
        with pytest.raises(ConfirmationNeeded):
            next(case_run.run(bench.session(profile)))
        assert server.seen == []
        results = list(case_run.run(bench.session(profile, confirmed=True)))
        return results, report_of(profile, results, case_run.redaction)


def test_a_run_tells_what_passed_what_differs_and_what_was_skipped(bench: Bench) -> None:
    results, _ = ran(bench, PASSED)
    assert [one.status for one in results] == [Status.PASSED, Status.FAILED, Status.SKIPPED]
    assert results[1].differences == (
        "The class is PASS, not PASS+RISK.",
        "The code is 1200, not 1603.",
        "env lacks root; it holds nothing.",
    )
    assert results[1].reproduce == "assay verify run 'my cases.toml' --profile live --case differs"
    assert "does not exist for this request" in results[2].got.message


@pytest.mark.parametrize(
    "answer", [b'{"code":500,"message":"\x1b[31m"}', b"<html>", b'{"code":200,"data":{"status":9'], ids=repr
)
def test_no_verdict_is_an_error_and_no_failure(bench: Bench, answer: bytes) -> None:
    results, _ = ran(bench, answer)
    assert results[0].status in (Status.ERROR, Status.FAILED)
    assert (results[0].status is Status.ERROR) is (results[0].got.outcome is not Outcome.UNKNOWN)


def test_all_reports_are_free_of_key_and_sign_and_valid(bench: Bench) -> None:
    echo = f'{{"code":200,"data":{{"status":1401,"result":"{SIGN} partner_key={CANARY}\\u0000\\u001b[2J"}}}}'
    results, data = ran(bench, echo.encode())
    texts = [write(data) for write in REPORTS.values()]
    for text in [*texts, repr(results)]:
        assert CANARY not in text
        assert SIGN not in text
    assert all("g01234…cdef" in text or "g01234\\u2026cdef" in text for text in texts)
    suite = ET.fromstring(junit_report(data)).find("testsuite")
    assert suite is not None
    assert suite.get("tests") == "3"
    assert [one.get("name") for one in suite.findall("testcase")] == ["passes", "differs", "skipped"]
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.text is not None
    for label in ("sent:", "got: FAILED CHECK 1401", "expected: PASS", "reproduce: assay verify run"):
        assert label in failure.text
    parsed = json.loads(json_report(data))
    assert (parsed["schema"], parsed["counts"]["failed"], parsed["cases"][2]["status"]) == (1, 2, "skipped")
    table = markdown_report(data)
    assert "| failed | passes | PASS | FAILED CHECK 1401 |" in table
    assert "\x1b" not in table


def test_control_characters_and_markup_survive_every_report() -> None:
    ugly = "\x00\x1b[31m<&]]>\ud800\ufffe | `x` \u202e"
    got = Got(Outcome.FAILED, "1401", ugly, (ugly,), message=ugly)
    result = CaseResult(ugly, ugly, ugly, Status.FAILED, got, ugly, ugly, (ugly,), (ugly,), ugly)
    profile = Profile("p", ugly, "td", "https://x.example")
    data = report_of(profile, [result], Redaction())
    assert ET.fromstring(junit_report(data)).find("testsuite/testcase/failure") is not None
    assert json.loads(json_report(data))["cases"][0]["title"] == ugly
    assert "\x00" not in markdown_report(data)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (
            "https://x/v2?partner_code=a&partner_key=abc&b=1",
            "https://x/v2?partner_code=a&partner_key=••••&b=1",
        ),
        ('{"partner_key": "abc"}', '{"partner_key": "••••"}'),
        ("Cookie: sid=1; b=2", "Cookie: ••••"),
        ("authorization: Bearer abc", "authorization: ••••"),
        ("nothing special", "nothing special"),
    ],
)
def test_what_looks_like_a_credential_is_masked(text: str, clean: str) -> None:
    assert Redaction().text(text) == clean


def test_only_the_chosen_cases_run_with_those_they_need() -> None:
    file: CaseFile = load_cases(CASES, {"SIGN": SIGN})
    run = CaseRun(file, None, only=frozenset({"differs"}))
    assert [one.id for one in run.cases] == ["passes", "differs"]
    assert run.plan().calls == 2
