"""Queries that the engine or the server refuses."""

from __future__ import annotations

from tests.providers.te.seeding import DATED, LIKELY, Fault, sql

ENGINE = [
    Fault(
        sql(f"SELECT user_id {DATED}", "line 1:8: Column 'user_id' cannot be resolved"),
        'There is no column user_id; did you mean "#user_id"?',
        position=(1, 8),
    ),
    Fault(
        sql(f"SELECT\n  platfrom {DATED}", "line 2:3: Column 'platfrom' cannot be resolved"),
        "There is no column platfrom; did you mean platform?",
        position=(2, 3),
    ),
    Fault(
        sql(f'SELECT 1 {DATED} AND platform = "ios"', "line 1:74: Column 'ios' cannot be resolved"),
        "“ios” stands in double quotes",
        position=(1, 74),
    ),
    Fault(
        sql(f"SELECT zzqq {DATED}", "line 1:8: Column 'zzqq' cannot be resolved", -1),
        "There is no column zzqq.",
    ),
    Fault(
        sql(
            "SELECT 1 FROM v_event_9 WHERE \"$part_date\" = 'x'",
            "line 1:15: Table 'hive.ta.v_event_9' does not exist",
        ),
        "There is no table v_event_9; did you mean ta.v_event_1?",
        position=(1, 15),
    ),
    Fault(
        sql("SELECT 1 FROM orders", "line 1:15: Table hive.ta.orders does not exist", schema={}),
        "There is no table orders.",
    ),
    Fault(
        sql(f"SELECT ifnull(platform, 'x') {DATED}", "line 1:8: Function 'ifnull' not registered"),
        "The engine has no function ifnull; it does this with coalesce.",
    ),
    Fault(
        sql(f"SELECT foo(1) {DATED}", "line 1:8: Function 'foo' not registered"),
        "The engine has no function foo, or",
    ),
    Fault(
        sql(f"SELECT 1 {DATED} AND amount = 'x'", "line 1:72: '=' cannot be applied to bigint, varchar"),
        "Two values of different types",
    ),
    Fault(
        sql(
            f"SELECT platform, count(*) {DATED}",
            "line 1:8: 'platform' must be an aggregate expression or appear in GROUP BY clause",
        ),
        "A selected column is neither aggregated",
    ),
    Fault(
        sql(f"SELECT city {DATED}", "line 1:8: Column 'city' is ambiguous"),
        "The column city exists in more than",
    ),
    Fault(
        sql(
            f"SELECT `platform` {DATED}",
            "line 1:8: backquoted identifiers are not supported; use double quotes",
        ),
        "Names stand in back-ticks",
        position=(1, 8),
    ),
    Fault(
        sql(f"SELECT #user_id {DATED}", "line 1:8: mismatched input '#'. Expecting: '*'"),
        "#user_id stands without quotes.",
    ),
    Fault(
        sql(f"SELECT 1 {DATED};", "line 1:56: mismatched input ';'. Expecting: <EOF>"),
        "The query ends with a semicolon.",
    ),
    Fault(
        sql(f"SELEC 1 {DATED}", "line 1:1: mismatched input 'SELEC'. Expecting: 'ALTER'"),
        "The query's syntax breaks at SELEC.",
        LIKELY,
    ),
    Fault(
        sql(f"SELECT (1 {DATED}", "line 1:11: mismatched input '<EOF>'. Expecting: ')'"),
        "The query's syntax breaks at its end.",
        LIKELY,
    ),
    Fault(
        sql(f"SELECT 1 {DATED}", "line 1:3: something nobody has seen"),
        "The engine refuses the query: something nobody",
    ),
    Fault(
        sql("SELECT count(*) FROM ta.v_event_1", "the query must filter on $part_date", -1),
        'The query reads an event table and has no condition on "$part_date".',
    ),
    Fault(
        sql("SELECT count(*) FROM ta.v_event_1", "refused", -1),
        'The query reads an event table and has no condition on "$part_date".',
        LIKELY,
    ),
    Fault(
        sql("SELECT 1 FROM v_event_1 WHERE ${PartDate:x}", "refused"),
        "Variables of the web console do not work",
        LIKELY,
    ),
    Fault(sql("DELETE FROM t", "refused", -1), "DELETE is no query.", LIKELY),
    Fault(sql("SELECT 1; SELECT 2", "refused", -1), "There is more than one statement.", LIKELY),
    Fault(sql(f"SELECT 1/0 {DATED}", "Division by zero", -1), "The query divides by zero."),
    Fault(
        sql(f"SELECT 1 {DATED}", "Cannot cast 'abc' to BIGINT", -1),
        "A value could not be cast: 'abc' to BIGINT",
    ),
]
