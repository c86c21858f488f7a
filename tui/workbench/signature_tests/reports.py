"""A run as JUnit XML, JSON and Markdown: redacted, and valid whatever an answer held."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tui.workbench.check_reports import CheckLine, CheckReport, junit, markdown
from tui.workbench.signature_tests.case_run import CaseResult, Status
from tui.workbench.signature_tests.redaction import Redaction

SCHEMA = 1
"""The version of the JSON report; new keys do not change it."""


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
        "cases": [row_data(result) for result in run.results],
    }
    clean: dict[str, Any] = redaction.data(data)
    return clean


def row_data(result: CaseResult) -> dict[str, Any]:
    """One row as JSON-able data, as redacted as the result is."""
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
    return junit(_report(data, "signature tests"))


def markdown_report(data: Mapping[str, Any]) -> str:
    return markdown(_report(data, "Signature tests"))


def _report(data: Mapping[str, Any], untitled: str) -> CheckReport:
    named = ("profile", "environment", "base_url", "simulated", "started_at", "seconds", "calls", "tool")
    return CheckReport(
        title=data["title"] or untitled,
        **{name: data[name] for name in named},
        stopped=data["stopped"],
        counts=data["counts"],
        lines=tuple(_line(case) for case in data["cases"]),
        conclusions=tuple(_concluded(data)),
    )


def _line(case: Mapping[str, Any]) -> CheckLine:
    got = case["got"]
    return CheckLine(
        case["case"],
        case["title"],
        case["status"],
        case["expected"],
        f"{got['class']} {got['code']}".strip(),
        got["seconds"],
        case["differences"][0] if case["differences"] else got["message"],
        got["class"],
        tuple(_told(case)),
    )


def _concluded(data: Mapping[str, Any]) -> list[str]:
    """One line for each conclusion."""
    return [
        ": ".join(
            filter(None, (f"{c['subject']} {c['finding']}".strip(), f"{c['reason']} {c['open']}".strip()))
        )
        for c in data["conclusions"]
    ]


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


REPORTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    ".xml": junit_report,
    ".json": json_report,
    ".md": markdown_report,
}
"""By the ending of the report's file."""


def verdict_counts(results: Sequence[CaseResult]) -> dict[Status, int]:
    return dict(Counter(result.status for result in results))
