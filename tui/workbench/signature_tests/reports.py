"""A run as JUnit XML, JSON and Markdown: redacted, and valid whatever an answer held."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET  # only written here, never read

from tui.core.display import safe
from tui.workbench.signature_tests.case_run import CaseResult, Status
from tui.workbench.signature_tests.redaction import Redaction

SCHEMA = 1
"""The version of the JSON report; new keys do not change it."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Run:
    """A run and its surroundings. `started_at` is in ISO 8601; `seconds` the whole run's duration."""

    title: str
    profile: str
    environment: str
    base_url: str
    simulated: bool
    started_at: str
    seconds: float
    calls: int
    results: tuple[CaseResult, ...]
    stopped: str = ""
    tool: str = "assay"
    conclusions: tuple[Mapping[str, str], ...] = ()
    """What a test showed as a whole: subject, finding, reason, open, tone of each."""

    def counts(self) -> dict[str, int]:
        found = Counter(result.status.value for result in self.results)
        return {status.value: found.get(status.value, 0) for status in Status}


def as_data(run: Run, redaction: Redaction) -> dict[str, Any]:
    """The run as JSON-able data, redacted once more as a whole; every report is made of this."""
    data = {
        "schema": SCHEMA,
        "tool": run.tool,
        "title": run.title,
        "profile": run.profile,
        "environment": run.environment,
        "base_url": run.base_url,
        "simulated": run.simulated,
        "started_at": run.started_at,
        "seconds": round(run.seconds, 6),
        "calls": run.calls,
        "stopped": run.stopped,
        "counts": run.counts(),
        "conclusions": [dict(one) for one in run.conclusions],
        "cases": [_case(result) for result in run.results],
    }
    clean: dict[str, Any] = redaction.data(data)
    return clean


def _case(result: CaseResult) -> dict[str, Any]:
    got = result.got
    return {
        "case": result.label,
        "title": result.title,
        "proves": result.proves,
        "status": result.status.value,
        "sent": result.sent,
        "expected": result.expected,
        "got": {
            "class": got.outcome.value,
            "code": got.code,
            "result": got.result,
            "env": list(got.labels),
            "seconds": round(got.seconds, 6),
            "sign_used_before": got.used_before,
            "message": got.message,
            "exchange": got.exchange_id,
        },
        "differences": list(result.differences),
        "advice": list(result.advice),
        "reproduce": result.reproduce,
    }


def json_report(data: Mapping[str, Any]) -> str:
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def junit_report(data: Mapping[str, Any]) -> str:
    """One testcase per row; `failure` for a verdict that was not expected, `error` for none at all."""
    counts = data["counts"]
    totals = {
        "name": _xml(data["title"] or "signature tests"),
        "tests": str(len(data["cases"])),
        "failures": str(counts["failed"]),
        "errors": str(counts["error"]),
        "skipped": str(counts["skipped"]),
        "time": f"{data['seconds']:.3f}",
    }
    root = ET.Element("testsuites", totals)
    suite = ET.SubElement(root, "testsuite", {**totals, "timestamp": _xml(data["started_at"])})
    properties = ET.SubElement(suite, "properties")
    for name in ("profile", "environment", "base_url", "simulated", "tool", "calls", "stopped"):
        ET.SubElement(properties, "property", {"name": name, "value": _xml(str(data[name]))})
    for case in data["cases"]:
        _testcase(suite, totals["name"], case)
    if data["conclusions"]:
        ET.SubElement(suite, "system-out").text = _xml("\n".join(_concluded(data)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _concluded(data: Mapping[str, Any]) -> list[str]:
    """One line for each conclusion."""
    return [
        ": ".join(
            filter(None, (f"{c['subject']} {c['finding']}".strip(), f"{c['reason']} {c['open']}".strip()))
        )
        for c in data["conclusions"]
    ]


_ELEMENTS = {"failed": "failure", "error": "error", "skipped": "skipped"}


def _testcase(suite: ET.Element, suite_name: str, case: Mapping[str, Any]) -> None:
    got = case["got"]
    named = {"classname": suite_name, "name": _xml(case["case"]), "time": f"{got['seconds']:.3f}"}
    element = ET.SubElement(suite, "testcase", named)
    if case["status"] in _ELEMENTS:
        why = case["differences"][0] if case["differences"] else got["message"]
        child = ET.SubElement(
            element, _ELEMENTS[case["status"]], {"message": _xml(why), "type": got["class"]}
        )
        child.text = _xml("\n" + "\n".join(f"{name}: {text}" for name, text in _told(case)) + "\n")
    else:
        ET.SubElement(element, "system-out").text = _xml("\n".join(f"{n}: {t}" for n, t in _told(case)))


def _told(case: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a person needs to know of one row, by label, each on a line."""
    got = case["got"]
    outcome = " ".join(part for part in (got["class"], got["code"], got["result"]) if part)
    env = f" env {', '.join(got['env'])}" if got["env"] else ""
    used = f" (sign used {got['sign_used_before']} times before)" if got["sign_used_before"] else ""
    lines = [
        ("proves", case["proves"]),
        ("sent", case["sent"]),
        ("got", outcome + env + used),
        ("message", got["message"]),
        ("expected", case["expected"]),
        *(("differs", one) for one in case["differences"]),
        *(("advice", one) for one in case["advice"]),
        ("reproduce", case["reproduce"]),
    ]
    return [(name, " ".join(text.split())) for name, text in lines if text]


def _xml(text: str) -> str:
    """Text that XML can hold: what it cannot, such as control characters, as visible symbols."""
    return _NOT_XML.sub("\ufffd", safe(text, keep_lines=True))


def markdown_report(data: Mapping[str, Any]) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in data["counts"].items() if count)
    where = f"{data['profile']} ({data['environment']}, {data['base_url']})"
    lines = [
        f"# {_md(data['title'] or 'Signature tests')}",
        "",
        f"{counts or 'no cases'}; {data['calls']} calls on {_md(where)}, {_md(data['started_at'])}.",
        "",
    ]
    if data["simulated"]:
        lines += ["**SIMULATED: the embedded sandbox answered, no vendor was asked.**", ""]
    if data["stopped"]:
        lines += [f"Stopped: {_md(data['stopped'])}", ""]
    lines += [*(f"- {_md(one)}" for one in _concluded(data)), ""] if data["conclusions"] else []
    lines += ["| | case | expected | got | time |", "| --- | --- | --- | --- | --- |"]
    for case in data["cases"]:
        got = case["got"]
        outcome = f"{got['class']} {got['code']}".strip()
        row = (case["status"], case["case"], case["expected"], outcome, f"{got['seconds']:.3f} s")
        lines.append("| " + " | ".join(_md(cell) for cell in row) + " |")
    for case in data["cases"]:
        if case["status"] != Status.PASSED.value:
            lines += ["", f"## {_md(case['case'])}: {_md(case['title'])}", ""]
            lines += [f"- {name}: {_md(text)}" for name, text in _told(case)]
    return "\n".join(lines) + "\n"


def _md(text: str) -> str:
    """Text as itself: nothing of it is markup."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", safe(text))


REPORTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    ".xml": junit_report,
    ".json": json_report,
    ".md": markdown_report,
}
"""By the ending of the report's file."""


def verdict_counts(results: Sequence[CaseResult]) -> dict[Status, int]:
    return dict(Counter(result.status for result in results))
