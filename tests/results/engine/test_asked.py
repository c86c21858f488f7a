"""Columns that a statement cannot read are not loaded, and nothing is different because of that."""

from __future__ import annotations

import json
from collections.abc import Iterator

import duckdb
import pytest

from tests.results.engine.values import answer_of
from tests.results.readers import texts
from tui.core.cancel import CancelToken
from tui.core.failures import InvalidInput
from tui.results import SpoolAnswerStore
from tui.results.engine import LocalEngine
from tui.results.engine_process import EngineProcess
from tui.results.worker_asked import Asked

NAMES = ["a", "b", "c"]
STATEMENTS = {
    "SELECT a FROM r1 ORDER BY a": "a",
    "SELECT A + 1 AS n, count(*) FROM r1 GROUP BY n ORDER BY n": "a",
    "SELECT count(*) FROM r1": "a",
    'SELECT x."B" FROM r1 AS x ORDER BY 1': "b",
    "SELECT b, max(a) OVER (PARTITION BY c) FROM r1 ORDER BY ALL": "abc",
    "SELECT r1.b, sum(s.n) FROM r1 JOIN (SELECT a, 2 AS n FROM r1) s USING (a) GROUP BY 1 ORDER BY 1": "ab",
    "SELECT y, count(*) FROM r1 AS s(x, y, z) GROUP BY 1 ORDER BY 2 DESC, 1": "b",
    "WITH s AS (SELECT b AS k FROM r1) SELECT k FROM s WHERE k > 't1' ORDER BY k": "b",
    "SELECT a FROM r1 WHERE EXISTS (SELECT 1 FROM r1 AS o WHERE o.c > r1.a) ORDER BY a": "ac",
    "SELECT a AS v FROM r1 UNION ALL SELECT c FROM r1 ORDER BY 1": "ac",
    "FROM r1 ORDER BY a": "abc",
    "SELECT * EXCLUDE (b) FROM r1 ORDER BY a": "abc",
    "SELECT COLUMNS('a|c') FROM r1 ORDER BY 1": "abc",
    "SELECT r1 FROM r1 ORDER BY 1": "abc",
    "SELECT to_json(x) FROM r1 AS x ORDER BY 1": "abc",
    "SELECT count(*) FROM r1 NATURAL JOIN (SELECT a, b FROM r1) AS o": "abc",
    "SELECT name, value FROM (UNPIVOT (SELECT a, c FROM r1) ON a, c) ORDER BY ALL": "abc",
    "SELECT column_name, max FROM (SUMMARIZE r1) ORDER BY 1": "abc",
    "WITH s(x, y, z) AS (FROM r1) SELECT x FROM s ORDER BY x": "abc",
    f"SELECT {'+'.join(['a'] * 600)} AS n FROM r1 ORDER BY 1": "abc",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEngine]:
    folder = tmp_path_factory.mktemp("asked")
    engine = LocalEngine(EngineProcess(folder / "engine"), SpoolAnswerStore(folder / "answers"))
    yield engine
    engine.close()


@pytest.mark.parametrize("sql", STATEMENTS)
def test_only_what_can_be_read_is_loaded(engine: LocalEngine, sql: str) -> None:
    rows = [(n, f"t{n % 3}", n * 7 % 5) for n in range(12)]
    source = answer_of([json.dumps(row).encode() for row in rows])
    with duckdb.connect() as bare:
        bare.execute("CREATE TABLE r1 (a BIGINT, b VARCHAR, c BIGINT)")
        bare.executemany("INSERT INTO r1 VALUES (?, ?, ?)", rows)
        needed = Asked(bare, sql).places("r1", NAMES)
        wanted = bare.execute(sql).fetchall()
    assert "".join(NAMES[place] for place in needed) == STATEMENTS[sql]
    found = engine.query(sql, {"r1": source}, f"asked-{abs(hash(sql))}", CancelToken()).answer
    if "r1 FROM" not in sql:
        assert texts(found.window(0, 99)) == [[str(value) for value in row] for row in wanted]
    assert found.row_count == len(wanted)


def test_a_name_that_is_not_there_is_told_as_before(engine: LocalEngine) -> None:
    with pytest.raises(InvalidInput) as caught:
        engine.query("SELECT a, nothing FROM r1", {"r1": answer_of([b"[1,2,3]"])}, "none", CancelToken())
    assert "Candidate bindings" in str(caught.value.evidence)
