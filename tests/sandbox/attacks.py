"""Statements that must not get at files, settings or the machine, nor stop it. Each must end in words."""

from __future__ import annotations

_FOUR = "v_user_1 a, v_user_1 b, v_user_1 c, v_user_1 d"
_LONG_AGO = "timestamp '2000-01-01 00:00:00', timestamp '2024-01-01 00:00:00'"
_ROWS = "FROM v_event_2 WHERE \"$part_date\" > '2'"
_X = "'" + "x" * 1000 + "'"

FORBIDDEN: dict[str, str] = {
    "file by name": "SELECT * FROM '/etc/passwd'",
    "file by quoted name": 'SELECT * FROM "/etc/passwd"',
    "read_csv": "SELECT * FROM read_csv('/etc/passwd')",
    "read_text": "SELECT * FROM read_text('/etc/passwd')",
    "read_blob": "SELECT * FROM read_blob('/etc/*')",
    "read_parquet": "SELECT * FROM read_parquet('x.parquet')",
    "read_json": "SELECT * FROM read_json('/etc/passwd')",
    "http": "SELECT * FROM 'http://127.0.0.1:9/x.csv'",
    "glob": "SELECT * FROM glob('/*')",
    "query()": "SELECT * FROM query('SELECT 1')",
    "query_table()": "SELECT * FROM query_table('v_user_1')",
    "table function": "SELECT * FROM TABLE(duckdb_settings())",
    "lateral function": "SELECT * FROM v_user_1, LATERAL glob('/*')",
    "settings table": "SELECT * FROM duckdb_settings()",
    "secrets table": "SELECT * FROM duckdb_secrets()",
    "catalog view": "SELECT * FROM duckdb_tables",
    "information schema": "SELECT * FROM information_schema.tables",
    "sqlite_master": "SELECT * FROM sqlite_master",
    "other catalog": "SELECT * FROM memory.main.v_user_1",
    "scalar getenv": "SELECT getenv('HOME')",
    "scalar setting": "SELECT current_setting('memory_limit')",
    "scalar read_text": "SELECT read_text('/etc/passwd')",
    "macro by its name": "SELECT trino_fail('x')",
    "nextval": "SELECT nextval('s')",
    "pg function": "SELECT pg_sleep(5)",
    "COPY out": "COPY (SELECT 1) TO '/tmp/out.csv'",
    "COPY in": "COPY v_user_1 FROM '/etc/passwd'",
    "ATTACH": "ATTACH '/tmp/x.db' AS x",
    "DETACH": "DETACH hive",
    "PRAGMA": "PRAGMA database_list",
    "SET": "SET memory_limit = '10GB'",
    "RESET": "RESET lock_configuration",
    "INSTALL": "INSTALL httpfs",
    "LOAD": "LOAD httpfs",
    "CREATE": "CREATE TABLE x AS SELECT 1",
    "CREATE MACRO": "CREATE MACRO trino_fail(x) AS 1",
    "DROP": "DROP TABLE hive.ta.v_user_1",
    "INSERT": "INSERT INTO v_user_1 SELECT * FROM v_user_1",
    "UPDATE": "UPDATE v_user_1 SET platform = 'x'",
    "DELETE": "DELETE FROM v_user_1",
    "PREPARE": "PREPARE x AS SELECT 1",
    "EXECUTE": "EXECUTE x",
    "BEGIN": "BEGIN",
    "USE": "USE memory",
    "CALL": "CALL pragma_version()",
    "EXPORT": "EXPORT DATABASE '/tmp/x'",
    "CHECKPOINT": "CHECKPOINT",
    "EXPLAIN ANALYZE": "EXPLAIN ANALYZE SELECT 1",
    "DESCRIBE": "DESCRIBE v_user_1",
    "SHOW": "SHOW TABLES",
    "two statements": "SELECT 1; DROP TABLE hive.ta.v_user_1",
    "hidden second statement": "SELECT 1 /* ; */ ; DELETE FROM v_user_1 --",
    "SELECT INTO": "SELECT * INTO x FROM v_user_1",
    "FROM first": "FROM v_user_1",
    "write in WITH": "WITH x AS (DELETE FROM v_user_1 RETURNING *) SELECT * FROM x",
    "shadowing WITH": "WITH x AS (SELECT * FROM read_csv('/etc/passwd')) SELECT * FROM x",
    "WITH named like a file": 'WITH a AS (SELECT 1) SELECT * FROM "/etc/passwd"',
    "WITH out of scope": "SELECT * FROM (WITH glob AS (SELECT 1) SELECT * FROM glob), glob",
    "path in a column": 'SELECT "/etc/passwd".content FROM v_user_1',
    "COLUMNS": "SELECT COLUMNS('.*') FROM v_user_1",
    "star with REPLACE": "SELECT * REPLACE (read_text('/etc/passwd') AS platform) FROM v_user_1",
    "PIVOT": "PIVOT v_user_1 ON platform",
    "quote breaking out": "SELECT format('%s'' || read_text(''/etc/passwd'') || ''', 1)",
    "pattern breaking out": "SELECT date_format(now(), '%Y'' || getenv(''HOME'') || ''')",
    "type breaking out": 'SELECT cast(1 AS "varchar); DROP TABLE x; --")',
    "user type breaking out": "SELECT cast(1 AS \"integer), read_text('/etc/passwd'), cast(2 AS integer\")",
    "row type breaking out": "SELECT cast(row(1) AS row(a \"x), read_text('/etc/passwd'\"))",
    "unit breaking out": "SELECT interval '1' \"day), read_text('/etc/passwd'\"",
    "field breaking out": 'SELECT extract("year from now()), read_text(\'/etc/passwd" FROM now())',
    "comment breaking out": "SELECT 1 /* a */ /* b * / read_text('/etc/passwd') */ + 1",
    "alias breaking out": 'SELECT 1 AS "a"", read_text(""/etc/passwd"") AS ""b" FROM nothing_there',
}
"""Must be refused before the engine runs them, or run harmlessly as what they say."""

