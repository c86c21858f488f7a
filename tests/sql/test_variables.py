"""Variables in SQL: read as what can stand there, and kept byte for byte by repairs and layout."""

from __future__ import annotations

import pytest

from tests.sql.schema import SCHEMA
from tui.providers.te.sql_facts import FACTS
from tui.sql import TrinoAssistant

DAYS = ("2024-01-01", "2024-01-07")
RANGE = "\"$part_date\" BETWEEN '2024-01-01' AND '2024-01-07'"


@pytest.fixture(scope="module")
def assistant() -> TrinoAssistant:
    return TrinoAssistant(FACTS)


REPAIRS = [
    (
        "SELECT {{c}} FROM ta.v_event_{{p}} WHERE x = {{y}} LIMIT {{n}}",
        "no-part-date",
        f"SELECT {{{{c}}}} FROM ta.v_event_{{{{p}}}} WHERE {RANGE} AND x = {{{{y}}}} LIMIT {{{{n}}}}",
    ),
    (
        "SELECT {{a}}.x, '{{b}}' FROM {{t}} {{a}} -- {{c}}",
        "no-limit",
        "SELECT {{a}}.x, '{{b}}' FROM {{t}} {{a}} LIMIT 1000 -- {{c}}",
    ),
    (
        "SELECT `{{a}}` FROM v_user_1 WHERE x = {{y}} LIMIT 1",
        "back-ticks",
        'SELECT "{{a}}" FROM v_user_1 WHERE x = {{y}} LIMIT 1',
    ),
    ("SELECT #user_id, {{x}} FROM t LIMIT {{n}}", "bare-name", 'SELECT "#user_id", {{x}} FROM t LIMIT {{n}}'),
    ("SELECT {{x}} LIMIT 1;", "trailing-semicolon", "SELECT {{x}} LIMIT 1"),
    (
        'SELECT * FROM ta.v_event_1 WHERE "$part_date" ${PartDate:x} AND y = {{a}} LIMIT 1',
        "console-variable",
        f"SELECT * FROM ta.v_event_1 WHERE {RANGE} AND y = {{{{a}}}} LIMIT 1",
    ),
    (
        "SELECT CAST({{x}} AS {{type}}) FROM ta.v_event_1 TABLESAMPLE BERNOULLI ({{n}}) WHERE a {{op}} 3",
        "no-limit",
        "SELECT CAST({{x}} AS {{type}}) FROM ta.v_event_1 TABLESAMPLE BERNOULLI ({{n}}) WHERE a {{op}} 3"
        " LIMIT 1000",
    ),
]


@pytest.mark.parametrize(("sql", "code", "repaired"), REPAIRS)
def test_a_repair_keeps_every_variable(assistant: TrinoAssistant, sql: str, code: str, repaired: str) -> None:
    found = {notice.code: notice for notice in assistant.notices(sql, SCHEMA, DAYS)}
    assert "does-not-parse" not in found
    fix = found[code].fix
    assert fix is not None
    assert fix.text == repaired


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM ta.v_event_1 WHERE {{days}} LIMIT 1",
        "SELECT * FROM ta.v_event_{{p}} WHERE \"$part_date\" BETWEEN '{{today-7d}}' AND {{d}} LIMIT {{n}}",
        "SELECT {{m}} {{k}}, x[{{i}}], -{{n}} FROM ({{query}}) ORDER BY {{o}} OFFSET {{n}} LIMIT 3",
    ],
)
def test_there_is_nothing_to_say_about_a_good_query_with_variables(
    assistant: TrinoAssistant, sql: str
) -> None:
    assert [notice.code for notice in assistant.notices(sql, None, DAYS)] == []
    assert "".join(assistant.formatted(sql).split()) == "".join(sql.split())


def test_proposals_come_beside_variables_and_no_number_of_rows_is_invented(
    assistant: TrinoAssistant,
) -> None:
    sql = "SELECT {{x}}, #us FROM ta.v_event_1 WHERE a = {{y}}"
    labels = [one.label for one in assistant.completions(sql, sql.index(" FROM"), SCHEMA)]
    assert labels[0] == "#user_id"
    for sql in ("SELECT a FROM t LIMIT {{n}}", "SELECT CAST(a AS {{t}}) FROM t LIMIT {{n}}"):
        assert not assistant.size(sql).known
