"""Checks and how they went, as JUnit XML and Markdown: valid whatever an answer held.

One writer for every run of checks: cases of signatures, and saved queries with expectations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET  # only written here, never read

from tui.core.display import safe

PASSED, FAILED, ERROR, SKIPPED = "passed", "failed", "error", "skipped"

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENTS = {FAILED: "failure", ERROR: "error", SKIPPED: "skipped"}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check. `status` is passed, failed (another answer than expected), error (none) or skipped;
    `why` says in a sentence what is wrong, `kind` in a word; `told` is what a person needs to know, by
    label."""

    name: str
    title: str
    status: str
    expected: str
    outcome: str
    seconds: float
    why: str = ""
    kind: str = ""
    told: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """A run. `started_at` in ISO 8601; `counts` by status; `conclusions` one line each."""

    title: str
    profile: str
    environment: str
    base_url: str
    simulated: bool
    started_at: str
    seconds: float
    calls: int
    tool: str
    stopped: str
    counts: Mapping[str, int]
    lines: tuple[CheckLine, ...]
    conclusions: tuple[str, ...] = ()


def junit(report: CheckReport) -> str:
    """One testcase per check; `failure` for an answer that was not expected, `error` for none at all."""
    totals = {
        "name": _xml(report.title),
        "tests": str(len(report.lines)),
        "failures": str(report.counts.get(FAILED, 0)),
        "errors": str(report.counts.get(ERROR, 0)),
        "skipped": str(report.counts.get(SKIPPED, 0)),
        "time": f"{report.seconds:.3f}",
    }
    root = ET.Element("testsuites", totals)
    suite = ET.SubElement(root, "testsuite", {**totals, "timestamp": _xml(report.started_at)})
    properties = ET.SubElement(suite, "properties")
    for name in ("profile", "environment", "base_url", "simulated", "tool", "calls", "stopped"):
        value = _xml(str(getattr(report, name)))
        ET.SubElement(properties, "property", {"name": name, "value": value})
    for line in report.lines:
        _testcase(suite, totals["name"], line)
    if report.conclusions:
        ET.SubElement(suite, "system-out").text = _xml("\n".join(report.conclusions))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _testcase(suite: ET.Element, suite_name: str, line: CheckLine) -> None:
    named = {"classname": suite_name, "name": _xml(line.name), "time": f"{line.seconds:.3f}"}
    element = ET.SubElement(suite, "testcase", named)
    told = "\n".join(f"{name}: {text}" for name, text in line.told)
    if line.status in _ELEMENTS:
        wrong = {"message": _xml(line.why), "type": _xml(line.kind)}
        ET.SubElement(element, _ELEMENTS[line.status], wrong).text = _xml(f"\n{told}\n")
    else:
        ET.SubElement(element, "system-out").text = _xml(told)


def _xml(text: str) -> str:
    """Text that XML can hold: what it cannot, such as control characters, as visible symbols."""
    return _NOT_XML.sub("\ufffd", safe(text, keep_lines=True))


def markdown(report: CheckReport) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in report.counts.items() if count)
    where = f"{report.profile} ({report.environment}, {report.base_url})"
    lines = [
        f"# {_md(report.title)}",
        "",
        f"{counts or 'no cases'}; {report.calls} calls on {_md(where)}, {_md(report.started_at)}.",
        "",
    ]
    if report.simulated:
        lines += ["**SIMULATED: the embedded sandbox answered, no vendor was asked.**", ""]
    if report.stopped:
        lines += [f"Stopped: {_md(report.stopped)}", ""]
    lines += [*(f"- {_md(one)}" for one in report.conclusions), ""] if report.conclusions else []
    lines += ["| | case | expected | got | time |", "| --- | --- | --- | --- | --- |"]
    for line in report.lines:
        row = (line.status, line.name, line.expected, line.outcome, f"{line.seconds:.3f} s")
        lines.append("| " + " | ".join(_md(cell) for cell in row) + " |")
    for line in report.lines:
        if line.status != PASSED:
            heading = f"{_md(line.name)}: {_md(line.title)}" if line.title else _md(line.name)
            lines += ["", f"## {heading}", ""]
            lines += [f"- {name}: {_md(text)}" for name, text in line.told]
    return "\n".join(lines) + "\n"


def _md(text: str) -> str:
    """Text as itself: nothing of it is markup."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", safe(text))