BOMBS: dict[str, str] = {
    "repeat": "SELECT repeat('a', 4000000000)",
    "repeat of a column": "SELECT repeat(platform, 2000000000) FROM v_user_1",
    "lpad": "SELECT lpad('a', 4000000000, 'x')",
    "rpad of a column": "SELECT rpad(platform, \"#user_id\" * 100000000, 'x') FROM v_user_1",
    "sequence": "SELECT sequence(1, 4000000000)",
    "sequence step": "SELECT sequence(1, 4000000000, 2)",
    "sequence of days": "SELECT sequence(date '0001-01-01', date '9999-01-01')",
    "sequence of seconds": f"SELECT sequence({_LONG_AGO}, interval '1' second)",
    "replace": "SELECT replace(lpad('a', 1000000, 'a'), 'a', lpad('b', 1000000, 'b'))",
    "array_join": f"SELECT array_join(sequence(1, 10000), {_X} || {_X})",
    "flatten": "SELECT cardinality(flatten(repeat(sequence(1, 10000), 10000)))",
    "format width": "SELECT format('%999999999d', 1)",
    "nested transform": "SELECT transform(sequence(1, 10000), x -> transform(sequence(1, 10000), "
    "y -> transform(sequence(1, 10000), z -> x + y + z)))",
    "lists of lists": "SELECT transform(sequence(1, 10000), x -> sequence(1, 10000))",
    "lists of lists in rows": "SELECT transform(sequence(1, 10000), x -> sequence(x, x + 9999 + "
    f'"#user_id" - "#user_id")) {_ROWS}',
    "lists of text": "SELECT transform(sequence(1, 10000), x -> lpad('a', 1000000, 'b'))",
    "text in rows": f"SELECT lpad('a', 1000000, 'x') {_ROWS}",
    "replace in rows": f"SELECT replace(lpad(\"#event_name\", 10000, 'a'), 'a', 'bbbbbbbbbbbbbbb') {_ROWS}",
    "map of lists": "SELECT map(sequence(1, 10000), transform(sequence(1, 10000), x -> sequence(1, 10000)))",
    "captured list": "WITH a AS (SELECT sequence(1, 10000) s), b AS (SELECT array_agg(s) t FROM a, v_user_1)"
    ", c AS (SELECT transform(t, x -> t) u FROM b) SELECT u FROM c",
    "doubling reduce": "SELECT length(reduce(sequence(1, 60), 'a', (s, x) -> s || s, s -> s))",
    "doubling list": "SELECT cardinality(reduce(sequence(1, 60), array[1], (s, x) -> s || s, s -> s))",
    "doubling rows": 'WITH t0 AS (SELECT "#event_name" AS s FROM v_event_1 WHERE "$part_date" > \'2\')'
    + "".join(f", t{n} AS (SELECT s || s AS s FROM t{n - 1})" for n in range(1, 30))
    + " SELECT max(length(s)) FROM t29",
    "widening list": "WITH RECURSIVE t(n) AS (SELECT array[1] UNION ALL SELECT n || n FROM t) TABLE t",
    "doubling text": "WITH "
    + ", ".join(
        f"t{n} AS (SELECT s || s AS s FROM {'t' + str(n - 1) if n else chr(40) + 'SELECT ' + _X + ' AS s)'})"
        for n in range(40)
    )
    + " SELECT length(s) FROM t39",
    "cross join": f"SELECT count(*) FROM {_FOUR} WHERE a.platform < b.platform",
    "cross join of rows": f"SELECT * FROM {_FOUR}",
    "sort of a cross join": f"SELECT * FROM {_FOUR} ORDER BY a.platform || b.platform",
    "aggregate of a cross join": f"SELECT array_agg(a.platform) FROM {_FOUR}",
    "endless recursion": "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT 1 FROM t",
    "widening recursion": "WITH RECURSIVE t(n) AS (SELECT 'x' UNION ALL SELECT n || n FROM t) TABLE t",
    "IN list": 'SELECT count(*) FROM v_user_1 WHERE "#user_id" IN ('
    + ", ".join(map(str, range(20_000)))
    + ")",
    "deep brackets": "SELECT " + "(" * 5000 + "1" + ")" * 5000,
    "deep functions": "SELECT " + "abs(" * 3000 + "1" + ")" * 3000,
    "deep NOT": "SELECT " + "NOT " * 5000 + "true",
    "deep minus": "SELECT " + "- " * 5000 + "1",
    "long sum": "SELECT " + " + ".join(["1"] * 5000),
    "long difference": "SELECT " + " - ".join(["1"] * 5000),
    "long AND": "SELECT 1 WHERE " + " AND ".join(["1 = 1"] * 5000),
    "long OR": "SELECT count(*) FROM v_user_1 WHERE " + " OR ".join(f'"#user_id" = {n}' for n in range(5000)),
    "deep CASE": "SELECT " + "CASE WHEN true THEN " * 2000 + "1" + " END" * 2000,
    "deep subqueries": "SELECT * FROM " + "(SELECT * FROM " * 300 + "v_user_1" + ")" * 300,
    "many unions": " UNION ALL ".join(["SELECT 1"] * 3000),
    "copying macros": "SELECT " + "trim_array(slice(" * 40 + "array[1]" + ", 1, 1), 0)" * 40,
    "copying casts": "SELECT " + "cast(" * 60 + "1e0" + " AS varchar)" * 60,
    "copying greatest": "SELECT " + "greatest(1, " * 60 + "1" + ")" * 60,
    "copying match": "SELECT " + "all_match(array[1], x -> " * 40 + "true" + ")" * 40,
    "many WITHs": "WITH t0 AS (SELECT 1 AS a)"
    + "".join(f", t{n} AS (SELECT x.a FROM t{n - 1} x, t{n - 1} y)" for n in range(1, 40))
    + " SELECT count(*) FROM t39",
    "long text": "SELECT '" + "x" * 300_000 + "'",
    "regular expression": "SELECT regexp_like(lpad('a', 1000000, 'a'), '(a*)*b')",
    "levenshtein": "SELECT levenshtein_distance(lpad('a', 1000000, 'a'), lpad('b', 1000000, 'b'))",
    "split": "SELECT cardinality(array_distinct(split(lpad('a', 1000000, 'ab'), 'a')))",
    "unclosed quote": "SELECT 'abc",
    "unclosed comment": "SELECT 1 /* abc",
    "null character": "SELECT 'a\0b', length('a\0b')",
    "empty": "   ",
    "only a comment": "-- nothing",
    "surrogate": "SELECT '\ud800'",
}
"""Must end within three seconds, in words or with a result, and leave the engine usable."""

ATTACKS = FORBIDDEN | BOMBS
