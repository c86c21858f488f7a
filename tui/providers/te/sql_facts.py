"""What the Open API's SQL asks for beyond Trino's dialect: shown before sending, weighed after a failure."""

from __future__ import annotations

from tui.core.sql_assist import SqlFacts

_FUNCTIONS = {
    "ifnull": "coalesce",
    "isnull": "coalesce, or IS NULL",
    "nvl": "coalesce",
    "datediff": "date_diff('day', a, b)",
    "timestampdiff": "date_diff",
    "dateadd": "date_add('day', n, x)",
    "date_sub": "date_add with a negative number",
    "group_concat": "listagg, or array_join(array_agg(x), ',')",
    "string_agg": "listagg",
    "substring_index": "split_part",
    "unix_timestamp": "to_unixtime",
    "curdate": "current_date",
    "getdate": "now()",
    "str_to_date": "date_parse",
    "to_date": "date_parse, or date(x)",
    "instr": "strpos",
    "locate": "strpos",
    "find_in_set": "contains(split(x, ','), y)",
    "len": "length",
    "charindex": "strpos",
    "get_json_object": "json_extract_scalar",
    "collect_set": "array_distinct(array_agg(x))",
    "collect_list": "array_agg",
    "percentile_cont": "approx_percentile",
    "median": "approx_percentile(x, 0.5)",
    "regexp": "regexp_like",
}
"""Functions of other databases, and what Presto and Trino have in their place."""

FACTS = SqlFacts(
    partition="$part_date",
    event_table=r"v_event_\d+",
    user_table=r"v_user_\d+",
    tables=("ta.v_event_{project}", "ta.v_user_{project}"),
    event_columns=(
        "#event_name",
        "$part_event",
        "$part_date",
        "#event_time",
        "#server_time",
        "#zone_offset",
        "#user_id",
        "#account_id",
        "#distinct_id",
        "#uuid",
        "#device_id",
        "#ip",
        "#country",
        "#country_code",
        "#province",
        "#city",
        "#os",
    ),
    user_columns=("#user_id", "#account_id", "#distinct_id", "#update_time", "#event_date"),
    event_names=("#event_name", "$part_event"),
    foreign_functions=_FUNCTIONS,
    sandbox_period=("2024-06-24", "2024-06-30"),
)
