"""Guards: what they see, what must not fool them, and what their repairs make of the text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.schema import ASSISTANT, PERIOD, SCHEMA, codes, notices, repaired
from tui.core.sql_assist import SqlFacts
from tui.providers.te.sql_facts import FACTS
from tui.sql import TrinoAssistant

DAYS = "\"$part_date\" BETWEEN '2024-06-24' AND '2024-06-30'"
E = "SELECT platform FROM v_event_1 WHERE \"$part_date\" = '2024-06-30' LIMIT 1"


@pytest.mark.parametrize(
    "sql",
    [
        E,
        E.replace("v_event_1", "hive.ta.V_EVENT_1"),
        "SELECT 1",
        "SELECT count(*) FROM v_user_1",
        "SELECT '`', ';', '${PartDate:x}', '#user_id;' -- ; ` ${x} DROP\nFROM v_user_1 LIMIT 1",
        "/* DELETE; */ SELECT ';' FROM v_user_1 LIMIT 3 -- ;",
        '-- SELECT\n(SELECT "#user_id" FROM v_user_1 LIMIT 3)',
        "WITH e AS (SELECT * FROM v_event_1 WHERE \"$part_date\" > '2024') SELECT * FROM e LIMIT 1",
        "WITH e AS (SELECT * FROM v_event_1) SELECT * FROM e WHERE \"$part_date\" > '2024' LIMIT 1",
        'SELECT * FROM v_event_1 a JOIN v_event_1 b ON a."$part_date" = b."$part_date" LIMIT 1',
        'SELECT * FROM v_event_1 JOIN v_event_1 b USING ("$part_date") LIMIT 1',
        "WITH v_event_1 AS (SELECT 1 AS x) SELECT x FROM v_event_1 LIMIT 1",
        "SELECT * FROM v_event_1 WHERE {{days}} LIMIT 1",
        "SELECT platform AS p FROM v_user_1 ORDER BY p FETCH FIRST 3 ROWS ONLY",
        "SELECT x.a.b FROM v_event_2 x WHERE \"$part_date\" = '1' LIMIT 1",
        "SELECT any_thing FROM ta_dim.dim_1_0_7 LIMIT 1",
        'SELECT "@vpc_cluster_x", "platform@dim" FROM v_user_1 LIMIT 1',
        "SELECT filter(array[1], x -> x > 1) FROM v_user_1 LIMIT 1",
        "SELECT u FROM v_user_1 CROSS JOIN UNNEST(array[1]) t(u) LIMIT 1",
    ],
)
def test_a_good_query_gets_no_notice(sql: str) -> None:
    assert codes(sql) == []


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "SELECT platform FROM v_event_1 -- \"$part_date\"\nWHERE platform = '$part_date' LIMIT 1",
            ["no-part-date"],
        ),
        (
            "SELECT platform FROM v_event_1 WHERE '$part_date' > '2024' LIMIT 1",
            ["no-part-date", "name-as-string"],
        ),
        ('SELECT "$part_date" FROM v_event_1 GROUP BY 1 HAVING count(*) > 1 LIMIT 1', ["no-part-date"]),
        ("SELECT (SELECT count(*) FROM v_event_1) FROM v_user_1 LIMIT 1", ["no-part-date"]),
        (
            'SELECT a."#uuid" FROM v_event_1 a, v_event_1 b WHERE a."$part_date" = \'1\' LIMIT 1',
            ["no-part-date"],
        ),
        ("SELECT platform FROM v_user_1", ["no-limit"]),
        ("SELECT platform, count(*) FROM v_user_1 GROUP BY 1", ["no-limit"]),
        ("SELECT row_number() OVER (ORDER BY platform) FROM v_user_1", ["no-limit"]),
        ("SELECT `platform` FROM v_user_1 LIMIT 1", ["back-ticks"]),
        ("SELECT 1; SELECT 2", ["several-statements"]),
        ("SELECT 1;; -- x", ["trailing-semicolon"]),
        ("SHOW TABLES", ["not-a-query"]),
        ("/* SELECT */ DROP TABLE x", ["may-change"]),
        ("WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", ["may-change"]),
        ("SELECT 1; DROP TABLE x", ["several-statements", "may-change"]),
        ("SELECT #user_id FROM v_user_1 LIMIT 1", ["bare-name"]),
        ("SELECT 1 FROM v_event_1 WHERE ${PartDate:x} LIMIT 1", ["console-variable"]),
        ("SELECT 1 FROM v_user_1 LIMIT ${n}", ["console-variable"]),
        ("SELECT 1 FROM", ["does-not-parse"]),
        ("SELECT 'a", ["does-not-parse"]),
        ("SELECT 1 /* a", ["does-not-parse"]),
        ("SELECT platfrom FROM v_user_1 LIMIT 1", ["unknown-column"]),
        ("SELECT u.nothing_like_it FROM v_user_1 u LIMIT 1", ["unknown-column"]),
        ("SELECT 1 FROM v_usr_1 LIMIT 1", ["unknown-table"]),
        (
            'SELECT 1 FROM v_event_1 WHERE "$part_date" = "2024-01-01" AND "#event_name" NOT IN ("a", "b")',
            ["string-as-name", "no-limit"],
        ),
    ],
)
def test_a_slip_is_seen(sql: str, expected: list[str]) -> None:
    assert codes(sql) == expected


@pytest.mark.parametrize(
    ("sql", "code", "expected"),
    [
        ("SELECT * FROM v_event_1", "no-part-date", f"SELECT * FROM v_event_1 WHERE {DAYS}"),
        (
            "SELECT * FROM v_event_1 e WHERE a = 1 OR b = 2 ORDER BY 1 -- c",
            "no-part-date",
            f"SELECT * FROM v_event_1 e WHERE e.{DAYS} AND (a = 1 OR b = 2) ORDER BY 1 -- c",
        ),
        (
            "SELECT * FROM v_user_1 u LEFT JOIN v_event_1 e ON e.x = u.x",
            "no-part-date",
            f"SELECT * FROM v_user_1 u LEFT JOIN v_event_1 e ON e.{DAYS} AND e.x = u.x",
        ),
        (
            "SELECT 1 FROM v_event_1 a JOIN v_event_2 b ON a.x = b.x AND "
            "a.\"$part_date\" BETWEEN '1' AND '2'",
            "no-part-date",
            "SELECT 1 FROM v_event_1 a JOIN v_event_2 b ON b.\"$part_date\" BETWEEN '1' AND '2' AND a.x = b.x"
            " AND a.\"$part_date\" BETWEEN '1' AND '2'",
        ),
        ("SELECT * FROM t -- x", "no-limit", "SELECT * FROM t LIMIT 1000 -- x"),
        ("SELECT *\nFROM t", "no-limit", "SELECT *\nFROM t\nLIMIT 1000"),
        ("SELECT `a``b`, '`' FROM t", "back-ticks", "SELECT \"a`b\", '`' FROM t"),
        ("SELECT #user_id, '#x' FROM t", "bare-name", "SELECT \"#user_id\", '#x' FROM t"),
        ("SELECT 1; -- a", "trailing-semicolon", "SELECT 1 -- a"),
        ("SELECT 1; SELECT 2;\n  DROP x", "several-statements", "SELECT 1\n-- SELECT 2;\n-- DROP x"),
        (
            "SELECT 1 FROM v_event_1 WHERE ${PartDate:x}",
            "console-variable",
            f"SELECT 1 FROM v_event_1 WHERE {DAYS}",
        ),
        (
            "SELECT 1 FROM v_event_1 e WHERE e.${PartDate:x} AND d ${PartDate:y}",
            "console-variable",
            f"SELECT 1 FROM v_event_1 e WHERE e.{DAYS} AND d BETWEEN '2024-06-24' AND '2024-06-30'",
        ),
        ("SELECT '#user_id' FROM t", "name-as-string", 'SELECT "#user_id" FROM t'),
        (
            'SELECT 1 WHERE "#event_name" = "it\'s"',
            "string-as-name",
            "SELECT 1 WHERE \"#event_name\" = 'it''s'",
        ),
        ("SELECT amuont FROM v_event_1", "unknown-column", 'SELECT "Amount" FROM v_event_1'),
        ("SELECT usr_id FROM ta.v_usr_1", "unknown-table", "SELECT usr_id FROM ta.v_user_1"),
    ],
)
def test_a_repair_changes_what_is_wrong_and_nothing_else(sql: str, code: str, expected: str) -> None:
    assert repaired(sql, code) == expected


def test_there_is_no_repair_where_it_would_change_what_is_asked() -> None:
    """A WHERE would drop the rows that an outer join keeps; brackets around a join have no WHERE."""
    for sql in (
        "SELECT * FROM v_event_1 e FULL JOIN v_user_1 u ON e.x = u.x",
        "SELECT * FROM v_event_1 e RIGHT JOIN v_user_1 u ON e.x = u.x",
    ):
        found = next(one for one in notices(sql) if one.code == "no-part-date")
        assert found.fix is None


def test_places_count_lines_and_characters_from_one() -> None:
    found = {one.code: (one.line, one.column) for one in notices("SELECT `你`,\n  #x\nFROM v_event_1;")}
    assert found["back-ticks"] == (1, 8)
    assert found["bare-name"] == (2, 3)
    assert found["no-part-date"] == (3, 6)
    assert found["trailing-semicolon"] == (3, 15)
    assert [one.code for one in notices("SELECT `你`,\n  #x\nFROM v_event_1;")][-1] == "no-limit"


@pytest.mark.parametrize(
    ("sql", "place"),
    [
        ("SELECT 1 +\nFROM t", (2, 1)),
        ("SELECT a b c FROM t", (1, 12)),
        ("\n SELECT 'x", (2, 9)),
        ("SELECT (1", (1, 9)),
    ],
)
def test_the_parser_says_where(sql: str, place: tuple[int, int]) -> None:
    found = next(one for one in notices(sql) if one.code == "does-not-parse")
    assert (found.line, found.column) == place
    assert "<" not in found.message


def test_only_what_the_service_refuses_blocks_and_only_statements_that_are_no_query_ask() -> None:
    assert [n.code for n in notices("SELECT `a`, b FROM v_user_1;") if n.blocks] == ["back-ticks"]
    assert not any(n.asks for n in notices("SELECT 1 FROM v_event_1"))
    asked = ASSISTANT.asks("-- select\ndelete from t")
    assert asked is not None
    assert asked.asks
    assert ASSISTANT.asks("  ((select 1))  -- drop table x") is None
    assert ASSISTANT.asks("") is None


def test_an_api_without_facts_gets_the_guards_of_the_dialect_only() -> None:
    plain = TrinoAssistant(SqlFacts())
    assert [one.code for one in plain.notices("SELECT `a` FROM v_event_1")] == ["back-ticks", "no-limit"]


def test_the_queries_that_the_sandbox_answers_are_good() -> None:
    """Every query of its corpus that ends well has no notice but the advice to add a LIMIT."""
    corpus = Path(__file__).parents[1].joinpath("sandbox/trino/corpus.sql").read_text("utf-8")
    wrong = []
    for part in re.split(r"\n\n(?=-- )", corpus):
        sql = "\n".join(line for line in part.split("\n") if not line.startswith("-- "))
        if sql.strip() and "-- error:" not in part:
            found = set(codes(sql, None)) - {"no-limit"}
            wrong += [(found, sql)] if found else []
    assert wrong == []


PIECES = """
SELECT FROM WHERE WITH a AS ( ) , . ; 'x' 'y " `b` #c ${PartDate:x} {{v}} v_event_1 JOIN ON = "$part_date"
BETWEEN AND OR /* */ -- 1 - [ ] CASE END UNION LIMIT IN DROP u& é
"""
WORDS = [*PIECES.split(), "\n", "\x00"]
ANY_SQL = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@settings(max_examples=150)
@given(ANY_SQL | st.text(max_size=60))
def test_nothing_ever_raises_and_a_repair_is_a_change(sql: str) -> None:
    for notice in ASSISTANT.notices(sql, SCHEMA, PERIOD):
        assert notice.fix is None or notice.fix.text != sql
        assert notice.line <= sql.count("\n") + 1
    ASSISTANT.asks(sql)
    for offset in {0, len(sql) // 2, len(sql)}:
        for item in ASSISTANT.completions(sql, offset, SCHEMA):
            assert 0 <= item.start <= offset


def test_the_facts_are_those_that_explanations_use() -> None:
    from tui.providers.te import PROVIDER

    assert PROVIDER.sql is not None
    assert PROVIDER.sql() is FACTS
