"""What is worth knowing about a query before it is sent: told beside it, or asked for with --check."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from tui.cli import stderr, stdout
from tui.core.display import safe
from tui.core.failures import Refused
from tui.core.profile import Profile
from tui.core.sql_assist import SqlNotice
from tui.workbench import Workbench

check_option = click.option(
    "--check",
    is_flag=True,
    help="Read the SQL, print what is wrong with it, and send nothing: exit code 2 when it would be "
    "refused, cannot be read, or is no query. With --json, as JSON.",
)


def fails(notice: SqlNotice) -> bool:
    """Whether a query with this notice is no good; the rest is advice."""
    return notice.blocks or notice.asks or notice.code == "does-not-parse"


def tell(workbench: Workbench, profile: Profile, sql: str) -> None:
    """One line a notice, on a terminal. Raises Refused where a read-only profile might be changed."""
    notice = workbench.sql.asks(profile, sql)
    if profile.read_only and notice is not None and notice.code == "may-change":
        raise Refused(
            f"The profile “{profile.name}” is read-only. {notice.message} Nothing was sent.",
            next_step="Choose another profile, or take the read-only mark from this one.",
        )
    if stderr.is_terminal():
        for one in workbench.sql.notices(profile, sql):
            stderr.line(f"{'✗' if fails(one) else '!'} {_line(one)}")


def report(workbench: Workbench, profile: Profile, sql: str, *, as_json: bool) -> int:
    """Print every notice; 0 when the query is good, else 2."""
    notices = workbench.sql.notices(profile, sql)
    good = not any(map(fails, notices))
    if as_json:
        stdout.text(json.dumps(_document(notices, good=good), ensure_ascii=False) + "\n")
    else:
        stdout.text("".join(f"{_line(one)}\n" for one in notices))
    return stderr.Exit.OK if good else stderr.Exit.INPUT


def _line(notice: SqlNotice) -> str:
    where = f"line {notice.line}:{notice.column}: " if notice.line else ""
    repair = f" {notice.fix.label}." if notice.fix is not None else ""
    return safe(f"{where}{notice.code}: {notice.message}{repair}", 400)


def _document(notices: Sequence[SqlNotice], *, good: bool) -> dict[str, object]:
    return {
        "ok": good,
        "notices": [
            {
                "code": one.code,
                "message": one.message,
                "why": one.why,
                "line": one.line or None,
                "column": one.column or None,
                "fails": fails(one),
                "fix": None if one.fix is None else {"label": one.fix.label, "sql": one.fix.text},
            }
            for one in notices
        ],
    }
