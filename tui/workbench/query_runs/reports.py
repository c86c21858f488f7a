"""A run of saved queries as JUnit XML, JSON and Markdown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from tui.core.profile import Profile
from tui.workbench.check_reports import (
    ERROR,
    FAILED,
    PASSED,
    SKIPPED,
    CheckLine,
    CheckReport,
    junit,
    markdown,
)
from tui.workbench.query_runs.running import QueryResult

SCHEMA = 1
"""The version of the JSON report; new keys do not change it."""


def report_of(
    title: str,
    profile: Profile,
    results: Sequence[QueryResult],
    *,
    started_at: str,
    seconds: float,
    calls: int,
    stopped: str = "",
    tool: str = "assay",
) -> CheckReport:
    counts = Counter(result.status for result in results)
    return CheckReport(
        title=title,
        profile=profile.name,
        environment=profile.environment.value,
        base_url=profile.base_url,
        simulated=profile.is_sandbox,
        started_at=started_at,
        seconds=seconds,
        calls=calls,
        tool=tool,
        stopped=stopped,
        counts={status: counts.get(status, 0) for status in (PASSED, FAILED, ERROR, SKIPPED)},
        lines=tuple(_line(result) for result in results),
    )


def _line(result: QueryResult) -> CheckLine:
    told = [
        ("about", result.description),
        ("got", outcome_words(result)),
        ("expected", result.expected),
        *(("differs", one) for one in result.differences),
        ("why", result.why),
        ("exchange", result.exchange_id),
    ]
    return CheckLine(
        result.path,
        "",
        result.status,
        result.expected,
        outcome_words(result),
        result.seconds,
        result.differences[0] if result.differences else result.why,
        result.code or result.status,
        tuple((name, " ".join(text.split())) for name, text in told if text),
    )


def outcome_words(result: QueryResult) -> str:
    """`code 0, 12 rows`"""
    parts = [f"code {result.code}"] if result.code else []
    if result.rows is not None:
        parts.append("1 row" if result.rows == 1 else f"{result.rows} rows")
    return ", ".join(parts) or "no answer"


def json_text(report: CheckReport, results: Sequence[QueryResult]) -> str:
    data = {
        "schema": SCHEMA,
        "tool": report.tool,
        "title": report.title,
        "profile": report.profile,
        "environment": report.environment,
        "base_url": report.base_url,
        "simulated": report.simulated,
        "started_at": report.started_at,
        "seconds": round(report.seconds, 6),
        "calls": report.calls,
        "stopped": report.stopped,
        "counts": dict(report.counts),
        "queries": [
            {
                "query": one.path,
                "description": one.description,
                "status": one.status,
                "expected": one.expected,
                "code": one.code,
                "rows": one.rows,
                "seconds": round(one.seconds, 6),
                "differences": list(one.differences),
                "why": one.why,
                "exchange": one.exchange_id,
            }
            for one in results
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


Writer = Callable[[CheckReport, Sequence[QueryResult]], str]

FORMATS: Mapping[str, Writer] = {
    "junit": lambda report, results: junit(report),
    "json": json_text,
    "markdown": lambda report, results: markdown(report),
}

ENDINGS: Mapping[str, str] = {".xml": "junit", ".json": "json", ".md": "markdown"}
"""The format that a report's file has by its ending."""
