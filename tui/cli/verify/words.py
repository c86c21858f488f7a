"""A test's rows and conclusions as text and as JSON, from the data that reports are made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tui.cli.stderr import labelled
from tui.cli.verify import case_words
from tui.cli.verify.sign_feeds import counted
from tui.core.display import human_seconds, safe
from tui.core.profile import Profile
from tui.workbench.signature_tests.front import ToldTest

_MARKS = {"passed": "✓", "failed": "✗", "error": "!", "skipped": "-"}
_TITLE = 46

TOOL = case_words.tool()
"""What a report names as its maker."""


def tell_dry(test: ToldTest[Any], target: Profile, fresh: bool, *, as_json: bool) -> int:
    """What would be sent, row by row, and what it costs."""
    plan = test.plan()
    signs = counted(plan.signs, "fresh sign") if fresh else "one sign"
    waiting = f", waiting {human_seconds(plan.seconds)}" if plan.seconds else ""
    total = f"{counted(plan.calls, 'call')} on {target.name} with {signs}{waiting}; nothing was sent."
    return case_words.tell_planned([*test.preview, *plan.notes, total], as_json=as_json)


def as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_text(data: Mapping[str, Any]) -> str:
    lines: list[str] = []
    for case in data["cases"]:
        lines += _row(case)
    for one in data["conclusions"]:
        lines.append(f"\n{safe(one['subject'])}   {safe(one['finding'])}".rstrip() + "\n")
        lines += [labelled(name, one[key]) for name, key in (("why", "reason"), ("open", "open")) if one[key]]
    lines.append(f"\n{counted(data['calls'], 'call')} on {safe(data['profile'])}\n")
    if data["stopped"]:
        lines.append(labelled("stopped", data["stopped"]))
    if data["simulated"]:
        lines.append(labelled("note", "SANDBOX: no vendor was asked."))
    return "".join(lines)


def _row(case: Mapping[str, Any]) -> list[str]:
    got, status = case["got"], case["status"]
    # Nothing was expected of it, so there is nothing to be right about.
    mark = "·" if status == "passed" and not case["expected"] else _MARKS[status]
    verdict = f"{got['class']} {got['code']}".strip()
    lines = [f"{mark} {safe(case['title']):<{_TITLE}} {verdict}\n"]
    if status == "failed":
        lines.append(labelled("expected", case["expected"]))
        lines += [labelled("next", one) for one in case["advice"][:1]]
    if status in ("error", "skipped") and got["message"]:
        lines.append(labelled("message", got["message"]))
    return lines
