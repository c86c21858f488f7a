"""Trino SQL means in the sandbox what Trino's documentation says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.trino.corpus import Case, cases
from tests.sandbox.trino.corpus import outcome as case_outcome
from tests.sandbox.trino.probing import Probe, probes, run
from tests.sandbox.trino.probing import outcome as probe_outcome
from tui.core.cancel import CancelToken
from tui.core.sandboxing import SqlRefused
from tui.sandbox.database import Database
from tui.sandbox.trino import translate
from tui.sandbox.trino.catalogue import REFUSED, RENAMED, SAME, TEMPLATES, UNVERIFIED, macros
from tui.sandbox.trino.timeformats import from_joda, from_mysql

FOLDER = Path(__file__).parent
PROBES = list(probes(FOLDER / "probes.txt"))
CORPUS = list(cases(FOLDER / "corpus.sql"))


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.text[:60])
def test_an_expression_gives_what_trino_documents(database: Database, probe: Probe) -> None:
    assert probe_outcome(database, probe) == ""


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_a_realistic_query_runs_or_is_refused_in_words(database: Database, case: Case) -> None:
    assert case_outcome(database, case) == ""


def test_there_are_enough_probes_and_queries_and_each_probe_names_its_page() -> None:
    assert len(PROBES) >= 150
    assert len([case for case in CORPUS if not case.error]) >= 70
    assert all(probe.page for probe in PROBES)


def test_a_function_is_in_one_list_only() -> None:
    lists = [SAME, set(RENAMED), set(TEMPLATES), UNVERIFIED, REFUSED]
    names = [name for group in lists for name in group]
    assert len(names) == len(set(names))
    assert not (set(macros()) & (REFUSED | UNVERIFIED))


def test_a_function_nothing_checks_draws_a_notice(database: Database) -> None:
    stream = database.run("SELECT sin(0e0)", timeout=5, cancel=CancelToken())
    stream.close()
    assert stream.notices == ("Unverified in the sandbox: sin(); Trino may answer otherwise.",)


def test_columns_without_a_name_are_called_as_trino_calls_them(database: Database) -> None:
    sql = "SELECT 1, 2 AS b, v_user_1.*, count(*) OVER () FROM v_user_1 LIMIT 1"
    stream = database.run(sql, timeout=5, cancel=CancelToken())
    stream.close()
    assert stream.columns[:3] == ("_col0", "b", "#user_id")
    assert stream.columns[-1] == f"_col{len(stream.columns) - 1}"


def test_two_columns_of_one_name_both_arrive(database: Database) -> None:
    sql = "SELECT 1 AS a, 2 AS a"
    stream = database.run(sql, timeout=5, cancel=CancelToken())
    stream.close()
    assert stream.columns == ("a", "a")
    assert run(database, sql) == [[1, 2]]


def test_the_projects_a_statement_reads_are_known(database: Database) -> None:
    tables = database.tables()
    assert translate("SELECT 1", tables).projects == frozenset()
    both = translate("SELECT 1 FROM v_user_1, ta.v_user_2", tables)
    assert both.projects == {1, 2}


@pytest.mark.parametrize(
    ("pattern", "strftime"),
    [("%Y-%m-%d", "%Y-%m-%d"), ("%i:%s", "%M:%S"), ("100%%", "100%%"), ("%D", None), ("50%", None)],
)
def test_mysql_patterns(pattern: str, strftime: str | None) -> None:
    assert from_mysql(pattern) == strftime


@pytest.mark.parametrize(
    ("pattern", "strftime"),
    [("yyyy-MM-dd", "%Y-%m-%d"), ("'at' HH'h'", "at %Hh"), ("''yy", "'%y"), ("ZZZ", None), ("50%", "50%%")],
)
def test_joda_patterns(pattern: str, strftime: str | None) -> None:
    assert from_joda(pattern) == strftime


_TEXT = r"""SELECT FROM v_user_1 ( ) , ' " 1 platform -> -- /* */ ; * WITH UNNEST [ ] CAST AS varchar ` ${ é
abs INTERVAL day EXISTS VALUES CASE END BETWEEN"""
_WORDS = st.sampled_from([*_TEXT.split(), "\n", "\0"])


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=25).map(" ".join))
def test_any_text_is_translated_or_refused_with_a_place_inside_it(text: str) -> None:
    refused: SqlRefused | None = None
    try:
        translate(text, ())
    except SqlRefused as error:
        refused = error
    if refused is not None:
        assert refused.message
        assert 0 <= refused.line <= text.count("\n") + 1


DAYS = "(VALUES date '2024-01-01', date '2024-03-01') AS v(x)"


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (f"SELECT max(x) - min(x) FROM {DAYS}", "60 00:00:00.000"),
        ('SELECT max(d) - min(d) FROM (SELECT date("#reg_time") AS d FROM v_user_1)', "160 00:00:00.000"),
        ("WITH w(a) AS (SELECT date '2024-01-02') SELECT max(a) - min(a) FROM w", "0 00:00:00.000"),
        (f"SELECT CASE WHEN true THEN max(x) END - min(x) FROM {DAYS}", "60 00:00:00.000"),
        ("SELECT count(*) - 1 FROM v_user_1", 599),
        ("SELECT max(n) - min(n) FROM (VALUES 3, 5) AS v(n)", 2),
    ],
)
def test_a_difference_of_days_is_an_interval(database: Database, sql: str, expected: object) -> None:
    stream = database.run(sql, timeout=5, cancel=CancelToken())
    assert stream.notices == ()
    stream.close()
    assert run(database, sql) == [[expected]]


@pytest.mark.parametrize("sum_", ["x + 1", "x - 1", "max(x) + 1", "date '2024-01-01' - 1", "1 + x"])
def test_a_day_and_a_number_are_refused_as_trino_does(database: Database, sum_: str) -> None:
    with pytest.raises(SqlRefused, match=r"Cannot apply operator: (date|integer) [+-] (date|integer)"):
        run(database, f"SELECT {sum_} FROM {DAYS}")


@pytest.mark.parametrize(
    "sum_",
    [
        "element_at(array_agg(x), 1) - min(x)",
        "element_at(array[x], 1) + 1",
        "reduce(array[x], x, (s, e) -> e, s -> s) - 1",
    ],
)
def test_a_sum_whose_types_cannot_be_told_draws_a_notice(database: Database, sum_: str) -> None:
    stream = database.run(f"SELECT {sum_} FROM {DAYS}", timeout=5, cancel=CancelToken())
    stream.close()
    assert any("if days are meant" in notice for notice in stream.notices)
