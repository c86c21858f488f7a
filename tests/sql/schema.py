"""The project that these tests write queries for."""

from __future__ import annotations

from collections.abc import Sequence

from tui.core.schema import Owner, Schema, SchemaEvent, SchemaProperty, SchemaTable
from tui.core.sql_assist import Completion, SqlNotice
from tui.providers.te.sql_facts import FACTS
from tui.sql import TrinoAssistant

SCHEMA = Schema(
    "1",
    tables=(
        SchemaTable("ta.v_event_1", (*FACTS.event_columns, "platform", "session_id", "Amount"), Owner.EVENT),
        SchemaTable("ta.v_user_1", ("#user_id", "user_cohort", "platform"), Owner.USER),
    ),
    events=(SchemaEvent("purchase", "Bought"), SchemaEvent("page_view"), SchemaEvent("it's")),
    properties=(SchemaProperty("platform", Owner.EVENT, "string", "Platform"),),
)
PERIOD = ("2024-06-24", "2024-06-30")
ASSISTANT = TrinoAssistant(FACTS)


def notices(sql: str, schema: Schema | None = SCHEMA) -> Sequence[SqlNotice]:
    return ASSISTANT.notices(sql, schema, PERIOD)


def codes(sql: str, schema: Schema | None = SCHEMA) -> list[str]:
    return [notice.code for notice in notices(sql, schema)]


def repaired(sql: str, code: str) -> str:
    """The text after the repair of the first such notice."""
    notice = next(one for one in notices(sql) if one.code == code)
    assert notice.fix is not None, notice
    return notice.fix.text


def completions(marked: str, schema: Schema | None = SCHEMA) -> Sequence[Completion]:
    """Proposals at the place of the mark `|`."""
    offset = marked.index("|")
    return ASSISTANT.completions(marked[:offset] + marked[offset + 1 :], offset, schema)


def taken(marked: str, label: str) -> str:
    """The text after a proposal was taken."""
    offset = marked.index("|")
    sql = marked[:offset] + marked[offset + 1 :]
    one = next(item for item in completions(marked) if item.label == label)
    return sql[: one.start] + one.text + sql[offset:]
