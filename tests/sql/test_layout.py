"""Layout: the same words, the same comments, the same tree; and the same again the second time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sql.schema import ASSISTANT
from tui.core.failures import InvalidInput
from tui.sql.words import Kind, code, words

CORPUS = Path(__file__).parents[1].joinpath("sandbox/trino/corpus.sql").read_text("utf-8")
QUERIES = [
    part.split("\n", 1)[-1]
    for part in re.split(r"\n\n(?=-- )", CORPUS)
    if "-- error:" not in part and "SELECT" in part
]


def same(sql: str) -> str:
    """The layout, after all that has to hold of it."""
    text = ASSISTANT.formatted(sql)
    before, after = words(sql), words(text)
    assert [w.text.lower() if w.kind is Kind.WORD else w.text for w in code(before)] == [
        w.text.lower() if w.kind is Kind.WORD else w.text for w in code(after)
    ]
    comments = [[w.text.rstrip() for w in found if w.kind is Kind.COMMENT] for found in (before, after)]
    assert comments[0] == comments[1]
    assert ASSISTANT.formatted(text) == text
    return text


@pytest.mark.parametrize("sql", QUERIES[::3])
def test_queries_keep_their_meaning(sql: str) -> None:
    text = same(sql)
    trees = [sqlglot.parse_one(one, read="trino").sql("trino", comments=False) for one in (sql, text)]
    assert trees[0].lower() == trees[1].lower()


def test_clauses_stand_on_lines_of_their_own() -> None:
    sql = (
        "with a as (select x, count(*) as n from t where y = 1 and z in (1,2) group by x) select a.x, "
        "case when n>1 then 'many' else 'one' end as how from a left join b on a.x=b.x "
        "order by 2 desc limit 5"
    )
    assert same(sql) == (
        "WITH a AS (\n"
        "  SELECT x, count(*) AS n\n"
        "  FROM t\n"
        "  WHERE y = 1 AND z IN (1, 2)\n"
        "  GROUP BY x\n"
        ")\n"
        "SELECT a.x, CASE WHEN n > 1 THEN 'many' ELSE 'one' END AS how\n"
        "FROM a\n"
        "LEFT JOIN b ON a.x = b.x\n"
        "ORDER BY 2 DESC\n"
        "LIMIT 5"
    )


def test_comments_stay_with_their_words() -> None:
    sql = "-- top\nselect a -- first\n, b /* x */, c\n-- own\n, d from t where a=1 -- end\n and b=2\n-- last"
    assert same(sql) == (
        "-- top\nSELECT\n  a, -- first\n  b, /* x */\n  c,\n  -- own\n  d\nFROM t\nWHERE\n"
        "  a = 1 -- end\n  AND b = 2\n  -- last"
    )


@pytest.mark.parametrize(
    "sql",
    [
        "select a -- d\n , /* c */ b from t",
        "select a\n-- d\n , /* c */ b from t",
        "select a /*\n*/ , /* c */ b from t",
        "select a /* x */ , /* c */ b from t",
    ],
)
def test_comments_on_both_sides_of_a_comma_keep_their_order(sql: str) -> None:
    same(sql)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select - -1, -1, a- 1, a [1]", "SELECT - -1, -1, a - 1, a[1]"),
        ("select Limit, Offset from t", "SELECT Limit, Offset\nFROM t"),
        ("select 1 ;select 2 -- c\n;", "SELECT 1;\nSELECT 2 -- c\n;"),
        ("select x is distinct from y, extract(day from z), cast(a as timestamp with time zone)", None),
        ("select '  a\n  b', \"A  b\", {{v}} from {{t}}", "SELECT '  a\n  b', \"A  b\", {{v}}\nFROM {{t}}"),
        ("", ""),
        ("-- only a comment", "-- only a comment"),
    ],
)
def test_odd_words_survive(sql: str, expected: str | None) -> None:
    text = same(sql) if sql.strip("-").strip() else ASSISTANT.formatted(sql)
    if expected is not None:
        assert text == expected


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select a b c", "line 1:12"),
        ("select 1\nfrom", "line 2:1"),
        ("drop table x", "SELECT"),
        ("select 'a", "1:8"),
    ],
)
def test_what_does_not_parse_is_left_alone(sql: str, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        ASSISTANT.formatted(sql)
    assert said in caught.value.problems[0].message


NOISE = st.lists(
    st.sampled_from([" ", "\n", "  ", "/* c */", "-- d\n", "\n-- e\n", "\t", "/*\n*/"]),
    min_size=1,
    max_size=3,
)


@settings(max_examples=120)
@given(st.sampled_from(QUERIES[:40]), st.data())
def test_comments_and_blanks_anywhere_change_nothing(sql: str, data: st.DataObject) -> None:
    found = [word.text for word in code(words(sql))]
    places = data.draw(st.lists(st.integers(0, len(found)), max_size=6, unique=True))
    parts = []
    for number, text in enumerate(found):
        parts.append(" " + "".join(data.draw(NOISE)) + " " if number in places else " ")
        parts.append(text)
    same("".join(parts))
