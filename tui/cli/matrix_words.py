"""The rows and conclusions of a tamper matrix, as text and as JSON."""

from __future__ import annotations

import json

from tui.cli.sign_feeds import counted
from tui.cli.stderr import labelled
from tui.core.display import safe
from tui.workbench.signature_tests import MatrixRow, Session, coverage


def as_text(rows: list[MatrixRow], session: Session) -> str:
    lines = []
    for row in rows:
        mark = {True: "✓", False: "✗", None: "·"}[row.ok]
        expected = f"   expected {' or '.join(sorted(row.expected or ()))}" if row.ok is False else ""
        part = row.part or "whole"
        lines.append(f"{mark} {part:<6} {row.title:<40} {row.got}{expected}\n")
    lines.append("\n")
    for one in coverage(rows):
        lines.append(f"{one.part:<6} {one.binding.value.upper()}\n")
        lines.append(labelled("why", one.reason))
        if one.ambiguous:
            lines.append(labelled("open", one.ambiguous))
    lines.append(f"\n{counted(session.calls, 'call')} on {safe(session.profile.name)}\n")
    if session.stopped:
        lines.append(labelled("stopped", session.stopped))
    if session.profile.is_sandbox:
        lines.append(labelled("note", "SANDBOX: no vendor was asked."))
    return "".join(lines)


def as_json(rows: list[MatrixRow], session: Session) -> str:
    data = {
        "schema": 1,
        "profile": session.profile.name,
        "simulated": session.profile.is_sandbox,
        "calls": session.calls,
        "stopped": session.stopped,
        "rows": [
            {
                "id": row.id,
                "part": row.part,
                "title": row.title,
                "sent": row.sent.shown(),
                "expected": sorted(row.expected or ()),
                "class": row.got.outcome.value if row.got else "",
                "code": row.got.code if row.got else "",
                "sign_used_before": row.got.used_before if row.got else 0,
                "ok": row.ok,
            }
            for row in rows
        ],
        "coverage": [
            {"part": c.part, "binding": c.binding.value, "reason": c.reason, "ambiguous": c.ambiguous}
            for c in coverage(rows)
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
