"""Users behind a cell of an analysis, as a table.

Neither the answer's layout nor, but for event analysis, the parameters that name a cell are public.
The sandbox answers `{"headers": […], "users": [[…]], "total": n}` and, where no cell can be named,
lists the users that the whole analysis counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui.providers.te.sandbox.models.answers import LAYOUT_KEY, Result
from tui.providers.te.sandbox.models.groups import OVERALL
from tui.providers.te.sandbox.models.query import Query
from tui.providers.te.sandbox.models.statement import Statement, quoted
from tui.providers.te.sandbox.models.timing import Bucket, Range
from tui.providers.te.sandbox.parameters import parameter_error

HEADERS = ("#user_id", "#account_id", "#distinct_id")
OWN = "The layout of user lists is not public; headers and users are the sandbox's own."


def users_of(query: Query, st: Statement, ids: str) -> Result:
    """The users whose ids a SELECT of one column gives, at most `limit` of them."""
    columns = [name for name in HEADERS if any(one.name == name for one in query.source.users.columns)]
    shown = ", ".join(f"x.{quoted(name)}" for name in columns)
    rows = query.run(
        st,
        f"SELECT count(*) OVER (), {shown} FROM {query.source.users.full_name} x "  # noqa: S608 - values are bound
        f'WHERE x."#user_id" IN ({ids}) ORDER BY x."#user_id" LIMIT {query.limit}',
    )
    total = rows[0][0] if rows else 0
    if total > len(rows):
        query.notices.append(f"{len(rows)} of {total} users are shown; raise limit to see more.")
    people = [list(row[1:]) for row in rows]
    data = {"headers": columns, "users": people, "total": total, LAYOUT_KEY: OWN}
    return Result(data, columns, people, OWN)


def slice_condition(query: Query, st: Statement, bucket: Bucket, asked: Range, groups: Sequence[str]) -> str:
    """The condition of a cell named by `sliceDate` and `sliceGroupVal`; each may be left out."""
    parts = ["TRUE"]
    date = query.call.body.get("sliceDate")
    if date:
        number = next((n for n in bucket.numbers(asked) if bucket.label(n) == date), None)
        if number is None:
            raise parameter_error("sliceDate", f"{str(date)[:40]!r} is not a label of x")
        parts.append(f"{bucket.sql(st.time)} = {st.bind(number)}")
    labels = query.call.body.get("sliceGroupVal") or []
    if not isinstance(labels, list) or len(labels) not in (0, len(groups)):
        raise parameter_error("sliceGroupVal", f"needs {len(groups)} labels, one for each split")
    for expression, wanted in zip(groups, labels, strict=False):
        if wanted != OVERALL:
            parts.append(f"{expression} = {st.bind(str(wanted))}")
    return " AND ".join(parts)
