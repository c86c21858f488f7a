"""Variables and days in words: what is put in never changes what surrounds it."""

from __future__ import annotations

import datetime
import json

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.core.inserting import into_csv, into_json, into_sql, into_text
from tui.core.relative_days import is_relative, parse_day
from tui.core.variables import (
    Value,
    Variable,
    VariableKind,
    VariableScope,
    list_items,
    list_text,
    name_problem,
    names_in,
    parse_value,
)

TODAY = datetime.date(2026, 3, 31)
TEXTS = st.text(st.one_of(st.sampled_from("'\"\\-*/;{}()a \n"), st.characters(exclude_characters="\0")))


def scope(kind: VariableKind, value: str) -> VariableScope:
    return VariableScope(TODAY, (Variable("v", kind),), {"v": value})


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", "2026-03-31"),
        ("today-7d", "2026-03-24"),
        ("-1m", "2026-02-28"),
        ("yesterday", "2026-03-30"),
        ("tomorrow+1w", "2026-04-08"),
        ("start of month", "2026-03-01"),
        ("end of month-1m", "2026-02-28"),
        ("End_Of_Quarter", "2026-03-31"),
        ("start of week", "2026-03-30"),
        ("end of week-1w", "2026-03-29"),
        ("start of year-1y+1d", "2025-01-02"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_days_in_words(words: str, day: str) -> None:
    assert parse_day(words, TODAY).isoformat() == day


NO_DAYS = ["", "todayy", "today-7", "7d", "2024-02-30", "today-99999y", "start of day"]


@pytest.mark.parametrize("words", NO_DAYS)
def test_what_is_no_day_says_so(words: str) -> None:
    with pytest.raises(ValueError, match=r"day|calendar"):
        parse_day(words, TODAY)


@given(st.dates(), st.integers(-400, 400))
def test_days_counted_one_by_one_and_at_once_agree(today: datetime.date, count: int) -> None:
    try:
        wanted = today + datetime.timedelta(days=count)
    except OverflowError:
        return
    assert parse_day(f"today{count:+}d", today) == wanted


@settings(max_examples=150)
@given(TEXTS)
def test_a_text_between_quotes_stays_one_text(value: str) -> None:
    made = into_sql("SELECT '{{v}}', {{v}}, \"c\" -- {{v}}", scope(VariableKind.TEXT, value).value)
    select = sqlglot.parse_one(made, read="postgres")
    assert [one.name for one in select.expressions] == [value, value, "c"]
    assert len(list(select.find_all(sqlglot.exp.Literal))) == 2


@settings(max_examples=100)
@given(st.lists(TEXTS.filter(lambda text: text.strip() == text != ""), min_size=1, max_size=4))
def test_a_list_is_as_many_texts(items: list[str]) -> None:
    made = into_sql("SELECT 1 IN ({{v}})", scope(VariableKind.LIST, list_text(tuple(items))).value)
    found = sqlglot.parse_one(made, read="postgres").find(sqlglot.exp.In)
    assert found is not None
    assert [one.name for one in found.expressions] == items


@given(TEXTS)
def test_json_stays_json_with_the_value_in_it(value: str) -> None:
    made = into_json('{"a": "x{{v}}y", "b": {{v}}, "c\\"": [1]}', scope(VariableKind.TEXT, value).value)
    assert json.loads(made) == {"a": f"x{value}y", "b": value, 'c"': [1]}


@given(TEXTS)
def test_a_cell_of_csv_stays_a_cell_or_is_refused(value: str) -> None:
    try:
        made = into_csv("a,{{v}},b", scope(VariableKind.TEXT, value).value)
    except ValueError:
        assert set(value) & set(',"\r\n')
    else:
        assert made.split(",") == ["a", value, "b"]


@given(st.text())
def test_text_without_variables_is_left_alone(text: str) -> None:
    if "{{" not in text:

        def never(words: str) -> Value:
            raise AssertionError(words)

        assert into_sql(text, never) == into_json(text, never) == into_text(text, never) == text


@pytest.mark.parametrize(
    ("kind", "typed", "sql"),
    [
        (VariableKind.INTEGER, "+007", "7"),
        (VariableKind.NUMBER, "-1.50", "(-1.50)"),
        (VariableKind.BOOLEAN, "Yes", "true"),
        (VariableKind.DATE, "today-1d", "'2026-03-30'"),
        (VariableKind.NUMBERS, "1, -2", "1, (-2)"),
        (VariableKind.IDENTIFIER, 'ta.v_1.$part"x', 'ta.v_1."$part""x"'),
        (VariableKind.ANY, "12", "12"),
        (VariableKind.ANY, "007", "'007'"),
    ],
)
def test_outside_quotes_each_kind_is_written_as_sql_has_it(kind: VariableKind, typed: str, sql: str) -> None:
    assert into_sql("{{ v }}", scope(kind, typed).value) == sql


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (VariableKind.INTEGER, "1.5"),
        (VariableKind.NUMBER, "1; DROP TABLE x"),
        (VariableKind.BOOLEAN, "maybe"),
        (VariableKind.DATE, "someday"),
        (VariableKind.LIST, " , "),
        (VariableKind.IDENTIFIER, "a..b"),
        (VariableKind.TEXT, "a\0b"),
    ],
)
def test_a_value_that_is_none_of_its_kind_is_refused(kind: VariableKind, typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_value(kind, typed, TODAY)


def test_a_list_between_quotes_is_refused_and_braces_can_be_meant() -> None:
    with pytest.raises(ValueError, match="take the quotes away"):
        into_sql("'{{v}}'", scope(VariableKind.LIST, "a, b").value)
    assert into_text("{{{{v}} {{today}}", scope(VariableKind.TEXT, "x").value) == "{{v}} 2026-03-31"
    assert names_in("{{a}} {{today-1d}} {{ b }} {{{{c}} {{a}}") == ["a", "b"]


@pytest.mark.parametrize("name", ["", "1a", "a-b", "today", "start_of_month", "x" * 41])
def test_names_that_are_not_allowed(name: str) -> None:
    assert name_problem(name)
    assert name == "" or not is_relative(name) or "day" in name_problem(name)


@given(st.lists(st.text(max_size=8), min_size=1).map(tuple))
def test_a_list_survives_its_text(items: tuple[str, ...]) -> None:
    assert list_items(list_text(items)) == items
